// Rows of infusion sessions. Pure. The columns that say which journal row they come from are there already.
#pragma once

#include "proto/vitals/reading.hpp"
#include "server/record/copy_rows.hpp"
#include "server/ward/codec.hpp"

namespace vigil::record {

/// Into tables::infusions.
void append_infusion(copy_rows& row, const ward::recorded_event& e, const ward::infusion_told& told);

/// What was charted, as one message of readings entered at `at`; without any if nothing in it is a vital sign or a
/// scale.
report charted_report(const ward::patient_command& c, instant at);

/// What somebody did in a session, as the jsonb of vigil.command.
void append_order(std::string& out, const ward::infusion_order& o);

} // namespace vigil::record
