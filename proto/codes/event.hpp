// Events that devices raise alarms for: ISO/IEEE 11073-10101 partition 3, as far as they were seen.
#pragma once

#include <cstdint>
#include <string_view>

#include "proto/vitals/device_alarm.hpp"

namespace vigil::codes {

struct event {
    std::uint32_t number;
    std::string_view ref_id; ///< "MDC_EVT_LO"
    std::string_view name;   ///< "low limit"
    device_alarm::kind kind; ///< where the device does not say itself
};

/// Null for an event that is not known.
const event* find_event(std::uint32_t number);
/// The same by its reference identifier: "MDC_EVT_LO".
const event* find_event(std::string_view ref_id);

} // namespace vigil::codes
