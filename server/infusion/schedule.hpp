// What is due next in a session, and what is overdue. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "server/alarm/alarm.hpp"
#include "server/infusion/session.hpp"

namespace vigil::infusion {

/// One check of the protocol as it stands.
struct due_check {
    std::string name;
    std::string title;
    std::optional<instant> done_at;   ///< when all of its items were last there together
    std::optional<instant> due_at;    ///< nothing: not due in this phase
    std::vector<std::string> missing; ///< items that are still to be observed for the one that is due
    bool overdue(instant now) const { return due_at && *due_at <= now; }
};

/// By the protocol's order. An item is done by being charted, or by being measured and usable; a check is due an
/// interval after the oldest of its items, so that a monitor that is off does no check: it is due all the same. Neither
/// a change of phase nor one of the dose puts off what is due. The first one in infusing is due one interval after the
/// beginning; a change of the dose begins a denser time. What is due once is done by what was observed after it was
/// due, or up to `overdue_low` before.
std::vector<due_check> checks(const session& s, const surroundings& around);

/// Bits of the metrics that a check asks for again and again in this phase, as alarm::patient::scheduled; of a scale of
/// sedation also that of its depth.
std::uint64_t scheduled_now(const session& s);

/// What a session has to say by an alarm now: overdue_NAME (technical, low, then medium); while infusing or paused
/// infusion_too_long (a tenth longer than planned, pauses left out), course_too_long, stop_NAME, dose_above_ceiling (of
/// 24 h or of the session), monitoring_gap; while the pump is attached pump_differs (by more than 5 % and 1 mg/h for a
/// minute; until it was the ordered rate for 30 s, and also when the pump is not heard any more) and, while infusing,
/// pump_lost (heard in this session, and not for 60 s). Numbers: proposal, needs clinical sign-off.
struct warning {
    std::string rule;
    alarm::kind what = alarm::kind::technical;
    alarm::priority urgency{};
    std::string message;
    instant since{}; ///< from when on it holds at this priority, as far as values and doses tell
};
std::vector<warning> warnings(const session& s, const surroundings& around);

/// True of a criterion to stop ("stop_NAME") that reads what is not known now: its alarm is neither raised nor ended.
bool undecided(const session& s, std::string_view rule, const surroundings& around);

/// Keeps what is warned of `now` in the session, and that what is no longer is over.
void remember_warnings(session& s, std::span<const warning> now, const surroundings& around);

/// When time alone may next change checks(), warnings() or the phase; may be early, never late.
instant next_deadline(const session& s, const surroundings& around);

} // namespace vigil::infusion
