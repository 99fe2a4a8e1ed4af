// HL7 time stamps: YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]; and ISO 8601 (2026-01-15T14:30:00Z), which some
// write.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "proto/vitals/instant.hpp"

namespace vigil::hl7 {

/// A stamp as written. What was left out is its least value (month 1, second 0).
struct time_stamp {
    civil_time local{};                ///< offset_minutes is 0 and means nothing
    std::optional<int> offset_minutes; ///< none given, or "-0000", which says that the sender does not know it
};

/// Nothing for an empty field or a text that is no time stamp. Whether the day exists is left to to_instant().
std::optional<time_stamp> parse_time(std::string_view text);

/// Nothing if no such day or time exists, or if neither the stamp nor the caller knows the offset: it is never guessed.
std::optional<instant> to_instant(const time_stamp& stamp, std::optional<int> default_offset_minutes);

/// Appends "20261122020000.000+0000", of the years that append_rfc3339() writes.
void append_time(std::string& out, instant t);

} // namespace vigil::hl7
