#include "server/alarm/condition.hpp"

#include "tests/unit/server/alarm/conditions.hpp"

namespace vigil::alarm {
namespace {

using enum metric;
using namespace std::chrono_literals;

const std::string tachycardia = rule_text(R"(
when = "heart_rate > 120"
until = "heart_rate < 115"
bypass = "heart_rate > 150"
for = "10s"
)");

} // namespace

TEST_CASE("a value above the limit for the whole delay raises at the moment the delay ends") {
    bedside p{tachycardia};
    CHECK(p.heart_rate_at(0s, 120) == verdict::nothing);
    CHECK(p.due_after(0s) == never);
    CHECK(p.heart_rate_at(1s, 121) == verdict::nothing);
    CHECK(p.due_after(0s) == begin + 11s);
    CHECK(p.heart_rate_at(5s, 125) == verdict::nothing);
    CHECK(p.due_after(0s) == begin + 11s); // more of the same does not start it again
    CHECK(p.at(11s - 1ms) == verdict::nothing);
    CHECK(p.at(11s) == verdict::onset);
    CHECK(p.last.because->what == heart_rate);
    CHECK(p.last.because->limit == 120);
    CHECK(p.at_level(0) == stage::active);
    CHECK(p.c.levels[0].since == begin + 11s);
    CHECK(p.due_after(0s) == never);
    CHECK(p.at(12s) == verdict::nothing);
}

TEST_CASE("one value within the limit withdraws a pending condition, and the next delay is whole") {
    bedside p{tachycardia};
    CHECK(p.heart_rate_at(0s, 130) == verdict::nothing);
    CHECK(p.heart_rate_at(10s - 1ms, 120) == verdict::nothing);
    CHECK(p.at_level(0) == stage::idle);
    CHECK(p.due_after(0s) == never);
    CHECK(p.at(10s) == verdict::nothing);
    CHECK(p.heart_rate_at(11s, 130) == verdict::nothing);
    CHECK(p.at(21s - 1ms) == verdict::nothing);
    CHECK(p.at(21s) == verdict::onset);
}

TEST_CASE("a rule without a delay raises at once") {
    bedside p{rule_text("when = \"sedation >= 3\"\n")};
    CHECK(p.at(0s, {{sedation, 2}}) == verdict::nothing);
    CHECK(p.at(1s, {{sedation, 3}}) == verdict::onset);
    CHECK(p.c.levels[0].since == begin + 1s);
    CHECK(p.at(2s, {{sedation, 2}}) == verdict::cleared);
    CHECK(p.at_level(0) == stage::idle);
}

TEST_CASE("beyond the bypass limit it raises at once, from idle or out of a delay, and says which limit") {
    bedside calm{tachycardia};
    CHECK(calm.heart_rate_at(0s, 150) == verdict::nothing); // at the limit is not beyond it
    CHECK(calm.heart_rate_at(3s, 151) == verdict::onset);
    CHECK(calm.last.because->limit == 150);
    CHECK(calm.c.levels[0].since == begin + 3s);
    bedside sudden{tachycardia};
    CHECK(sudden.heart_rate_at(0s, 151) == verdict::onset);
    CHECK(sudden.last.because->limit == 150);
}

TEST_CASE("an alarm holds until the value is back by the hysteresis") {
    bedside p{tachycardia};
    p.heart_rate_at(0s, 151);
    CHECK(p.heart_rate_at(1s, 119) == verdict::nothing);
    CHECK(p.heart_rate_at(2s, 115) == verdict::nothing);
    CHECK(p.at_level(0) == stage::active);
    CHECK(p.heart_rate_at(3s, 114.9) == verdict::cleared);
    CHECK(p.at_level(0) == stage::idle);
    CHECK(p.heart_rate_at(4s, 121) == verdict::nothing);
}

TEST_CASE("a value that is lost neither raises nor clears") {
    bedside p{tachycardia};
    CHECK(p.at(0s, {{heart_rate, no_value, validity::sensor_off}}) == verdict::nothing);
    p.heart_rate_at(1s, 151);
    CHECK(p.at(2s, {{heart_rate, no_value, validity::sensor_off}}) == verdict::nothing);
    CHECK(p.at(3600s) == verdict::nothing);
    CHECK(p.at_level(0) == stage::active);
    CHECK(p.heart_rate_at(3601s, 100) == verdict::cleared);
}

TEST_CASE("a delay that ends while the value is lost raises at the next value beyond the limit, and never spins") {
    bedside p{tachycardia};
    p.heart_rate_at(0s, 130);
    CHECK(p.at(9s, {{heart_rate, no_value, validity::sensor_off}}) == verdict::nothing);
    CHECK(p.at(10s) == verdict::nothing);
    CHECK(p.at_level(0) == stage::pending);
    CHECK(p.due_after(0s) == begin + 10s); // passed: the caller waits for a value
    CHECK(p.at(60s) == verdict::nothing);
    CHECK(p.heart_rate_at(61s, 121) == verdict::onset);

    bedside q{tachycardia};
    q.heart_rate_at(0s, 130);
    q.at(9s, {{heart_rate, no_value, validity::sensor_off}});
    CHECK(q.heart_rate_at(61s, 120) == verdict::nothing);
}

TEST_CASE("a delay longer than the age at which values go stale waits for a fresh one") {
    bedside p{rule_text("when = \"heart_rate > 120\"\nfor = \"20s\"\n")};
    p.heart_rate_at(0s, 130);
    CHECK(p.at(20s) == verdict::nothing);
    CHECK(p.heart_rate_at(21s, 130) == verdict::onset);
}

TEST_CASE("an until that overlaps when does not make the alarm flap") {
    bedside p{rule_text("when = \"heart_rate > 120\"\nuntil = \"heart_rate < 130\"\n")};
    CHECK(p.heart_rate_at(0s, 125) == verdict::onset);
    for (int i = 1; i < 5; ++i) CHECK(p.heart_rate_at(std::chrono::seconds{i}, 125) == verdict::nothing);
    CHECK(p.heart_rate_at(5s, 120) == verdict::cleared);
}

TEST_CASE("a latching alarm that is over stays until somebody acknowledges it") {
    bedside p{rule_text("when = \"sedation >= 3\"\nlatching = true\n")};
    CHECK(p.at(0s, {{sedation, 3}}) == verdict::onset);
    CHECK(p.at(1s, {{sedation, 1}}) == verdict::latched);
    CHECK(p.c.latched);
    CHECK(p.c.onset == begin);
    CHECK(p.at(3600s) == verdict::nothing);
    CHECK(p.at(3601s, {{sedation, no_value, validity::unavailable}}) == verdict::nothing);
    p.acknowledged = true;
    CHECK(p.at(3602s) == verdict::cleared);
    CHECK(p.at_level(0) == stage::idle);
}

TEST_CASE("a latching alarm acknowledged while it holds clears when it is over, not before") {
    bedside p{rule_text("when = \"sedation >= 3\"\nlatching = true\n")};
    p.at(0s, {{sedation, 4}});
    p.acknowledged = true;
    CHECK(p.at(1s) == verdict::nothing);
    CHECK(p.at(2s, {{sedation, 2}}) == verdict::cleared);
}

TEST_CASE("a latched condition that holds again is the same alarm, at once, even if acknowledged in that moment") {
    bedside p{tachycardia + "latching = true\n"};
    p.heart_rate_at(0s, 151);
    p.heart_rate_at(1s, 100);
    CHECK(p.c.latched);
    p.acknowledged = true;
    CHECK(p.heart_rate_at(2s, 121) == verdict::renewed);
    CHECK(p.last.because->limit == 120);
    CHECK(p.at_level(0) == stage::active);
    CHECK(p.c.onset == begin);
}

TEST_CASE("an alarm on a family names the source it was read from") {
    bedside p{rule_text("when = \"systolic > 160\"\n")};
    CHECK(p.at(0s, {{abp_systolic, 120}, {nibp_systolic, 161}}) == verdict::nothing);
    CHECK(p.at(1s, {{nibp_systolic, 161}}) == verdict::onset);
    CHECK(p.last.because->what == nibp_systolic);
    CHECK(p.last.because->alternative == abp_systolic);
    bedside q{rule_text("when = \"systolic > 160\"\n")};
    CHECK(q.at(0s, {{abp_systolic, 161}}) == verdict::onset);
    CHECK(q.last.because->what == abp_systolic);
}

TEST_CASE("a bypass without a limit of its own gives the limit of when") {
    bedside p{rule_text("when = \"heart_rate > 120\"\nfor = \"10s\"\nbypass = \"heart_rate > pulse_rate\"\n")};
    CHECK(p.at(0s, {{heart_rate, 130}, {pulse_rate, 100}}) == verdict::onset);
    CHECK(p.last.because->what == heart_rate);
    CHECK(p.last.because->limit == 120);
}

TEST_CASE("where time alone can decide a rule, it says when") {
    bedside family{rule_text("when = \"systolic > 160\"\n")};
    family.observe(0s, {{nibp_systolic, 170}});
    family.observe(2s, {{abp_systolic, 120}});
    CHECK(family.due_after(2s) == begin + 17s + 1ms);
    CHECK(family.due_after(17s + 1ms) == begin + 40min + 1ms);
    CHECK(family.due_after(40min + 1ms) == never);
    CHECK(family.at(17s) == verdict::nothing);
    CHECK(family.at(17s + 1ms) == verdict::onset);
    bedside plain{tachycardia};
    plain.observe(0s, {{heart_rate, 130}});
    CHECK(plain.due_after(0s) == never);
}

TEST_CASE("an until that time can decide is looked at while the level is active, and not before") {
    bedside p{
        rule_text("when = \"heart_rate > 120\"\nuntil = \"heart_rate < 110 or not present(spo2)\"\n"
                  "bypass = \"heart_rate > 150 and age(spo2) > 1min\"\n")};
    p.observe(0s, {{spo2, 97}, {heart_rate, 100}});
    CHECK(p.due_after(0s) == begin + 1min + 1ms);
    CHECK(p.at(1s, {{heart_rate, 130}, {spo2, 97}}) == verdict::onset);
    CHECK(p.due_after(1s) == begin + 16s + 1ms);
}

namespace {

const std::string low_spo2 = R"(
[[alarm]]
name = "r"
message = "m"
[[alarm.level]]
priority = "medium"
limit = 94
when = "spo2 < limit"
for = "15s"
until = "spo2 >= limit + 1"
[[alarm.level]]
priority = "high"
limit = 90
when = "spo2 < limit"
for = "10s"
until = "spo2 >= limit + 2"
bypass = "spo2 < 85"
)";

} // namespace

