// UTF-8, one character at a time.
#pragma once

#include <cstddef>
#include <string_view>

namespace vigil::codes {

inline constexpr std::string_view replacement_character = "\xef\xbf\xbd"; ///< U+FFFD

/// Bytes (1 to 4) of the well-formed character that `text` begins with; 0 if it is ill-formed (overlong, surrogate,
/// above U+10FFFF, cut off) or `text` is empty.
std::size_t utf8_length(std::string_view text);

/// No byte above 0x7f.
bool is_ascii(std::string_view text);

} // namespace vigil::codes
