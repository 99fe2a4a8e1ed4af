// The rules of a ward as a clinician writes them (deploy/rules/*.toml).
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/alarm/alarm.hpp"
#include "server/alarm/expression.hpp"

namespace vigil::alarm {

struct rule {
    std::string name; ///< unique; letters, digits, '_'
    expression when;
    std::optional<expression> until;  ///< hysteresis; without it: not `when`
    std::optional<expression> bypass; ///< raises without the delay
    milliseconds condition_delay{0};  ///< `for`
    priority urgency = priority::medium;
    bool latching = false;
    std::string message;       ///< may hold {metric name}, {value} and {limit}
    std::uint32_t metrics = 0; ///< bits of every metric in when, until, bypass
};

/// Raised by the fold itself when a bed's monitor has sent nothing for `after`.
struct silence_rule {
    milliseconds after{30'000};
    priority urgency = priority::medium;
    std::string message = "No data from the monitor";
};

struct rule_set {
    std::vector<rule> rules;
    silence_rule monitor_silent; ///< its alarms carry the rule name "monitor_silent"
    std::uint64_t version = 0;   ///< hash of the text

    /// Parses TOML text. Reports every problem at once, each with the position in `file`.
    static std::expected<rule_set, std::vector<problem>> parse(std::string_view text, std::string_view file);
};

} // namespace vigil::alarm