TEST_CASE("one condition becomes more urgent and less, and says which limit it is about") {
    bedside p{low_spo2};
    CHECK(p.spo2_at(0s, 92) == verdict::nothing);
    CHECK(p.at(15s) == verdict::onset);
    CHECK(p.last.level == 0);
    CHECK(p.last.because->limit == 94);
    CHECK(p.spo2_at(16s, 89) == verdict::nothing);
    CHECK(p.at(26s) == verdict::escalated);
    CHECK(p.last.level == 1);
    CHECK(p.last.because->limit == 90);
    CHECK(p.at(27s) == verdict::nothing);
    CHECK(p.spo2_at(30s, 92) == verdict::deescalated);
    CHECK(p.last.level == 0);
    CHECK(p.spo2_at(31s, 95) == verdict::cleared);
    CHECK(p.c.blank());
}

TEST_CASE("raised by its most urgent level at once, it steps down through the others without their delay") {
    bedside p{low_spo2};
    CHECK(p.spo2_at(0s, 84) == verdict::onset);
    CHECK(p.last.level == 1);
    CHECK(p.last.because->limit == 85);
    CHECK(p.at_level(0) == stage::active);
    CHECK(p.spo2_at(1s, 93) == verdict::deescalated);
    CHECK(p.spo2_at(2s, 96) == verdict::cleared);
}

