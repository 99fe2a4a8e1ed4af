// Values as PostgreSQL reads them. Pure; everything is appended to `out`.
#pragma once

#include <string>
#include <string_view>

#include "proto/vitals/instant.hpp"

namespace vigil::record {

/// `text` as PostgreSQL accepts it: valid UTF-8 without NUL. What is not becomes U+FFFD, so that one bad byte of a
/// sender never stops the record.
void append_clean(std::string& out, std::string_view text);

/// bytea: "\x" and hexadecimal digits.
void append_bytes(std::string& out, std::string_view bytes);

/// The nearest moment of the years 1 to 9999, which is what timestamptz and RFC 3339 both know.
instant storable(instant t);

/// RFC 3339 of the nearest storable moment.
void append_time(std::string& out, instant t);

/// Shortest form that reads back the same; "NaN", "Infinity" as PostgreSQL spells them.
void append_number(std::string& out, double value);

} // namespace vigil::record
