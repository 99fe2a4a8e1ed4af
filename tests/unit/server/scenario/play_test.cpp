// The runner itself: a story that is wrong must fail, at the line that is wrong.
#include <doctest/doctest.h>

#include "tests/scenario/runner/play.hpp"

namespace vigil::scenario {
namespace {

const std::string rules = R"([[alarm]]
name     = "fast"
when     = "heart_rate > 120"
for      = "10s"
priority = "medium"
message  = "Heart rate {heart_rate}"
)";

std::optional<std::string> rules_called(const std::string& name) {
    if (name == "ketamine") return rules;
    return {};
}

/// "" if the story is well; else line and text of the first failure.
std::string verdict(const std::string& moments) {
    const auto told = parse("bed W1/3\n" + moments);
    if (!told) return std::to_string(told.error().line) + ": " + told.error().text;
    const auto failures = play_all(*told, rules_called);
    if (failures.empty()) return {};
    return std::to_string(failures.front().line) + ": " + failures.front().text;
}

void fails(const std::string& moments, const std::string& with) {
    const std::string got = verdict(moments);
    CHECK_MESSAGE(got.starts_with(with), "got: ", got);
}

} // namespace

TEST_SUITE("runner") {
    TEST_CASE("a story that is right passes") {
        CHECK(verdict("0s heart_rate 130\n10s -> onset fast medium \"Heart rate 130\" in W1/3\n") == "");
        CHECK(verdict("# a comment\n\n0s heart_rate 100 /min, spo2 sensor_off # another\n1m30s wait -> nothing\n"
                      "1m40s -> nothing\n")
                  .starts_with("5: expected: nothing\n     got: 30s onset monitor_silent"));
    }

    TEST_CASE("an event that is not expected fails at the line where it happens, with its own time") {
        fails("0s heart_rate 130\n12s heart_rate 131\n", "3: expected: nothing\n     got: 10s onset fast");
        fails("0s heart_rate 130\n10s -> nothing\n", "3: expected: nothing\n     got: 10s onset fast");
    }

    TEST_CASE("an event that is expected and does not come fails, as does one at another time") {
        fails("0s heart_rate 100 -> onset fast medium \"Heart rate 100\"\n", "2: expected: 0s onset fast");
        fails("0s heart_rate 130\n11s -> onset fast medium \"Heart rate 130\"\n", "3: expected: 11s onset fast");
    }

    TEST_CASE("another rule, priority, message, bed, verb, person or order fails") {
        const std::string begin = "0s heart_rate 130\n";
        fails(begin + "10s -> onset slow medium \"Heart rate 130\"\n", "3: expected");
        fails(begin + "10s -> onset fast high \"Heart rate 130\"\n", "3: expected");
        fails(begin + "10s -> onset fast medium \"Heart rate 131\"\n", "3: expected");
        fails(begin + "10s -> onset fast medium \"Heart rate 130\" in W1/4\n", "3: expected");
        fails(begin + "10s -> cleared fast\n", "3: expected");
        const std::string raised = begin + "10s -> onset fast medium \"Heart rate 130\"\n";
        fails(raised + "11s acknowledge fast by one -> acknowledged by two\n", "4: expected");
        fails(raised +
                  "30s -> onset monitor_silent medium \"No data from the monitor\"\n"
                  "31s heart_rate 90 -> cleared fast, cleared monitor_silent\n",
              "5: expected");
    }

    TEST_CASE("what cannot be understood is refused at its line") {
        fails("0s heart_rat 130\n", "2: 'heart_rat' is neither");
        fails("0s heart_rate fast\n", "2: 'fast' is no value");
        fails("0s heart_rate 130 kPa\n", "2: heart_rate is not measured in kPa");
        fails("5s wait\n4s wait\n", "3: 4s is before the line above");
        fails("5 wait\n", "2: '5' is no time");
        fails("0s W1/4 heart_rate 80\n", "2: the bed W1/4 is not known");
        fails("0s heart_rate 80 -> onset fast\n", "2: an onset is written with");
        fails("0s heart_rate 80 -> raised fast\n", "2: 'raised' is no alarm event");
        fails("0s heart_rate 80 -> nothing at all\n", "2: 'at' was not expected here");
        fails("0s acknowledge fast by one\n", "2: no alarm 'fast' has been raised");
        fails("0s rules other\n", "2: there are no rules called 'other'");
        fails("0s -> onset fast medium \"Heart\n", "2: this line's quotation mark is not closed");
        fails("", "1: nothing happens");
    }

    TEST_CASE("times are read and written alike") {
        for (const char* text : {"0s", "15s", "1m30s", "2h", "2h1m", "15.001s", "1m0.500s"})
            CHECK(to_text(*time_from_text(text)) == text);
        CHECK(time_from_text("250ms") == milliseconds{250});
        for (const char* wrong : {"", "s", "-1s", "1", "1d", "1s2", "infs", "nans", "1e300h"})
            CHECK_FALSE_MESSAGE(time_from_text(wrong), wrong);
    }
}

} // namespace vigil::scenario
