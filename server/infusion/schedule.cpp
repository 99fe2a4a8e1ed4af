#include "server/infusion/schedule.hpp"

#include <algorithm>

#include "proto/vitals/scale.hpp"
#include "server/alarm/vocabulary.hpp"
#include "server/infusion/due.hpp"

namespace vigil::infusion {
namespace {

using alarm::infusion_phase;

bool includes(const check& c, infusion_phase p) {
    return (c.phases & (1u << static_cast<unsigned>(p))) != 0;
}

instant last_measured(const alarm::patient& care, metric m) {
    if (!care.values.had(m)) return instant::min();
    const alarm::observed& o = care.values[m];
    if (!usable(o)) return o.usable_at; // when the one before it came
    const bool by_its_clock = care.clock_skew && info(m).how != sampling::charted && !o.by_hand;
    return std::min(o.received_at, o.measured_at - (by_its_clock ? *care.clock_skew : milliseconds{0}));
}

/// From when on a check has been due without a break that ended with the infusion. Each pause and resumption is noted,
/// by turns.
instant until_stop_since(const session& s, const check& c) {
    if (includes(c, infusion_phase::infusing) && includes(c, infusion_phase::paused)) return *s.infusing_since;
    const auto last = s.pauses.size() % 2 == 1 ? infusion_phase::paused : infusion_phase::infusing;
    if (!includes(c, last)) return *s.stopped_at;
    return s.pauses.empty() ? *s.infusing_since : s.pauses.back().at;
}

/// From when on it has been due without a break: a change of phase alone puts off nothing.
instant due_since(const session& s, const check& c) {
    if (s.phase == infusion_phase::infusing || s.phase == infusion_phase::paused) {
        const bool both = includes(c, infusion_phase::infusing) && includes(c, infusion_phase::paused);
        return both ? *s.infusing_since : s.phase_since;
    }
    const bool both = includes(c, infusion_phase::recovery) && includes(c, infusion_phase::ready);
    const bool just_stopped = s.phase == infusion_phase::recovery && s.phase_since == *s.stopped_at;
    return both || just_stopped ? until_stop_since(s, c) : s.phase_since;
}

/// The first moment at which it is due again after `last`: by the interval that runs then, or by one that begins later.
instant due_after(const session& s, const check& c, instant last) {
    instant due = never, begins = *s.infusing_since;
    for (const interval& i : c.schedule) {
        const instant ends = i.until == milliseconds::max() ? never : *s.infusing_since + i.until;
        if (last < ends) due = std::min(due, std::max(last, begins) + i.every);
        begins = ends;
    }
    if (!c.after_step) return due;
    const auto denser = [&](instant changed) {
        if (last < changed + c.after_step->until) due = std::min(due, std::max(last, changed) + c.after_step->every);
    };
    for (const step& each : s.steps) denser(each.by.at);
    for (const bolus_given& each : s.boluses) denser(each.by.at);
    return due;
}

} // namespace

std::uint64_t scheduled_now(const session& s) {
    std::uint64_t out = 0;
    const auto add = [&](metric m) { out |= std::uint64_t{1} << index(m); };
    for (const check& c : s.plan->checks) {
        if (!s.infusing_since || c.once || !includes(c, s.phase)) continue;
        for (const std::string& item : c.items)
            if (const auto from = alarm::source_from_name(item)) {
                add(from->first), add(from->second);
                if (is_sedation_scale(from->first)) add(metric::sedation);
            }
    }
    return out;
}

instant last_observed(const session& s, std::string_view item, const surroundings& around) {
    instant last = instant::min();
    if (const auto from = alarm::source_from_name(item))
        last = std::max(last_measured(around.care, from->first), last_measured(around.care, from->second));
    newest(s, item, last, &last); // charted since
    return last;
}

std::vector<instant> due_times(const session& s, const check& c, const surroundings& around) {
    std::vector<instant> due(c.items.size(), never);
    if (!s.infusing_since || !includes(c, s.phase)) return due;
    const instant since = due_since(s, c);
    const auto due_of = [&](const std::string& item) {
        const instant last = last_observed(s, item, around);
        if (!c.once) return due_after(s, c, std::max(last, since));
        const instant at = *s.infusing_since + *c.once;
        return last >= at - c.overdue_low ? never : at;
    };
    std::ranges::transform(c.items, due.begin(), due_of);
    return due;
}

std::vector<std::string> items_due(const check& c, const std::vector<instant>& due, instant at) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < due.size(); ++i)
        if (due[i] <= at && due[i] != never) out.push_back(c.items[i]);
    return out;
}

std::vector<due_check> checks(const session& s, const surroundings& around) {
    std::vector<due_check> out;
    for (const check& c : s.plan->checks) {
        due_check next{.name = c.name, .title = c.title};
        instant done = never;
        for (const std::string& item : c.items) done = std::min(done, last_observed(s, item, around));
        if (done != instant::min() && done != never) next.done_at = done;
        const std::vector<instant> due = due_times(s, c, around);
        const auto first = std::ranges::min_element(due);
        if (first != due.end() && *first != never) {
            next.due_at = *first;
            next.missing = items_due(c, due, std::max(*first, around.now));
        }
        out.push_back(std::move(next));
    }
    return out;
}

} // namespace vigil::infusion
