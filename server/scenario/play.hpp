// Plays a story to the wards and compares every alarm event with what the story expects.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "server/scenario/story.hpp"

namespace vigil::scenario {

/// The ways of playing a story, all of which must give the same events.
enum class way {
    as_written,
    ticking,    ///< with a tick every 100 ms
    restarting, ///< with a snapshot and its restoration after every line
    journaled,  ///< with every input encoded and decoded as in the journal
};

/// The text of a rule set by its name; nothing if there is none.
using rule_source = std::function<std::optional<std::string>(const std::string& name)>;

struct outcome {
    std::vector<failure> failures;
    std::vector<std::string> events; ///< every one of them, encoded: equal in every way of playing
    std::vector<int> lines;          ///< of the story, at which each happened
};

outcome play(const story& s, way how, const rule_source& rules);

/// Plays it in every way; the failures of the first that has any.
std::vector<failure> play_all(const story& s, const rule_source& rules);

} // namespace vigil::scenario
