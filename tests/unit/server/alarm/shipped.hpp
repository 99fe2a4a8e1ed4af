// The rule set that is shipped, for its tests.
#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include "tests/unit/server/alarm/values.hpp"

namespace vigil::alarm {

inline const rule_set& shipped() {
    static const rule_set rules = [] {
        std::ifstream file{VIGIL_SOURCE_DIR "/deploy/rules/ketamine.toml"};
        REQUIRE(file);
        const std::string text{std::istreambuf_iterator<char>{file}, {}};
        auto parsed = rule_set::parse(text, "ketamine.toml");
        REQUIRE_MESSAGE(parsed, to_text(parsed.error().front()));
        return *std::move(parsed);
    }();
    return rules;
}

} // namespace vigil::alarm
