// The rules that are shipped: each level holds just beyond its limit, and not at it.
#include <algorithm>

#include "tests/unit/server/alarm/shipped.hpp"

namespace vigil::alarm {
namespace {

using enum metric;
using enum priority;
using enum truth;
using namespace std::chrono_literals;

const level& shipped_level(std::string_view name, priority urgency) {
    const auto at = shipped().find(name);
    REQUIRE_MESSAGE(at, name);
    const auto& levels = shipped().rules[*at].levels;
    const auto found = std::ranges::find(levels, urgency, &level::urgency);
    REQUIRE_MESSAGE(found != levels.end(), name);
    return *found;
}

patient with_windows(std::initializer_list<sample> samples) {
    patient p = with(samples);
    p.windows.resize(shipped().windows.size());
    return p;
}

truth holds(const expression& e, const level& l, const patient& p, instant now = start) {
    return e.evaluate(p, l.limit.value_or(no_value), now);
}

patient infusing(std::initializer_list<sample> samples = {}) {
    patient p = with_windows(samples);
    p.phase = infusion_phase::infusing;
    p.phase_since = start;
    p.last_heard = start;
    return p;
}

/// One number of one level: `raises` is the first value that holds, `does_not` the last one that does not.
struct boundary {
    std::string_view rule;
    priority urgency;
    metric what;
    double does_not, raises;
    std::optional<double> keeps, ends; ///< by `until`
    milliseconds delay{0};
};

const boundary boundaries[] = {
    {"tachycardia", medium, heart_rate, 120, 120.1, 115, 114.9, 10s},
    {"tachycardia", high, heart_rate, 150, 150.1, 145, 144.9},
    {"bradycardia", medium, heart_rate, 50, 49.9, 55, 55.1, 10s},
    {"bradycardia", high, heart_rate, 40, 39.9, 45, 45.1},
    {"hypertension", medium, nibp_systolic, 160, 160.1, 155, 154.9},
    {"hypertension", medium, abp_systolic, 160, 160.1, 155, 154.9},
    {"hypertension", high, nibp_systolic, 180, 180.1, 175, 174.9},
    {"hypertension", high, abp_systolic, 180, 180.1, 175, 174.9},
    {"hypotension", high, nibp_systolic, 90, 89.9, 94.9, 95},
    {"hypotension", high, abp_systolic, 90, 89.9, 94.9, 95},
    {"low_spo2", medium, spo2, 94, 93.9, 94.9, 95, 15s},
    {"low_spo2", high, spo2, 90, 89.9, 91.9, 92, 10s},
    {"respiratory_depression", medium, respiratory_rate, 10, 9.9, 10.9, 11, 15s},
    {"respiratory_depression", high, respiratory_rate, 8, 7.9, 8.9, 9, 10s},
    {"apnoea", high, respiratory_rate, 1, 0, 5.9, 6},
    {"no_exhaled_co2", high, etco2, 8, 7.9, 11.9, 12, 15s},
    {"low_etco2", medium, etco2, 25, 24.9, 26.9, 27, 30s},
    {"high_etco2", medium, etco2, 50, 50.1, 48.1, 48, 30s},
    {"high_etco2", high, etco2, 60, 60.1, 58.1, 58, 30s},
    {"high_temperature", low, temperature, 38, 38.1, 37.9, 37.8, 1min},
    {"high_temperature", medium, temperature, 39, 39.1, 38.9, 38.8, 1min},
    {"low_temperature", medium, temperature, 35.1, 35, 35.2, 35.3, 1min},
    {"high_sedation", medium, sedation, 1, 2, {}, {}},
    {"high_sedation", high, sedation, 2, 3, {}, {}},
    {"hallucination", medium, hallucination, 0, 1, {}, {}},
    {"agitation", medium, agitation, 0, 1, {}, {}},
    {"agitation_on_rass", medium, rass, 1, 2, {}, {}},
    {"dysphoria", medium, dysphoria, 0, 1, {}, {}},
};

/// A level that compares no metric with one number: two patients, of whom it does not hold for one.
struct case_of_two {
    std::string_view rule;
    priority urgency;
    patient does_not, raises;
    milliseconds later{0};
};

patient pressure_with_baseline(double systolic) {
    patient p = with_windows({{nibp_systolic, systolic}});
    p.baselines.push_back({nibp_systolic, 100, start});
    return p;
}

patient after_loss(metric m, infusion_phase phase) {
    patient p = infusing({{m, 60, start - 1min}});
    p.phase = phase;
    return p;
}

patient skewed(milliseconds by) {
    patient p = infusing();
    p.clock_skew = by;
    return p;
}

patient named(std::vector<naming> patients) {
    patient p = infusing();
    p.named = std::move(patients);
    return p;
}

patient confused(confusion decided) {
    patient p = infusing({{acvpu, 1}, {dissociation, 1}});
    p.confused = decided;
    return p;
}

/// Respiratory rate and the other parts of NEWS2, each known, of which only these give points.
patient scored(double rate, double saturation, double oxygen, double systolic) {
    return with_windows({{respiratory_rate, rate},
                         {spo2, saturation},
                         {oxygen_flow, oxygen},
                         {nibp_systolic, systolic},
                         {heart_rate, 70},
                         {acvpu, 0},
                         {temperature, 37}});
}

patient outside(metric m) {
    return with_windows({{m, info(m).plausible_max + 1, start, validity::implausible}});
}
patient unplugged(metric m) {
    return infusing({{m, no_value, start, validity::sensor_off}});
}
patient not_infusing(patient p) {
    p.phase = infusion_phase::recovery;
    return p;
}
patient well(metric m) {
    return infusing({{m, 60}});
}

std::vector<case_of_two> cases() {
    return {
        {"pressure_over_baseline", medium, pressure_with_baseline(120), pressure_with_baseline(120.1)},
        {"sedation_with_low_respiratory_rate", high, with({{respiratory_rate, 10}, {sedation, 2}}),
         with({{respiratory_rate, 9.9}, {sedation, 2}})},
        {"sedation_with_low_respiratory_rate", high, with({{respiratory_rate, 9.9}, {sedation, 1}}),
         with({{respiratory_rate, 9.9}, {sedation, 3}})},
        {"news2", medium, scored(22, 93, 0, 120), scored(22, 93, 0, 110)},
        {"news2", medium, scored(20, 92, 0, 120), scored(20, 91, 0, 120)},
        {"news2", high, scored(22, 93, 2, 120), scored(22, 93, 2, 110)},
        {"confusion_unsettled", low, confused(confusion::dissociation), confused(confusion::open)},
        {"spo2_missing", low, well(spo2), not_infusing(unplugged(spo2))},
        {"spo2_missing", medium, not_infusing(unplugged(spo2)), unplugged(spo2)},
        {"spo2_missing", medium, after_loss(spo2, infusion_phase::paused), after_loss(spo2, infusion_phase::infusing)},
        {"spo2_missing", medium, well(spo2), after_loss(spo2, infusion_phase::infusing)},
        {"ecg_missing", low, well(heart_rate), not_infusing(unplugged(heart_rate))},
        {"ecg_missing", medium, not_infusing(unplugged(heart_rate)), unplugged(heart_rate)},
        {"ecg_missing", medium, after_loss(heart_rate, infusion_phase::paused),
         after_loss(heart_rate, infusion_phase::infusing)},
        {"ecg_missing", medium, well(heart_rate), after_loss(heart_rate, infusion_phase::infusing)},
        {"respiration_missing", low, well(respiratory_rate), unplugged(respiratory_rate)},
        {"respiration_missing", low, well(respiratory_rate), after_loss(respiratory_rate, infusion_phase::none)},
        {"etco2_missing", low, well(etco2), unplugged(etco2)},
        {"etco2_missing", low, well(etco2), after_loss(etco2, infusion_phase::none)},
        {"spo2_missing", low, well(spo2), after_loss(spo2, infusion_phase::none)},
        {"ecg_missing", low, well(heart_rate), after_loss(heart_rate, infusion_phase::none)},
        {"pulse_mismatch", low, with({{heart_rate, 75}, {pulse_rate, 60}}),
         with({{heart_rate, 75.1}, {pulse_rate, 60}})},
        {"pulse_mismatch", low, with({{heart_rate, 60}, {pulse_rate, 75}}),
         with({{heart_rate, 60}, {pulse_rate, 75.1}})},
        {"implausible_spo2", low, well(spo2), outside(spo2)},
        {"implausible_heart_rate", low, well(heart_rate), outside(heart_rate)},
        {"implausible_respiratory_rate", low, well(respiratory_rate), outside(respiratory_rate)},
        {"implausible_pressure", low, well(nibp_systolic), outside(nibp_systolic)},
        {"implausible_line_pressure", low, well(abp_systolic), outside(abp_systolic)},
        {"implausible_temperature", low, well(temperature), outside(temperature)},
        {"clock_skew", low, skewed(2min), skewed(2min + 1ms)},
        {"clock_skew", low, skewed(-2min), skewed(-2min - 1ms)},
        {"identity_conflict", medium, named({{"P-1", never}}), named({{"P-1", never}, {"P-2", never}})},
        {"pressure_overdue", low, infusing({{abp_systolic, 120, start + 1ms}}), infusing(), 20min},
        {"pressure_overdue", low, not_infusing(infusing()), infusing(), 20min},
        {"pressure_overdue", medium, not_infusing(infusing()), infusing(), 30min},
        {"sedation_overdue", low, not_infusing(infusing()), infusing(), 20min},
        {"sedation_overdue", medium, not_infusing(infusing()), infusing(), 30min},
    };
}

} // namespace

TEST_CASE("each shipped level holds just beyond its number, and not at it") {
    for (const boundary& b : boundaries) {
        CAPTURE(b.rule);
        CAPTURE(b.raises);
        const level& l = shipped_level(b.rule, b.urgency);
        const auto when = [&](double value) { return holds(l.when, l, with({{b.what, value}})); };
        CHECK(when(b.does_not) == no);
        CHECK(when(b.raises) == yes);
        CHECK(holds(l.when, l, {}) == unknown);
        CHECK(l.condition_delay == b.delay);
        CHECK(l.until.has_value() == b.keeps.has_value());
        if (!l.until || !b.keeps) continue;
        CHECK(holds(*l.until, l, with({{b.what, *b.keeps}})) == no);
        CHECK(holds(*l.until, l, with({{b.what, *b.ends}})) == yes);
    }
}

TEST_CASE("each other shipped level tells the patient that it is about from the one that it is not") {
    for (const case_of_two& c : cases()) {
        CAPTURE(c.rule);
        const level& l = shipped_level(c.rule, c.urgency);
        CHECK(holds(l.when, l, c.does_not, start + c.later) == no);
        CHECK(holds(l.when, l, c.raises, start + c.later) == yes);
    }
}

TEST_CASE("every shipped level stands in one of the tables") {
    for (const rule& r : shipped().rules) {
        if (r.name == monitor_silent_name) continue;
        for (const level& l : r.levels) {
            CAPTURE(r.name);
            const auto same = [&](const auto& row) { return row.rule == r.name && row.urgency == l.urgency; };
            CHECK((std::ranges::any_of(boundaries, same) || std::ranges::any_of(cases(), same)));
        }
    }
}

TEST_CASE("an observation is overdue 20 and 30 min after the last one, or after the infusion began") {
    for (const auto& [name, what] :
         {std::pair{"pressure_overdue", nibp_systolic}, std::pair{"sedation_overdue", sedation}}) {
        for (const auto& [urgency, after] : {std::pair{low, 20min}, std::pair{medium, 30min}}) {
            CAPTURE(name);
            const level& l = shipped_level(name, urgency);
            CHECK(holds(l.when, l, infusing(), start + after - 1ms) == no);
            CHECK(holds(l.when, l, infusing(), start + after) == yes);
            const patient charted = infusing({{what, 2, start + 5min}});
            CHECK(holds(l.when, l, charted, start + 5min + after - 1ms) == no);
            CHECK(holds(l.when, l, charted, start + 5min + after) == yes);
        }
    }
}

TEST_CASE("a deep fall of SpO2 does not wait, and follows the patient's own limit") {
    const level& l = shipped_level("low_spo2", high);
    REQUIRE(l.bypass);
    CHECK(holds(*l.bypass, l, with({{spo2, 85}})) == no);
    CHECK(holds(*l.bypass, l, with({{spo2, 84.9}})) == yes);
    CHECK(l.bypass->evaluate(with({{spo2, 84.9}}), 85, start) == no);
}

TEST_CASE("without a baseline the pressure is compared with its limit alone, and the alarm ends") {
    const patient p = with({{nibp_systolic, 150}});
    const level& absolute = shipped_level("hypertension", medium);
    const level& relative = shipped_level("pressure_over_baseline", medium);
    CHECK(holds(absolute.when, absolute, p) == no);
    CHECK(holds(*absolute.until, absolute, p) == yes);
    CHECK(holds(relative.when, relative, p) == unknown);
    CHECK(holds(*relative.until, relative, pressure_with_baseline(115)) == no);
    CHECK(holds(*relative.until, relative, pressure_with_baseline(114.9)) == yes);
}

TEST_CASE("sedation with a low respiratory rate ends when either is well") {
    const level& l = shipped_level("sedation_with_low_respiratory_rate", high);
    CHECK(holds(*l.until, l, with({{respiratory_rate, 11.9}, {sedation, 2}})) == no);
    CHECK(holds(*l.until, l, with({{respiratory_rate, 12}, {sedation, 2}})) == yes);
    CHECK(holds(*l.until, l, with({{respiratory_rate, 8}, {sedation, 1}})) == yes);
}

TEST_CASE("a sign that a silent monitor does not send is not called missing") {
    patient p = after_loss(spo2, infusion_phase::infusing);
    p.silent = true;
    const level& l = shipped_level("spo2_missing", medium);
    CHECK(holds(l.when, l, p) == unknown);
}

} // namespace vigil::alarm
