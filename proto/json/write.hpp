// Appends JSON to a string. No tree, no commas: the caller writes the punctuation between values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "proto/vitals/instant.hpp"

namespace vigil::json {

/// A quoted string. Control characters and U+2028/2029 (line ends to JavaScript) are escaped; what is not UTF-8 becomes
/// U+FFFD.
void append_string(std::string& out, std::string_view text);

/// The shortest text that reads back as the same number; "null" for NaN and infinities.
void append_number(std::string& out, double value);
void append_integer(std::string& out, std::uint64_t value);

/// A quoted RFC 3339 time.
void append_time(std::string& out, instant t);

} // namespace vigil::json
