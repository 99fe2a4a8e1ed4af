#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "server/infusion/protocol.hpp"

namespace vigil::infusion {
namespace {

using namespace std::chrono_literals;

/// The least that a protocol says.
const std::string least = R"([protocol]
name       = "short"
title      = "Short"
drug       = "ketamine"
source     = "a test"
after_care = "Rest."
[dose]
routes = ["intravenous"]
units  = ["mg/h"]
most   = { mg_per_hour = 20 }
)";

const std::string a_check = R"([[check]]
name        = "signs"
title       = "Signs"
items       = ["systolic"]
phases      = ["infusing"]
every       = "15min"
overdue_low = "5min"
overdue_medium = "15min"
)";

const std::string a_line = R"([[discharge]]
name = "well"
text = "Well"
)";

protocol parsed(const std::string& text) {
    const auto p = parse_protocol(text, "p");
    if (!p)
        for (const alarm::problem& each : p.error()) FAIL_CHECK(to_text(each));
    REQUIRE(p);
    return *p;
}

std::string problems_of(const std::string& text, const alarm::rule_set* rules = nullptr) {
    const auto p = parse_protocol(text, "p", rules);
    std::string out;
    if (!p)
        for (const alarm::problem& each : p.error()) out += (out.empty() ? "" : "\n") + to_text(each);
    return out;
}

std::string with(std::string text, std::string_view old, std::string_view next) {
    const std::size_t at = text.find(old);
    REQUIRE_MESSAGE(at != text.npos, old);
    return text.replace(at, old.size(), next);
}

std::string file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

alarm::rule_set shipped_rules() {
    return alarm::rule_set::parse(file(VIGIL_SOURCE_DIR "/deploy/rules/ketamine.toml"), "ketamine.toml").value();
}

} // namespace

TEST_CASE("the least protocol is sound, and what it leaves out has the careful meaning") {
    const protocol p = parsed(least);
    CHECK(p.name == "short");
    CHECK(p.version != parsed(least + "\n# another").version);
    CHECK(p.sessions_max == 1);
    CHECK(p.dose.most.mg_per_hour == 20);
    CHECK_FALSE(p.dose.most.mg_per_24h);
    CHECK(p.dose.bolus_mg_max == 0);
    CHECK(p.dose.needs_no_high_alarm);
    CHECK(p.dose.needs_checks_done);
    CHECK(p.dose.beyond == consent::reason);
    CHECK(p.screening.empty());
}

TEST_CASE("every problem of a file is told at once, in its place") {
    CHECK(problems_of(R"([protocol]
name = "Short"
titel = "Short"
drug = "ketamine"
source = ""
planned = "4 hours"
after_care = "Rest."
)") == "p:1:1: 'title' is missing\n"
       "p:1:1: the table [dose] is missing\n"
       "p:2:8: a protocol's name is 1 to 48 small letters, digits and '-'\n"
       "p:3:1: unknown key 'titel'; did you mean 'title'?\n"
       "p:5:10: 'source' has 1 to 200 characters\n"
       "p:6:11: 'planned' is a whole number and one of s, min, h, d, as in \"3d\"; found \"4 hours\"");
    CHECK(problems_of("") == "p:1:1: the table [dose] is missing\np:1:1: the table [protocol] is missing");
    CHECK(problems_of("[protocol").starts_with("p:1:10: "));
    CHECK(problems_of(least + "[screning]\n") == "p:11:2: unknown key 'screning'; did you mean 'screening'?");
}

TEST_CASE("a dose has a limit, of which the first dose is no exception, and numbers that can be") {
    struct row {
        std::string_view old, next, problem;
    };
    for (const row& r : {
             row{"most   = { mg_per_hour = 20 }\n", "",
                 "p:7:1: [dose.most] is missing: a dose without a limit is no protocol"},
             row{"{ mg_per_hour = 20 }", "{}", "p:10:10: a dose without a limit is no protocol: none stands here"},
             row{"mg_per_hour = 20", "mg_per_hour = 0",
                 "p:10:26: 'mg_per_hour' is more than 0 and at most 10000, found 0"},
             row{"mg_per_hour = 20", "mg_per_hour = nan",
                 "p:10:26: 'mg_per_hour' is a number, found one that is not finite"},
             row{"mg_per_hour = 20", "mg_per_hr = 20", "p:10:12: unknown key 'mg_per_hr'; did you mean 'mg_per_hour'?"},
             row{"\"mg/h\"", "\"mg/hour\"",
                 "p:9:10: 'mg/hour' is none of the units: mg/h, mL/h, mg/kg/h, ug/kg/min, mg/24h"},
             row{"\"intravenous\"", "\"iv\"", "p:8:10: 'iv' is none of the routes: intravenous, subcutaneous, oral"},
             row{"most ", "beyond = \"second\"\nmost ",
                 "p:10:10: 'beyond' is one of reason, second_prescriber, never; found 'second'"},
             row{"most ", "concentration_mg_per_ml = 0.001\nmost ", "p:10:27: a concentration is at least 0.01 mg/mL"},
         })
        CHECK(problems_of(with(least, r.old, r.next)) == r.problem);
    CHECK(problems_of(least + "[dose.start]\nmg_per_hour = 21\n") ==
          "p:12:15: the first dose is within [dose.most], which has 20 here");
    CHECK(problems_of(least + "[dose.start]\nmg_total = 5\n").starts_with("p:12:1: unknown key 'mg_total'"));
    CHECK(problems_of(least + "[dose.bolus]\ninterval = \"1h\"\n") ==
          "p:11:1: a bolus has a limit, 'mg' or 'mg_per_kg'; leave [dose.bolus] out if none is foreseen");
    CHECK(problems_of(least + "[dose.bolus]\nmg = 5\n") == "p:11:1: 'interval' is missing");
    CHECK(problems_of(least + "[dose.requires]\nsedation_max = 4\n") ==
          "p:12:16: 'sedation_max' is a whole number from 0 to 3, found 4");
}

