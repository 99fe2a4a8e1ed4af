// What the patient's state must be for more of the drug. What is not known is not well.
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "server/infusion/guards.hpp"
#include "server/infusion/schedule.hpp"

namespace vigil::infusion {
namespace {

void checks_done(const session& s, const surroundings& around, std::vector<objection>& out) {
    std::vector<std::string> open;
    for (due_check& c : checks(s, around))
        if (c.overdue(around.now)) open.push_back(std::move(c.title));
    if (!open.empty())
        out.push_back({"checks_overdue", fmt::format("due and not done: {}", fmt::join(open, ", ")), consent::reason});
}

void awake(int most, const surroundings& around, std::vector<objection>& out) {
    const double depth = alarm::known(around.care.values, metric::sedation, around.now);
    if (std::isnan(depth))
        out.push_back({"sedation", "how sedated the patient is, is not known: chart it", consent::reason});
    else if (depth > most)
        out.push_back(
            {"sedation", fmt::format("sedation of depth {:g} is more than {}", depth, most), consent::reason});
}

} // namespace

void state_objections(const session& s, const surroundings& around, std::vector<objection>& out) {
    const dose_plan& plan = s.plan->dose;
    if (plan.needs_no_high_alarm && around.high_alarm)
        out.push_back({"high_alarm", "an alarm of high priority is active", consent::reason});
    if (plan.needs_checks_done) checks_done(s, around, out);
    if (plan.sedation_max) awake(*plan.sedation_max, around, out);
}

} // namespace vigil::infusion
