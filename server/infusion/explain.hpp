// What a protocol asks for, in plain English: for the clinician who signs it off.
#pragma once

#include <string>

#include "server/infusion/protocol.hpp"

namespace vigil::infusion {

/// Several lines, each ended by '\n': sessions, screening, baseline, doses, checks, criteria to stop, the checklist and
/// the after-care sheet, each number with its unit, and what it takes to go on against each.
std::string explain(const protocol& p);

/// "4 h", "90 days".
std::string in_words(milliseconds d);

} // namespace vigil::infusion
