// An alarm that a bedside monitor or a pump raised by itself and reports (IHE PCD-04 and the vendors' older forms).
// Relayed as the device's own: no rule of ours reads it, and it is never mixed with our alarms.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/vitals/instant.hpp"

namespace vigil {

/// Enum values here are part of the journal's format: append only.
struct device_alarm {
    /// MDC_ATTR_EVENT_PHASE. What a device may leave out in between: a `resume` or `end` of an alarm never heard of is
    /// no error.
    enum class phase : std::uint8_t { point, start, resume, update, end, escalate, deescalate, inactivate, reset };
    enum class state : std::uint8_t { inactive, active, latched };
    enum class priority : std::uint8_t { none, low, medium, high };
    enum class kind : std::uint8_t { physiological, technical, advisory };
    /// MDC_ATTR_ALARM_INACTIVATION_STATE, bits.
    enum silenced : std::uint8_t {
        audio_paused = 1,
        audio_off = 2,
        alarm_paused = 4,
        alarm_off = 8,
        acknowledged = 16
    };

    std::string id;           ///< of this alarm from its start to its end, unique at its device (OBR-29 or OBR-3)
    std::string device;       ///< OBX-18 or MSH-3
    std::string text;         ///< what the device says: "**SpO2 LOW", or the code's name
    std::uint32_t code = 0;   ///< context-free MDC event code; 0: a private one
    std::uint32_t source = 0; ///< MDC code of what it is about; 0: not said
    phase step = phase::point;
    state now = state::active;
    priority urgency = priority::none;
    kind what = kind::physiological;
    std::uint8_t inactivation = 0; ///< bits of `silenced`
    instant measured_at{};         ///< the device's claim

    /// Over: it need not be shown as active any more. A latched one is not.
    bool ended() const { return step == phase::end || (now == state::inactive && step != phase::point); }
    friend bool operator==(const device_alarm&, const device_alarm&) = default;
};

std::string_view name(device_alarm::phase p);    ///< "start", ...; resume is "continue", as IHE writes it
std::string_view name(device_alarm::state s);    ///< "active"
std::string_view name(device_alarm::priority p); ///< "high"
std::string_view name(device_alarm::kind k);     ///< "technical"

/// The device alarms of one message, all of one bed.
struct device_alarm_report {
    std::string sender;
    std::string control_id;
    std::string ward;
    std::string bed;
    std::string patient;
    std::string patient_name;
    std::vector<device_alarm> alarms;

    void clear() { *this = {}; }
};

} // namespace vigil
