// Text of a message as UTF-8, whatever MSH-18 says.
#pragma once

#include <string>
#include <string_view>

namespace vigil::hl7 {

/// MSH-18 asks for UTF-16 or UTF-32, which cannot be split at byte-sized delimiters.
bool is_wide_charset(std::string_view charset);

/// Appends `text` as UTF-8. MSH-18 "8859/1": its bytes are converted. Any other: what is not UTF-8 becomes U+FFFD,
/// since the journal, JSON and PostgreSQL hold nothing else.
void append_utf8(std::string& out, std::string_view text, std::string_view charset);

} // namespace vigil::hl7
