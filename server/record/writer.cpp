#include "server/record/writer.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "server/record/session.hpp"

namespace vigil::record {
namespace {

using namespace std::chrono_literals;

constexpr auto poll_interval = 1s;
constexpr auto gather = 250ms; // nobody waits for the record: fewer and larger transactions cost a tenth
constexpr auto forget_interval = 1min;
constexpr auto forget_retry = 1h;
constexpr auto pause_min = 200ms;
constexpr auto pause_max = 5s;
constexpr auto stop_grace = 5s;
constexpr int background_nice = 10; // the event loop goes first where both want one core

/// The database refuses a value, and always will: SQLSTATE class 22 (data exception) and 54 (limit exceeded, such as a
/// name too long for an index).
bool is_about_data(const pqxx::sql_error& e) {
    return e.sqlstate().starts_with("22") || e.sqlstate().starts_with("54");
}

} // namespace

struct writer::impl {
    impl(options o, callbacks c, std::unique_ptr<journal::reader> r)
        : settings{std::move(o)},
          tell{std::move(c)},
          source{std::move(r)},
          limit{settings.batch_rows_max},
          thread{[this] { run(); }} {}
    ~impl();

    void run();
    void attempt();
    void follow(session& s);
    void check_cursor(const session& s);
    void fill(batch& b);
    bool write(session& s, const batch& b);
    bool forget_quarantine(session& s);
    void suspect(const batch& b, const std::string& why);
    void note_lag();
    void use_socket(int number, bool connected);
    void problem(const std::string& what);
    void pause();
    template <class Change>
    void change(Change c) {
        const std::lock_guard guard{lock};
        c(shared);
    }
    bool stopping() const {
        const std::lock_guard guard{lock};
        return stop;
    }

    const options settings;
    const callbacks tell;

    // of the record's thread
    std::unique_ptr<journal::reader> source;
    journal::sequence recorded = 0;
    std::size_t limit;             // of rows in the next batch; small while looking for a row that the database refuses
    std::string refused;           // why the next row goes to vigil.undecodable; empty if it does not
    bool hurry = false;            // try again at once
    milliseconds wait = pause_min; // before the next attempt
    std::chrono::steady_clock::time_point forget_at{}; // when the quarantine is looked through next

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
        if (!std::exchange(hurry, false)) pause();
    }
    const std::lock_guard guard{lock};
    done = true;
    finished.notify_all();
}

/// With one connection, until it is of no use any more.
void writer::impl::attempt() {
    note_lag();
    session s{settings.database, source->identity()};
    check_cursor(s);
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

void writer::impl::check_cursor(const session& s) {
    if (const journal::sequence last = source->last(); s.cursor() > last)
        throw std::runtime_error{
            fmt::format("the record holds row {} of a journal that ends at {}: the journal is an "
                        "older copy; move it away, and a new one will be begun",
                        s.cursor(), last)};
    recorded = s.cursor();
    change([&](status& now) { now.recorded = recorded; });
    tell.recorded(recorded);
}

void writer::impl::follow(session& s) {
    batch b{s.journal_id(), s.usual()};
    while (!stopping()) {
        if (!forget_quarantine(s)) return;
        fill(b);
        if (!b.empty()) {
            if (!write(s, b)) return;
            if (b.full() || b.last() - b.first() + 1 >= limit) continue; // behind: no pause
            std::unique_lock guard{lock};
            wake.wait_for(guard, gather, [this] { return stop; });
            continue;
        }
        std::unique_lock guard{lock};
        shared.oldest_unrecorded.reset();
        idle = true;
        wake.wait_for(guard, poll_interval, [this] { return stop || committed > recorded; });
        idle = false;
    }
}

/// False if the connection is to be thrown away. What cannot be deleted keeps nothing from being written.
bool writer::impl::forget_quarantine(session& s) {
    const auto now = std::chrono::steady_clock::now();
    if (settings.quarantine_days == 0 || now < forget_at) return true;
    forget_at = now + forget_retry;
    try {
        const bool more = s.forget_quarantine(settings.quarantine_days);
        forget_at = more ? now : now + forget_interval;
        return true;
    } catch (const pqxx::sql_error& e) {
        problem(fmt::format("deleting old rows of vigil.quarantine: {}", e.what()));
        return false;
    }
}

void writer::impl::fill(batch& b) {
    b.clear();
    std::optional<instant> oldest;
    source->rows(recorded, limit, [&](const journal::row& r) {
        if (b.full()) return; // the rest in the next batch
        if (!oldest) oldest = r.at;
        if (!r.damaged && refused.empty()) return b.add(r);
        b.quarantine(r, r.damaged ? "damaged in the journal: it is not what was written" : refused);
    });
    if (!b.empty()) change([&](status& now) { now.oldest_unrecorded = oldest; });
    if (b.full()) limit = static_cast<std::size_t>(b.last() - b.first()) + 1; // reads less next time
}

/// False if the connection is to be thrown away.
bool writer::impl::write(session& s, const batch& b) {
    try {
        s.write(b);
    } catch (const pqxx::sql_error& e) {
        if (!is_about_data(e)) throw;
        suspect(b, e.what());
        return false;
    }
    const journal::sequence gone = b.first() - recorded - 1;
    if (gone > 0)
        problem(fmt::format("rows {} to {} left the journal before they were recorded", recorded + 1, b.first() - 1));
    recorded = b.last();
    refused.clear();
    limit = std::min(2 * limit, settings.batch_rows_max);
    wait = pause_min;
    change([&](status& now) {
        now.recorded = recorded;
        now.missing += gone;
        now.undecodable += b.undecodable();
        ++now.batches;
    });
    tell.recorded(recorded);
    return true;
}

/// The database refuses something in this batch: halves it until one row is left, which is then set aside.
void writer::impl::suspect(const batch& b, const std::string& why) {
    limit = std::max<std::size_t>((b.last() - b.first() + 1) / 2, 1);
    hurry = refused.empty();
    if (b.first() != b.last()) return;
    problem(fmt::format("row {}: {}", b.first(), why));
    refused = refused.empty() ? why : "";
}

/// While the database is away nobody moves the lag but this.
void writer::impl::note_lag() {
    const journal::sequence last = source->last();
    change([&](status&) { committed = std::max(committed, last); });
    source->rows(recorded, 1,
                 [this](const journal::row& r) { change([&](status& now) { now.oldest_unrecorded = r.at; }); });
}

void writer::impl::problem(const std::string& what) {
    change([](status& now) { ++now.errors; });
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
