// Our alarms as other systems receive them: IHE PCD-04, ORU^R40^ORU_R40, HL7 2.6 in UTF-8. Pure: appends text.
// Codes: ISO/IEEE 11073-10101; structure and attributes: IHE PCD Technical Framework vol. 2, profile ACM.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proto/vitals/device_alarm.hpp"
#include "proto/vitals/metric.hpp"

namespace vigil::hl7 {

/// The value that decided, in the metric's canonical unit; NaN where it was not known.
struct alarm_cause {
    metric what{};
    double value = 0;
    double limit = 0;
    instant measured_at{};
};

/// One revision of one alarm. Views are only read.
struct alarm_message {
    std::string_view control_id; ///< MSH-10: the same again for the same revision, so that repetitions can be dropped
    instant sent_at{};
    std::string_view alarm;        ///< OBR-3, the same from start to end; OBR-29 of every phase but the start
    std::string_view ward;         ///< PV1-3.1
    std::string_view bed;          ///< PV1-3.3; empty: about the whole ward, and about no patient
    std::string_view patient;      ///< PID-3; empty if it is not known
    std::string_view patient_name; ///< PID-5, "Doe, John"
    std::string_view rule;         ///< the rule's name, as the event's code in the system 99VIGIL
    std::string_view text;         ///< what the alarm says
    instant since{};               ///< OBR-7
    instant changed_at{};          ///< OBX-14 of the event
    std::optional<alarm_cause> because;
    device_alarm::phase step = device_alarm::phase::start;
    device_alarm::state now = device_alarm::state::active;
    device_alarm::priority urgency = device_alarm::priority::low;
    device_alarm::kind what = device_alarm::kind::physiological;
    std::uint8_t inactivation = 0; ///< bits of device_alarm::silenced
};

/// Without framing. A value beyond a limit is the event MDC_EVT_LO or MDC_EVT_HI of its vital sign; any other alarm is
/// MDC_EVT_ALARM. An NTE says that it comes from a secondary system.
void append_pcd04(std::string& out, const alarm_message& a);

} // namespace vigil::hl7
