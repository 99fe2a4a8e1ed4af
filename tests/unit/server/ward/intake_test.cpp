// What stories cannot tell of alarms of devices, of movements, and of what a device says beside a number.
#include <cmath>

#include "tests/unit/server/ward/recorded.hpp"

namespace vigil::ward {
namespace {

input device_input(milliseconds after, std::vector<device_alarm> alarms) {
    device_alarms_reported in{{.sender = "pump", .ward = "W1", .bed = "1"}, 0};
    in.content.alarms = std::move(alarms);
    in.key = static_cast<std::uint64_t>(after.count() + 1);
    return {start + after, std::move(in)};
}

device_alarm device_alarm_of(int number, device_alarm::priority urgency) {
    return {.id = std::to_string(number), .device = "pump", .text = "Occlusion", .urgency = urgency};
}

input moved_input(milliseconds after, movement m) {
    return {start + after, patient_moved{std::move(m), static_cast<std::uint64_t>(after.count() + 7)}};
}

std::vector<std::string> ended(std::span<const event> events) {
    std::vector<std::string> out;
    for (const event& e : events)
        if (const auto* d = std::get_if<device_alarm_changed>(&e.what); d && d->now.ended()) out.push_back(d->now.id);
    return out;
}

} // namespace

TEST_CASE("of more alarms of devices than a bed lists the least urgent is over, and of those the oldest") {
    using enum device_alarm::priority;
    fold wards;
    wards.apply(device_input(0ms, {device_alarm_of(1000, medium)}));
    wards.apply(device_input(1ms, {device_alarm_of(1001, low)}));
    wards.apply(device_input(2ms, {device_alarm_of(1002, low)}));
    for (int i = 3; i < static_cast<int>(fold::device_alarms_max); ++i)
        wards.apply(device_input(milliseconds{i}, {device_alarm_of(1000 + i, high)}));
    CHECK(wards.beds()[0].device_alarms.size() == fold::device_alarms_max);
    const std::vector<std::string> expected[]{{"1001"}, {"1002"}, {"1000"}, {"1003"}};
    for (int i = 0; i < 4; ++i) {
        CHECK(ended(wards.apply(device_input(1s + milliseconds{i}, {device_alarm_of(2000 + i, high)}))) == expected[i]);
        CHECK(wards.beds()[0].device_alarms.size() == fold::device_alarms_max);
    }
}

TEST_CASE("an alarm of a device is no sign of life of the monitor, and begins the bed of a ward") {
    fold wards;
    const auto events = wards.apply(device_input(0ms, {device_alarm_of(1, device_alarm::priority::low)}));
    REQUIRE(events.size() == 2);
    CHECK_FALSE(std::get<bed_changed>(events[0].what).stay.empty());
    CHECK(std::holds_alternative<device_alarm_changed>(events[1].what));
    CHECK_FALSE(wards.beds()[0].monitored());
    CHECK(wards.apply(tick_input(9min)).empty());
}

TEST_CASE("the limits of a device are shown beside its number") {
    fold wards;
    input in = readings_input(0ms, "W1", "1", {{metric::spo2, 97}});
    auto& r = std::get<readings_received>(in.what).content.readings[0];
    r.device_low = 90, r.device_high = 100;
    wards.apply(in);
    CHECK(wards.beds()[0].care.values[metric::spo2].device_low == 90);
    CHECK(wards.beds()[0].care.values[metric::spo2].device_high == 100);
    wards.apply(readings_input(1s, "W1", "1", {{metric::spo2, 97}}));
    CHECK(std::isnan(wards.beds()[0].care.values[metric::spo2].device_low));
}

TEST_CASE("movements without a bed, without a patient or of unknown ones change nothing and begin no bed") {
    using enum movement::kind;
    fold wards;
    wards.apply(readings_input(0ms, "W1", "1", {{metric::spo2, 97}}, "P-1"));
    wards.apply(readings_input(0ms, "W1", "2", {{metric::spo2, 97}}, "P-2"));
    const std::string before = wards.snapshot();
    const identity known{"P-1", ""}, unknown{"P-9", ""};
    const place bed{"W1", "1"}, other{"W1", "2"}, nowhere{"W1", ""}, elsewhere{"W9", "1"};
    for (const movement& m : {movement{.what = admitted, .who = unknown, .to = nowhere},
                              movement{.what = admitted, .who = {}, .to = bed},
                              movement{.what = admitted, .who = known, .to = nowhere},
                              movement{.what = transfer_cancelled, .who = known, .to = nowhere},
                              movement{.what = transferred, .who = unknown, .to = nowhere, .from = bed},
                              movement{.what = transferred, .who = {}, .to = nowhere, .from = nowhere},
                              movement{.what = discharged, .who = unknown, .to = bed},
                              movement{.what = discharged, .who = unknown, .to = elsewhere},
                              movement{.what = discharged, .who = unknown, .to = nowhere},
                              movement{.what = discharged, .who = {}, .to = bed},
                              movement{.what = admission_cancelled, .who = {}, .to = nowhere},
                              movement{.what = swapped, .who = known, .other = {}, .to = bed, .from = other},
                              movement{.what = swapped, .who = known, .other = unknown, .to = bed, .from = bed},
                              movement{.what = swapped, .who = known, .other = unknown, .to = bed, .from = nowhere},
                              movement{.what = merged, .who = unknown, .other = {"P-8", ""}},
                              movement{.what = merged, .who = {}, .other = known},
                              movement{.what = merged, .who = known, .other = {}},
                              movement{.what = updated, .who = unknown, .to = nowhere},
                              movement{.what = updated, .who = {"", "Doe, John"}, .to = elsewhere},
                              movement{.what = updated, .who = unknown, .to = bed},
                              movement{.what = updated, .who = known, .to = elsewhere}}) {
        CAPTURE(static_cast<int>(m.what));
        CHECK(wards.apply(moved_input(0ms, m)).empty());
        CHECK(wards.beds().size() == 2);
        CHECK(wards.snapshot() == before);
    }
}

TEST_CASE("a command for a stay that a movement has ended is refused") {
    fold wards;
    wards.apply(readings_input(0ms, "W1", "1", {{metric::spo2, 97}}, "P-1"));
    const patient_command c{
        .ward = "W1", .bed = "1", .stay = wards.beds()[0].stay, .by = "nurse-1", .what = note_step{}};
    CHECK_FALSE(wards.refusal(c, start));
    wards.apply(moved_input(1s, {.what = movement::kind::discharged, .who = {"P-1", ""}, .to = {"W1", "1"}}));
    CHECK(wards.refusal(c, start) == "another patient lies in this bed now");
}

TEST_CASE("a ward of which the only patient has left need not be watched") {
    fold wards;
    wards.apply(readings_input(0ms, "W1", "1", {{metric::spo2, 97}}, "P-1"));
    CHECK(wards.wards()[0].unwatched_since);
    wards.apply(moved_input(1s, {.what = movement::kind::discharged, .who = {"P-1", ""}, .to = {"W1", "1"}}));
    CHECK_FALSE(wards.wards()[0].unwatched_since);
}

TEST_CASE("of former ids the last four are known") {
    fold wards;
    wards.apply(readings_input(0ms, "W1", "1", {{metric::spo2, 97}}, "P-0"));
    for (int i = 0; i < 6; ++i)
        wards.apply(moved_input(milliseconds{i}, {.what = movement::kind::merged,
                                                  .who = {"P-" + std::to_string(i + 1), ""},
                                                  .other = {"P-" + std::to_string(i), ""}}));
    CHECK(wards.beds()[0].patient == "P-6");
    CHECK(wards.beds()[0].former_ids == std::vector<std::string>{"P-2", "P-3", "P-4", "P-5"});
    const std::string stay = wards.beds()[0].stay;
    wards.apply(readings_input(1s, "W1", "1", {{metric::spo2, 97}}, "P-3"));
    CHECK(wards.beds()[0].patient == "P-6");
    CHECK(wards.beds()[0].stay == stay);
    wards.apply(moved_input(2s, {.what = movement::kind::merged, .who = {"P-5", ""}, .other = {"P-6", ""}}));
    CHECK(wards.beds()[0].patient == "P-5"); // taken back
    CHECK(wards.beds()[0].stay == stay);
}

TEST_CASE("whom registration has seated disagrees with nobody, however often their records are merged") {
    fold wards;
    wards.apply(moved_input(0ms, {.what = movement::kind::admitted, .who = {"P-0", ""}, .to = {"W1", "1"}}));
    for (int i = 0; i < 6; ++i)
        wards.apply(moved_input(1s, {.what = movement::kind::merged,
                                     .who = {"P-" + std::to_string(i + 1), ""},
                                     .other = {"P-" + std::to_string(i), ""}}));
    REQUIRE(wards.beds()[0].patient == "P-6");
    CHECK(wards.beds()[0].care.named.size() == 1);
}

} // namespace vigil::ward
