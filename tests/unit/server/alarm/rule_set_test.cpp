#include "server/alarm/rule_set.hpp"

#include "tests/unit/server/alarm/values.hpp"

namespace vigil::alarm {
namespace {

using namespace std::chrono_literals;

const std::string complete = R"([[alarm]]
name = "tachycardia"
when = "heart_rate > limit"
for = "10s"
until = "heart_rate < 115"
bypass = "heart_rate > 150"
priority = "high"
latching = true
message = "Heart rate {heart_rate}"
kind = "technical"
again_after = "5min"
realarm = "10min"
limit = 120
adjustable = [100, 150.5]
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
    REQUIRE(rules.rules.size() == 2);
    const rule& r = rules.rules[0];
    CHECK(r.name == "tachycardia");
    CHECK(r.what == kind::technical);
    CHECK(r.latching);
    CHECK(r.again_after == 5min);
    CHECK(r.realarm_after == 10min);
    REQUIRE(r.levels.size() == 1);
    const level& l = r.levels[0];
    CHECK(l.when.text() == "heart_rate > limit");
    REQUIRE(l.until);
    CHECK(l.until->text() == "heart_rate < 115");
    REQUIRE(l.bypass);
    CHECK(l.bypass->text() == "heart_rate > 150");
    CHECK(l.condition_delay == 10s);
    CHECK(l.limit == 120);
    REQUIRE(l.adjustable);
    CHECK(l.adjustable->least == 100);
    CHECK(l.adjustable->most == 150.5);
    CHECK(l.urgency == priority::high);
    CHECK(l.message == "Heart rate {heart_rate}");
    const rule& silence = rules.rules[rules.silence()];
    CHECK(silence.name == "monitor_silent");
    CHECK(silence.what == kind::technical);
    REQUIRE(silence.levels.size() == 1);
    CHECK(silence.levels[0].when.text() == "silence() >= 45s");
    CHECK(silence.levels[0].urgency == priority::high);
    CHECK(silence.levels[0].message == "Silent");
    CHECK(silence.metrics == expression::heard_bit);
}

TEST_CASE("what a rule leaves out has its default") {
    const rule_set rules = read(minimal);
    const rule& r = rules.rules.at(0);
    CHECK(r.what == kind::physiological);
    CHECK(!r.latching);
    CHECK(r.again_after == 0s);
    CHECK(!r.realarm_after);
    CHECK(!r.levels.at(0).until);
    CHECK(!r.levels[0].bypass);
    CHECK(!r.levels[0].limit);
    CHECK(!r.levels[0].adjustable);
    CHECK(r.levels[0].condition_delay == 0s);
    CHECK(!rules.ward_unwatched.enabled);
    CHECK(rules.record_away.enabled);
    CHECK(rules.journal_failing.enabled);
    CHECK(rules.together.beds == 5);
    CHECK(rules.together.within == 10s);
    CHECK(rules.calls.empty());
}

TEST_CASE("without any file there is the alarm of a silent monitor") {
    const rule_set file = read(minimal);
    for (const rule_set& rules : {rule_set{}, file}) {
        const rule& silence = rules.rules.at(rules.silence());
        CHECK(silence.name == "monitor_silent");
        CHECK(silence.levels.at(0).when.text() == "silence() >= 30s");
        CHECK(silence.levels[0].urgency == priority::medium);
        CHECK(silence.levels[0].message == "No data from the monitor");
        CHECK(rules.find("monitor_silent") == rules.silence());
        CHECK(!rules.find("colour"));
    }
    CHECK(rule_set{}.rules.size() == 1);
    CHECK(file.find("a") == 0);
}

TEST_CASE("a rule depends on the metrics of all its expressions") {
    const rule_set rules = read(
        "[[alarm]]\nname = \"a\"\nmessage = \"m\"\n"
        "[[alarm.level]]\npriority = \"low\"\nwhen = \"spo2 < 90\"\nuntil = \"pain < 3\"\n"
        "[[alarm.level]]\npriority = \"high\"\nwhen = \"silence() > 1min\"\nbypass = \"present(etco2)\"\n");
    const auto bit = [](metric m) { return std::uint64_t{1} << index(m); };
    CHECK(rules.rules.at(0).metrics ==
          (bit(metric::spo2) | bit(metric::pain) | bit(metric::etco2) | expression::heard_bit));
}

TEST_CASE("the windows of all rules are collected, each once") {
    const rule_set rules =
        read(minimal +
             "bypass = \"change(spo2, 10min) < -5 or mean(spo2, 5min) < 90\"\nuntil = \"change(spo2, 10min) > 0\"\n");
    CHECK(rules.windows == std::vector<window_spec>{{metric::spo2, 10min}, {metric::spo2, 5min}});
}

TEST_CASE("rules keep the order of the file") {
    std::string second = minimal;
    second.replace(second.find("\"a\""), 3, "\"b\"");
    const rule_set rules = read(second + minimal);
    REQUIRE(rules.rules.size() == 3);
    CHECK(rules.rules[0].name == "b");
    CHECK(rules.rules[1].name == "a");
    CHECK(rules.rules[2].name == "monitor_silent");
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
        return read(with("\"10s\"", "\"" + text + "\"")).rules.at(0).levels.at(0).condition_delay;
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
    CHECK(problems_of(with("\"10s\"", "\"25h\"")) == "4:7: 'for' is from 0 s to 24 h, found 25h");
    CHECK(problems_of(minimal + "[monitor_silent]\nafter = \"0s\"\n") == "7:9: 'after' is from 1 s to 24 h, found 0s");
    CHECK(read(minimal + "[monitor_silent]\nafter = \"1500ms\"\n").rules.back().levels.at(0).when.text() ==
          "silence() >= 1500ms");
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
             row{"\"tachycardia\"", "\"ward_unwatched\"",
                 "2:8: the name 'ward_unwatched' is reserved for the table [ward_unwatched]"},
             row{"\"tachycardia\"", "\"record_away\"",
                 "2:8: the name 'record_away' is reserved for the table [record_away]"},
             row{"\"tachycardia\"", "\"journal_failing\"",
                 "2:8: the name 'journal_failing' is reserved for the table [journal_failing]"},
             row{"name = \"tachycardia\"\n", "", "1:1: 'name' is missing"},
             row{"when = \"heart_rate > limit\"\n", "", "1:1: 'when' is missing"},
             row{"priority = \"high\"\n", "", "1:1: 'priority' is missing"},
             row{"message = \"Heart rate {heart_rate}\"\n", "", "1:1: 'message' is missing"},
             row{"\"Heart rate {heart_rate}\"", "\"\"", "9:11: 'message' has 1 to 200 characters"},
             row{"\"Heart rate {heart_rate}\"", "\"" + std::string(201, 'a') + "\"",
                 "9:11: 'message' has 1 to 200 characters"},
             row{"{heart_rate}", "{hart_rate}", "9:24: unknown placeholder 'hart_rate'; did you mean 'heart_rate'?"},
             row{"{heart_rate}", "{heart_rate", "9:23: this '{' has no '}'"},
             row{"{heart_rate}", "heart_rate}", "9:33: this '}' has no '{'"},
             row{"heart_rate > limit", "hart_rate > 120",
                 "3:9: unknown metric 'hart_rate'; did you mean 'heart_rate'?"},
             row{"heart_rate > limit", "heart_rate > > 120", "3:22: expected a metric, a number or '(', found '>'"},
             row{"heart_rate < 115", "80 < heart_rate < 115",
                 "5:26: comparisons cannot be chained; write 'a < b and b < c' for 'a < b < c'"},
             row{"heart_rate > 150", "heart_rate and 3",
                 "6:11: 'and' takes conditions, found a number; compare it with something"},
             row{"\"technical\"", "\"techical\"",
                 "10:8: 'kind' is physiological or technical, found 'techical'; did you mean 'technical'?"},
             row{"\"technical\"", "1", "10:8: 'kind' is text in quotes, found an integer"},
             row{"\"5min\"", "\"25h\"", "11:15: 'again_after' is from 0 s to 24 h, found 25h"},
             row{"realarm = \"10min\"", "realarm = \"59s\"", "12:11: 'realarm' is from 1 min to 24 h, found 59s"},
             row{"limit = 120\n", "",
                 "1:1: 'limit' is missing: an expression of this level uses it\n"
                 "13:14: 'adjustable' needs a 'limit' that can be adjusted"},
             row{"limit = 120", "limit = \"120\"", "13:9: 'limit' is a number, found a string"},
             row{"limit = 120", "limit = nan", "13:9: 'limit' is a number, found one that is not finite"},
             row{"limit = 120", "limit = 99", "14:14: 'adjustable' contains the limit itself, which is 99"},
             row{"limit = 120", "limit = 151", "14:14: 'adjustable' contains the limit itself, which is 151"},
             row{"heart_rate > limit", "heart_rate > 120",
                 "13:9: no expression of this level uses the word 'limit', as in 'heart_rate > limit'"},
             row{"[100, 150.5]", "[100]",
                 "14:14: 'adjustable' is the least and the most of the limit, as in [100, 150]"},
             row{"[100, 150.5]", "100", "14:14: 'adjustable' is the least and the most of the limit, as in [100, 150]"},
             row{"[100, 150.5]", "[120, 120]",
                 "14:14: 'adjustable' is the least and the most of the limit, as in [100, 150]"},
             row{"[100, 150.5]", "[\"100\", 150]",
                 "14:14: 'adjustable' is the least and the most of the limit, as in [100, 150]"},
             row{"[100, 150.5]", "[100, inf]",
                 "14:14: 'adjustable' is the least and the most of the limit, as in [100, 150]"},
             row{"[100, 150.5]", "[100, 1500]",
                 "14:20: a limit of heart_rate lies between 5 and 350, as its values do; found 1500"},
             row{"[100, 150.5]", "[4, 150]",
                 "14:15: a limit of heart_rate lies between 5 and 350, as its values do; found 4"},
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
    const std::string sound = "\"heart_rate > limit\"";
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
    CHECK(problems_of(with(sound, "\"\"\"\nheart_rate >\nlimit\"\"\"")) == "");
    CHECK(problems_of(with(sound, "\"\"")) == "3:9: expected a metric, a number or '(', found the end");
    std::string windows;
    for (const char c : with("heart_rate > limit", "heart_rate > > 120"))
        windows += c == '\n' ? "\r\n" : std::string{c};
    CHECK(problems_of(windows) == "3:22: expected a metric, a number or '(', found '>'");
}

TEST_CASE("columns and lengths count characters, not bytes") {
    CHECK(problems_of(with("Heart rate {heart_rate}", "S\xc3\xa4ttigung {sp02}")) ==
          "9:23: unknown placeholder 'sp02'; did you mean 'spo2'?");
    std::string umlauts;
    for (int i = 0; i < 200; ++i) umlauts += "\xc3\xa4";
    CHECK(problems_of(with("Heart rate {heart_rate}", umlauts)) == "");
    CHECK(problems_of(with("Heart rate {heart_rate}", umlauts + "x")) == "9:11: 'message' has 1 to 200 characters");
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
)") == R"(2:12: this alarm has no values for placeholders
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
    CHECK(problems_of("[alarm]\nname = \"a\"\n") ==
          "1:1: this stands under [[alarm]], with two brackets; found a table");
    CHECK(problems_of("alarm = [1]\n") == "1:10: this stands under [[alarm]], with two brackets; found an integer");
    CHECK(problems_of("alarm = 1\n") == "1:9: this stands under [[alarm]], with two brackets; found an integer");
    CHECK(problems_of("monitor_silent = 1\n" + minimal) ==
          "1:18: this is the table [monitor_silent], with one bracket; found an integer");
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
