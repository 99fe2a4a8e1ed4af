// What a patient was given in this session and in those before it: the one sum that is shown, warned of and asked about
// before a further dose. Pure.
#pragma once

#include <cstdint>
#include <span>

#include "server/infusion/session.hpp"

namespace vigil::infusion {

/// The limit, and what rounding of rates may add to a sum.
std::int64_t most_allowed_ug(double limit_mg);
bool exceeds(micrograms sum, double limit_mg);

/// `own` and the sessions before it, each of these as if given evenly from its beginning to its end. Those that
/// overlap, as records that were joined may, add up.
dose_history with_past(const dose_history& own, std::span<const past_session> past);

micrograms given_in_24h(const session& s, instant until);

} // namespace vigil::infusion
