// Rows of what was heard besides vital signs: movements of patients, alarms of devices, messages not understood. Pure.
// The columns that say which journal row they come from are there already.
#pragma once

#include "server/record/copy_rows.hpp"
#include "server/ward/codec.hpp"

namespace vigil::record {

/// Into tables::movements.
void append_movement(copy_rows& row, const movement& m);

/// Into tables::quarantine.
void append_quarantine(copy_rows& row, const ward::message_quarantined& m);

/// Into tables::device_alarms; `because`: the input that the event followed from.
void append_device_alarm(copy_rows& row, const ward::recorded_event& e, const device_alarm& now,
                         const ward::input& because);

} // namespace vigil::record
