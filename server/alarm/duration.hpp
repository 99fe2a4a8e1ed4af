// Durations as a rule file writes them, and as people say them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "proto/vitals/instant.hpp"

namespace vigil::alarm {

/// "10s", "500ms", "2min", "1h", "5d"; nothing for any other text.
std::optional<milliseconds> duration_from_text(std::string_view text);

/// The shortest text that duration_from_text() reads as `d`: "90s", "2min".
std::string to_text(milliseconds d);

/// "1 min 30 s"; "0 s" for none.
std::string in_words(milliseconds d);

} // namespace vigil::alarm
