// FHIR's date and dateTime, which may leave out everything after the year: a stretch of time, not a moment.
#pragma once

#include <optional>
#include <string_view>

#include "proto/vitals/instant.hpp"

namespace vigil::fhir {

struct stretch {
    instant begin{};
    instant end{};         ///< the first moment after it
    bool has_time = false; ///< false: a day, a month or a year, taken in UTC
};

/// "2026", "2026-11", "2026-11-22", or RFC 3339 with an offset. A time without an offset is no FHIR dateTime and names
/// no moment: nothing. `minutes`: "2026-11-22T02:00Z" counts as well, as it may in a search.
std::optional<stretch> parse_date_time(std::string_view text, bool minutes = false);

} // namespace vigil::fhir
