// What the fold says happened, in order. Dashboards, the journal and the record are made of these.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "proto/vitals/instant.hpp"
#include "server/alarm/alarm.hpp"

namespace vigil::ward {

using bed_index = std::uint32_t;  ///< dense, in order of first appearance; stable for the life of a journal
using ward_index = std::uint32_t; ///< the same for wards

/// An alarm changed: its whole new state.
struct alarm_changed {
    alarm::alarm now;
};

/// A dashboard painted an alarm for the first time. Recorded, and not news for other dashboards.
struct alarm_seen {
    alarm::alarm_id alarm{};
    std::string station;
};

/// A bed appeared, received another patient, or its monitor fell silent or came back.
struct bed_changed {
    std::string stay;
    std::string patient;
    bool monitored = false; ///< false: what is shown is not live, and a technical alarm says so
};

struct event {
    ward_index ward{};
    bed_index bed{};
    std::uint64_t sequence = 0; ///< within the ward, without gaps; 0 for alarm_seen, which is not streamed
    instant at{};
    std::variant<alarm_changed, alarm_seen, bed_changed> what;
};

} // namespace vigil::ward
