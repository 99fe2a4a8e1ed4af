#include "server/alarm/rule_set.hpp"

#include "tests/unit/server/alarm/values.hpp"

namespace vigil::alarm {
namespace {

using namespace std::chrono_literals;

const std::string complete = R"([[alarm]]
name = "tachycardia"
when = "heart_rate > 120"
for = "10s"
until = "heart_rate < 115"
bypass = "heart_rate > 150"
priority = "high"
latching = true
message = "Heart rate {heart_rate}"
)";

const std::string minimal = R"([[alarm]]
name = "a"
when = "spo2 < 90"
priority = "low"
message = "m"
)";

rule_set read(const std::string& text) {
    auto rules = rule_set::parse(text, "f.toml");
    REQUIRE_MESSAGE(rules, to_text(rules.error().front()));
    return *std::move(rules);
}

/// Every problem, each on a line, without the file's name.
std::string problems_of(const std::string& text) {
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
std::string with(const std::string& line, const std::string& replacement) {
    std::string text = complete;
    const std::size_t at = text.find(line);
    REQUIRE(at != std::string::npos);
    return text.replace(at, line.size(), replacement);
}

} // namespace

TEST_CASE("a complete rule is read as written") {
    const rule_set rules =
        read(complete + "[monitor_silent]\nafter = \"45s\"\npriority = \"high\"\nmessage = \"Silent\"\n");
    REQUIRE(rules.rules.size() == 1);
    const rule& r = rules.rules[0];
    CHECK(r.name == "tachycardia");
    CHECK(r.when.text() == "heart_rate > 120");
    REQUIRE(r.until);
    CHECK(r.until->text() == "heart_rate < 115");
    REQUIRE(r.bypass);
    CHECK(r.bypass->text() == "heart_rate > 150");
    CHECK(r.condition_delay == 10s);
    CHECK(r.urgency == priority::high);
    CHECK(r.latching);
    CHECK(r.message == "Heart rate {heart_rate}");
    CHECK(rules.monitor_silent.after == 45s);
    CHECK(rules.monitor_silent.urgency == priority::high);
    CHECK(rules.monitor_silent.message == "Silent");
}

TEST_CASE("what a rule leaves out has its default") {
    const rule_set rules = read(minimal);
    const rule& r = rules.rules.at(0);
    CHECK(!r.until);
    CHECK(!r.bypass);
    CHECK(r.condition_delay == 0s);
    CHECK(!r.latching);
    CHECK(rules.monitor_silent.after == 30s);
    CHECK(rules.monitor_silent.urgency == priority::medium);
    CHECK(rules.monitor_silent.message == "No data from the monitor");
}

TEST_CASE("a rule depends on the metrics of all its expressions") {
    const rule_set rules = read(
        "[[alarm]]\nname = \"a\"\npriority = \"low\"\nmessage = \"m\"\nwhen = \"spo2 < 90\"\nuntil = \"pain < 3\"\n"
        "bypass = \"present(etco2)\"\n");
    const auto bit = [](metric m) { return 1u << index(m); };
    CHECK(rules.rules.at(0).metrics == (bit(metric::spo2) | bit(metric::pain) | bit(metric::etco2)));
    CHECK(rules.rules.at(0).fading == bit(metric::etco2));
}

TEST_CASE("rules keep the order of the file") {
    std::string second = minimal;
    second.replace(second.find("\"a\""), 3, "\"b\"");
    const rule_set rules = read(second + minimal);
    REQUIRE(rules.rules.size() == 2);
    CHECK(rules.rules[0].name == "b");
    CHECK(rules.rules[1].name == "a");
}

TEST_CASE("the version is the FNV-1a hash of the text") {
    CHECK(read(minimal).version == read(minimal).version);
    CHECK(read(minimal).version != read(minimal + "\n").version);
    std::uint64_t hash = 14695981039346656037u;
    for (const char c : minimal) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 1099511628211u;
    }
    CHECK(read(minimal).version == hash);
}

TEST_CASE("durations are whole numbers with a unit") {
    const auto delay = [](const std::string& text) {
        return read(with("\"10s\"", "\"" + text + "\"")).rules.at(0).condition_delay;
    };
    CHECK(delay("0s") == 0s);
    CHECK(delay("500ms") == 500ms);
    CHECK(delay("10s") == 10s);
    CHECK(delay("2min") == 2min);
    CHECK(delay("24h") == 24h);
    for (const std::string text :
         {"", "10", "s", "10 s", "1.5s", "-1s", "10sec", "10S", "10m", "1h30min", "9999999999s"})
        CHECK(problems_of(with("\"10s\"", "\"" + text + "\"")) ==
              "4:7: 'for' is a whole number and one of ms, s, min, h, as in \"10s\"; found \"" + text + "\"");
    CHECK(problems_of(with("\"10s\"", "\"25h\"")) == "4:7: 'for' is at least 0 ms and at most 24h");
    CHECK(problems_of(minimal + "[monitor_silent]\nafter = \"0s\"\n") ==
          "7:9: 'after' is at least 1000 ms and at most 24h");
    CHECK(read(minimal + "[monitor_silent]\nafter = \"1s\"\n").monitor_silent.after == 1s);
}