TEST_CASE("from a level that ends in the same moment it steps down without a delay, instead of ending") {
    bedside p{R"(
[[alarm]]
name = "r"
message = "m"
[[alarm.level]]
priority = "medium"
when = "heart_rate > 120 and heart_rate <= 150"
for = "10s"
[[alarm.level]]
priority = "high"
when = "heart_rate > 150"
)"};
    CHECK(p.heart_rate_at(0s, 160) == verdict::onset);
    CHECK(p.heart_rate_at(1s, 140) == verdict::deescalated);
    CHECK(p.last.level == 0);
    CHECK(p.heart_rate_at(2s, 110) == verdict::cleared);
    CHECK(p.c.blank());
}

TEST_CASE("a less urgent level that begins to hold while the alarm is there needs no delay") {
    bedside q{R"(
[[alarm]]
name = "r"
message = "m"
[[alarm.level]]
priority = "low"
when = "pulse_rate > 100"
for = "1min"
[[alarm.level]]
priority = "high"
when = "heart_rate > 150"
)"};
    CHECK(q.at(0s, {{heart_rate, 160}, {pulse_rate, 90}}) == verdict::onset);
    CHECK(q.at(1s, {{pulse_rate, 110}}) == verdict::nothing);
    CHECK(q.at(2s, {{heart_rate, 140}}) == verdict::deescalated);
    CHECK(q.at_level(0) == stage::active);
}

TEST_CASE("a limit of this patient moves the condition, its hysteresis and what it says") {
    bedside p{low_spo2};
    p.in_force = {88, 85, no_value};
    CHECK(p.spo2_at(0s, 89) == verdict::nothing);
    CHECK(p.c.blank());
    CHECK(p.spo2_at(1s, 87) == verdict::nothing);
    CHECK(p.at(16s) == verdict::onset);
    CHECK(p.last.because->limit == 88);
    CHECK(p.spo2_at(17s, 88) == verdict::nothing);
    CHECK(p.spo2_at(18s, 89) == verdict::cleared);
}

