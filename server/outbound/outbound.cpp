#include "server/outbound/outbound.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <boost/asio.hpp>
#include <map>
#include <thread>

#include "server/outbound/sender.hpp"
#include "server/outbound/store.hpp"
#include "server/ward/codec.hpp"
#include "server/ward/fold.hpp"

namespace vigil::outbound {
namespace {

using namespace std::chrono_literals;

constexpr auto poll_interval = 1s;
constexpr auto restart_pause = 1s;
constexpr std::size_t batch_rows_max = 1'000;
constexpr int background_nice = 5; // after the event loop, before the record

instant wall_now() {
    return instant{std::chrono::floor<milliseconds>(std::chrono::system_clock::now().time_since_epoch())};
}

/// What cannot be read is set aside rather than keep the server from starting: receivers then hear of active alarms
/// once more.
store open_or_begin_anew(const std::filesystem::path& file, const std::function<void(const std::string&)>& log) {
    try {
        return store{file};
    } catch (const journal::sqlite_error& e) {
        log(fmt::format("{}: {}; set aside as {}.damaged, receivers are told of active alarms once more", file.string(),
                        e.what(), file.string()));
    }
    for (const char* part : {"", "-wal", "-shm"}) {
        std::error_code ignored;
        std::filesystem::rename(file.string() + part, file.string() + ".damaged" + part, ignored);
    }
    return store{file};
}

/// What people say about an alarm is for those on the ward, and nothing changes by it for whoever was called.
bool is_of_ward_only(alarm::change how) {
    return how == alarm::change::noted || how == alarm::change::assigned;
}

} // namespace

situation situation_of(const ward::fold& wards, journal::sequence upto) {
    situation s{.upto = upto};
    for (const auto& [id, a] : wards.alarms()) s.active.push_back(a);
    for (const ward::bed& b : wards.beds())
        if (!b.anonymous())
            s.occupants.push_back({wards.wards()[b.ward].name, b.name, b.stay, b.patient, b.patient_name});
    return s;
}

struct follower::impl {
    impl(options o, std::unique_ptr<journal::reader> r, server_metrics& m, std::function<void(const std::string&)> l)
        : source{std::move(r)}, counters{m}, log{std::move(l)}, kept{open_or_begin_anew(o.state, log)} {
        for (const config::receiver_entry& to : o.receivers)
            receivers.push_back({std::make_unique<sender>(
                                     loop.get_executor(), to,
                                     surroundings{.counters = counters, .log = log, .changed = [this] { save(); }}),
                                 {}});
    }
    ~impl() {
        loop.stop();
        if (thread.joinable()) thread.join();
    }

    void begin(const situation& now);
    void run();
    asio::awaitable<void> follow();
    asio::awaitable<void> keep_up(std::string what, std::function<asio::awaitable<void>()> task);
    asio::awaitable<void> every_second();
    std::size_t read_batch();
    void take(const journal::row& r);
    void take(const ward::recorded_event& e);
    news as_news(const alarm::alarm& a, alarm::change how, instant at) const;
    bool collect_changes();
    void save();
    void write_changes();

    struct receiver {
        std::unique_ptr<sender> with;
        std::set<alarm::alarm_id> unsaved;
    };

