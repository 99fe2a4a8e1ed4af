// The words of PCD-04's alarm attributes (IHE DEV TF-2, appendix B): 68481 to 68485 and the flags of OBX-8. In any case
// of letters, with '-', '_' or nothing between their parts.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "proto/vitals/device_alarm.hpp"

namespace vigil::hl7 {

struct phase_word {
    device_alarm::phase step{};
    std::uint8_t inactivation = 0; ///< "acknowledged" is said as a phase too
};

/// tpoint, start, continue (present), update, end (stop), escalate, deescalate, inactivate, reset, acknowledged.
std::optional<phase_word> read_phase(std::string_view word);

/// inactive (off), active, latched.
std::optional<device_alarm::state> read_state(std::string_view word);

/// PN, PL, PM, PH; PI and PU (not indicated, unknown) are none.
std::optional<device_alarm::priority> read_priority(std::string_view word);

/// SP, ST, SA.
std::optional<device_alarm::kind> read_kind(std::string_view word);

/// One repetition as bits of device_alarm::silenced; "enabled" is 0. Of an acknowledged alarm IHE and SDPi write
/// "acknowledged" and "alert-acknowledged".
std::optional<std::uint8_t> read_inactivation(std::string_view word);

} // namespace vigil::hl7
