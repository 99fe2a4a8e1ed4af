// Infusion sessions as JSON: one look for a bed's tile, and the whole of it for who opens it.
#pragma once

#include <string>

#include "server/ward/fold.hpp"

namespace vigil::feed {

/// {"session":...,"phase":...,"rate_mg_per_h":...,"next_check":...}
void append_status(std::string& out, const infusion::status& s);

/// The session of a bed, or null.
void append_infusion(std::string& out, const ward::fold& wards, ward::bed_index b, instant now);

/// Everything of a bed's session: questions and answers, steps, checks, observations, checklist, days before. {} for
/// a bed without one.
std::string session_object(const ward::fold& wards, ward::bed_index b, instant now);

/// {"protocols":[{"name","version","title","drug","source"}]}
std::string protocols_object(const ward::fold& wards);

/// What a form needs to know of a protocol: questions, items with their answers, checks, routes, units, ceilings; and
/// its text as it was written.
std::string protocol_object(const infusion::protocol& p);

} // namespace vigil::feed
