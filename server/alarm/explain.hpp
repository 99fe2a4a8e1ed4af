// What a rule does, in plain English: for the clinician who signs it off.
#pragma once

#include <string>

#include "server/alarm/rule_set.hpp"

namespace vigil::alarm {

/// Several lines, each ended by '\n'. Says every level's condition, delay, hysteresis, bypass and limit; latching,
/// re-alarm, least time between onsets; who is called; what happens while a value is not known.
std::string explain(const rule& r, const rule_set& set);

} // namespace vigil::alarm
