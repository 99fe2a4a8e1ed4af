// Whether a session may begin, by those that were before it.
#include <algorithm>

#include <fmt/format.h>

#include "server/infusion/guards.hpp"

namespace vigil::infusion {
namespace {

using namespace std::chrono_literals;
using days = std::chrono::duration<std::int64_t, std::ratio<86'400>>;

/// Proposal, needs clinical sign-off.
constexpr milliseconds course_most_unless_told = days{14};

/// How many sessions of the course have been that goes on at `at`.
std::uint32_t sessions_so_far(const protocol& plan, std::span<const past_session> past, instant at) {
    if (plan.sessions_max <= 1) return 0;
    const milliseconds most = plan.course_most.value_or(course_most_unless_told);
    std::uint32_t count = 0;
    instant first{};
    const auto next = [&](instant began) {
        if (count == 0 || began - first > most) first = began, count = 0;
    };
    for (const past_session& p : past) {
        if (p.protocol != plan.name) continue;
        next(p.began);
        ++count;
    }
    next(at);
    return count;
}

} // namespace

std::uint32_t day_of_course(const protocol& plan, std::span<const past_session> past, instant at) {
    return sessions_so_far(plan, past, at) + 1;
}

std::vector<objection> can_start(const protocol& plan, std::span<const past_session> past, const start_session& o,
                                 const act& a) {
    std::vector<objection> out = act_objections(a);
    if (o.weight_kg && !possible_weight(*o.weight_kg))
        out.push_back({"weight",
                       fmt::format("a weight of {:g} kg cannot be: check it, and that it is in kg", *o.weight_kg),
                       consent::never});
    const std::uint32_t so_far = sessions_so_far(plan, past, a.at);
    if (plan.sessions_max > 1 && so_far >= plan.sessions_max)
        out.push_back({"course_full", fmt::format("the course has had its {} sessions", so_far), consent::reason});
    const bool goes_on = so_far > 0 && so_far < plan.sessions_max;
    if (past.empty()) return not_answered_for(std::move(out), o, a);
    const milliseconds since = a.at - std::ranges::max(past, {}, &past_session::ended).ended;
    if (since < 0ms)
        out.push_back({"time", "it is before the end of the session before it", consent::never});
    else if (!goes_on && plan.between_courses && since < *plan.between_courses)
        out.push_back({"too_soon",
                       fmt::format("the last infusion ended {} days ago, {} days have to lie between two courses",
                                   std::chrono::floor<days>(since).count(),
                                   std::chrono::ceil<days>(*plan.between_courses).count()),
                       consent::reason});
    return not_answered_for(std::move(out), o, a);
}

} // namespace vigil::infusion
