// A session in one look: what a bed's tile and the record need. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "server/infusion/schedule.hpp"
#include "server/infusion/session.hpp"

namespace vigil::infusion {

struct next_check {
    std::string name;
    std::string title;
    instant due_at{};
    std::vector<std::string> missing; ///< items still to be observed
};

struct status {
    std::string session;
    std::string protocol;
    std::uint64_t version = 0;
    std::string drug;
    alarm::infusion_phase phase{};
    instant phase_since{};
    std::uint32_t day = 1;                 ///< which session of the course
    std::optional<instant> infusing_since; ///< first
    std::optional<instant> stopped_at;
    std::optional<set_rate> ordered; ///< the rate in force as it was prescribed
    micrograms_per_hour rate{};      ///< 0 while paused
    std::optional<instant> step_at;
    std::uint32_t steps = 0;
    micrograms total{};     ///< at the time of the event; it grows with `rate`
    micrograms total_24h{}; ///< the same, of the last 24 h
    std::optional<double> weight_kg;
    bool pump_attached = false;
    std::optional<next_check> next; ///< the one that is due first
    std::string ended_why;          ///< of one that ended early
    bool over = false;              ///< the last word of this session
};

status status_of(const session& s, const surroundings& around);

} // namespace vigil::infusion
