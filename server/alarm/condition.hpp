// The life of one condition of one bed: idle, pending (its delay runs), active, latched. A pure state machine.
#pragma once

#include "server/alarm/chart.hpp"
#include "server/alarm/rule_set.hpp"

namespace vigil::alarm {

enum class stage : std::uint8_t {
    idle,
    pending, ///< `when` is true, the delay has not passed
    active,
    latched, ///< over, not acknowledged, and the rule latches
};

struct condition {
    stage at = stage::idle;
    instant since{}; ///< pending: when `when` became true; active and latched: onset
};

enum class change : std::uint8_t {
    none,
    pending,   ///< a delay began; look again at since + delay
    withdrawn, ///< the delay ended without an alarm
    onset,
    latched,
    cleared,
    renewed, ///< a latched condition holds again
};

struct decision {
    change what = change::none;
    limit_term because; ///< for onset: of `bypass` if that raised it, else of `when`
};

/// Decides what the chart means for this condition at `now`, and moves it. Unknown neither raises nor clears: a pending
/// delay goes on through it, and an alarm raised before it stays.
decision step(const rule& r, condition& c, const chart& values, bool acknowledged, instant now);

/// When step() must be called again although no value changes; `never` if not.
instant due(const rule& r, const condition& c);

/// The rule's message with the placeholders filled in: numbers as short as they are exact to 1 decimal.
std::string message(const rule& r, const limit_term& because, const chart& values, instant now);

} // namespace vigil::alarm
