// An alarm's signals: when it sounds again, and which alarms are known when a station is silenced.
#include "tests/unit/server/ward/inputs.hpp"

namespace vigil::ward {
namespace {

using namespace std::chrono_literals;

const std::string spo2_rules = R"(
[[alarm]]
name     = "low_spo2"
message  = "SpO2 {spo2}"
priority = "medium"
when     = "spo2 < 90"
realarm  = "1min"
[monitor_silent]
after = "10min"
)";

alarm::alarm_id only_alarm(const fold& wards) {
    REQUIRE(wards.alarms().size() == 1);
    return wards.alarms().begin()->first;
}

} // namespace

TEST_CASE("an acknowledged alarm sounds again in time, though nothing else is due before") {
    fold wards;
    wards.apply(rules_input(spo2_rules));
    wards.apply(readings_input(0s, "W1", "3", {{metric::spo2, 85}}));
    const alarm::alarm_id low = only_alarm(wards);
    wards.apply({start + 5s, acknowledge{low, "nurse-1", ""}});
    CHECK(wards.next_deadline() == start + 65s);
    CHECK(wards.apply(tick_input(65s - 1ms)).empty());
    REQUIRE(wards.apply(tick_input(65s)).size() == 1);
    CHECK_FALSE(wards.find_alarm(low)->acknowledged);
}

} // namespace vigil::ward
