#include "server/infusion/status.hpp"

#include "server/infusion/given.hpp"

namespace vigil::infusion {
namespace {

std::optional<next_check> first_due(const session& s, const surroundings& around) {
    std::optional<next_check> first;
    for (due_check& c : checks(s, around))
        if (c.due_at && (!first || *c.due_at < first->due_at))
            first = {std::move(c.name), std::move(c.title), *c.due_at, std::move(c.missing)};
    return first;
}

} // namespace

status status_of(const session& s, const surroundings& around) {
    status now{.session = s.id,
               .protocol = s.plan->name,
               .version = s.plan->version,
               .drug = s.plan->drug,
               .phase = s.phase,
               .phase_since = s.phase_since,
               .day = s.day,
               .infusing_since = s.infusing_since,
               .stopped_at = s.stopped_at,
               .rate = s.doses.rate(),
               .step_at = s.doses.last_change(),
               .steps = static_cast<std::uint32_t>(s.steps.size()),
               .total = s.doses.total(around.now),
               .total_24h = given_in_24h(s, around.now),
               .weight_kg = s.weight_kg,
               .pump_attached = s.pump_attached,
               .next = first_due(s, around),
               .ended_why = s.early_reason,
               .over = s.phase == alarm::infusion_phase::discharged};
    if (!s.steps.empty()) now.ordered = s.steps.back().ordered;
    return now;
}

} // namespace vigil::infusion