    asio::io_context loop{1};
    std::unique_ptr<journal::reader> source;
    server_metrics& counters;
    std::function<void(const std::string&)> log;
    store kept;
    std::vector<receiver> receivers;
    std::map<std::pair<std::string, std::string>, occupant> occupants; ///< by ward and bed
    journal::sequence position = 0, saved_position = 0;
    std::vector<ward::recorded_event> events; // reused
    bool said_unsaved = false;
    asio::steady_timer news_timer{loop};
    std::atomic<bool> notified{false};
    std::thread thread;
};

/// Where rows of the journal are gone, or belong to another one, `now` tells what became of every alarm. Whoever is
/// told of other alarms than before hears of those that are active already.
void follower::impl::begin(const situation& now) {
    position = kept.position(source->identity());
    const journal::sequence first = source->first(), last = source->last();
    const bool gone = last > position && (first == 0 || first > position + 1);
    const bool all_anew = position == 0 || position > now.upto || gone;
    for (const occupant& o : now.occupants) occupants[{o.ward, o.bed}] = o;
    std::vector<news> active;
    for (const alarm::alarm& a : now.active) active.push_back(as_news(a, alarm::change::updated, wall_now()));
    const auto known = kept.receivers();
    for (const auto& [name, wants] : known)
        if (std::ranges::none_of(receivers, [&](const receiver& r) { return r.with->name() == name; }))
            kept.remove(name);
    for (receiver& r : receivers) {
        queue& alarms = r.with->alarms();
        for (entry& e : kept.entries(r.with->name())) alarms.restore(std::move(e));
        const auto before = known.find(r.with->name());
        if (all_anew)
            alarms.reconcile(active, wall_now());
        else if (before == known.end() || before->second != r.with->wants())
            for (const news& n : active) alarms.offer(n);
        kept.add(r.with->name(), r.with->wants());
    }
    // Rows that are not on disk yet may never be: their numbers are then given to others.
    if (all_anew) position = std::min(now.upto, last);
    save();
}

void follower::impl::run() {
    ::setpriority(PRIO_PROCESS, 0, background_nice); // on Linux: of this thread only
    asio::co_spawn(loop, keep_up("following the journal", [this] { return follow(); }), asio::detached);
    asio::co_spawn(loop, keep_up("watching receivers", [this] { return every_second(); }), asio::detached);
    for (const receiver& r : receivers)
        asio::co_spawn(loop, keep_up("receiver " + r.with->name(), [s = r.with.get()] { return s->run(); }),
                       asio::detached);
    loop.run();
}

/// Whatever goes wrong in one task, the others go on, and after a moment so does it.
asio::awaitable<void> follower::impl::keep_up(std::string what, std::function<asio::awaitable<void>()> task) {
    asio::steady_timer pause{loop};
    for (;;) {
        try {
            co_await task();
        } catch (const std::exception& e) {
            log(fmt::format("{}: {}", what, e.what()));
        }
        pause.expires_after(restart_pause);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<void> follower::impl::follow() {
    boost::system::error_code woken;
    auto token = asio::redirect_error(asio::use_awaitable, woken);
    for (;;) {
        notified = false;
        const bool behind = read_batch() == batch_rows_max;
        news_timer.expires_after(behind || notified ? 0s : poll_interval); // even behind: senders get their turn
        co_await news_timer.async_wait(token);
    }
}

std::size_t follower::impl::read_batch() {
    const journal::sequence before = position;
    const std::size_t rows = source->rows(position, batch_rows_max, [this](const journal::row& r) { take(r); });
    if (position == before || !collect_changes()) return rows;
    save();
    for (const receiver& r : receivers) r.with->wake();
    return rows;
}

void follower::impl::take(const journal::row& r) {
    if (r.number != position + 1)
        log(fmt::format("rows {} to {} left the journal before other systems were told", position + 1, r.number - 1));
    position = r.number;
    events.clear();
    if (r.damaged) return log(fmt::format("row {}: damaged in the journal, its alarms are not told", r.number));
    if (!ward::decode(r.events, events)) log(fmt::format("row {}: its events do not decode", r.number));
    for (const ward::recorded_event& e : events) take(e);
}

void follower::impl::take(const ward::recorded_event& e) {
    if (const auto* bed = std::get_if<ward::bed_changed>(&e.what.what)) {
        occupants[{e.ward, e.bed}] = {e.ward, e.bed, bed->stay, bed->patient, bed->patient_name};
    } else if (const auto* changed = std::get_if<ward::alarm_changed>(&e.what.what)) {
        if (is_of_ward_only(changed->how)) return;
        const news n = as_news(changed->now, changed->how, e.what.at);
        for (const receiver& r : receivers) r.with->alarms().offer(n);
    }
}

/// Only who lay there during the alarm's own stay is named with it.
news follower::impl::as_news(const alarm::alarm& a, alarm::change how, instant at) const {
    news n{.now = a, .how = how, .at = at};
    const auto here = occupants.find({a.ward, a.bed});
    if (here == occupants.end() || here->second.stay != a.stay) return n;
    n.patient = here->second.patient;
    n.patient_name = here->second.patient_name;
    return n;
}

bool follower::impl::collect_changes() {
    bool any = false;
    for (receiver& r : receivers) {
        r.unsaved.merge(r.with->alarms().take_changed());
        any |= !r.unsaved.empty();
    }
    return any;
}

/// A disk that takes nothing does not keep anybody from being told; it is tried again with the next change.
void follower::impl::save() {
    collect_changes();
    try {
        kept.begin();
        write_changes();
        kept.commit();
        for (receiver& r : receivers) r.unsaved.clear();
        saved_position = position;
        said_unsaved = false;
    } catch (const journal::sqlite_error& e) {
        kept.rollback();
        if (!std::exchange(said_unsaved, true))
            log(fmt::format("what other systems were told cannot be kept, a restart would repeat it: {}", e.what()));
    }
}

void follower::impl::write_changes() {
    for (const receiver& r : receivers) {
        const auto& entries = r.with->alarms().entries();
        for (const alarm::alarm_id id : r.unsaved) {
            const auto now = entries.find(id);
            if (now == entries.end())
                kept.erase(r.with->name(), id);
            else
                kept.put(r.with->name(), now->second);
        }
    }
    kept.move_to(position);
}

asio::awaitable<void> follower::impl::every_second() {
    asio::steady_timer timer{loop};
    for (;;) {
        const instant now = wall_now();
        std::size_t waiting = 0;
        milliseconds oldest{0};
        for (const receiver& r : receivers) {
            r.with->check(now);
            waiting += r.with->alarms().waiting();
            if (const auto since = r.with->alarms().behind_since()) oldest = std::max(oldest, now - *since);
        }
        counters.outbound_waiting.Set(static_cast<double>(waiting));
        counters.outbound_oldest_seconds.Set(std::chrono::duration<double>(oldest).count());
        if (position != saved_position) save(); // rows without an alarm cost no transaction each
        timer.expires_after(1s);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

std::expected<std::unique_ptr<follower>, std::string> follower::start(options o, situation now,
                                                                      server_metrics& counters,
                                                                      std::function<void(const std::string&)> log) {
    auto source = journal::reader::open(o.journal);
    if (!source) return std::unexpected{source.error()};
    const std::string state = o.state.string();
    try {
        auto made = std::make_unique<impl>(std::move(o), std::move(*source), counters, std::move(log));
        made->begin(now);
        made->thread = std::thread{[i = made.get()] { i->run(); }};
        return std::unique_ptr<follower>{new follower{std::move(made)}};
    } catch (const std::exception& e) {
        return std::unexpected{
            fmt::format("{}: {} (what receivers of alarms were told is kept there)", state, e.what())};
    }
}

follower::follower(std::unique_ptr<impl> i) : impl_{std::move(i)} {}
follower::~follower() = default;

void follower::notify() {
    if (!impl_->notified.exchange(true)) asio::post(impl_->loop, [i = impl_.get()] { i->news_timer.cancel(); });
}

} // namespace vigil::outbound
