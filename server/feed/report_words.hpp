// How the report of an infusion session writes times, people, and what was charted. Plain text; the page escapes it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/infusion/session.hpp"

namespace vigil::feed {

/// "2026-11-22 02:00:00"; the page says that it is UTC.
std::string when(instant t);
std::string when(const std::optional<instant>& t); ///< or "–"

/// When it happened and, where it was entered later, both: "02:00:00 (entered 2026-11-22 02:40:00)".
std::string when(const infusion::act& a);

/// "station-1, 2026-11-22 02:00:00: because"
std::string signature(const infusion::act& a);

/// At most six digits: "71.5"; "–" for what is not there.
std::string number(std::optional<double> value);

/// "5 h 20 min"
std::string lasting(milliseconds d);

/// "respiratory rate" of a name.
std::string words(std::string_view name);
std::string words(const std::vector<std::string>& names);

/// "doctor-1, second: doctor-2"
std::string prescribers(std::string_view first, std::string_view second);

/// "POSS 3", "yes", "2 moderate", "14 (monitor)".
std::string charted(const infusion::protocol& p, const infusion::charted_value& v);

/// "respiratory rate, /min", or the question that an item of the protocol asks.
std::string asked(const infusion::protocol& p, std::string_view item);

} // namespace vigil::feed
