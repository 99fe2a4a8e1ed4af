// What the fold says happened, in order. Dashboards, the journal and the record are made of these.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "proto/vitals/device_alarm.hpp"
#include "proto/vitals/instant.hpp"
#include "server/alarm/alarm.hpp"
#include "server/infusion/status.hpp"

namespace vigil::ward {

using bed_index = std::uint32_t;  ///< dense, in order of first appearance; stable for the life of a journal
using ward_index = std::uint32_t; ///< the same for wards

inline constexpr bed_index no_bed = ~bed_index{0}; ///< of an event about a whole ward

/// An alarm changed: its whole new state.
struct alarm_changed {
    alarm::alarm now;
    alarm::change how{};
};

/// A dashboard painted an alarm for the first time. Recorded, and not news for other dashboards.
struct alarm_seen {
    alarm::alarm_id alarm{};
    std::string station;
};

/// Something about a bed changed other than its values and alarms: who lies there, whether its monitor is heard, what
/// was decided for the patient (limits, pauses, phase, baseline). The fold tells what it is now.
struct bed_changed {
    std::string stay;
    std::string patient;
    std::string patient_name;
    bool monitored = false;  ///< false: what is shown is not live, and a technical alarm says so; or `recovering`
    bool recovering = false; ///< the server has started, and the monitor that was heard before is still to be heard
    bool away = false;       ///< the patient is on leave: the bed is theirs, and nothing is watched
};

/// A station of a ward: who looks at this ward, and whether it can be heard there.
struct station {
    std::string name;
    bool connected = false;
    bool sound_armed = false;
    bool visible = false;
    std::optional<instant> audio_paused_until;
    std::string paused_by; ///< empty if it is not paused
    std::optional<alarm::priority>
        paused_upto; ///< most urgent unacknowledged alarm at that time; a more urgent one ends it

    bool watches() const { return connected && sound_armed && visible; }
    friend bool operator==(const station&, const station&) = default;
};
struct station_told {
    station now;
};

/// A device's own alarm as it is now; ended(): it is gone from the bed's list.
struct device_alarm_changed {
    device_alarm now;
};

/// An infusion session of a bed as it is now.
struct infusion_told {
    std::string stay;
    infusion::status now;
};

struct event {
    ward_index ward{};
    bed_index bed = no_bed;
    std::uint64_t sequence = 0; ///< within the ward, without gaps; 0 for alarm_seen, which is not streamed
    instant at{};
    std::variant<alarm_changed, alarm_seen, bed_changed, station_told, device_alarm_changed, infusion_told> what;
};

} // namespace vigil::ward
