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
    std::string name; ///< unique; letters, digits, '_'; at most 64
    expression when;
    std::optional<expression> until;  ///< hysteresis; without it: not `when`
    std::optional<expression> bypass; ///< raises without the delay
    milliseconds condition_delay{0};  ///< `for`, at most 24 h
    priority urgency = priority::medium;
    bool latching = false;
    std::string message;       ///< may hold {value}, {limit} and {heart_rate} or any other metric or family
    std::uint32_t metrics = 0; ///< bits of every metric in when, until, bypass
    std::uint32_t fading = 0;  ///< bits of those whose going stale can decide, see expression::fading
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
    std::uint64_t version = 0;   ///< FNV-1a (64 bit) of the text

    /// Parses TOML text. Reports every problem at once, in the order of their positions in `file` (a fault of the TOML
    /// itself comes alone). A rule needs name, when, priority and message; the rest has defaults.
    static std::expected<rule_set, std::vector<problem>> parse(std::string_view text, std::string_view file);
};

} // namespace vigil::alarm
