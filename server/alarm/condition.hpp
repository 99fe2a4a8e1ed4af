// The life of one alarm condition of one bed: idle, pending (a delay runs), active, latched. A pure state machine.
#pragma once

#include <array>
#include <span>

#include "server/alarm/rule_set.hpp"

namespace vigil::alarm {

enum class stage : std::uint8_t {
    idle,
    pending, ///< `when` is true, and the delay (or the time since the last onset) has not passed
    active,
};

struct level_state {
    stage at = stage::idle;
    instant since{}; ///< pending: when `when` became true; active: when it became active
    friend bool operator==(const level_state&, const level_state&) = default;
};

/// What a cuff found, and when by the sender's clock: the same once more is the same measurement.
struct measurement {
    instant at{};
    double value = 0;
    friend bool operator==(const measurement&, const measurement&) = default;
};

struct condition {
    std::array<level_state, rule::levels_max> levels{};
    bool latched = false;                ///< over, not acknowledged, and the rule latches
    std::optional<instant> onset{};      ///< the last one in this stay
    std::optional<measurement> judged{}; ///< the episodic one that raised it last

    /// Index of the most urgent active level.
    std::optional<std::size_t> active() const;
    /// Nothing that another, fresh condition would not have.
    bool blank() const { return *this == condition{}; }
    friend bool operator==(const condition&, const condition&) = default;
};

/// The limits in force for a stay, one for each level; NaN where a level has none.
using limits = std::array<double, rule::levels_max>;
limits limits_of(const rule& r);

enum class verdict : std::uint8_t {
    nothing, ///< also: a delay began or was withdrawn
    onset,
    escalated,
    deescalated,
    latched,
    cleared,
    renewed, ///< a latched condition holds again
};

struct decision {
    verdict what = verdict::nothing;
    std::size_t level = 0;             ///< for onset, escalated, deescalated, renewed: now the most urgent one
    std::optional<limit_term> because; ///< of that level, with its limit in force and a family settled on one source
};

/// Decides what `p` means for this condition at `now`, and moves it. When in doubt it sounds:
/// - A level becomes active when its `bypass` is yes, or when its `when` is yes and has not been no for the whole
/// delay.
///   A pending delay goes on through unknown; when it ends in unknown, the next yes raises at once.
/// - A level is over when neither its `when` nor its `bypass` can hold (both are no) and `until`, if it has one, is
/// yes.
///   So unknown ends nothing: losing a value never clears an alarm, and an `until` that overlaps `when` cannot make it
///   flap.
/// - While a condition is active, its less urgent levels need no delay: it steps down instead of ending and coming
/// again.
/// - No onset within again_after of the last one, except by bypass; it is raised when that time has passed and it
/// holds.
///   A level more urgent than the active one never waits for that.
/// - One measurement of an episodic metric raises a condition once, however often it is looked at.
/// - Over and not acknowledged, a latching rule's condition is latched until it is acknowledged or holds again; it then
///   keeps its onset, and needs no delay.
decision step(const rule& r, condition& c, const patient& p, const limits& in_force, bool acknowledged, instant now);

/// What was observed of a patient, as bits of metrics (index(m)), and expression::heard_bit.
struct news {
    std::uint64_t observed = 0;
    std::uint64_t changed = 0; ///< without what only repeats a usable value that was not stale yet
    static constexpr news everything() { return {~std::uint64_t{0}, ~std::uint64_t{0}}; }
};

/// Whether a condition has to look at the patient again. A blank one was not true when it looked last: a rule that goes
/// by values alone need not look at the same ones once more.
inline bool concerns(const rule& r, const news& n, bool blank) {
    return (r.metrics & (blank && r.by_value ? n.changed : n.observed)) != 0;
}

/// True if a blank condition stays one: step() would decide nothing and move nothing. Nearly every look at a patient
/// ends here, so it costs less than to step.
bool stays_blank(const rule& r, const patient& p, const limits& in_force, instant now);

/// Why a level holds: what step() says when it decides.
std::optional<limit_term> reason(const rule& r, std::size_t level, const patient& p, const limits& in_force,
                                 instant now);

/// The first moment after `after` at which time alone may change this condition: a delay or again_after ends, or an
/// expression is due. `never` if there is none.
instant due(const rule& r, const condition& c, const patient& p, instant after);

/// The level's message with the placeholders filled in: numbers as short as they are exact to 1 decimal, "--" for none;
/// {sedation} as it was charted ("POSS 3"); {age} of the value that decided, in whole minutes ("12 min").
std::string message(const level& l, const std::optional<limit_term>& because, const patient& p, instant now);

/// What is wrong with a message that message() could not fill in everywhere, and at which byte.
struct message_fault {
    std::size_t at = 0;
    std::string what;
};
/// `has_limit`: the level compares a metric with a limit, so that {value}, {limit} and {age} mean something.
std::optional<message_fault> check_message(std::string_view text, bool has_limit);

} // namespace vigil::alarm
