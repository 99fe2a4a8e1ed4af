#include "tests/simulation/server.hpp"

#include <algorithm>
#include <utility>

#include "server/app/recovery.hpp"
#include "tests/simulation/rules.hpp"
#include "tests/simulation/treatment.hpp"

namespace vigil::simulation {
namespace {

constexpr const char* journal_file = "journal.db";
constexpr double record_lag_max_s = 10; // as app::server
constexpr std::size_t record_rows_max = 200;

/// Nothing of it is checked here, and making it costs more than a restart.
server_metrics& metrics() {
    static server_metrics one{"0"};
    return one;
}

death any_death(world& w) {
    return w.chance(0.5) ? death::kill : death::power_cut;
}

} // namespace

struct server::process {
    process(const std::filesystem::path& file, std::size_t rows_kept_min, world& w)
        : journal{file, rows_kept_min},
          checkpoints{file, journal::database::mode::create},
          source{journal::reader::open(file).value()},
          next{*source, record_rows_max, [&w](const std::string& what) { w.note("record", what); },
               [&w](const std::string& what) { w.note("record", what); }} {
        checkpoints.run("PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0");
    }

    stepped_journal journal;
    journal::database checkpoints;
    std::unique_ptr<journal::reader> source;
    record::follower next;
    record::batch rows{1, {}};
    std::unique_ptr<record::sink> connection;
    std::optional<core::time_source> time;
    std::optional<core::engine> engine;
    ingest::bed_map beds;
    ingest::senders senders = ingest::senders::make({}).value();
    std::optional<net::hl7_intake> intake;
    bool committing = false;
    milliseconds failed_at{0};
    std::optional<instant> last_second;
    journal::sequence first = 1; ///< row kept
};

server::server(world& w, disk& d, ledger& l, database& r, std::size_t rows_kept_min)
    : world_(w), disk_(d), ledger_(l), record_(r), rows_kept_min_(rows_kept_min) {}

server::~server() {
    if (up()) disk_.die(death::kill); // whatever is under way in SQLite
}

core::engine& server::engine() {
    return *process_->engine;
}

net::hl7_intake& server::intake() {
    return *process_->intake;
}

void server::later(milliseconds wait, std::function<void()> what) {
    world_.after(wait, [this, life = life_, what = std::move(what)] {
        if (up() && life == life_) turn(what);
    });
}

void server::turn(const std::function<void()>& what) {
    what();
    if (!up() || process_->committing || !process_->journal.has_work()) return;
    process_->committing = true;
    later(world_.between(0ms, 2ms), [this] { commit(); });
}

void server::every(milliseconds interval, const std::function<void()>& what) {
    later(interval, [this, interval, what] {
        what();
        if (up()) every(interval, what);
    });
}

void server::connected(const std::shared_ptr<peer>& who) {
    std::erase_if(peers_, [](const auto& p) { return p.expired(); });
    peers_.push_back(who);
}

void server::start() {
    if (up()) return;
    disk_.restart();
    if (world_.chance(0.1)) disk_.plan({.dies_at = world_.random.below(80), .how = any_death(world_)});
    world_.note("start");
    try {
        boot();
    } catch (const std::exception& e) {
        world_.require(disk_.dead(), "the server does not start: {}", e.what());
        world_.note("died while starting", e.what());
        process_.reset();
        world_.after(world_.between(100ms, 5'000ms), [this] { start(); });
    }
}

void server::boot() {
    process_ = std::make_unique<process>(journal_file, rows_kept_min_, world_);
    ++life_;
    recover();
    core::engine& e = *process_->engine;
    e.start();
    if (e.wards().rules_text() != rule_files.at(rules_))
        e.change_rules(std::string{rule_files.at(rules_)}, "rules.toml");
    if (e.wards().protocols().empty()) e.change_protocols({{{"short.toml", std::string{protocol_file}}}});
    process_->intake.emplace(e, process_->beds, process_->senders, metrics());
    every(20ms, [this] { // as app::server's timers
        if (engine().next_deadline() <= engine().now()) engine().tick();
    });
    every(50ms, [this] { engine().flush_vitals(); });
    every(1'000ms, [this] { second(); });
    later(0ms, [this] { follow(); });
    later(world_.between(1'000ms, 200'000ms), [this] { checkpoint(); });
}

void server::recover() {
    process& p = *process_;
    ledger_.reopened(*p.source, under_way_);
    under_way_.clear();
    auto before = app::recover(*p.source);
    world_.require(before.has_value(), "recovery failed: {}", before ? "" : before.error());
    world_.require(before->different == 0, "{} rows cause other events when they are replayed", before->different);
    ledger_.compare(before->wards);
    p.time.emplace(before->wards.now(), world_);
    p.engine.emplace(std::move(before->wards), p.journal, metrics(), *p.time, std::move(before->seen),
                     core::engine_options{.feed = {.outbox_bytes_max = 16u << 10, // small, so that they are reached
                                                   .vitals_bytes_max = 8u << 10,
                                                   .history_events_max = 100}});
}

void server::die(death how, milliseconds down_for) {
    if (!up()) return;
    disk_.die(how);
    if (how == death::power_cut) world_.boot();
    fall(down_for);
}

void server::fall(milliseconds down_for) {
    ++(disk_.died_of() == death::power_cut ? world_.seen.power_cuts : world_.seen.kills);
    world_.note("died", disk_.died_of() == death::power_cut ? "of a power cut" : "alone");
    if (!process_->journal.failed()) under_way_ = process_->journal.under_way();
    leave(down_for);
}

void server::leave(milliseconds down_for) {
    for (const auto& p : std::exchange(peers_, {}))
        if (const auto who = p.lock()) who->cut();
    process_.reset();
    ++life_;
    world_.after(down_for, [this] { start(); });
}

/// The journal commits what is queued before the program ends.
void server::stop(milliseconds down_for) {
    if (!up()) return;
    stepped_journal& j = process_->journal;
    engine().snapshot();
    if (j.sound()) j.done();
    while (j.sound() && j.has_work()) {
        const bool good = j.commit();
        if (disk_.dead()) return fall(down_for);
        if (!good) break;
        ledger_.committed(j.under_way());
        j.done();
    }
    if (!j.failed()) under_way_ = j.under_way();
    ++world_.seen.restarts;
    world_.note("stopped");
    leave(down_for);
}

void server::change_rules() {
    rules_ = (rules_ + 1) % rule_files.size();
    engine().change_rules(std::string{rule_files.at(rules_)}, "rules.toml");
}

void server::commit() {
    stepped_journal& j = process_->journal;
    const bool good = j.commit();
    if (disk_.dead()) return fall(world_.between(100ms, 20'000ms));
    if (good) ledger_.committed(j.under_way());
    later(world_.between(sync_min_, sync_max_), [this, good] { committed(good); });
}

void server::committed(bool good) {
    process& p = *process_;
    p.committing = false;
    if (good) {
        const journal::sequence first = p.journal.first();
        world_.seen.trims += std::exchange(p.first, first) != first;
        return engine().committed(p.journal.done());
    }
    world_.note("journal failed");
    under_way_ = p.journal.under_way();
    p.journal.fail();
    p.failed_at = world_.now();
    engine().journal_failed();
    later(world_.between(5'000ms, 60'000ms), [this] { // somebody comes
        die(world_.chance(0.5) ? death::kill : death::power_cut, world_.between(1'000ms, 10'000ms));
    });
}

void server::checkpoint() {
    process_->checkpoints.checkpoint_passively();
    if (disk_.dead()) return fall(world_.between(100ms, 20'000ms));
    later(world_.between(1'000ms, 200'000ms), [this] { checkpoint(); });
}

/// The thread of the record, from one wait to the next.
void server::follow() {
    process& p = *process_;
    milliseconds wait = world_.between(0ms, 250ms);
    try {
        if (!record_once()) wait = p.next.hurry() ? 0ms : 200ms;
    } catch (const std::exception& e) {
        world_.note("record", e.what());
        p.connection.reset();
        wait = world_.between(200ms, 5'000ms);
    }
    later(wait, [this] { follow(); });
}

/// False if the connection is of no use any more.
bool server::record_once() {
    process& p = *process_;
    if (!p.connection) {
        p.next.look();
        p.connection = record_.connect();
        p.next.begin(*p.connection);
        p.journal.recorded(p.next.now().recorded);
    }
    p.next.fill(p.rows);
    if (p.rows.empty()) return true;
    if (!p.next.write(*p.connection, p.rows)) {
        p.connection.reset();
        return false;
    }
    p.journal.recorded(p.next.now().recorded);
    return true;
}

void server::second() {
    const record::progress& r = process_->next.now();
    engine().every_second();
    const auto before = std::exchange(process_->last_second, engine().now());
    world_.require(!before || engine().now() - *before >= 998ms, "time stands still for the wards");
    const double lag =
        r.oldest_unrecorded ? std::chrono::duration<double>(engine().now() - *r.oldest_unrecorded).count() : 0;
    engine().service(ward::service_changed::which::record, process_->connection && lag < record_lag_max_s);
    check();
}

void server::check() {
    const ward::fold& wards = engine().wards();
    check_wards(world_, wards);
    world_.require(engine().next_deadline() >= engine().now() - 21ms, "a deadline has passed and nobody noticed");
    world_.require(process_->next.now().missing == 0, "rows left the journal before they were recorded");
    if (!engine().failed() || world_.now() - process_->failed_at < 2'000ms) return;
    for (const ward::ward& w : wards.wards())
        world_.require(std::ranges::any_of(wards.alarms(),
                                           [&](const auto& a) {
                                               return a.second.ward == w.name && a.second.rule == "journal_failing";
                                           }),
                       "nobody in ward {} is told that the journal fails", w.name);
}

bool server::quiet() const {
    return up() && !process_->committing && !process_->journal.has_work() && record_.cursor() == ledger_.last();
}

void server::check_quiet() {
    world_.require(engine().committed_upto() == ledger_.last(), "row {} is committed, and the server knows of {}",
                   ledger_.last(), engine().committed_upto());
    world_.require(!engine().failed(), "the journal has failed for no reason");
    ledger_.compare(engine().wards());
    record_.check_complete(ledger_.last());
}

} // namespace vigil::simulation
