#include "server/alarm/rule_set.hpp"

#include "tests/unit/server/alarm/rule_texts.hpp"

namespace vigil::alarm {

using namespace std::chrono_literals;

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
        return read(with_line("\"10s\"", "\"" + text + "\"")).rules.at(0).levels.at(0).condition_delay;
    };
    CHECK(delay("0s") == 0s);
    CHECK(delay("500ms") == 500ms);
    CHECK(delay("10s") == 10s);
    CHECK(delay("2min") == 2min);
    CHECK(delay("24h") == 24h);
    for (const std::string text :
         {"", "10", "s", "10 s", "1.5s", "-1s", "10sec", "10S", "10m", "1h30min", "9999999999s"})
        CHECK(problems_of(with_line("\"10s\"", "\"" + text + "\"")) ==
              "4:7: 'for' is a whole number and one of ms, s, min, h, as in \"10s\"; found \"" + text + "\"");
    CHECK(problems_of(with_line("\"10s\"", "\"25h\"")) == "4:7: 'for' is from 0 s to 24 h, found 25h");
    CHECK(problems_of(minimal + "[monitor_silent]\nafter = \"0s\"\n") == "7:9: 'after' is from 1 s to 24 h, found 0s");
    CHECK(read(minimal + "[monitor_silent]\nafter = \"1500ms\"\n").rules.back().levels.at(0).when.text() ==
          "silence() >= 1500ms");
}

TEST_CASE("every cut of a rule file is read or refused, never worse") {
    for (std::size_t length = 0; length < complete.size(); ++length) {
        const auto rules = rule_set::parse(complete.substr(0, length), "f.toml");
        if (!rules) CHECK(!rules.error().empty());
    }
}

} // namespace vigil::alarm
