// What a rule file says beside the alarms of one level: several levels, ward alarms, groups, calls.
#include "server/alarm/rule_set.hpp"
#include "tests/unit/server/alarm/values.hpp"

namespace vigil::alarm {
namespace {

using enum priority;
using namespace std::chrono_literals;

const std::string head = "[[alarm]]\nname = \"a\"\nmessage = \"m\"\n";
const std::string low_level = "[[alarm.level]]\npriority = \"low\"\nwhen = \"spo2 < 94\"\n";
const std::string medium_level = "[[alarm.level]]\npriority = \"medium\"\nwhen = \"spo2 < 92\"\n";
const std::string high_level =
    "[[alarm.level]]\npriority = \"high\"\nwhen = \"spo2 < 90\"\nmessage = \"own {limit}\"\n";
const std::string minimal = head + "when = \"spo2 < 90\"\npriority = \"low\"\n";

rule_set read(const std::string& text) {
    auto rules = rule_set::parse(text, "f.toml");
    REQUIRE_MESSAGE(rules, to_text(rules.error().front()));
    return *std::move(rules);
}

std::string problems_of(const std::string& text) {
    const auto rules = rule_set::parse(text, "f.toml");
    if (rules) return "";
    std::string all;
    for (const problem& p : rules.error())
        all += (all.empty() ? "" : "\n") + to_text({"", p.line, p.column, p.message});
    return all;
}

/// Of lines after the minimal rule, which has five.
std::string problems_after(const std::string& lines) {
    return problems_of(minimal + lines);
}

} // namespace

TEST_CASE("levels are kept with rising priority, whatever their order in the file") {
    for (const std::string& text :
         {head + high_level + low_level + medium_level, head + low_level + medium_level + high_level}) {
        const rule_set rules = read(text);
        const auto& levels = rules.rules.at(0).levels;
        REQUIRE(levels.size() == 3);
        CHECK(levels[0].urgency == low);
        CHECK(levels[0].when.text() == "spo2 < 94");
        CHECK(levels[1].urgency == medium);
        CHECK(levels[2].urgency == high);
        CHECK(levels[0].message == "m");
        CHECK(levels[2].message == "own {limit}");
    }
}

TEST_CASE("an alarm needs no message where each level has its own") {
    CHECK(problems_of("[[alarm]]\nname = \"a\"\n" + high_level) == "");
    CHECK(problems_of("[[alarm]]\nname = \"a\"\n" + high_level + low_level) == "1:1: 'message' is missing");
}

TEST_CASE("mistakes in levels are reported in their place") {
    CHECK(problems_of(head + low_level + low_level) == "8:12: there is a level 'low' already");
    CHECK(problems_of(head + "[[alarm.level]]\nwhen = \"spo2 < 90\"\n[[alarm.level]]\nwhen = \"spo2 < 90\"\n") ==
          "4:1: 'priority' is missing\n6:1: 'priority' is missing");
    CHECK(problems_of(head + "when = \"spo2 < 90\"\n" + low_level) ==
          "4:8: 'when' stands in each [[alarm.level]] of an alarm that has them");
    CHECK(problems_of(head + "level = []\n") == "4:9: an alarm has 1 to 3 levels, found 0");
    CHECK(problems_of(head + low_level + medium_level + high_level +
                      "[[alarm.level]]\npriority = \"high\"\nwhen = \"spo2 < 80\"\n") ==
          "4:1: an alarm has 1 to 3 levels, found 4\n15:12: there is a level 'high' already");
    CHECK(problems_of(head + "[alarm.level]\npriority = \"low\"\n") ==
          "4:1: this stands under [[alarm.level]], with two brackets; found a table");
    CHECK(problems_of(head + "level = [1]\n") ==
          "4:10: this stands under [[alarm.level]], with two brackets; found an integer");
    CHECK(problems_of(head + low_level + "latching = true\n") == "7:1: unknown key 'latching'");
    CHECK(problems_of(head + low_level + "untl = \"spo2 > 95\"\n") == "7:1: unknown key 'untl'; did you mean 'until'?");
}

TEST_CASE("a fault of a message that levels share is told once") {
    CHECK(problems_of("[[alarm]]\nname = \"a\"\nmessage = \"{sp02}\"\n" + low_level + medium_level) ==
          "3:13: unknown placeholder 'sp02'; did you mean 'spo2'?");
}

TEST_CASE("value, limit and age are told only of a level that compares with a limit") {
    const auto problem = [](const std::string& when) {
        return problems_of("[[alarm]]\nname = \"a\"\npriority = \"low\"\nmessage = \"{age}\"\nwhen = \"" + when +
                           "\"\n");
    };
    CHECK(problem("spo2 < 90") == "");
    CHECK(
        problem("lost(spo2)") ==
        "4:13: 'age' needs a comparison of a metric with a number or with 'limit' in 'when', as in 'heart_rate > 120'");
    // A condition that was not understood is the only fault.
    CHECK(problem("spo2 <").find("4:13") == std::string::npos);
}

TEST_CASE("the word limit may stand in until or in bypass alone") {
    CHECK(problems_after("limit = 92\nuntil = \"spo2 > limit\"\n") == "");
    CHECK(problems_after("limit = 80\nbypass = \"spo2 < limit\"\n") == "");
    CHECK(problems_after("until = \"spo2 > limit\"\n") ==
          "1:1: 'limit' is missing: an expression of this level uses it");
    // Where an expression was not understood it may be the one that uses it.
    CHECK(problems_after("limit = 92\nuntil = \"spo2 > > limit\"\n").find("no expression") == std::string::npos);
}

TEST_CASE("a limit of a ratio has no range of its own") {
    CHECK(problems_after("limit = 0.9\nbypass = \"spo2 < limit * baseline(spo2)\"\n") == "");
    CHECK(problems_of(head + "priority = \"low\"\nlimit = 0.5\nwhen = \"spo2 < limit\"\n") ==
          "5:9: a limit of spo2 lies between 1 and 100, as its values do; found 0.5");
}

TEST_CASE("the alarms of a ward are read as written, and are there unless they are turned off") {
    const rule_set rules = read(minimal +
                                "[ward_unwatched]\n[record_away]\nafter = \"2min\"\npriority = \"high\"\nmessage = "
                                "\"Away\"\n[journal_failing]\nenabled = false\n");
    CHECK(rules.ward_unwatched.enabled);
    CHECK(rules.ward_unwatched.after == 60s);
    CHECK(rules.record_away.enabled);
    CHECK(rules.record_away.after == 2min);
    CHECK(rules.record_away.urgency == high);
    CHECK(rules.record_away.message == "Away");
    CHECK(!rules.journal_failing.enabled);
    CHECK(read(minimal + "[ward_unwatched]\nenabled = true\n").ward_unwatched.enabled);
    CHECK(!read(minimal + "[ward_unwatched]\nenabled = false\n").ward_unwatched.enabled);
}

TEST_CASE("mistakes in the alarms of a ward are reported in their place") {
    CHECK(problems_after("[monitor_silent]\nenabled = false\n") == "7:1: unknown key 'enabled'");
    CHECK(problems_after("[record_away]\nenabled = 0\n") == "7:11: 'enabled' is true or false, found an integer");
    CHECK(problems_after("[record_away]\nafter = \"25h\"\n") == "7:9: 'after' is from 0 s to 24 h, found 25h");
    CHECK(problems_after("[record_away]\npriority = \"hgh\"\n") ==
          "7:12: 'priority' is high, medium or low, found 'hgh'; did you mean 'high'?");
    CHECK(problems_after("[record_away]\nmessage = \"a {spo2}\"\n") ==
          "7:14: this alarm has no values for placeholders");
    CHECK(problems_after("[record_away]\nmessage = \"a }\"\n") == "7:14: this alarm has no values for placeholders");
    CHECK(problems_after("[record_away]\nmessage = \"\"\n") == "7:11: 'message' has 1 to 200 characters");
    CHECK(problems_after("[[record_away]]\n") ==
          "6:1: this is the table [record_away], with one bracket; found an array");
}

TEST_CASE("alarms of one cause: how many beds, within which time") {
    const rule_set rules = read(minimal + "[together]\nbeds = 2\nwithin = \"1s\"\n");
    CHECK(rules.together.beds == 2);
    CHECK(rules.together.within == 1s);
    CHECK(read(minimal + "[together]\nbeds = 1000\n").together.beds == 1000);
    CHECK(read(minimal + "[together]\n").together.beds == 5);
    CHECK(problems_after("[together]\nbeds = 1\n") == "7:8: 'beds' is a whole number from 2 to 1000, found 1");
    CHECK(problems_after("[together]\nbeds = 1001\n") == "7:8: 'beds' is a whole number from 2 to 1000, found 1001");
    CHECK(problems_after("[together]\nbeds = 2.5\n") ==
          "7:8: 'beds' is a whole number from 2 to 1000, found a decimal number");
    CHECK(problems_after("[together]\nwithin = \"999ms\"\nbed = 1\n") ==
          "7:10: 'within' is from 1 s to 24 h, found 999ms\n8:1: unknown key 'bed'; did you mean 'beds'?");
    CHECK(problems_after("[[together]]\n") == "6:1: this is the table [together], with one bracket; found an array");
}

TEST_CASE("calls follow each other, later and later") {
    const std::string first = "[[call]]\npriority = \"medium\"\nafter = \"1min\"\nto = \"charge nurse\"\n";
    const auto second = [](const std::string& after) {
        return "[[call]]\npriority = \"high\"\nafter = \"" + after + "\"\nto = \"physician\"\n";
    };
    const rule_set rules = read(minimal + first + second("2min"));
    REQUIRE(rules.calls.size() == 2);
    CHECK(rules.calls[0].least == medium);
    CHECK(rules.calls[0].after == 1min);
    CHECK(rules.calls[0].whom == "charge nurse");
    CHECK(rules.calls[1].least == high);
    CHECK(rules.calls[1].after == 2min);
    CHECK(problems_after(first + second("1min")) ==
          "12:9: each [[call]] comes later than the one before it, which is after 1 min");
    CHECK(problems_after("[[call]]\nwho = \"x\"\n") ==
          "6:1: 'after' is missing\n6:1: 'priority' is missing\n6:1: 'to' is missing\n7:1: unknown key 'who'");
    CHECK(problems_after("[[call]]\npriority = \"low\"\nafter = \"0s\"\nto = \"" + std::string(65, 'a') + "\"\n") ==
          "8:9: 'after' is from 1 s to 24 h, found 0s\n9:6: 'to' has 1 to 64 characters");
    CHECK(problems_after("[call]\n") == "6:1: this stands under [[call]], with two brackets; found a table");
    std::string many;
    for (int i = 1; i <= 8; ++i) many += second(std::to_string(i) + "min");
    CHECK(problems_after(many) == "");
    CHECK(problems_after(many + second("9min")) == "38:1: there are at most 8 [[call]]");
}

TEST_CASE("there are at most 200 rules, of which one is the silent monitor's") {
    std::string text;
    const auto add = [&](int i) {
        text += "[[alarm]]\nname = \"a" + std::to_string(i) +
                "\"\nmessage = \"m\"\nwhen = \"spo2 < 90\"\npriority = \"low\"\n";
    };
    for (int i = 0; i < 199; ++i) add(i);
    CHECK(read(text).rules.size() == rule_set::rules_max);
    add(199);
    CHECK(problems_of(text) == "996:1: there are at most 199 [[alarm]]");
}

} // namespace vigil::alarm
