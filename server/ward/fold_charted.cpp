// What people observed becomes what rules read; and what they say later that it was wrong.
#include <algorithm>
#include <cmath>
#include <utility>

#include "proto/vitals/scale.hpp"
#include "server/infusion/charting.hpp"
#include "server/ward/fold.hpp"

namespace vigil::ward {
namespace {

const infusion::observation_set* corrected(const infusion::session& s, const infusion::chart& c) {
    if (c.corrects.empty()) return nullptr;
    const auto found =
        std::ranges::find(s.sets, c.corrects, [](const infusion::observation_set& o) { return o.content.id; });
    return found == s.sets.end() ? nullptr : &*found;
}

/// What a set told the alarm core: its readings, and the depth of sedation that was taken from them.
std::vector<metric> told_by(const infusion::observation_set& set) {
    std::vector<metric> out;
    for (const reading& r : infusion::readings_of(set.content, set.by)) out.push_back(r.what);
    if (std::ranges::any_of(out, is_sedation_scale)) out.push_back(metric::sedation);
    return out;
}

bool contains(std::span<const metric> all, metric m) {
    return std::ranges::find(all, m) != all.end();
}

bool is_observed_by_people(const alarm::observed& known, metric m) {
    return known.by_hand || info(m).how == sampling::charted;
}

bool is_from(const alarm::observed& known, metric m, const infusion::act& a) {
    return usable(known) && is_observed_by_people(known, m) && known.measured_at == a.at &&
           known.received_at <= a.entered_at;
}

bool tells_the_present(const infusion::act& a) {
    return a.entered_at - a.at <= infusion::tells_the_present;
}

/// What is known was observed later, or is of a monitor and came later: a monitor's own times may be wrong.
bool is_newer(const alarm::observed& known, metric m, instant at) {
    if (!is_observed_by_people(known, m)) return known.received_at > at;
    const bool withdrawn = known.status == validity::unavailable;
    return !withdrawn && std::min(known.measured_at, known.received_at) > at;
}

} // namespace

/// Unless it was long ago, or before what is known. What it corrects is not known any more, and has no other value than
/// the one that is said now; where that was long ago it is as old as the one before.
void fold::put_charted(bed_index b, const infusion::chart& c, const infusion::act& a) {
    report observed;
    observed.readings = infusion::readings_of(c, a);
    const running_session* s = find_session(b);
    const infusion::observation_set* wrong = s ? corrected(s->what, c) : nullptr;
    bed& here = beds_[b];
    if (wrong) {
        correct_baseline(b, *wrong, observed.readings);
        const std::vector<metric> open = withdraw(b, *wrong, c);
        if (!tells_the_present(a)) {
            std::erase_if(observed.readings, [&](const reading& r) { return !contains(open, r.what); });
            chart(here, observed, {wrong->by.entered_at, true});
            return;
        }
    }
    if (!tells_the_present(a)) return;
    std::erase_if(observed.readings,
                  [&](const reading& r) { return is_newer(here.care.values[r.what], r.what, a.at); });
    chart(here, observed, {now_, true}); // whoever commands evaluates every rule afterwards
}

/// Takes back what a set said that is still the newest of its metric, and says what it took back.
std::vector<metric> fold::withdraw(bed_index b, const infusion::observation_set& wrong, const infusion::chart& right) {
    alarm::patient& care = beds_[b].care;
    std::vector<metric> out;
    for (const metric m : told_by(wrong)) {
        if (!is_from(care.values[m], m, wrong.by)) continue;
        instant before{};
        for (const infusion::observation_set& other : find_session(b)->what.sets) {
            if (!other.corrected_by.empty() || other.content.id == right.id) continue;
            if (contains(told_by(other), m)) before = std::max(before, other.by.at);
        }
        const instant until = care.values[m].monitor_until;
        if (until != instant{}) before = std::max(before, until - alarm::stale_after(m, {}) - milliseconds{1});
        care.values.withdraw(m, now_, before);
        out.push_back(m);
    }
    return out;
}

/// Later values were compared with what was wrong.
void fold::correct_baseline(bed_index b, const infusion::observation_set& wrong, std::span<const reading> right) {
    auto& known = beds_[b].care.baselines;
    const std::vector<metric> told = told_by(wrong);
    std::erase_if(known, [&](alarm::baseline_value& base) {
        if (base.taken_at != wrong.by.at || !contains(told, base.what)) return false;
        const auto is = std::ranges::find(right, base.what, &reading::what);
        if (is == right.end()) return true;
        base.value = is->value;
        base.taken_at = is->measured_at;
        return false;
    });
}

/// What was known at `until`, or charted shortly before it: what came later is of the infusion already.
void fold::remember_baseline(bed_index b, instant until) {
    alarm::patient& care = beds_[b].care;
    care.baselines.clear();
    const running_session* s = find_session(b);
    for (const metric_info& m : metrics()) {
        const alarm::observed& o = care.values[m.what];
        const double value = is_newer(o, m.what, until) ? no_value : alarm::known(care.values, m.what, until);
        if (!std::isnan(value)) {
            care.baselines.push_back({m.what, value, o.measured_at});
            continue;
        }
        if (!s || m.what == metric::sedation) continue; // charted as a level of a scale
        instant at{};
        const instant after = until - s->what.plan->baseline_age - milliseconds{1};
        const auto* charted = infusion::newest_before(s->what, m.name, after, until + milliseconds{1}, &at);
        if (charted && charted->number) care.baselines.push_back({m.what, *charted->number, at});
    }
}

} // namespace vigil::ward
