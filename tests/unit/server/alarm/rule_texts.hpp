// Rule files, and what is wrong with them, for the tests of their reader.
#pragma once

#include <string>

#include "tests/unit/server/alarm/values.hpp"

namespace vigil::alarm {

inline const std::string complete = R"([[alarm]]
name = "tachycardia"
when = "heart_rate > limit"
for = "10s"
until = "heart_rate < 115"
bypass = "heart_rate > 150"
priority = "high"
latching = true
message = "Heart rate {heart_rate}"
kind = "technical"
again_after = "5min"
realarm = "10min"
limit = 120
adjustable = [100, 150.5]
)";

inline const std::string minimal = R"([[alarm]]
name = "a"
when = "spo2 < 90"
priority = "low"
message = "m"
)";

inline rule_set read(const std::string& text) {
    auto rules = rule_set::parse(text, "f.toml");
    REQUIRE_MESSAGE(rules, to_text(rules.error().front()));
    return *std::move(rules);
}

/// Every problem, each on a line, without the file's name.
inline std::string problems_of(const std::string& text) {
    const auto rules = rule_set::parse(text, "f.toml");
    if (rules) return "";
    std::string all;
    for (const problem& p : rules.error()) {
        CHECK(p.file == "f.toml");
        all += (all.empty() ? "" : "\n") + to_text({"", p.line, p.column, p.message});
    }
    return all;
}

/// The complete rule with one line put in place of another.
inline std::string with_line(const std::string& line, const std::string& replacement) {
    std::string text = complete;
    const std::size_t at = text.find(line);
    REQUIRE(at != std::string::npos);
    return text.replace(at, line.size(), replacement);
}

} // namespace vigil::alarm
