// What goes on, and what is over, when other rules come into force.
#include "tests/unit/server/ward/inputs.hpp"

namespace vigil::ward {
namespace {

using namespace std::chrono_literals;

std::string low_spo2(bool latching) {
    return std::string{R"(
[[alarm]]
name     = "low_spo2"
message  = "SpO2 {spo2}"
priority = "medium"
when     = "spo2 < 90"
)"} + (latching ? "latching = true\n" : "");
}

/// A patient with low SpO2 under rules that latch or do not, which are then exchanged for the others.
fold under_other_rules(bool latching_before) {
    fold wards;
    wards.apply(rules_input(low_spo2(latching_before)));
    wards.apply(readings_input(0s, "W1", "3", {{metric::spo2, 85}}));
    REQUIRE(wards.alarms().size() == 1);
    wards.apply(rules_input(low_spo2(!latching_before), start + 1s));
    return wards;
}

} // namespace

TEST_CASE("an alarm latches if the rules in force say so, whatever those did that raised it") {
    CHECK(under_other_rules(false).alarms().begin()->second.latching);
    CHECK_FALSE(under_other_rules(true).alarms().begin()->second.latching);
}

TEST_CASE("a pause ends with its rule, and comes back with no later one") {
    fold wards;
    wards.apply(rules_input(low_spo2(false)));
    wards.apply(readings_input(0s, "W1", "3", {{metric::heart_rate, 80}}));
    const patient_command pause{.ward = "W1",
                                .bed = "3",
                                .stay = wards.beds()[0].stay,
                                .by = "nurse-1",
                                .reason = "physiotherapy",
                                .request = "1",
                                .what = pause_alarm{"low_spo2", start + 30min}};
    wards.apply({start + 1s, pause});
    REQUIRE(wards.beds()[0].pauses.size() == 1);
    wards.apply(rules_input(R"(
[[alarm]]
name     = "tachycardia"
message  = "Heart rate {heart_rate}"
priority = "medium"
when     = "heart_rate > 120"
)",
                            start + 2s));
    CHECK(wards.beds()[0].pauses.empty());
    wards.apply(rules_input(low_spo2(false), start + 3s));
    wards.apply(readings_input(4s, "W1", "3", {{metric::spo2, 85}}));
    REQUIRE(wards.alarms().size() == 1);
    CHECK_FALSE(wards.alarms().begin()->second.paused);
}

} // namespace vigil::ward
