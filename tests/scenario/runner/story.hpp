// A scenario: what happens at a bed, moment by moment, and every alarm event that must come of it.
// tests/scenario/README.md describes the text; this reads it.
#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "proto/vitals/reading.hpp"
#include "server/alarm/alarm.hpp"

namespace vigil::scenario {

struct place {
    std::string ward;
    std::string bed;
    friend bool operator==(const place&, const place&) = default;
};
std::string to_text(const place& p);

/// Readings of one message; `measured_at` counts from the story's beginning, as all its times do.
struct report_sent {
    std::string patient; ///< the bed's patient at that moment; empty if none was named
    std::vector<reading> readings;
};
struct acknowledge_said {
    std::string rule;
    std::string by;
};
struct shown_said {
    std::string rule;
    std::string by;
};
struct rules_given {
    std::string name;
};
struct restarted {};
struct time_passes {};

enum class verb { onset, acknowledged, latched, renewed, cleared, shown };
std::string_view name(verb v);

struct expectation {
    int line = 0;
    verb what{};
    place where;
    std::string rule;
    std::optional<alarm::priority> urgency;
    std::optional<std::string> message;
    std::optional<std::string> by; ///< who acknowledged it
};

struct moment {
    int line = 0;
    milliseconds at{};
    place where;
    std::variant<time_passes, report_sent, acknowledge_said, shown_said, rules_given, restarted> what;
    std::vector<expectation> expected;
};

struct story {
    std::string rules = "ketamine"; ///< in force from the beginning
    std::vector<moment> moments;
};

/// What is wrong in a story's text, or in how it went.
struct failure {
    int line = 0;
    std::string text;
};

std::expected<story, failure> parse(std::string_view text);

/// "15s", "1m30s", "2h", "15.001s", as parse() reads it.
std::string to_text(milliseconds t);
std::optional<milliseconds> time_from_text(std::string_view text);

} // namespace vigil::scenario
