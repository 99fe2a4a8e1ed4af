#include "tests/unit/server/ward/course.hpp"

#include <array>
#include <iterator>

#include "tests/unit/server/ward/choice.hpp"

namespace vigil::ward {
namespace {

using namespace std::chrono_literals;

/// Everything that a rule can have, close enough together for random values to reach it.
const std::string many_rules = R"toml(
[[alarm]]
name    = "low_spo2"
message = "SpO2 {spo2} below {limit}"
realarm = "1min"
[[alarm.level]]
priority   = "medium"
limit      = 92
adjustable = [85, 95]
when       = "spo2 < limit"
for        = "5s"
until      = "spo2 >= limit + 1"
[[alarm.level]]
priority = "high"
when     = "spo2 < 89"
bypass   = "spo2 < 82"
for      = "2s"

[[alarm]]
name        = "tachycardia"
message     = "Heart rate {heart_rate} above {limit}"
priority    = "medium"
limit       = 120
adjustable  = [100, 150]
when        = "heart_rate > limit"
for         = "4s"
until       = "heart_rate < limit - 5"
bypass      = "heart_rate > 150"
again_after = "20s"

[[alarm]]
name     = "sedation"
message  = "Sedation {sedation}"
priority = "high"
latching = true
when     = "sedation >= 2"

[[alarm]]
name     = "pressure"
message  = "Systolic {systolic}, {age} ago"
priority = "low"
latching = true
when     = "systolic > 160 or systolic > 1.2 * baseline(systolic)"

[[alarm]]
name     = "values_missing"
kind     = "technical"
message  = "Values are missing"
priority = "low"
when     = "not present(spo2) and present(temperature) or not present(nibp_systolic)"

[[alarm]]
name     = "spo2_lost"
kind     = "technical"
message  = "SpO2 lost"
priority = "medium"
when     = "lost(spo2) or frozen(temperature, 10s)"
for      = "3s"

[[alarm]]
name     = "overdue"
kind     = "technical"
message  = "Overdue"
priority = "low"
when     = "phase == infusing and overdue(sedation, 20s) and minutes_since_step < 1"

[[alarm]]
name     = "trend"
message  = "Trend"
priority = "low"
when     = "change(heart_rate, 12s) > 20 or mean(heart_rate, 12s) > 140"

[[alarm]]
name     = "news2"
message  = "NEWS2"
priority = "medium"
when     = "news2() >= 5"

[[alarm]]
name     = "identity_conflict"
kind     = "technical"
message  = "Patients {patients}"
priority = "medium"
when     = "identity_conflict()"
for      = "3s"

[monitor_silent]
after = "12s"
[ward_unwatched]
after    = "15s"
priority = "medium"
[record_away]
after    = "10s"
priority = "low"
[together]
beds   = 2
within = "5s"
[[call]]
priority = "medium"
after    = "8s"
to       = "charge nurse"
[[call]]
priority = "high"
after    = "25s"
to       = "physician"
)toml";

const std::string other_rules = R"toml(
[[alarm]]
name     = "low_spo2"
message  = "SpO2 {spo2}"
priority = "medium"
limit    = 90
adjustable = [88, 92]
when     = "spo2 < limit"
[[alarm]]
name     = "tachycardia"
when     = "heart_rate > 110"
for      = "4s"
priority = "high"
latching = true
message  = "Heart rate {heart_rate}"
[[alarm]]
name     = "trend"
message  = "Trend"
priority = "high"
when     = "mean(heart_rate, 12s) > 120"
[monitor_silent]
after    = "20s"
)toml";

constexpr milliseconds gaps[]{0ms, 0ms, 1ms, 700ms, 2s, 5s, 15001ms, 30s};

reading random_reading(chooser& c, instant at) {
    constexpr std::pair<metric, std::array<double, 4>> choices[]{{metric::heart_rate, {80, 117, 130, 160}},
                                                                 {metric::heart_rate, {80, 90, 118, 121}},
                                                                 {metric::spo2, {97, 91, 88, 80}},
                                                                 {metric::spo2, {97, 92, 89, 93}},
                                                                 {metric::abp_systolic, {130, 157, 165, 180}},
                                                                 {metric::nibp_systolic, {130, 157, 165, 400}},
                                                                 {metric::poss, {1, 2, 3, 4}},
                                                                 {metric::acvpu, {0, 1, 2, 3}},
                                                                 {metric::dissociation, {0, 1, 2, 3}},
                                                                 {metric::respiratory_rate, {6, 12, 22, 30}},
                                                                 {metric::temperature, {36, 37, 38, 39}}};
    const auto& [what, values] = c.of(choices);
    const std::uint32_t status = c.below(10);
    const validity v = status == 0 ? validity::sensor_off : status == 1 ? validity::test : validity::valid;
    return *make_reading(what, values[c.below(4)], info(what).canonical, v, at);
}

