// An infusion session as the wards keep it: what it has raised, and who is to leave and must not yet.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/alarm/alarm.hpp"
#include "server/infusion/status.hpp"
#include "server/ward/input.hpp"

namespace vigil::ward {

/// An alarm of the session itself: a check that is overdue, a dose above its ceiling.
struct session_alarm {
    std::string rule;
    alarm::alarm_id id{};
};

struct running_session {
    infusion::session what;
    std::vector<session_alarm> alarms;    ///< by rule
    std::optional<infusion::status> told; ///< last, its sums left out, which grow all the time
    /// Registration says that the patient leaves this bed, or that another one comes, while the pump is attached. In
    /// the order in which it was told; carried out when the pump is removed.
    std::vector<patient_moved> held;
};

/// Nothing if one of them does not parse.
std::optional<std::vector<infusion::protocol_ptr>> parse_protocols(const protocols_changed& in);

} // namespace vigil::ward
