// Stories with one small rule set, for the tests of how they are played.
#pragma once

#include <string>

#include "server/scenario/play.hpp"

namespace vigil::scenario {

inline const std::string played_rules = R"([[alarm]]
name    = "fast"
message = "Heart rate {heart_rate}"
realarm = "10min"

[[alarm.level]]
priority   = "medium"
limit      = 120
adjustable = [100, 150]
when       = "heart_rate > limit"
for        = "10s"

[[alarm.level]]
priority = "high"
when     = "heart_rate > 180"

[ward_unwatched]
after    = "60s"
priority = "medium"
message  = "Nobody watches"

[[call]]
priority = "high"
after    = "1min"
to       = "charge nurse"
)";

inline std::expected<source_text, std::string> rules_called(const std::string& name) {
    if (name.empty()) return source_text{played_rules, "played.toml"};
    if (name == "broken") return source_text{"[[alarm]]\n", "broken.toml"};
    return std::unexpected("there are no rules called '" + name + "'");
}

inline std::expected<source_text, std::string> no_protocol(const std::string& name) {
    return std::unexpected("there is no protocol called '" + name + "'");
}

inline const sources played_from{rules_called, no_protocol};

/// "" if the story is well; else line and text of the first failure.
inline std::string verdict_of(const std::string& moments) {
    const auto told = parse("bed W1/3\nbed W1/4\n" + moments);
    if (!told) return std::to_string(told.error().line) + ": " + told.error().text;
    const auto failures = play_all(*told, played_from);
    if (failures.empty()) return {};
    return std::to_string(failures.front().line) + ": " + to_text(failures.front());
}

} // namespace vigil::scenario
