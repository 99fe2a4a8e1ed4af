// The rules that are shipped: each raises just beyond its limit, and not at it.
#include <algorithm>
#include <fstream>
#include <iterator>

#include "server/alarm/condition.hpp"
#include "tests/unit/server/alarm/values.hpp"

namespace vigil::alarm {
namespace {

using enum metric;
using namespace std::chrono_literals;

rule_set shipped() {
    std::ifstream file{VIGIL_SOURCE_DIR "/deploy/rules/ketamine.toml"};
    REQUIRE(file);
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    auto rules = rule_set::parse(text, "ketamine.toml");
    REQUIRE_MESSAGE(rules, to_text(rules.error().front()));
    return *std::move(rules);
}

rule shipped(std::string_view name) {
    const rule_set rules = shipped();
    const auto found = std::ranges::find(rules.rules, name, &rule::name);
    REQUIRE(found != rules.rules.end());
    return *found;
}

struct story {
    rule r;
    condition c{};
    chart values{};
    limit_term because{};

    change at(milliseconds time, metric what, double value) {
        put(values, {what, value, start + time});
        const decision d = step(r, c, values, false, start + time);
        because = d.because;
        return d.what;
    }
    std::string message_at(milliseconds time) const { return message(r, because, values, start + time); }
};

} // namespace

TEST_CASE("the shipped rules are these four and the silent monitor") {
    const rule_set rules = shipped();
    REQUIRE(rules.rules.size() == 4);
    CHECK(rules.rules[0].name == "tachycardia");
    CHECK(rules.rules[1].name == "hypertension");
    CHECK(rules.rules[2].name == "low_spo2");
    CHECK(rules.rules[3].name == "high_sedation");
    CHECK(rules.monitor_silent.after == 30s);
    CHECK(rules.monitor_silent.urgency == priority::medium);
}

TEST_CASE("tachycardia: above 120 for 10 s, above 150 at once, until below 115, medium") {
    story s{shipped("tachycardia")};
    CHECK(s.r.urgency == priority::medium);
    CHECK(!s.r.latching);
    CHECK(s.at(0s, heart_rate, 120) == change::none);
    CHECK(s.at(1s, heart_rate, 120.1) == change::pending);
    CHECK(s.at(11s - 1ms, heart_rate, 128) == change::none);
    CHECK(s.at(11s, heart_rate, 128) == change::onset);
    CHECK(s.message_at(11s) == "Heart rate 128 above 120");
    CHECK(s.at(12s, heart_rate, 115) == change::none);
    CHECK(s.at(13s, heart_rate, 114.9) == change::cleared);
    CHECK(s.at(14s, heart_rate, 150) == change::pending);
    CHECK(s.at(15s, heart_rate, 150.1) == change::onset);
}

TEST_CASE("hypertension: systolic above 160 from line or cuff, until below 155, medium") {
    for (const metric source : {abp_systolic, nibp_systolic}) {
        story s{shipped("hypertension")};
        CHECK(s.r.urgency == priority::medium);
        CHECK(!s.r.latching);
        CHECK(s.at(0s, source, 160) == change::none);
        CHECK(s.at(1s, source, 160.1) == change::onset);
        CHECK(s.because.what == source);
        CHECK(s.message_at(1s) == "Systolic pressure 160.1 above 160");
        CHECK(s.at(2s, source, 155) == change::none);
        CHECK(s.at(3s, source, 154.9) == change::cleared);
    }
}

TEST_CASE("low SpO2: below 90 for 10 s, below 85 at once, until 92, high") {
    story s{shipped("low_spo2")};
    CHECK(s.r.urgency == priority::high);
    CHECK(!s.r.latching);
    CHECK(s.at(0s, spo2, 90) == change::none);
    CHECK(s.at(1s, spo2, 89.9) == change::pending);
    CHECK(s.at(11s - 1ms, spo2, 88) == change::none);
    CHECK(s.at(11s, spo2, 88) == change::onset);
    CHECK(s.message_at(11s) == "SpO2 88 % below 90 %");
    CHECK(s.at(12s, spo2, 91.9) == change::none);
    CHECK(s.at(13s, spo2, 92) == change::cleared);
    CHECK(s.at(14s, spo2, 85) == change::pending);
    CHECK(s.at(15s, spo2, 84.9) == change::onset);
}

TEST_CASE("high sedation: a score of 3 at once, high, latching") {
    story s{shipped("high_sedation")};
    CHECK(s.r.urgency == priority::high);
    CHECK(s.r.latching);
    CHECK(s.at(0s, sedation, 2) == change::none);
    CHECK(s.at(1s, sedation, 3) == change::onset);
    CHECK(s.message_at(1s) == "Sedation score 3, limit 3");
    CHECK(s.at(2s, sedation, 2) == change::latched);
}

} // namespace vigil::alarm
