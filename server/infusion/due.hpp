// When each item of a check is due: what the schedule, its warnings and their deadlines have in common. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/infusion/session.hpp"

namespace vigil::infusion {

/// When each item of a check is due next, in the check's order; `never`: not in this phase, or done, if it is due once.
std::vector<instant> due_times(const session& s, const check& c, const surroundings& around);

/// When an item was last charted, or measured and usable; instant::min() if it never was. A measurement counts from
/// when its monitor says that it was made, by our clock, and never later than it came.
instant last_observed(const session& s, std::string_view item, const surroundings& around);

/// Those of the items that are due at `at` or before.
std::vector<std::string> items_due(const check& c, const std::vector<instant>& due, instant at);

} // namespace vigil::infusion
