// The rules that are shipped, as a whole: what sounds again, what latches, what the system itself says.
#include <algorithm>

#include "server/alarm/condition.hpp"
#include "server/alarm/explain.hpp"
#include "tests/unit/server/alarm/shipped.hpp"

namespace vigil::alarm {

using enum priority;
using namespace std::chrono_literals;

TEST_CASE("every shipped number for one patient may be adjusted, other than the scales' own and the standard's") {
    for (const rule& r : shipped().rules)
        for (const level& l : r.levels) {
            CAPTURE(r.name);
            CHECK(l.limit.has_value() == l.adjustable.has_value());
            const bool fixed = r.what == kind::technical || r.name == "apnoea" || r.name == "high_sedation" ||
                               r.name == "news2" || r.name == "confusion_unsettled";
            CHECK((l.adjustable || fixed));
        }
}

TEST_CASE("a high alarm sounds again, and an alarm of sedation latches") {
    for (const rule& r : shipped().rules) {
        CAPTURE(r.name);
        const bool urgent = r.levels.back().urgency == high;
        CHECK(r.realarm_after.has_value() == urgent);
        CHECK(r.latching == (r.name == "high_sedation" || r.name == "sedation_with_low_respiratory_rate"));
    }
}

TEST_CASE("technical alarms are about the monitoring, and never high") {
    const std::vector<std::string_view> technical{"spo2_missing",     "ecg_missing",      "respiration_missing",
                                                  "etco2_missing",    "pulse_mismatch",   "clock_skew",
                                                  "pressure_overdue", "sedation_overdue", "identity_conflict"};
    for (const rule& r : shipped().rules) {
        CAPTURE(r.name);
        const bool expected = std::ranges::find(technical, r.name) != technical.end() ||
                              r.name.starts_with("implausible_") || r.name == monitor_silent_name;
        CHECK((r.what == kind::technical) == expected);
        if (expected) CHECK(r.levels.back().urgency < high);
    }
}

TEST_CASE("what the shipped file says of the system") {
    const rule_set& rules = shipped();
    CHECK(rules.rules[rules.silence()].name == monitor_silent_name);
    CHECK(rules.rules.back().levels.at(0).when.text() == "silence() >= 30s");
    CHECK(rules.ward_unwatched.enabled);
    CHECK(rules.ward_unwatched.after == 60s);
    CHECK(rules.ward_unwatched.urgency == medium);
    CHECK(rules.record_away.after == 60s);
    CHECK(rules.record_away.urgency == low);
    CHECK(rules.journal_failing.after == 0s);
    CHECK(rules.journal_failing.urgency == high);
    CHECK(rules.together.beds == 5);
    CHECK(rules.together.within == 10s);
    REQUIRE(rules.calls.size() == 2);
    CHECK(rules.calls[0].least == high);
    CHECK(rules.calls[0].after == 60s);
    CHECK(rules.calls[0].whom == "charge nurse");
    CHECK(rules.calls[1].least == high);
    CHECK(rules.calls[1].after == 3min);
    CHECK(rules.calls[1].whom == "physician on call");
}

TEST_CASE("every shipped message is filled in") {
    patient p;
    for (const metric_info& m : metrics()) put(p.values, {m.what, (m.plausible_min + m.plausible_max) / 2});
    for (const rule& r : shipped().rules)
        for (const level& l : r.levels) {
            auto because = l.when.limit();
            if (because && l.limit) because->limit = *l.limit;
            const std::string text = message(l, because, p, start);
            CAPTURE(text);
            CHECK(text.find_first_of("{}") == text.npos);
            CHECK(text.find("--") == text.npos);
        }
}

TEST_CASE("every shipped rule can be explained") {
    for (const rule& r : shipped().rules) {
        const std::string text = explain(r, shipped());
        CAPTURE(text);
        CHECK(text.starts_with(r.name + ": a "));
        for (const level& l : r.levels) CHECK(text.find(std::string{name(l.urgency)} + ": when ") != text.npos);
        CHECK(text.find(" nan") == text.npos);
    }
}

} // namespace vigil::alarm
