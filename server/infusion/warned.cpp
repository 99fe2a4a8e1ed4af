// What a session has said by its alarms, kept for its report.
#include <algorithm>
#include <iterator>
#include <string_view>

#include "server/infusion/schedule.hpp"

namespace vigil::infusion {
namespace {

constexpr std::string_view overdue = "overdue_";

/// A check that is overdue no more was done, unless the phase in which it is due has ended before.
bool was_missed(const session& s, const past_warning& w, const surroundings& around) {
    if (!w.rule.starts_with(overdue)) return false;
    const std::string_view name = std::string_view{w.rule}.substr(overdue.size());
    const std::vector<due_check> all = checks(s, around);
    const auto now = std::ranges::find(all, name, &due_check::name);
    const auto planned = std::ranges::find(s.plan->checks, name, &check::name);
    if (now == all.end() || now->due_at) return false;                                // it is due again later
    const milliseconds early = planned->once ? planned->overdue_low : milliseconds{}; // may be done so long before
    return !now->done_at || *now->done_at < w.since - planned->overdue_low - early;
}

} // namespace

void remember_warnings(session& s, std::span<const warning> now, const surroundings& around) {
    for (past_warning& w : s.warned) {
        if (w.until || std::ranges::find(now, w.rule, &warning::rule) != now.end()) continue;
        if (undecided(s, w.rule, around)) continue; // its alarm goes on, and so does this
        w.until = around.now;
        w.missed = was_missed(s, w, around);
    }
    for (const warning& w : now) {
        const auto open =
            std::ranges::find_if(s.warned, [&](const past_warning& p) { return !p.until && p.rule == w.rule; });
        if (open == s.warned.end()) {
            s.warned.push_back({w.rule, w.message, w.urgency, w.since, {}, false});
        } else if (w.urgency > open->urgency) {
            open->urgency = w.urgency;
            open->message = w.message;
        }
    }
    if (s.warned.size() > session::warned_max)
        s.warned.erase(s.warned.begin(), s.warned.end() - static_cast<std::ptrdiff_t>(session::warned_max));
}

} // namespace vigil::infusion
