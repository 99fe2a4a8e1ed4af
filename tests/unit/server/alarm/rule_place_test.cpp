#include "server/alarm/rule_place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "tests/unit/server/alarm/rule_texts.hpp"
#include "tests/unit/server/alarm/shipped.hpp"

namespace vigil::alarm {
namespace {

const std::string first = R"(# Why it is there.
# Proposal, needs clinical sign-off.
[[alarm]]
name    = "first"
message = "m"
[[alarm.level]]
priority = "low"
when     = "spo2 < 90"
# [[alarm]] of old
[[alarm.level]]
priority = "high"
when     = "spo2 < 80"
)";

const std::string second = R"([[alarm]]
name     = "second"
message  = "[[alarm]]"
priority = "low"
when     = "spo2 < 90"
)";

const std::string silence = R"([monitor_silent]
after = "45s"
)";

} // namespace

TEST_CASE("a rule knows the line on which it stands and its own text, with the comment right above it") {
    const rule_set rules = read("# A file.\n\n" + first + "\n# ---- Others.\n\n" + second + "\n\n" + silence +
                                "\n[record_away]\nafter = \"1min\"\n");
    REQUIRE(rules.rules.size() == 3);
    CHECK(rules.rules[0].line == 5);
    CHECK(rules.rules[0].text == first);
    CHECK(rules.rules[1].line == 18);
    CHECK(rules.rules[1].text == second);
    CHECK(rules.rules[2].line == 25);
    CHECK(rules.rules[2].text == silence);
}

TEST_CASE("the last rule of a file ends with it, whatever ends its lines") {
    std::string windows;
    for (const char c : second) windows += c == '\n' ? "\r\n" : std::string{c};
    CHECK(read(windows).rules[0].text == second);
    CHECK(read(second.substr(0, second.size() - 1)).rules[0].text == second);
}

TEST_CASE("a rule that stands in no file has no line and no text") {
    for (const rule_set& rules : {read(minimal), rule_set{}}) {
        CHECK(rules.rules[rules.silence()].line == 0);
        CHECK(rules.rules[rules.silence()].text.empty());
    }
}

TEST_CASE("every shipped rule is found in its own text, and in no other's") {
    std::set<std::uint32_t> lines;
    for (const rule& r : shipped().rules) {
        CAPTURE(r.name);
        CHECK(lines.insert(r.line).second);
        const bool fixed = r.name == monitor_silent_name;
        CHECK(r.text.contains(fixed ? "[monitor_silent]" : fmt::format("\"{}\"", r.name)));
        std::size_t headings = 0;
        for (std::size_t at = 0; (at = r.text.find("[[alarm]]\n", at)) != r.text.npos; ++at) ++headings;
        CHECK(headings == (fixed ? 0 : 1));
    }
}

} // namespace vigil::alarm
