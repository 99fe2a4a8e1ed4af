// The long tables of an infusion session's report: what was given, and what was observed.
#pragma once

#include "server/feed/html_page.hpp"
#include "server/infusion/session.hpp"

namespace vigil::feed {

/// Rates, boluses, pauses and the end in order of time; then the sums as of `now`.
void report_doses(html_page& out, const infusion::session& s, instant now);

/// A table for each check of the protocol, in order of time, and one for notes and what belongs to none.
void report_observations(html_page& out, const infusion::session& s);

} // namespace vigil::feed
