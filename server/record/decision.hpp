// What somebody decided, as the jsonb of vigil.command: {"command":"set_limit","rule":"low_spo2",...}. Pure.
#pragma once

#include <string>

#include "server/ward/input.hpp"

namespace vigil::record {

/// Appends a JSON object. Limits are in the metric's canonical unit, null where the rule's own holds again.
void append_decision(std::string& out, const ward::patient_command& c);
void append_decision(std::string& out, const ward::pause_audio& c);

} // namespace vigil::record
