#include "tests/simulation/course.hpp"

#include <algorithm>
#include <iterator>

#include "server/simulate/message.hpp"

namespace vigil::simulation {
namespace {

constexpr std::size_t wards = 2;
constexpr milliseconds settles_within{90'000};

std::string ward_of(std::size_t bed) {
    return bed % wards == 0 ? "W1" : "W2";
}

} // namespace

course::course(std::uint64_t seed)
    : world_{seed},
      disk_{world_.random},
      ledger_{world_},
      record_{world_},
      server_{world_, disk_, ledger_, record_, world_.chance(0.5) ? std::size_t{150} : std::size_t{100'000}},
      lasts_{world_.between(300'000ms, 600'000ms)},
      trouble_every_{world_.between(10'000ms, 90'000ms)} {
    mount(disk_);
    const std::size_t beds = 3 + world_.random.below(5);
    add_monitors(beds);
    add_registration(beds);
    add_dashboards();
}

void course::add_monitors(std::size_t beds) {
    const milliseconds interval = world_.chance(0.25) ? 1'000ms : world_.between(2'000ms, 8'000ms);
    for (std::size_t bed = 0; bed < beds; ++bed) {
        const std::string name = std::to_string(bed + 1);
        const bool years = world_.chance(0.1);
        monitors_.push_back(
            {{ward_of(bed), name, simulate::patient{world_.random.bits(), bed, beds, simulate::scenario::ketamine}},
             years ? world_.between(-400'000'000'000ms, 400'000'000'000ms) : world_.between(-3'000ms, 3'000ms)});
        senders_.emplace_back(world_, server_, ledger_, fmt::format("10.0.0.{}", bed), interval,
                              [this, bed](std::uint64_t n) { return observe(bed, n); });
    }
}

sender::message course::observe(std::size_t bed, std::uint64_t number) {
    monitor& m = monitors_[bed];
    const instant now{std::chrono::floor<milliseconds>(world_.wall() + m.clock_is_off)};
    m.at.advance_to(static_cast<double>(world_.now().count()) / 1'000, now);
    const std::string id = fmt::format("m{}-{}", bed, number);
    return {id, simulate::write_oru({{}, id, m.at.ward(), m.at.bed(), now}, m.at.shown())};
}

void course::add_registration(std::size_t beds) {
    senders_.emplace_back(world_, server_, ledger_, "10.0.1.1", 45'000ms,
                          [this, beds](std::uint64_t n) { return move(n, beds); });
}

/// Patients come, go to another bed, and leave.
sender::message course::move(std::uint64_t number, std::size_t beds) {
    constexpr const char* events[]{"A01", "A02", "A02", "A03", "A08", "A21", "A22"};
    const std::string id = fmt::format("adt-{}", number);
    const std::size_t bed = world_.random.below(beds);
    std::string time;
    simulate::append_hl7_time(time, instant{std::chrono::floor<milliseconds>(world_.wall())});
    const std::uint64_t who = world_.random.below(5);
    const std::string patient =
        who < 4 ? fmt::format("P-{}", who) : simulate::patient_identifier(ward_of(bed), std::to_string(bed + 1));
    return {id, fmt::format("\x0bMSH|^~\\&|ADT|HOSP|VIGIL|HOSP|{0}||ADT^{1}|{2}|P|2.5\rEVN|{1}|{0}\rPID|||{3}\r"
                            "PV1||I|{4}^^{5}\r\x1c\r",
                            time, events[world_.random.below(std::size(events))], id, patient, ward_of(bed), bed + 1)};
}

void course::add_dashboards() {
    const std::size_t count = 1 + world_.random.below(3);
    for (std::size_t i = 0; i < count; ++i)
        dashboards_.emplace_back(world_, server_, ledger_, ward_of(i), fmt::format("station-{}", i + 1));
}

void course::run() {
    if (world_.chance(0.2)) disk_.plan({.dies_at = world_.random.below(60), .how = death::power_cut});
    world_.after(0ms, [this] { server_.start(); });
    for (sender& s : senders_) s.start();
    for (dashboard& d : dashboards_) d.start();
    world_.after(1'000ms, [this] { watch(); });
    world_.after(trouble_every_, [this] { trouble(); });
    world_.run_until(lasts_);
    settle();
}

void course::watch() {
    for (dashboard& d : dashboards_) d.check();
    world_.after(1'000ms, [this] { watch(); });
}

void course::trouble() {
    if (over_) return;
    switch (world_.random.below(8)) {
        case 0:
        case 1:
            server_.die(world_.chance(0.5) ? death::kill : death::power_cut, world_.between(100ms, 30'000ms));
            break;
        case 2: server_.stop(world_.between(100ms, 10'000ms)); break;
        case 3:
        case 4: disk_trouble(); break;
        case 5: record_trouble(); break;
        case 6: clock_trouble(); break;
        default:
            if (server_.up()) server_.turn([this] { server_.change_rules(); });
            break;
    }
    world_.after(world_.between(1'000ms, 2 * trouble_every_), [this] { trouble(); });
}

void course::disk_trouble() {
    const std::uint64_t soon = world_.random.below(60);
    switch (world_.random.below(6)) {
        case 0: disk_.plan({.dies_at = soon, .how = death::kill}); break;
        case 1: disk_.plan({.dies_at = soon, .how = death::power_cut}); break;
        case 2: world_.chance(0.5) ? disk_.plan({.fails_at = soon}) : disk_.plan({.broken_from = soon}); break;
        case 3: disk_.plan({.full_from = soon}); break;
        case 4: disk_.plan({.next_sync_fails = true}); break;
        default:
            server_.slow_disk(500ms, 20'000ms);
            world_.after(world_.between(1'000ms, 40'000ms), [this] { server_.slow_disk(0ms, 5ms); });
    }
}

void course::record_trouble() {
    switch (world_.random.below(3)) {
        case 0:
            record_.away(true);
            world_.after(world_.between(1'000ms, 250'000ms), [this] { record_.away(false); });
            break;
        case 1:
            record_.unreliable(0.5);
            world_.after(world_.between(1'000ms, 60'000ms), [this] { record_.unreliable(0); });
            break;
        default: record_.refuse(ledger_.last() + 1 + world_.random.below(100)); break;
    }
}

void course::clock_trouble() {
    ++world_.seen.clock_jumps;
    constexpr milliseconds years{100'000'000'000};
    world_.jump_wall(world_.chance(0.5) ? world_.between(-years, years) : world_.between(-5'000ms, 5'000ms));
}

/// Nothing goes wrong any more; what is under way comes to its end.
void course::settle() {
    over_ = true;
    disk_.repair();
    record_.away(false);
    record_.unreliable(0);
    server_.slow_disk(0ms, 5ms);
    for (sender& s : senders_) s.quiet();
    for (dashboard& d : dashboards_) d.quiet();
    const milliseconds end = world_.now() + settles_within;
    // a journal that had failed is still waiting for somebody to come
    while (world_.now() < end + settles_within && (world_.now() < end || !settled()))
        world_.run_until(world_.now() + 1'000ms);
    world_.require(settled(), "the end does not come to rest");
    for (int i = 0; i < 5'000 && !server_.quiet(); ++i) world_.run_until(world_.now() + 1ms);
    server_.check_quiet();
    for (const dashboard& d : dashboards_) d.check_quiet();
    ledger_.check_promises();
    world_.note("end", server_.engine().wards().snapshot());
}

bool course::settled() const {
    return server_.up() && std::ranges::all_of(senders_, &sender::idle);
}

counts course::seen() const {
    counts c = world_.seen;
    c.seeds = 1;
    c.virtual_ms = static_cast<std::uint64_t>(world_.now().count());
    c.disk_faults = disk_.faults_met();
    return c;
}

} // namespace vigil::simulation
