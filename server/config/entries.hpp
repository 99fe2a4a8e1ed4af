// The lists of the configuration: [[sender]] and [[receiver]]. Appends what was read to the configuration and what is
// wrong with it to the problems; `file` only names the text in them.
#pragma once

#include <toml++/toml.h>

#include <string_view>
#include <vector>

#include "server/config/config.hpp"

namespace vigil {

inline constexpr std::size_t receivers_max = 32;

void read_senders(const toml::node& node, std::string_view file, config& to, std::vector<config::problem>& found);
void read_receivers(const toml::node& node, std::string_view file, config& to, std::vector<config::problem>& found);

/// "an array", "a string": what stands there, for problems.
std::string_view type_name(const toml::node& node);

/// "; did you mean 'port'?", or the choices if nothing is near.
std::string suggestion(std::string_view written, const std::vector<std::string_view>& known);

} // namespace vigil
