// The configuration and the rules and protocols that it names, read from their files and checked as a whole.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "server/alarm/rule_set.hpp"
#include "server/config/config.hpp"
#include "server/infusion/protocol.hpp"

namespace vigil::app {

struct settings {
    config options;
    std::string rules_text;
    std::vector<infusion::protocol_ptr> protocols; ///< by name
};

/// The text of a rules file that has been checked; every problem at once, a line each.
std::expected<std::string, std::vector<std::string>> load_rules(const std::string& file);

/// Every problem at once, a line each: what `vigil check` prints and what keeps `vigil serve` from starting.
std::expected<settings, std::vector<std::string>> load_settings(const std::string& config_file);

} // namespace vigil::app