TEST_CASE("each mistake in a rule is reported at its line and column") {
    struct row {
        std::string line, replacement, problem;
    };
    for (const row& r : {
             row{"latching =", "latchin =", "8:1: unknown key 'latchin'; did you mean 'latching'?"},
             row{"latching =", "colour =", "8:1: unknown key 'colour'"},
             row{"latching = true", "latching = \"yes\"", "8:12: 'latching' is true or false, found a string"},
             row{"\"high\"", "\"hihg\"", "7:12: 'priority' is high, medium or low, found 'hihg'; did you mean 'high'?"},
             row{"\"high\"", "\"urgent\"", "7:12: 'priority' is high, medium or low, found 'urgent'"},
             row{"\"high\"", "1", "7:12: 'priority' is text in quotes, found an integer"},
             row{"\"10s\"", "10", "4:7: 'for' is text in quotes, found an integer"},
             row{"\"10s\"", "10.5", "4:7: 'for' is text in quotes, found a decimal number"},
             row{"\"10s\"", "07:32:00", "4:7: 'for' is text in quotes, found a date or time"},
             row{"\"10s\"", "[]", "4:7: 'for' is text in quotes, found an array"},
             row{"\"10s\"", "{}", "4:7: 'for' is text in quotes, found a table"},
             row{"\"10s\"", "true", "4:7: 'for' is text in quotes, found true or false"},
             row{"\"tachycardia\"", "\"tachy cardia\"", "2:8: a name is 1 to 64 letters, digits and '_'"},
             row{"\"tachycardia\"", "\"\"", "2:8: a name is 1 to 64 letters, digits and '_'"},
             row{"\"tachycardia\"", "\"" + std::string(65, 'a') + "\"",
                 "2:8: a name is 1 to 64 letters, digits and '_'"},
             row{"\"tachycardia\"", "\"monitor_silent\"",
                 "2:8: the name 'monitor_silent' is reserved for the table [monitor_silent]"},
             row{"name = \"tachycardia\"\n", "", "1:1: 'name' is missing"},
             row{"when = \"heart_rate > 120\"\n", "", "1:1: 'when' is missing"},
             row{"priority = \"high\"\n", "", "1:1: 'priority' is missing"},
             row{"message = \"Heart rate {heart_rate}\"\n", "", "1:1: 'message' is missing"},
             row{"\"Heart rate {heart_rate}\"", "\"\"", "9:11: a message has 1 to 200 characters"},
             row{"\"Heart rate {heart_rate}\"", "\"" + std::string(201, 'a') + "\"",
                 "9:11: a message has 1 to 200 characters"},
             row{"{heart_rate}", "{hart_rate}", "9:24: unknown placeholder 'hart_rate'; did you mean 'heart_rate'?"},
             row{"{heart_rate}", "{heart_rate", "9:23: this '{' has no '}'"},
             row{"{heart_rate}", "heart_rate}", "9:33: this '}' has no '{'"},
             row{"heart_rate > 120", "hart_rate > 120", "3:9: unknown metric 'hart_rate'; did you mean 'heart_rate'?"},
             row{"heart_rate > 120", "heart_rate > > 120", "3:22: expected a metric, a number or '(', found '>'"},
             row{"heart_rate < 115", "80 < heart_rate < 115",
                 "5:26: comparisons cannot be chained; write 'a < b and b < c' for 'a < b < c'"},
             row{"heart_rate > 150", "heart_rate and 3",
                 "6:11: 'and' takes conditions, found a number; compare it with something"},
             row{"heart_rate > 120", "present(spo2)",
                 "3:8: 'when' needs a comparison of a metric with a number, as in 'heart_rate > 120'"},
         }) {
        CAPTURE(r.replacement);
        CHECK(problems_of(with(r.line, r.replacement)) == r.problem);
    }
}

TEST_CASE("until and bypass need no limit of their own") {
    CHECK(problems_of(with("heart_rate < 115", "present(spo2)")) == "");
    CHECK(problems_of(with("heart_rate > 150", "heart_rate > pulse_rate")) == "");
}

