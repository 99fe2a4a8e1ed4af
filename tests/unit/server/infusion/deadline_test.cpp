// That no deadline is late: whatever happens, nothing changes by time alone before the next one.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <rapidcheck.h>

#include "server/infusion/schedule.hpp"
#include "tests/unit/server/infusion/values.hpp"

namespace vigil::infusion {
namespace {

using alarm::priority;

constexpr std::uint32_t in_infusion = 1u << static_cast<unsigned>(infusing) | 1u << static_cast<unsigned>(paused);

check pain_check() {
    return {.name = "pain",
            .title = "Pain",
            .items = {"pain"},
            .phases = in_infusion,
            .schedule = {{milliseconds::max(), 15min}},
            .overdue_low = 5min,
            .overdue_medium = 15min};
}

bedside with(protocol p, double mg_per_hour = 10) {
    bedside b = screened(std::move(p));
    b.take(overridden(rate(mg_per_hour), "doctor-2"), "as agreed");
    return b;
}

alarm::expression parsed(std::string_view text) {
    std::vector<alarm::window_spec> none;
    return alarm::expression::parse(text, none).value();
}

/// Everything that time may change.
std::string picture(const bedside& b) {
    std::string out = std::string{name(b.s.phase)};
    for (const due_check& c : checks(b.s, b.around()))
        out += fmt::format(" {}:{}:{}:{}", c.name, c.due_at ? to_epoch_ms(*c.due_at) : 0, c.overdue(b.now),
                           fmt::join(c.missing, "+"));
    for (const warning& w : warnings(b.s, b.around()))
        out += fmt::format(" {}/{}/{}/{}", w.rule, name(w.urgency), w.message, to_epoch_ms(w.since));
    return out;
}

protocol whole_plan() {
    protocol p = plan_of_day_case();
    p.planned = 90min;
    p.course_most = 5h;
    p.recovery_least = 45min;
    p.continuous_monitoring = true;
    p.dose.most = {.mg_per_24h = 45, .mg_total = 60};
    p.dose.beyond = consent::reason;
    p.dose.needs_checks_done = false;
    p.dose.sedation_max = {};
    p.dose.step_interval = {}, p.dose.bolus_interval = {};
    check more = pain_check();
    more.name = "more", more.items = {"pulse", "nausea"};
    more.schedule = {{40min, 10min}, {milliseconds::max(), 25min}};
    more.after_step = interval{20min, 5min};
    check once = pain_check();
    once.name = "once", once.schedule.clear(), once.once = 50min;
    p.checks = {pain_check(), more, once};
    p.stops = {{"slow", "Slow", parsed("respiratory_rate < 8 or minutes_since_step > 33"), priority::high},
               {"gone", "Gone", parsed("not present(spo2) or age(nibp_systolic) > 20min"), priority::low}};
    return p;
}

void something_happens(bedside& b, int what, int value) {
    const auto override = [&](auto o) {
        o.override = true;
        b.by.reason = "as agreed";
        if (objections(b.s, o, b.by, b.around()).empty()) apply(b.s, o, b.by, b.around());
        b.by.reason.clear();
    };
    switch (what) {
        case 0: return b.put(metric::pulse_rate, 60 + value);
        case 1: return b.put(metric::spo2, 90 + value % 10);
        case 2: return b.put(metric::respiratory_rate, value);
        case 3: return b.put(metric::pump_dose_rate, value);
        case 4: return override(rate(1 + value));
        case 5: return override(bolus(1 + value % 20));
        case 6: return b.put(metric::nibp_systolic, 100 + value);
        default: break;
    }
    const order o = what == 7    ? order{charting(fmt::format("s{}", b.s.sets.size()), {number("pain", value % 10)})}
                    : what == 8  ? order{charting(fmt::format("s{}", b.s.sets.size()), {number("nausea", value % 4)})}
                    : what == 9  ? order{pause_infusion{}}
                    : what == 10 ? order{resume_infusion{}}
                                 : order{stop_infusion{}};
    if (objections(b.s, o, b.by, b.around()).empty()) apply(b.s, o, b.by, b.around());
}

} // namespace

TEST_CASE("nothing changes by time alone before the next deadline, whatever happened") {
    CHECK(rc::check("no deadline is late", [] {
        bedside b = with(whole_plan(), 10);
        const auto events = *rc::gen::inRange(1, 25);
        for (int i = 0; i < events; ++i) {
            b.wait(milliseconds{*rc::gen::inRange(1, 1'500'000)});
            advance(b.s, b.around());
            something_happens(b, *rc::gen::inRange(0, 12), *rc::gen::inRange(0, 30));
            for (int step = 0; step < 3; ++step) { // from deadline to deadline, then on to what happens next
                const instant next = next_deadline(b.s, b.around());
                RC_ASSERT(next > b.now);
                if (next == never) break;
                const std::string before = picture(b);
                bedside later = b;
                later.now = next - 1ms;
                RC_ASSERT_FALSE(advance(later.s, later.around()));
                RC_ASSERT(picture(later) == before);
                later.now = b.now + milliseconds{*rc::gen::inRange<std::int64_t>(0, (next - b.now).count())};
                RC_ASSERT(picture(later) == before);
                b.wait(next - b.now);
                advance(b.s, b.around());
            }
        }
    }));
}

} // namespace vigil::infusion
