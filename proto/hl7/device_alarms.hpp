// Alarms that devices report: IHE PCD-04 (ORU^R40). The vendors' forms inside ORU^R01 are read by oru.hpp.
#pragma once

#include <expected>
#include <vector>

#include "proto/hl7/oru.hpp"
#include "proto/vitals/device_alarm.hpp"

namespace vigil::hl7 {

/// Reused. Views are into the message.
struct pcd04 {
    device_alarm_report content;
    std::vector<rejected_observation> rejected;
    std::string_view device; ///< first OBX-18.1, else MSH-3: for mapping a sender that names no bed
    bool watchdog = false;   ///< MDC_EVT_ACTIVE 196614: says that the link lives; content.alarms is empty then
    void clear();
};

/// Each OBR (OBR-4 196616 MDC_EVT_ALARM, or ALARM^ALARM of old) is one alarm: the first OBX that is neither container
/// nor attribute names the event, attributes 68480 to 68485 follow by OBX-3, or stand in OBX-8 of old ("L~PM~SP").
/// Numbers that come along (the value and the limit that raised it) are not read as vital signs. Identity: OBR-29
/// parent, else OBR-3.
std::expected<void, message_error> decode_pcd04(message& m, const decode_options& options, pcd04& out);

} // namespace vigil::hl7
