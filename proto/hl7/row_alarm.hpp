// Alarms of the device itself that stand among the rows of ORU^R01, as vendors wrote them before IHE PCD-04.
#pragma once

#include <optional>

#include "proto/dialects/dialect.hpp"
#include "proto/hl7/message.hpp"
#include "proto/vitals/device_alarm.hpp"

namespace vigil::hl7 {

/// Forms (facts from messages of such senders):
/// mdil: OBX-3 "2^Yellow Alarm^MDIL-ALERT" (1 red, 2 yellow, 5 and 6 technical), the text in OBX-5.
/// pds: type CE, OBX-3 "2" (physiological) or "4" (technical), OBX-5 "10033^**SpO2 TOO HIGH": number and text.
/// A list of what is active now is sent again and again, so each is a `resume`. Known by what the sender calls it: text
/// (mdil) or number (pds). Device and time are left to the caller. Nothing if the row is no alarm.
/// Priorities (proposal, needs clinical sign-off): red or "***" high, yellow or "**" medium, all others low.
std::optional<device_alarm> read_row_alarm(const segment& obx, dialects::alarm_form form, const delimiters& marks);

} // namespace vigil::hl7
