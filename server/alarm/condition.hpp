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
    limit_term because; ///< for onset and renewed: of `bypass` if that is yes and has one, else of `when`
};

/// Decides what the chart means for this condition at `now`, and moves it. When in doubt it sounds:
/// - It is raised when `bypass` is yes, or when `when` is yes and has not been no for the whole delay. A pending delay
///   goes on through unknown; when it ends in unknown, the next yes raises at once.
/// - It is over when neither `when` nor `bypass` can hold (both are no) and `until`, if the rule has one, is yes. So
///   unknown ends nothing: losing a value never clears an alarm, and an `until` that overlaps `when` cannot make it
///   flap.
/// - Over and not acknowledged, a latching rule's condition is latched until it is acknowledged or holds again; it then
///   keeps its onset, and needs no delay.
decision step(const rule& r, condition& c, const chart& values, bool acknowledged, instant now);

/// When the delay of a pending condition ends, past or future; else `never`. Once passed, it waits for a known value,
/// and time alone changes nothing more.
instant due(const rule& r, const condition& c);

/// The first moment after `after` at which a value goes stale whose loss can decide the rule (expression::fading):
/// step() must be called then, although no value changes. `never` if there is none, as for most rules.
instant fading_due(const rule& r, const chart& values, instant after);

/// The rule's message with the placeholders filled in: numbers as short as they are exact to 1 decimal, "--" for none.
std::string message(const rule& r, const limit_term& because, const chart& values, instant now);

/// What is wrong with a message that message() could not fill in everywhere, and at which byte.
struct message_fault {
    std::size_t at = 0;
    std::string what;
};
std::optional<message_fault> check_message(std::string_view text);

} // namespace vigil::alarm