TEST_CASE("a place inside an expression is found behind any quotes, where they do not hide it") {
    const std::string sound = "\"heart_rate > 120\"";
    CHECK(problems_of(with(sound, "'heart_rate > > 120'")) == "3:22: expected a metric, a number or '(', found '>'");
    CHECK(problems_of(with("when = " + sound, "   when   =    'heart_rate > > 120'")) ==
          "3:30: expected a metric, a number or '(', found '>'");
    CHECK(problems_of(with("when = " + sound, "\"when\" = 'heart_rate > > 120'")) ==
          "3:24: expected a metric, a number or '(', found '>'");
    // Escapes and several lines: the string's start.
    CHECK(problems_of(with(sound, "\"heart_rate\\u0020> > 120\"")) ==
          "3:8: expected a metric, a number or '(', found '>'");
    CHECK(problems_of(with(sound, "\"\"\"heart_rate > > 120\"\"\"")) ==
          "3:8: expected a metric, a number or '(', found '>'");
    CHECK(problems_of(with(sound, "'''\nheart_rate\n> > 120'''")) ==
          "3:8: expected a metric, a number or '(', found '>'");
    CHECK(problems_of(with(sound, "\"\"\"\nheart_rate >\n120\"\"\"")) == "");
    CHECK(problems_of(with(sound, "\"\"")) == "3:9: expected a metric, a number or '(', found the end");
    std::string windows;
    for (const char c : with("heart_rate > 120", "heart_rate > > 120")) windows += c == '\n' ? "\r\n" : std::string{c};
    CHECK(problems_of(windows) == "3:22: expected a metric, a number or '(', found '>'");
}

TEST_CASE("columns and lengths count characters, not bytes") {
    CHECK(problems_of(with("Heart rate {heart_rate}", "S\xc3\xa4ttigung {sp02}")) ==
          "9:23: unknown placeholder 'sp02'; did you mean 'spo2'?");
    std::string umlauts;
    for (int i = 0; i < 200; ++i) umlauts += "\xc3\xa4";
    CHECK(problems_of(with("Heart rate {heart_rate}", umlauts)) == "");
    CHECK(problems_of(with("Heart rate {heart_rate}", umlauts + "x")) == "9:11: a message has 1 to 200 characters");
}

TEST_CASE("every problem of a file is reported at once, in its order") {
    CHECK(problems_of(R"([monitor_silent]
message = "{spo2}"
befor = 1
[[alarm]]
name = "a"
when = "hart_rate > 1"
priority = "hig"
prio = 1
[[alarm]]
name = "a"
when = "spo2 < 90"
for = "10"
message = "{sp02}"
[extra]
)") == R"(2:12: a silent monitor has no values for placeholders
3:1: unknown key 'befor'
4:1: 'message' is missing
6:9: unknown metric 'hart_rate'; did you mean 'heart_rate'?
7:12: 'priority' is high, medium or low, found 'hig'; did you mean 'high'?
8:1: unknown key 'prio'
9:1: 'priority' is missing
10:8: there is a rule 'a' already
12:7: 'for' is a whole number and one of ms, s, min, h, as in "10s"; found "10"
13:13: unknown placeholder 'sp02'; did you mean 'spo2'?
14:2: unknown key 'extra')");
}

TEST_CASE("a file without rules is refused, and so is one whose rules stand in the wrong place") {
    CHECK(problems_of("") == "1:1: the file holds no [[alarm]]");
    CHECK(problems_of("# only a comment\n") == "1:1: the file holds no [[alarm]]");
    CHECK(problems_of("alarm = []\n") == "1:1: the file holds no [[alarm]]");
    CHECK(problems_of("[monitor_silent]\n") == "1:1: the file holds no [[alarm]]");
    CHECK(problems_of("[[alarms]]\n") == "1:3: unknown key 'alarms'; did you mean 'alarm'?");
    CHECK(problems_of("[alarm]\nname = \"a\"\n") == "1:1: each rule stands under [[alarm]], with two brackets");
    CHECK(problems_of("alarm = [1]\n") == "1:10: each rule stands under [[alarm]], with two brackets");
    CHECK(problems_of("alarm = 1\n") == "1:9: each rule stands under [[alarm]], with two brackets");
    CHECK(problems_of("monitor_silent = 1\n" + minimal) ==
          "1:18: this is the table [monitor_silent], with one bracket");
}

TEST_CASE("text that is not TOML is refused with its place, whatever it is") {
    for (const std::string text : {"[[alarm]\n", "name = \n", "a = 1\na = 2\n", "= 1", "\xff\xfe", "x = \"abc"}) {
        CAPTURE(text);
        const auto rules = rule_set::parse(text, "f.toml");
        REQUIRE(!rules);
        REQUIRE(rules.error().size() == 1);
        CHECK(rules.error()[0].line >= 1);
        CHECK(rules.error()[0].column >= 1);
        CHECK(!rules.error()[0].message.empty());
    }
    const std::string duplicate = minimal + "message = \"n\"\n";
    REQUIRE(!rule_set::parse(duplicate, "f"));
    CHECK(rule_set::parse(duplicate, "f").error()[0].line == 6);
}

TEST_CASE("every cut of a rule file is read or refused, never worse") {
    for (std::size_t length = 0; length < complete.size(); ++length) {
        const auto rules = rule_set::parse(complete.substr(0, length), "f.toml");
        if (!rules) CHECK(!rules.error().empty());
    }
}

} // namespace vigil::alarm
