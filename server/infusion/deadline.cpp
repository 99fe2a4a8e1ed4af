#include <algorithm>

#include "server/infusion/due.hpp"
#include "server/infusion/judgement.hpp"

namespace vigil::infusion {
namespace {

using alarm::infusion_phase;

std::vector<judgement> judge(const session& s, const surroundings& around) {
    std::vector<judgement> out;
    judge_course(s, around, out);
    judge_devices(s, around, out);
    return out;
}

/// What the checklist waits for: that time passes after the end, and that no sign goes stale.
instant next_of_checklist(const session& s, const surroundings& around) {
    if (s.phase != infusion_phase::recovery && s.phase != infusion_phase::ready) return never;
    instant next = never;
    const auto pass = [&](instant at) {
        if (at > around.now) next = std::min(next, at);
    };
    pass(*last_given(s) + s.plan->recovery_least);
    for (const discharge_item& i : s.plan->discharge) pass(*last_given(s) + i.lasting);
    for (const metric_info& m : metrics())
        if (around.care.values.has(m.what)) pass(alarm::stale_at(m.what, around.care.values[m.what]));
    return next;
}

} // namespace

std::vector<warning> warnings(const session& s, const surroundings& around) {
    std::vector<warning> out;
    for (judgement& j : judge(s, around))
        if (j.holds) out.push_back(*std::move(j.holds));
    return out;
}

instant next_deadline(const session& s, const surroundings& around) {
    instant next = next_of_checklist(s, around);
    for (const judgement& j : judge(s, around)) next = std::min(next, j.next);
    return next;
}

} // namespace vigil::infusion
