// Plays a story to the wards and compares every alarm event with what the story expects. Pure.
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <vector>

#include "server/scenario/story.hpp"

namespace vigil::scenario {

/// The ways of playing a story, all of which must give the same events, and but for `ticking` leave the same state.
enum class way {
    as_written,
    ticking,    ///< with a tick every 100 ms
    restarting, ///< with a snapshot and its restoration after every line
    journaled,  ///< with every input encoded and decoded as in the journal
};

/// Rules or a protocol.
struct source_text {
    std::string text;
    std::string file; ///< for messages
};

/// What a story calls by a name, or why there is none. Without a name: the rules that hold for every story.
using text_source = std::function<std::expected<source_text, std::string>(const std::string& name)>;
struct sources {
    text_source rules;
    text_source protocols;
};

struct outcome {
    std::vector<failure> failures;
    std::vector<std::string> events; ///< every one of them, encoded: equal in every way of playing
    std::vector<int> lines;          ///< of the story, at which each happened
    std::string snapshot;            ///< of the state at its end
};

outcome play(const story& s, way how, const sources& from);

/// Plays it in every way; the failures of the first that has any.
std::vector<failure> play_all(const story& s, const sources& from);

} // namespace vigil::scenario
