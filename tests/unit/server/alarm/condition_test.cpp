#include "server/alarm/condition.hpp"

#include "tests/unit/server/alarm/values.hpp"

namespace vigil::alarm {
namespace {

using enum metric;
using namespace std::chrono_literals;

const std::string tachycardia = R"(
when = "heart_rate > 120"
until = "heart_rate < 115"
bypass = "heart_rate > 150"
for = "10s"
)";

/// A patient with one condition, to whom values come and time passes.
struct patient {
    rule r;
    condition c{};
    chart values{};
    bool acknowledged = false;
    limit_term because{};

    explicit patient(const std::string& lines) : r{rule_with(lines)} {}

    change at(milliseconds time, std::initializer_list<sample> news = {}) {
        for (sample s : news) {
            s.received_at = start + time;
            put(values, s);
        }
        const decision d = step(r, c, values, acknowledged, start + time);
        because = d.because;
        return d.what;
    }
    change heart_rate_at(milliseconds time, double value) { return at(time, {{heart_rate, value}}); }
};

} // namespace

TEST_CASE("a value above the limit for the whole delay raises at the moment the delay ends") {
    patient p{tachycardia};
    CHECK(p.heart_rate_at(0s, 120) == change::none);
    CHECK(due(p.r, p.c) == never);
    CHECK(p.heart_rate_at(1s, 121) == change::pending);
    CHECK(due(p.r, p.c) == start + 11s);
    CHECK(p.heart_rate_at(5s, 125) == change::none);
    CHECK(due(p.r, p.c) == start + 11s); // more of the same does not start it again
    CHECK(p.at(11s - 1ms) == change::none);
    CHECK(p.at(11s) == change::onset);
    CHECK(p.because.what == heart_rate);
    CHECK(p.because.limit == 120);
    CHECK(p.c.at == stage::active);
    CHECK(p.c.since == start + 11s);
    CHECK(due(p.r, p.c) == never);
    CHECK(p.at(12s) == change::none);
}

TEST_CASE("one value within the limit withdraws a pending condition, and the next delay is whole") {
    patient p{tachycardia};
    CHECK(p.heart_rate_at(0s, 130) == change::pending);
    CHECK(p.heart_rate_at(10s - 1ms, 120) == change::withdrawn);
    CHECK(p.c.at == stage::idle);
    CHECK(due(p.r, p.c) == never);
    CHECK(p.at(10s) == change::none);
    CHECK(p.heart_rate_at(11s, 130) == change::pending);
    CHECK(p.at(21s - 1ms) == change::none);
    CHECK(p.at(21s) == change::onset);
}

TEST_CASE("a rule without a delay raises at once") {
    patient p{"when = \"sedation >= 3\"\n"};
    CHECK(p.at(0s, {{sedation, 2}}) == change::none);
    CHECK(p.at(1s, {{sedation, 3}}) == change::onset);
    CHECK(p.c.since == start + 1s);
    CHECK(p.at(2s, {{sedation, 2}}) == change::cleared);
    CHECK(p.c.at == stage::idle);
}

TEST_CASE("beyond the bypass limit it raises at once, from idle or out of a delay, and says which limit") {
    patient calm{tachycardia};
    CHECK(calm.heart_rate_at(0s, 150) == change::pending); // at the limit is not beyond it
    CHECK(calm.heart_rate_at(3s, 151) == change::onset);
    CHECK(calm.because.limit == 150);
    CHECK(calm.c.since == start + 3s);
    patient sudden{tachycardia};
    CHECK(sudden.heart_rate_at(0s, 151) == change::onset);
    CHECK(sudden.because.limit == 150);
}

TEST_CASE("an alarm holds until the value is back by the hysteresis") {
    patient p{tachycardia};
    p.heart_rate_at(0s, 151);
    CHECK(p.heart_rate_at(1s, 119) == change::none);
    CHECK(p.heart_rate_at(2s, 115) == change::none);
    CHECK(p.c.at == stage::active);
    CHECK(p.heart_rate_at(3s, 114.9) == change::cleared);
    CHECK(p.c.at == stage::idle);
    CHECK(p.heart_rate_at(4s, 121) == change::pending);
}

TEST_CASE("a value that is lost neither raises nor clears") {
    patient p{tachycardia};
    CHECK(p.at(0s, {{heart_rate, no_value, {}, validity::sensor_off}}) == change::none);
    p.heart_rate_at(1s, 151);
    CHECK(p.at(2s, {{heart_rate, no_value, {}, validity::sensor_off}}) == change::none);
    CHECK(p.at(3600s) == change::none);
    CHECK(p.c.at == stage::active);
    CHECK(p.heart_rate_at(3601s, 100) == change::cleared);
}

TEST_CASE("a delay that ends while the value is lost raises at the next value beyond the limit, and never spins") {
    patient p{tachycardia};
    p.heart_rate_at(0s, 130);
    CHECK(p.at(9s, {{heart_rate, no_value, {}, validity::sensor_off}}) == change::none);
    CHECK(p.at(10s) == change::none);
    CHECK(p.c.at == stage::pending);
    CHECK(due(p.r, p.c) == start + 10s); // passed: the caller waits for a value
    CHECK(p.at(60s) == change::none);
    CHECK(p.heart_rate_at(61s, 121) == change::onset);

    patient q{tachycardia};
    q.heart_rate_at(0s, 130);
    q.at(9s, {{heart_rate, no_value, {}, validity::sensor_off}});
    CHECK(q.heart_rate_at(61s, 120) == change::withdrawn);
}

