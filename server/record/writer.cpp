#include "server/record/writer.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "server/record/follower.hpp"
#include "server/record/session.hpp"
#include "server/record/upkeep.hpp"

namespace vigil::record {
namespace {

using namespace std::chrono_literals;

constexpr auto poll_interval = 1s;
constexpr auto gather = 250ms; // nobody waits for the record: fewer and larger transactions cost a tenth
constexpr auto pause_min = 200ms;
constexpr auto pause_max = 5s;
constexpr auto stop_grace = 5s;
constexpr int background_nice = 10; // the event loop goes first where both want one core

} // namespace

struct writer::impl {
    impl(options o, callbacks c, std::unique_ptr<journal::reader> r)
        : settings{std::move(o)},
          tell{std::move(c)},
          source{std::move(r)},
          house{settings.quarantine_days, settings.keep_days},
          next{*source, settings.batch_rows_max, [this](const std::string& what) { problem(what); }, tell.note},
          thread{[this] { run(); }} {}
    ~impl();

    void run();
    void attempt();
    void follow(session& s);
    bool write(session& s, const batch& b);
    bool keep_house(session& s);
    void note_lag();
    void publish();
    void use_socket(int number, bool connected);
    void problem(const std::string& what);
    void pause();
    bool stopping() const {
        const std::lock_guard guard{lock};
        return stop;
    }

    const options settings;
    const callbacks tell;

    // of the record's thread
    std::unique_ptr<journal::reader> source;
    upkeep house;
    follower next;
    milliseconds wait = pause_min; // before the next attempt

    mutable std::mutex lock; // guards the rest
    std::condition_variable wake, finished;
    status shared;
    journal::sequence committed = 0;
    int socket = -1;
    bool stop = false, done = false;
    bool idle = false; // waits for a commit
    std::thread thread;
};

writer::impl::~impl() {
    {
        std::unique_lock guard{lock};
        stop = true;
        wake.notify_all();
        finished.wait_for(guard, stop_grace, [this] { return done; });
        if (!done && socket >= 0) ::shutdown(socket, SHUT_RDWR); // whoever waits for the server gets an error
    }
    thread.join();
}

void writer::impl::run() {
    ::setpriority(PRIO_PROCESS, 0, background_nice); // on Linux: of this thread only
    while (!stopping()) {
        try {
            attempt();
        } catch (const std::exception& e) {
            problem(e.what());
        }
        if (!next.hurry()) pause();
    }
    const std::lock_guard guard{lock};
    done = true;
    finished.notify_all();
}

/// With one connection, until it is of no use any more.
void writer::impl::attempt() {
    note_lag();
    session s{settings.database, source->identity(), source->copy_of()};
    next.begin(s);
    publish();
    tell.recorded(s.cursor());
    const struct cutter { // lets go before the session closes its socket, whose number may then be another file's
        impl& i;
        ~cutter() { i.use_socket(-1, false); }
    } cut{*this};
    use_socket(s.socket(), true);
    follow(s);
}

void writer::impl::use_socket(int number, bool connected) {
    const std::lock_guard guard{lock};
    socket = number;
    shared.connected = connected;
}

void writer::impl::follow(session& s) {
    batch b{s.journal_id(), s.usual()};
    while (!stopping()) {
        if (!keep_house(s)) return;
        b.keep_from(s.kept_from());
        next.fill(b);
        publish(); // how old the first of them is, while it is being written
        if (!b.empty()) {
            if (!write(s, b)) return;
            if (next.behind(b)) continue; // no pause
            std::unique_lock guard{lock};
            wake.wait_for(guard, gather, [this] { return stop; });
            continue;
        }
        std::unique_lock guard{lock};
        idle = true;
        wake.wait_for(guard, poll_interval, [this] { return stop || committed > shared.recorded; });
        idle = false;
    }
}

/// False if the connection is to be thrown away. What cannot be deleted keeps nothing from being written.
bool writer::impl::keep_house(session& s) {
    try {
        house.run(s, tell.note);
        return true;
    } catch (const pqxx::sql_error& e) {
        problem(fmt::format("making days ahead, and deleting what is no longer kept: {}", e.what()));
        return false;
    }
}

/// False if the connection is to be thrown away.
bool writer::impl::write(session& s, const batch& b) {
    if (!next.write(s, b)) return false;
    wait = pause_min;
    publish();
    tell.recorded(b.last());
    return true;
}

/// While the database is away nobody moves the lag but this.
void writer::impl::note_lag() {
    const journal::sequence last = next.look();
    publish();
    const std::lock_guard guard{lock};
    committed = std::max(committed, last);
}

void writer::impl::publish() {
    const std::lock_guard guard{lock};
    static_cast<progress&>(shared) = next.now();
}

void writer::impl::problem(const std::string& what) {
    {
        const std::lock_guard guard{lock};
        ++shared.errors;
    }
    tell.problem(what);
}

void writer::impl::pause() {
    std::unique_lock guard{lock};
    wake.wait_for(guard, wait, [this] { return stop; });
    wait = std::min(2 * wait, milliseconds{pause_max});
}

std::expected<std::unique_ptr<writer>, std::string> writer::start(options o, callbacks c) {
    auto source = journal::reader::open(o.journal);
    if (!source) return std::unexpected{source.error()};
    return std::unique_ptr<writer>{new writer{std::make_unique<impl>(std::move(o), std::move(c), std::move(*source))}};
}

writer::writer(std::unique_ptr<impl> i) : impl_{std::move(i)} {}
writer::~writer() = default;

void writer::notify(journal::sequence committed) {
    bool waiting = false;
    {
        const std::lock_guard guard{impl_->lock};
        impl_->committed = std::max(impl_->committed, committed);
        waiting = impl_->idle;
    }
    if (waiting) impl_->wake.notify_all();
}

status writer::now() const {
    const std::lock_guard guard{impl_->lock};
    status s = impl_->shared;
    s.lag_rows = impl_->committed > s.recorded ? impl_->committed - s.recorded : 0;
    return s;
}

} // namespace vigil::record
