// What became of stories, as TAP and JUnit XML have it.
#include <doctest/doctest.h>

#include "server/scenario/results.hpp"

namespace vigil::scenario {
namespace {

const std::vector<verdict> three{
    {"stories/fast.txt", "Fast & #1 \\ \"well\".", {}},
    {"late.story.txt",
     "",
     {{.line = 7, .expected = "10s onset fast \"A\nB\"", .got = "nothing", .way = "with a tick"},
      {.line = 9, .text = "more"}}},
    {"broken.txt", "Broken", {{.line = 2, .text = "<'x' is \x01no value>", .unusable = true}}}};

} // namespace

TEST_CASE("TAP has a plan, one test a story, and the first failure of each with its place") {
    CHECK(to_tap(three) == R"(TAP version 14
1..3
ok 1 - fast: Fast & \#1 \\ "well".
not ok 2 - late.story
  ---
  at: "late.story.txt:7"
  way: "with a tick"
  expected: "10s onset fast \"A\nB\""
  got: "nothing"
  ...
not ok 3 - broken: Broken
  ---
  at: "broken.txt:2"
  message: "<'x' is \x01no value>"
  ...
)");
}

TEST_CASE("JUnit XML tells failures from errors and is well formed whatever a story says") {
    CHECK(to_junit(three) == R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="vigil rules test" tests="3" failures="1" errors="1">
  <testcase classname="story" name="fast: Fast &amp; #1 \ &quot;well&quot;." file="stories/fast.txt"/>
  <testcase classname="story" name="late.story" file="late.story.txt">
    <failure message="with a tick: expected: 10s onset fast &quot;A&#10;B&quot;&#10;     got: nothing">late.story.txt:7</failure>
  </testcase>
  <testcase classname="story" name="broken: Broken" file="broken.txt">
    <error message="&lt;'x' is ?no value&gt;">broken.txt:2</error>
  </testcase>
</testsuite>
)");
}

TEST_CASE("a file that cannot be read has no line") {
    CHECK(place_of({"none.txt", "", {}}, {.text = "cannot be read"}) == "none.txt");
}

TEST_CASE("no story at all is an empty plan") {
    CHECK(to_tap({}) == "TAP version 14\n1..0\n");
}

} // namespace vigil::scenario