readings_received random_readings(chooser& c, std::uint64_t number, instant at) {
    readings_received in;
    in.key = (number + 1) * 0x9e37'79b9'7f4a'7c15u;
    in.content.ward = c.below(2) ? "W1" : "W2";
    in.content.bed = std::to_string(1 + c.below(2));
    in.content.sender = c.below(4) ? "monitor" : "monitor-2";
    if (c.below(8) == 0) in.content.patient = c.below(2) ? "MRN-1" : "MRN-2";
    if (c.below(16) == 0) in.content.patient_name = "Doe, John";
    in.content.history = c.below(16) == 0;
    if (c.below(4) == 0) in.content.reported_at = at - milliseconds{c.below(100'000)};
    for (std::uint32_t more = 1 + c.below(3); more > 0; --more)
        in.content.readings.push_back(random_reading(c, at - milliseconds{c.below(2)}));
    return in;
}

alarm::alarm_id any_alarm(chooser& c, const fold& wards) {
    auto a = wards.alarms().begin();
    std::advance(a, c.below(static_cast<std::uint32_t>(wards.alarms().size())));
    return a->first;
}

decltype(patient_command::what) random_decision(chooser& c, const fold& wards, instant now) {
    const auto& rules = wards.rules().rules;
    const std::string rule = rules[c.below(static_cast<std::uint32_t>(rules.size()))].name;
    constexpr double limits[]{86, 90, 91, 115, 140, 500};
    switch (c.below(9)) {
        case 0:
        case 1:
            return set_limit{c.below(2) ? "low_spo2" : "tachycardia", alarm::priority::medium,
                             c.below(4) ? std::optional{c.of(limits)} : std::nullopt,
                             now + std::chrono::seconds{c.below(60)}};
        case 2:
        case 3: return pause_alarm{rule, now + std::chrono::seconds{c.below(40)}};
        case 4: return set_phase{static_cast<alarm::infusion_phase>(c.below(8))};
        case 5: return note_step{};
        case 6: return take_baseline{};
        case 7: return set_spo2_scale{c.below(2) == 0};
        default: return decide_confusion{static_cast<alarm::confusion>(c.below(3))};
    }
}

patient_command random_command(chooser& c, const fold& wards, std::size_t number, instant now) {
    const bed& b = wards.beds()[c.below(static_cast<std::uint32_t>(wards.beds().size()))];
    return {.ward = wards.wards()[b.ward].name,
            .bed = b.name,
            .stay = c.below(8) ? b.stay : "another",
            .by = "nurse",
            .reason = c.below(8) ? "because" : "",
            .request = std::to_string(number - c.below(2)),
            .what = random_decision(c, wards, now)};
}

input random_input(chooser& c, const fold& wards, std::size_t number, instant now) {
    constexpr const char* names[]{"wall", "desk"};
    const std::string ward = c.below(2) ? "W1" : "W2";
    const std::uint32_t kind = c.below(34);
    if (kind >= 24 && !wards.beds().empty()) return {now, random_treatment(c, wards, number, now)};
    if (kind >= 20) return {now, random_intake(c, number, now)};
    if (kind < 11 || wards.beds().empty()) return {now, random_readings(c, number, now)};
    if (kind < 13 && !wards.alarms().empty()) return {now, acknowledge{any_alarm(c, wards), "nurse", ""}};
    if (kind == 13 && !wards.alarms().empty()) return {now, alarm_shown{any_alarm(c, wards), "wall"}};
    if (kind < 16) return {now, random_command(c, wards, number, now)};
    if (kind == 16) return {now, station_changed{ward, c.of(names), c.below(4) != 0, c.below(4) != 0, c.below(4) != 0}};
    if (kind == 17) return {now, pause_audio{ward, c.of(names), "nurse", "", now + std::chrono::seconds{c.below(150)}}};
    if (kind == 18)
        return {now, service_changed{c.below(2) ? service_changed::which::record : service_changed::which::journal,
                                     c.below(2) == 0}};
    switch (c.below(12)) {
        case 0: return {now, rules_changed{other_rules, "other.toml"}};
        case 1: return {now, rules_changed{many_rules, "many.toml"}};
        case 2: return {now, server_started{}};
        default: return {now, tick{}};
    }
}

} // namespace

std::vector<input> random_course(const seeds& from) {
    fold wards;
    std::vector<input> out{rules_input(many_rules), {start, short_protocol()}};
    for (const input& in : out) wards.apply(in);
    instant now = start;
    for (std::size_t i = 0; i < from.size(); ++i) {
        chooser c{from[i]};
        now += c.of(gaps);
        out.push_back(random_input(c, wards, i, now));
        wards.apply(out.back());
    }
    return out;
}

} // namespace vigil::ward
