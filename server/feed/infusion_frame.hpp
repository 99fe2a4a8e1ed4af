// Infusion sessions as JSON, in one look: for a bed's tile and its events.
#pragma once

#include <string>

#include "server/ward/fold.hpp"

namespace vigil::feed {

/// {"session":...,"phase":...,"rate_mg_per_h":...,"next_check":...}
void append_status(std::string& out, const infusion::status& s);

/// The session of a bed, or null.
void append_infusion(std::string& out, const ward::fold& wards, ward::bed_index b, instant now);

/// {"amount":10,"unit":"mg/h",...}: a rate as it was prescribed.
void append_ordered(std::string& out, const infusion::set_rate& o);

/// ,"version":"00c1ffe09a1d4e33"
void append_version(std::string& out, std::uint64_t version);

} // namespace vigil::feed
