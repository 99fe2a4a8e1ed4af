// The whole of an infusion session as JSON, for who opens it and for its report.
#pragma once

#include <string>

#include "server/ward/fold.hpp"

namespace vigil::feed {

/// Everything of a bed's session: questions and answers, steps, checks, observations, warnings, checklist, days before.
/// {} for a bed without one.
std::string session_object(const ward::fold& wards, ward::bed_index b, instant now);

} // namespace vigil::feed
