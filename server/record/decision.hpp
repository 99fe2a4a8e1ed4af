// What somebody decided, as the jsonb of vigil.command: {"command":"set_limit","rule":"low_spo2",...}. Pure.
#pragma once

#include <string>
#include <vector>

#include "server/ward/input.hpp"

namespace vigil::record {

/// Appends a JSON object. Limits are in the metric's canonical unit, null where the rule's own holds again.
void append_decision(std::string& out, const ward::patient_command& c);
void append_decision(std::string& out, const ward::pause_audio& c);
void append_decision(std::string& out, const ward::note_alarm& c);
void append_decision(std::string& out, const ward::assign_alarm& c);
void append_decision(std::string& out, const ward::assign_sender& c);

/// A JSON array of what was written about an alarm.
void append_notes(std::string& out, const std::vector<alarm::note>& notes);

} // namespace vigil::record
