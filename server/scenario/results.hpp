// What became of several stories, as text for machines and people. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "server/scenario/story.hpp"

namespace vigil::scenario {

/// What became of one story.
struct verdict {
    std::string file;
    std::string title;             ///< the story's first comment
    std::vector<failure> failures; ///< none: it goes as it is written
};

/// "tachycardia: First comment line"
std::string display_name(const verdict& v);

/// "stories/tachycardia.txt:7"; without a line where it is the file itself.
std::string place_of(const verdict& v, const failure& f);

/// TAP version 14: one test a story; each failure as a YAML block.
std::string to_tap(std::span<const verdict> verdicts);

/// JUnit XML: one testcase a story. What could not be played is an error there, not a failure.
std::string to_junit(std::span<const verdict> verdicts);

} // namespace vigil::scenario
