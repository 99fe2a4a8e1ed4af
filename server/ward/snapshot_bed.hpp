// One bed in a snapshot. What belongs to a rule is written by the rule's name and the level's priority: an index means
// something within one rule set only. Windows are written by their index, for the text of the rules stands beside them.
#pragma once

#include "proto/journal/journal.pb.h"
#include "server/ward/fold.hpp"

namespace vigil::ward {

void write_bed(const bed& b, const alarm::rule_set& rules, vigil::journal::Bed& out);

/// False if it is damaged. Not checked, as they need the rest of the state: its ward, and the ids of its alarms.
bool read_bed(const vigil::journal::Bed& in, const alarm::rule_set& rules, bed& out);

} // namespace vigil::ward