TEST_CASE("what is charted has a name that nothing else has, and what names it means something") {
    const std::string eaten = "[[item]]\nname = \"eaten\"\nask = \"Eaten?\"\nanswer = \"yes_no\"\n";
    CHECK(knows_item(parsed(least + eaten), "eaten"));
    CHECK(knows_item(parsed(least), "systolic"));
    CHECK(knows_item(parsed(least), "sedation"));
    CHECK_FALSE(knows_item(parsed(least), "eaten"));
    CHECK(problems_of(least + eaten + eaten) == "p:16:8: there is one called 'eaten' already");
    CHECK(problems_of(least + with(eaten, "eaten", "pulse")) ==
          "p:12:8: 'pulse' is a metric or family already: it needs no [[item]]");
    CHECK(problems_of(least + with(eaten, "yes_no", "yesno")) ==
          "p:14:10: 'answer' is one of yes_no, grade, number, text; found 'yesno'; did you mean 'yes_no'?");
    CHECK(problems_of(least + eaten + "[baseline]\nitems = [\"eatn\"]\nage = \"1h\"\n") ==
          "p:16:10: 'eatn' is no metric, family or [[item]]; did you mean 'eaten'?");
    CHECK(problems_of(least + "[baseline]\nitems = [\"pulse\", \"pulse\"]\nage = \"1h\"\n") ==
          "p:12:19: 'pulse' stands there already");
}

TEST_CASE("a requirement passes with yes, a contraindication with no, unless the file says otherwise") {
    const auto question = [](std::string_view kind, std::string_view more = "") {
        return parsed(least + fmt::format("[[screening]]\nname = \"q\"\nask = \"?\"\nkind = \"{}\"\n{}", kind, more))
            .screening.at(0);
    };
    CHECK(question("requirement").pass);
    CHECK_FALSE(question("contraindication").pass);
    CHECK_FALSE(question("interaction").pass);
    CHECK(question("interaction", "pass = \"yes\"\n").pass);
    CHECK(question("requirement").otherwise == consent::reason);
    CHECK(question("requirement", "otherwise = \"never\"\n").otherwise == consent::never);
}

TEST_CASE("a check says once when it is due, in intervals that follow one another, and in which phases") {
    struct row {
        std::string_view old, next, problem;
    };
    for (const row& r : {
             row{"every       = \"15min\"\n", "",
                 "p:11:1: a check has one of 'every', 'schedule' and 'once', which say when it is due"},
             row{"every       = \"15min\"\n", "every = \"15min\"\nonce = \"1h\"\n",
                 "p:11:1: a check has one of 'every', 'schedule' and 'once', which say when it is due"},
             row{"every       = \"15min\"\n",
                 "schedule = [{ every = \"5min\", until = \"1h\" }, { every = \"10min\", until = \"1h\" }, { every = "
                 "\"1h\" }]\n",
                 "p:16:47: each interval ends later than the one before it, which ends after 1 h"},
             row{"every       = \"15min\"\n", "schedule = [{ every = \"5min\", until = \"1h\" }]\n",
                 "p:16:39: the last interval goes on: it has no 'until'"},
             row{"every       = \"15min\"\n", "schedule = [{ every = \"5min\" }, { every = \"1h\" }]\n",
                 "p:16:13: 'until' is missing"},
             row{"every       = \"15min\"", "every = \"10s\"", "p:16:9: 'every' is from 1 min to 8784 h, found 10s"},
             row{"\"infusing\"", "\"screening\"",
                 "p:15:15: 'screening' is no phase of a check: infusing, paused, recovery, ready"},
             row{"overdue_medium = \"15min\"", "overdue_medium = \"4min\"",
                 "p:18:18: 'overdue_medium' is no sooner than 'overdue_low'"},
             row{"every       = \"15min\"\n", "once = \"1h\"\nafter_step = { every = \"1min\", until = \"5min\" }\n",
                 "p:17:14: what is due once becomes no denser after a step"},
         })
        CHECK(problems_of(least + with(a_check, r.old, r.next)) == r.problem);
    const check c = parsed(least + a_check).checks.at(0);
    REQUIRE(c.schedule.size() == 1);
    CHECK(c.schedule[0].every == 15min);
    CHECK(c.overdue_low == 5min);
    CHECK(c.overdue_medium == 15min);
    CHECK(c.phases == 1u << static_cast<unsigned>(alarm::infusion_phase::infusing));
}

