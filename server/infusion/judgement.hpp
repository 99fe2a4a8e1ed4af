// Each thing that a session may warn of, with the moment at which time alone may change it: so that no deadline can be
// forgotten. Pure.
#pragma once

#include <optional>
#include <vector>

#include "server/infusion/schedule.hpp"

namespace vigil::infusion {

struct judgement {
    std::optional<warning> holds;
    instant next = never; ///< after now; may be early, never late
};

/// Of the checks, of how long it runs, of the criteria to stop, of the dose.
void judge_course(const session& s, const surroundings& around, std::vector<judgement>& out);
/// Of the pump, and of gaps in continuous monitoring.
void judge_devices(const session& s, const surroundings& around, std::vector<judgement>& out);

/// Keeps what the pump says, and since when that is not what is ordered.
void listen_to_pump(session& s, const surroundings& around);

/// Holds from `at` on.
judgement from(instant at, instant now, warning what);

/// While it is infusing or paused.
bool runs(const session& s);

/// The first moment after `from` and up to `until` at which `holds`, which does not end once it holds; `never` if none.
template <class Holds>
instant first_moment(instant from, instant until, Holds holds) {
    if (until <= from || !holds(until)) return never;
    while (until - from > milliseconds{1}) {
        const instant middle = from + (until - from) / 2;
        (holds(middle) ? until : from) = middle;
    }
    return until;
}

} // namespace vigil::infusion