TEST_CASE(
    "between two onsets lies the least time, even if the delay ended long before; what still holds is raised then") {
    bedside p{tachycardia + "again_after = \"2min\"\n"};
    p.heart_rate_at(0s, 121);
    CHECK(p.at(10s) == verdict::onset);
    CHECK(p.heart_rate_at(20s, 100) == verdict::cleared);
    CHECK_FALSE(p.c.blank());
    CHECK(p.heart_rate_at(30s, 121) == verdict::nothing);
    CHECK(p.due_after(30s) == begin + 40s);
    CHECK(p.at(40s) == verdict::nothing);
    CHECK(p.due_after(40s) == begin + 130s);
    p.observe(129s, {{heart_rate, 121}});
    CHECK(p.at(130s - 1ms) == verdict::nothing);
    CHECK(p.at(130s) == verdict::onset);
}

TEST_CASE("neither a bypass nor a more urgent level waits for the least time between onsets") {
    bedside p{tachycardia + "again_after = \"2min\"\n"};
    p.heart_rate_at(0s, 151);
    p.heart_rate_at(1s, 100);
    CHECK(p.heart_rate_at(2s, 151) == verdict::onset);
    const std::string again = "again_after = \"2min\"\n";
    std::string text = low_spo2;
    text.insert(text.find("message"), again);
    bedside q{text};
    q.spo2_at(0s, 92);
    CHECK(q.at(15s) == verdict::onset);
    q.spo2_at(16s, 88);
    CHECK(q.at(26s) == verdict::escalated);
}

TEST_CASE("one measurement of a cuff raises once; the next one raises again, at the same value") {
    bedside p{rule_text("when = \"systolic > 160\"\n")};
    CHECK(p.at(0s, {{nibp_systolic, 170}}) == verdict::onset);
    CHECK(p.at(1s, {{abp_systolic, 120}}) == verdict::cleared);
    CHECK(p.at(20s) == verdict::nothing);
    CHECK(p.at_level(0) == stage::idle);
    CHECK(p.at(60s, {{nibp_systolic, 170}}) == verdict::onset);
}

TEST_CASE("one measurement of a cuff raises an alarm, and makes it more urgent when it has stood for long enough") {
    bedside p{R"(
[[alarm]]
name = "r"
message = "m"
[[alarm.level]]
priority = "medium"
when = "nibp_systolic > 160"
[[alarm.level]]
priority = "high"
when = "nibp_systolic > 165"
for = "1min"
)"};
    CHECK(p.at(0s, {{nibp_systolic, 170}}) == verdict::onset);
    CHECK(p.at(1min) == verdict::escalated);
}

TEST_CASE("a measurement that is corrected is another one, though it has the same time") {
    bedside p{rule_text("when = \"systolic > 160\"\n")};
    CHECK(p.at(0s, {{nibp_systolic, 170}}) == verdict::onset);
    CHECK(p.at(1s, {{abp_systolic, 120}}) == verdict::cleared);
    p.p.values.put(nibp_systolic, {175, validity::valid, begin, begin + 2s, {}});
    CHECK(p.at(2s) == verdict::onset);
}

TEST_CASE("a measurement that raised a latched alarm does not raise it again, a later one does") {
    bedside p{rule_text("when = \"systolic > 160\"\nlatching = true\n")};
    CHECK(p.at(0s, {{nibp_systolic, 170}}) == verdict::onset);
    CHECK(p.at(1s, {{abp_systolic, 120}}) == verdict::latched);
    CHECK(p.at(20s) == verdict::nothing);
    CHECK(p.c.latched);
    CHECK(p.at(60s, {{nibp_systolic, 165}}) == verdict::renewed);
}

TEST_CASE("a line that is read all the time raises again with the same value") {
    bedside p{rule_text("when = \"systolic > 160\"\n")};
    CHECK(p.at(0s, {{abp_systolic, 170}}) == verdict::onset);
    CHECK(p.at(1s, {{abp_systolic, 120}}) == verdict::cleared);
    CHECK(p.at(2s, {{abp_systolic, 170}}) == verdict::onset);
}

TEST_CASE("a condition that is no comparison with a limit gives no reason") {
    bedside p{rule_text("kind = \"technical\"\nwhen = \"sensor_off(spo2)\"\n")};
    CHECK(p.at(0s, {{spo2, no_value, validity::sensor_off}}) == verdict::onset);
    CHECK_FALSE(p.last.because);
}

} // namespace vigil::alarm