TEST_CASE("a delay longer than the age at which values go stale waits for a fresh one") {
    patient p{"when = \"heart_rate > 120\"\nfor = \"20s\"\n"};
    p.heart_rate_at(0s, 130);
    CHECK(p.at(20s) == change::none);
    CHECK(p.heart_rate_at(21s, 130) == change::onset);
}

TEST_CASE("an until that overlaps when does not make the alarm flap") {
    patient p{"when = \"heart_rate > 120\"\nuntil = \"heart_rate < 130\"\n"};
    CHECK(p.heart_rate_at(0s, 125) == change::onset);
    for (int i = 1; i < 5; ++i) CHECK(p.heart_rate_at(std::chrono::seconds{i}, 125) == change::none);
    CHECK(p.heart_rate_at(5s, 120) == change::cleared);
}

TEST_CASE("a latching alarm that is over stays until somebody acknowledges it") {
    patient p{"when = \"sedation >= 3\"\nlatching = true\n"};
    CHECK(p.at(0s, {{sedation, 3}}) == change::onset);
    CHECK(p.at(1s, {{sedation, 1}}) == change::latched);
    CHECK(p.c.at == stage::latched);
    CHECK(p.c.since == start);
    CHECK(p.at(3600s) == change::none);
    CHECK(p.at(3601s, {{sedation, no_value, {}, validity::unavailable}}) == change::none);
    p.acknowledged = true;
    CHECK(p.at(3602s) == change::cleared);
    CHECK(p.c.at == stage::idle);
}

TEST_CASE("a latching alarm acknowledged while it holds clears when it is over, not before") {
    patient p{"when = \"sedation >= 3\"\nlatching = true\n"};
    p.at(0s, {{sedation, 4}});
    p.acknowledged = true;
    CHECK(p.at(1s) == change::none);
    CHECK(p.at(2s, {{sedation, 2}}) == change::cleared);
}

TEST_CASE("a latched condition that holds again is the same alarm, at once, even if acknowledged in that moment") {
    patient p{tachycardia + "latching = true\n"};
    p.heart_rate_at(0s, 151);
    p.heart_rate_at(1s, 100);
    CHECK(p.c.at == stage::latched);
    p.acknowledged = true;
    CHECK(p.heart_rate_at(2s, 121) == change::renewed);
    CHECK(p.because.limit == 120);
    CHECK(p.c.at == stage::active);
    CHECK(p.c.since == start);
}

TEST_CASE("an alarm on a family names the source it was read from") {
    patient p{"when = \"systolic > 160\"\n"};
    CHECK(p.at(0s, {{abp_systolic, 120}, {nibp_systolic, 161}}) == change::none);
    CHECK(p.at(1s, {{nibp_systolic, 161}}) == change::onset);
    CHECK(p.because.what == nibp_systolic);
    CHECK(p.because.alternative == abp_systolic);
    patient q{"when = \"systolic > 160\"\n"};
    CHECK(q.at(0s, {{abp_systolic, 161}}) == change::onset);
    CHECK(q.because.what == abp_systolic);
}

TEST_CASE("a bypass without a limit of its own gives the limit of when") {
    patient p{"when = \"heart_rate > 120\"\nfor = \"10s\"\nbypass = \"heart_rate > pulse_rate\"\n"};
    CHECK(p.at(0s, {{heart_rate, 130}, {pulse_rate, 100}}) == change::onset);
    CHECK(p.because.what == heart_rate);
    CHECK(p.because.limit == 120);
}

TEST_CASE("where time alone can decide a rule, it says when") {
    const rule plain = rule_with(tachycardia);
    const rule family = rule_with("when = \"systolic > 160\"\n");
    const rule absent = rule_with("when = \"heart_rate > 40 and not present(spo2)\"\n");
    const chart values =
        charted({{abp_systolic, 120, start + 2s}, {nibp_systolic, 170, start}, {spo2, 98, start + 1s}});
    CHECK(fading_due(plain, values, start) == never);
    CHECK(fading_due(family, values, start) == start + 17s + 1ms);
    CHECK(fading_due(family, values, start + 17s) == start + 17s + 1ms);
    CHECK(fading_due(family, values, start + 17s + 1ms) == start + 40min + 1ms);
    CHECK(fading_due(family, values, start + 40min + 1ms) == never);
    CHECK(fading_due(absent, values, start) == start + 16s + 1ms);
    CHECK(fading_due(absent, {}, start) == never);
    CHECK(fading_due(absent, charted({{spo2, no_value, start, validity::sensor_off}}), start) == never);

    condition c;
    CHECK(step(family, c, values, false, start + 17s).what == change::none);
    CHECK(step(family, c, values, false, start + 17s + 1ms).what == change::onset);
}

} // namespace vigil::alarm
