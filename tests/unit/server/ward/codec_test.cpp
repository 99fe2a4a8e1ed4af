#include <cmath>
#include <limits>
#include <thread>

#include "tests/unit/server/ward/recorded.hpp"

namespace vigil::ward {
namespace {

using namespace std::chrono_literals;

input round_trip(const input& in) {
    std::string bytes;
    encode(in, bytes);
    input out;
    REQUIRE(decode(bytes, out));
    return out;
}

input every_reading() {
    readings_received in;
    in.key = 0xffff'ffff'ffff'fffe;
    in.content = {.sender = not_utf8,
                  .control_id = "8c1f",
                  .ward = "W1",
                  .bed = "3",
                  .patient = not_utf8,
                  .reported_at = start - 1h};
    for (const metric_info& m : metrics())
        for (const auto status : {validity::valid, validity::questionable, validity::sensor_off, validity::unavailable,
                                  validity::implausible, validity::test})
            in.content.readings.push_back({.what = m.what,
                                           .status = status,
                                           .declared = m.canonical,
                                           .code = 147842,
                                           .value = usable(status) ? m.plausible_max : no_value,
                                           .measured_at = start - 10'000h});
    return {start, std::move(in)};
}

template <class What>
What round_trip_of(const What& what) {
    return std::get<What>(round_trip({start, what}).what);
}

template <class What>
What decision_again(const What& what) {
    return std::get<What>(round_trip_of(patient_command{.what = what}).what);
}

readings_received one_reading(const reading& r) {
    return {.content = {.readings = {r}}};
}

/// One of each kind.
std::vector<input> every_input() {
    const auto decided = [](auto what) {
        return patient_command{"W1", not_utf8, "stay-1", "nurse-1", "a reason", "c1-18", what};
    };
    return {
        every_reading(),
        readings_input(0ms, "W1", "3", {{metric::spo2, 80}, {metric::heart_rate, 170}}),
        {start, tick{}},
        {start, acknowledge{alarm::alarm_id{1}, "nurse-1", "c1-17"}},
        {start, alarm_shown{alarm::alarm_id{1}, "station-1"}},
        {start, rules_changed{"[monitor_silent]\nafter = \"20s\"\n", "rules.toml"}},
        {start, decided(set_limit{"monitor_silent", alarm::priority::medium, 85.5, start + 1h})},
        {start, decided(pause_alarm{"monitor_silent", start + 10min})},
        {start, decided(set_phase{alarm::infusion_phase::infusing})},
        {start, decided(note_step{})},
        {start, decided(take_baseline{})},
        {start, decided(set_spo2_scale{true})},
        {start, decided(decide_confusion{alarm::confusion::dissociation})},
        {start, station_changed{"W1", "station-1", true, true, true}},
        {start, pause_audio{"W1", "station-1", "nurse-1", "c1-19", start + 2min}},
        {start, server_started{}},
        {start, device_alarms_reported{{"pump", "1", "W1", not_utf8, "P-1", "", {{.id = "7", .device = "pump"}}}, 9}},
        {start, patient_moved{{.what = movement::kind::swapped,
                               .who = {"P-1", ""},
                               .other = {"P-2", ""},
                               .to = {"W1", "1"},
                               .from = {"W1", not_utf8}},
                              10}},
        {start, message_quarantined{.transport = "mllp", .raw = not_utf8, .key = 11}},
        {start, service_changed{service_changed::which::journal, false}},
        {start, note_alarm{alarm::alarm_id{1}, "nurse-1", not_utf8, "c1-20"}},
        {start, assign_alarm{alarm::alarm_id{1}, "nurse-2", "nurse-1", "c1-21"}},
        {start, assign_sender{not_utf8, "W1", "3", "nurse-1", "c1-22"}}};
}

} // namespace

TEST_CASE("readings of every metric and validity come back as they were, bytes that are no UTF-8 included") {
    const input in = every_reading();
    const input out = round_trip(in);
    CHECK(out.at == in.at);
    const auto& a = std::get<readings_received>(in.what);
    const auto& b = std::get<readings_received>(out.what);
    CHECK(b.key == a.key);
    CHECK(b.content.sender == not_utf8);
    CHECK(b.content.control_id == "8c1f");
    CHECK(b.content.ward == "W1");
    CHECK(b.content.bed == "3");
    CHECK(b.content.patient == not_utf8);
    CHECK(b.content.reported_at == a.content.reported_at);
    REQUIRE(b.content.readings.size() == a.content.readings.size());
    for (std::size_t i = 0; i < a.content.readings.size(); ++i) {
        const reading& x = a.content.readings[i];
        const reading& y = b.content.readings[i];
        CHECK(y.what == x.what);
        CHECK(y.status == x.status);
        CHECK(y.declared == x.declared);
        CHECK(y.code == x.code);
        CHECK((y.value == x.value || (std::isnan(y.value) && std::isnan(x.value))));
        CHECK(y.measured_at == x.measured_at);
    }
}

TEST_CASE("acknowledgements, rules and ticks come back as they were") {
    const alarm::alarm_id id{0x8000'0000'0000'0001};
    const auto said = round_trip_of(acknowledge{id, not_utf8, "c1-17"});
    CHECK(said.alarm == id);
    CHECK(said.by == not_utf8);
    CHECK(said.request == "c1-17");
    const auto seen = round_trip_of(alarm_shown{id, not_utf8});
    CHECK(seen.alarm == id);
    CHECK(seen.station == not_utf8);
    const auto given = round_trip_of(rules_changed{not_utf8, "r.toml"});
    CHECK(given.text == not_utf8);
    CHECK(given.source == "r.toml");
    const input ticked = round_trip({from_epoch_ms(-5), tick{}});
    CHECK(std::holds_alternative<tick>(ticked.what));
    CHECK(ticked.at == from_epoch_ms(-5));
}

TEST_CASE("what is decided for a patient comes back with who decided it and why") {
    const patient_command c =
        round_trip_of(patient_command{"W1", not_utf8, "stay-1", "nurse-1", not_utf8, "c1-18", note_step{}});
    CHECK(c.ward == "W1");
    CHECK(c.bed == not_utf8);
    CHECK(c.stay == "stay-1");
    CHECK(c.by == "nurse-1");
    CHECK(c.reason == not_utf8);
    CHECK(c.request == "c1-18");
    CHECK(std::holds_alternative<note_step>(c.what));
}

TEST_CASE("every decision for a patient comes back as it was") {
    const auto limit = decision_again(set_limit{"low_spo2", alarm::priority::high, 85.5, start + 1h});
    CHECK(limit.rule == "low_spo2");
    CHECK(limit.level == alarm::priority::high);
    CHECK(limit.limit == 85.5);
    CHECK(limit.until == start + 1h);
    CHECK(decision_again(set_limit{.limit = 0}).limit == 0);
    CHECK_FALSE(decision_again(set_limit{.rule = "low_spo2"}).limit);
    const auto pause = decision_again(pause_alarm{"apnoea", start + 10min});
    CHECK(pause.rule == "apnoea");
    CHECK(pause.until == start + 10min);
    for (const auto phase :
         {alarm::infusion_phase::none, alarm::infusion_phase::infusing, alarm::infusion_phase::discharged})
        CHECK(decision_again(set_phase{phase}).phase == phase);
    decision_again(note_step{});
    decision_again(take_baseline{});
    CHECK(decision_again(set_spo2_scale{true}).scale_2);
    CHECK_FALSE(decision_again(set_spo2_scale{false}).scale_2);
    for (const auto is : {alarm::confusion::open, alarm::confusion::new_confusion, alarm::confusion::dissociation})
        CHECK(decision_again(decide_confusion{is}).is == is);
}

TEST_CASE("stations, audio pauses, starts and services come back as they were") {
    for (const int set : {0, 1, 2}) {
        const auto here = round_trip_of(station_changed{"W1", not_utf8, set == 0, set == 1, set == 2});
        CHECK(here.ward == "W1");
        CHECK(here.station == not_utf8);
        CHECK(here.connected == (set == 0));
        CHECK(here.sound_armed == (set == 1));
        CHECK(here.visible == (set == 2));
    }
    const auto pause = round_trip_of(pause_audio{"W1", "station-1", "nurse-1", "c1-19", start + 2min});
    CHECK(pause.ward == "W1");
    CHECK(pause.station == "station-1");
    CHECK(pause.by == "nurse-1");
    CHECK(pause.request == "c1-19");
    CHECK(pause.until == start + 2min);
    round_trip_of(server_started{});
    using which = service_changed::which;
    for (const auto what : {which::record, which::journal})
        for (const bool working : {true, false}) {
            const auto service = round_trip_of(service_changed{what, working});
            CHECK(service.what == what);
            CHECK(service.working == working);
        }
}

TEST_CASE("what people say about alarms and senders comes back as it was") {
    const alarm::alarm_id id{0x8000'0000'0000'0001};
    const auto note = round_trip_of(note_alarm{id, "nurse-1", not_utf8, "c1-20"});
    CHECK(note.alarm == id);
    CHECK(note.by == "nurse-1");
    CHECK(note.text == not_utf8);
    CHECK(note.request == "c1-20");
    const auto assigned = round_trip_of(assign_alarm{id, not_utf8, "nurse-1", "c1-21"});
    CHECK(assigned.alarm == id);
    CHECK(assigned.to == not_utf8);
    CHECK(assigned.by == "nurse-1");
    CHECK(assigned.request == "c1-21");
    const auto placed = round_trip_of(assign_sender{not_utf8, "W1", "3", "nurse-1", "c1-22"});
    CHECK(placed.sender == not_utf8);
    CHECK(placed.ward == "W1");
    CHECK(placed.bed == "3");
    CHECK(placed.by == "nurse-1");
    CHECK(placed.request == "c1-22");
}

TEST_CASE("an input keeps nothing of the one that was written before it") {
    std::string expected, bytes;
    for (const input& in : every_input()) {
        std::thread{[&] { encode(in, expected); }}.join(); // nothing was written there before
        for (const input& before : every_input()) {
            encode(before, bytes);
            encode(in, bytes);
            CHECK(bytes == expected);
        }
    }
}

TEST_CASE("a decoded report keeps nothing of the one before it") {
    std::string bytes;
    encode(every_reading(), bytes);
    input in;
    REQUIRE(decode(bytes, in));
    encode(readings_input(0ms, "W2", "1", {{metric::spo2, 97}}, ""), bytes);
    REQUIRE(decode(bytes, in));
    const auto& r = std::get<readings_received>(in.what).content;
    CHECK(r.readings.size() == 1);
    CHECK(r.patient.empty());
    CHECK_FALSE(r.reported_at);
}

TEST_CASE("bytes of no known kind are no input") {
    input in;
    CHECK_FALSE(decode("", in));
    CHECK_FALSE(decode("no input at all", in));
    CHECK_FALSE(decode("\x08\x01", in)); // a time, and nothing that happened
}

TEST_CASE("a damaged input is refused or is another input: it never breaks the wards") {
    std::string whole, again;
    std::size_t refused = 0, tried = 0;
    const auto attempt = [&](const std::string& damaged) {
        input in;
        ++tried;
        if (!decode(damaged, in)) {
            ++refused;
            return;
        }
        fold wards = one_bed();
        encode(wards.apply(in), wards, again);
    };
    for (const input& in : every_input()) {
        encode(in, whole);
        const std::size_t step = 1 + whole.size() / 100;
        for (std::size_t at = 0; at < whole.size(); at += step) {
            attempt(whole.substr(0, at));
            for (int flip = 1; flip < 256; flip += 9) attempt(flipped(whole, at, flip));
        }
    }
    CHECK(refused > tried / 10);
    CHECK(refused < tried);
}

TEST_CASE("a value of an enumeration that this version does not know is refused, not guessed") {
    const auto refused = [](auto what) {
        std::string bytes;
        encode(input{start, std::move(what)}, bytes);
        input in;
        return !decode(bytes, in);
    };
    const auto decided = [](auto what) { return patient_command{.what = what}; };
    CHECK(refused(one_reading({.what = static_cast<metric>(metric_count), .measured_at = start})));
    CHECK(refused(one_reading({.status = static_cast<validity>(6), .measured_at = start})));
    CHECK(refused(one_reading({.declared = static_cast<unit>(static_cast<int>(last_unit) + 1), .measured_at = start})));
    CHECK_FALSE(refused(one_reading({.declared = last_unit, .measured_at = start})));
    CHECK(refused(decided(set_limit{.level = static_cast<alarm::priority>(3)})));
    CHECK(refused(decided(set_phase{static_cast<alarm::infusion_phase>(8)})));
    CHECK(refused(decided(decide_confusion{static_cast<alarm::confusion>(3)})));
    CHECK(refused(service_changed{static_cast<service_changed::which>(services_count), true}));
}

TEST_CASE("a time that nothing can have, and a limit that is no number, are refused") {
    const auto refused = [](const input& what) {
        std::string bytes;
        encode(what, bytes);
        input in;
        return !decode(bytes, in);
    };
    const auto decided = [](auto what) { return input{start, patient_command{.what = what}}; };
    constexpr instant insane = from_epoch_ms(400'000'000'000'000), latest = insane - 1ms;
    CHECK(refused({insane, tick{}}));
    CHECK_FALSE(refused({latest, tick{}}));
    CHECK(refused({start, one_reading({.measured_at = insane})}));
    CHECK_FALSE(refused({start, one_reading({.measured_at = latest})}));
    CHECK(refused({start, readings_received{.content = {.reported_at = insane}}}));
    CHECK(refused({start, pause_audio{.until = never}}));
    CHECK(refused(decided(pause_alarm{.until = never})));
    CHECK(refused(decided(set_limit{.until = never})));
    CHECK_FALSE(refused(decided(set_limit{.limit = 85, .until = latest})));
    CHECK(refused(decided(set_limit{.limit = no_value})));
    CHECK(refused(decided(set_limit{.limit = std::numeric_limits<double>::infinity()})));
}

} // namespace vigil::ward
