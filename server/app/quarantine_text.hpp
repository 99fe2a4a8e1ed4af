// Messages in quarantine as people and programs read them. Pure.
#pragma once

#include <span>
#include <string>

#include "server/record/quarantine.hpp"

namespace vigil::app {

/// One line a message under a line of headings; "nothing is in quarantine" if there is none.
std::string quarantine_table(std::span<const record::quarantined> messages);

/// [{"id","received_at","transport","sender","address","control_id","dialect","size","partly","reasons":[...],"rerun_at",
/// "rerun_result"}], a line each.
std::string quarantine_json(std::span<const record::quarantined> messages);

/// All that is known of one, and its bytes: a segment a line, or as a hexdump.
std::string quarantine_page(const record::quarantined& q, bool as_hexdump);

/// What became of one that was read again: a summary, and what is still not understood below it.
std::string quarantine_result(std::string_view result);

} // namespace vigil::app
