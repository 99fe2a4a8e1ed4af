// What may go wrong while a protocol is played, as data: what happens to the patient, what the nurse finds, which
// alarms must tell of it, and what is done about it. Pure. SIMULATION ONLY, NO CLINICAL CLAIM.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/infusion/protocol.hpp"
#include "server/simulate/episode.hpp"

namespace vigil::simulate {

struct complication {
    enum class kind : std::uint8_t {
        body,             ///< something happens to the patient
        contraindication, ///< a question of the screening does not pass, and two prescribers go on
        overdue,          ///< the nurse is called away, and checks are due
        large_step,       ///< a step is ordered that is too large
        beyond_ceiling,   ///< more is ordered than the protocol allows: by one prescriber, then by two
        leaves,           ///< registration says that the patient leaves, the pump attached; and takes it back
        probe_off,        ///< the oxygen probe comes off
    };
    enum class remedy : std::uint8_t { none, less, pause };
    struct finding {
        std::string_view item;
        double value = 0;
    };

    std::string_view name;
    std::string_view tells; ///< what happens, for the log
    kind what{};
    std::optional<episode_kind> happens{};
    double target = 0;              ///< see episode
    std::array<finding, 2> finds{}; ///< charted at once; an empty item is none
    /// Rules whose alarms must come; those of a stop criterion or of a gap only where the protocol has it. One that
    /// ends in '_' means any that begins so.
    std::array<std::string_view, 3> alarms{};
    remedy then = remedy::none;
};

std::span<const complication> complications();

/// "all", "none", or names separated by commas. The error names what there is. Those that cannot happen under a
/// protocol are left out of "all".
std::expected<std::vector<complication>, std::string> choose(std::string_view text, const infusion::protocol& p);

/// Of `c.alarms` those that a session of `p` must raise.
std::vector<std::string_view> alarms_of(const complication& c, const infusion::protocol& p);

/// True if `rule` is the one that `expected` means.
bool means(std::string_view expected, std::string_view rule);

} // namespace vigil::simulate