TEST_CASE("a criterion to stop is a condition of what is known now, and its faults are told inside it") {
    const auto stop = [](std::string_view when) {
        return least +
               fmt::format("[[stop]]\nname = \"s\"\ntext = \"Stop\"\npriority = \"high\"\nwhen = \"{}\"\n", when);
    };
    CHECK(parsed(stop("sedation >= 3")).stops.at(0).urgency == alarm::priority::high);
    CHECK(problems_of(stop("hart_rate > 3")) == "p:15:9: unknown metric 'hart_rate'; did you mean 'heart_rate'?");
    CHECK(problems_of(stop("mean(spo2, 1min) < 90")) ==
          "p:15:8: change() and mean() belong to alarm rules: a criterion reads what is known now");
    CHECK(problems_of(stop("spo2 < limit")) ==
          "p:15:8: the word 'limit' belongs to alarm rules: write the number itself");
}

TEST_CASE("a tighter limit is one that a rule reads and allows") {
    const alarm::rule_set rules = shipped_rules();
    const auto limit = [&](std::string_view rule, std::string_view priority, double number) {
        return problems_of(
            least + fmt::format("[[limit]]\nrule = \"{}\"\npriority = \"{}\"\nlimit = {}\n", rule, priority, number),
            &rules);
    };
    CHECK(limit("tachycardia", "medium", 110) == "");
    CHECK(limit("tachycardya", "medium", 110) ==
          "p:12:8: the rules have no 'tachycardya'; did you mean 'tachycardia'?");
    CHECK(limit("tachycardia", "low", 110) ==
          "p:13:12: the rule 'tachycardia' has no limit of priority low that may be set");
    CHECK(limit("tachycardia", "medium", 99) ==
          "p:14:9: the rule 'tachycardia' allows 100 to 150 at priority medium, found 99");
    const std::string one = "[[limit]]\nrule = \"low_spo2\"\npriority = \"high\"\nlimit = 91\n";
    CHECK(problems_of(least + one + one) == "p:16:8: there is a limit of 'low_spo2' at priority high already");
    CHECK(problems_of(least + "[[limit]]\nrule = \"low_spo2\"\npriority = \"high\"\n") == "p:11:1: 'limit' is missing");
}

TEST_CASE("a line of the checklist has the keys of its kind, and no others") {
    struct row {
        std::string_view more, problem;
    };
    for (const row& r : {
             row{"kind = \"doen\"\n",
                 "p:14:8: 'kind' is one of signs_within, near_baseline, sedation, done, minimum_time, pump_removed, "
                 "after_care; found 'doen'; did you mean 'done'?"},
             row{"kind = \"pump_removed\"\nitems = [\"pulse\"]\n", "p:15:1: unknown key 'items'"},
             row{"kind = \"sedation\"\n", "p:11:1: 'most' is missing"},
             row{"kind = \"sedation\"\nmost = 4\n", "p:15:8: 'most' is a whole number from 0 to 3, found 4"},
             row{"kind = \"done\"\nitems = [\"eaten\"]\n", "p:15:10: 'eaten' is no metric, family or [[item]]"},
             row{"kind = \"minimum_time\"\n", "p:11:1: 'lasting' is missing"},
             row{"kind = \"near_baseline\"\nitems = [\"spo\"]\npercent = 20\n",
                 "p:15:9: 'spo' is no metric or family; did you mean 'spo2'?"},
             row{"kind = \"near_baseline\"\nitems = [\"spo2\"]\n", "p:11:1: 'percent' is missing"},
             row{"kind = \"signs_within\"\nsigns = { spo2 = [98, 94] }\n",
                 "p:15:18: a range is the least and the most, as in [94, 100]"},
             row{"kind = \"signs_within\"\nsigns = { spo2 = [94, 120] }\n", "p:15:18: spo2 lies between 1 and 100"},
             row{"kind = \"signs_within\"\nsigns = {}\n", "p:11:1: 'signs' is a table, as in { spo2 = [94, 100] }"},
         })
        CHECK(problems_of(least + a_line + std::string{r.more}) == r.problem);
}

TEST_CASE("a file with more than a protocol holds is refused where it becomes too much") {
    std::string checks, items;
    for (std::size_t i = 0; i <= protocol::checks_max; ++i)
        checks += with(a_check, "\"signs\"", fmt::format("\"c{}\"", i));
    for (std::size_t i = 0; i <= protocol::items_max; ++i)
        items += fmt::format("[[item]]\nname = \"i{}\"\nask = \"?\"\nanswer = \"grade\"\n", i);
    CHECK(problems_of(least + checks) == fmt::format("p:{}:1: there are at most 32 [[check]]", 11 + 32 * 8));
    CHECK(problems_of(least + items) == fmt::format("p:{}:1: there are at most 100 [[item]]", 11 + 100 * 4));
    CHECK(problems_of(with(least, "Rest.", std::string(protocol::text_max + 1, 'x'))) ==
          "p:6:14: 'after_care' has 1 to 4000 characters");
}

} // namespace vigil::infusion
