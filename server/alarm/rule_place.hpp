// Where a rule stands in its file, and how it was written there: for whoever asks why an alarm was raised.
#pragma once

#include <toml++/toml.h>
#include <string_view>

#include "server/alarm/rule_set.hpp"

namespace vigil::alarm {

/// Gives each rule with a line its text: the comment right above it, and all lines up to what follows it in `text`,
/// which `root` was read from.
void place_rules(const toml::table& root, std::string_view text, rule_set& out);

} // namespace vigil::alarm
