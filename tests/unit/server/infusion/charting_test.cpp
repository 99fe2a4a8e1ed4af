// What can be charted, what is asked about, and what the alarm core is told.
#include "tests/unit/server/infusion/values.hpp"

#include "server/infusion/charting.hpp"

#include <limits>

namespace vigil::infusion {
namespace {

std::string why(const charted_value& v) {
    return to_text(chart_objections(bedside{}.s, charting("set-1", {v})));
}

} // namespace

TEST_CASE("vital signs, levels of scales and answers to questions are charted") {
    for (const auto& v :
         {number("respiratory_rate", 14), number("systolic", 120), number("pulse", 70), number("pain", 3),
          text("poss", "S"), number("poss", 1.5), text("rass", "-2"), number("dissociation", 2),
          number("passed_urine", 1), number("nausea", 3), number("steps", 12.5), text("words", "better")}) {
        CAPTURE(v.item);
        CHECK(why(v) == "");
    }
}

TEST_CASE("what cannot be is refused, with its place") {
    const chart c = charting("set-1", {number("pain", 3), number("spo2", 101), number("hart_rate", 80)});
    CHECK(to_text(chart_objections(bedside{}.s, c)) ==
          "values[1] 'spo2': 101 cannot be: it is 1 to 100 %; values[2] 'hart_rate': protocol 'day-case' has no such "
          "item, and there is no such vital sign");
    CHECK(why(number("pain", 11)) == "values[0] 'pain': 11 cannot be: it is 0 to 10 {score}");
    CHECK(why(number("heart_rate", std::nan(""))).find("cannot be") != std::string::npos);
    CHECK(why(number("heart_rate", std::numeric_limits<double>::infinity())).find("cannot be") != std::string::npos);
}

TEST_CASE("a level is one that the scale has") {
    CHECK(why(text("poss", "5")) == "values[0] 'poss': it is one of S, 1, 2, 3, 4");
    CHECK(why(number("poss", 2.5)) == "values[0] 'poss': it is one of S, 1, 2, 3, 4");
    CHECK(why(number("hallucination", 4)) == "values[0] 'hallucination': it is one of 0, 1, 2, 3");
    CHECK_FALSE(why({.item = "poss", .number = 3, .text = "2"}).empty()); // one contradicts the other
    CHECK(why({.item = "poss", .number = 3, .text = "3"}).empty());
    CHECK_FALSE(why({.item = "poss", .number = 3, .text = "drowsy"}).empty());
    CHECK_FALSE(why({.item = "poss", .number = {}, .text = {}}).empty());
    CHECK(why(number("sedation", 1)) ==
          "values[0] 'sedation': a depth is not charted: chart the level of a scale, such as poss or rass");
}

TEST_CASE("an answer is of the kind that is asked for") {
    CHECK(why(number("passed_urine", 2)) == "values[0] 'passed_urine': it is answered by 1 (yes) or 0 (no)");
    CHECK(why(text("passed_urine", "yes")) == "values[0] 'passed_urine': it is answered by a number, without text");
    for (const double no_grade : {4.0, 1.5, -1.0})
        CHECK(why(number("nausea", no_grade)) ==
              "values[0] 'nausea': it is a grade: 0 none, 1 mild, 2 moderate, 3 severe");
    CHECK_FALSE(why(number("steps", std::nan(""))).empty());
    CHECK(why(number("words", 1)) == "values[0] 'words': it is answered by text");
    CHECK_FALSE(why(text("words", "")).empty());
    CHECK_FALSE(why({.item = "heart_rate", .number = 80, .text = "about"}).empty());
    CHECK(why({.item = "passed_urine", .number = 1, .text = {}, .from_device = true}) ==
          "values[0] 'passed_urine': a monitor does not show it");
}

TEST_CASE("what is unlikely is asked about") {
    for (const auto& [item, low, high] :
         std::vector<std::tuple<std::string, double, double>>{{"heart_rate", 30, 200},
                                                              {"pulse", 30, 200},
                                                              {"respiratory_rate", 4, 60},
                                                              {"systolic", 60, 250},
                                                              {"abp_systolic", 60, 250},
                                                              {"temperature", 33, 42}}) {
        CAPTURE(item);
        CHECK(why(number(item, low)).empty());
        CHECK(why(number(item, high)).empty());
        CHECK_FALSE(why(number(item, low - 1)).empty());
        CHECK_FALSE(why(number(item, high + 1)).empty());
    }
    CHECK(why(number("spo2", 60)).empty());
    chart c = charting("set-1", {number("spo2", 59)});
    bedside b;
    CHECK(b.refused(c) == "unlikely");
    CHECK(b.why(c) == "values[0] 'spo2': 59 % is unlikely (it mostly is 60 to 100): confirm it if it is so");
    c.confirmed = true;
    CHECK(b.refused(c).empty());
    c.values.push_back(number("spo2", 0));
    CHECK(b.refused(c) == "value"); // no confirmation makes it possible
}

TEST_CASE("a set holds each value once, under whatever name, and not too many") {
    bedside b;
    CHECK(b.refused(charting("set-1", {})) == "set");
    CHECK(b.refused(charting("", {number("pain", 3)})) == "set");
    CHECK(b.why(charting("set-1", {number("pain", 3), number("pain", 4)})) == "values[1] 'pain': it is there already");
    CHECK(b.refused(charting("set-1", {number("systolic", 120), number("nibp_systolic", 121)})) == "value");
    CHECK(b.refused(charting("set-1", {number("nibp_systolic", 120), number("abp_systolic", 121)})).empty());
    std::vector<charted_value> many(session::values_max + 1, number("unknown", 1));
    CHECK(b.refused(charting("set-1", many)).starts_with("set value"));

    chart noted = charting("set-1", {});
    noted.note = std::string(protocol::text_max, 'x');
    CHECK(b.refused(noted).empty());
    noted.note += 'x';
    CHECK(b.refused(noted) == "set");
    CHECK(why(text("words", noted.note)) == "values[0] 'words': it has more than 4000 bytes");
}

TEST_CASE("a set that is told again is one set") {
    bedside b;
    const chart c = charting("set-1", {number("pain", 3)});
    b.take(c);
    b.wait(13h);
    b.by.at = start;
    b.take(c);
    CHECK(b.s.sets.size() == 1);
}

TEST_CASE("a correction replaces what it corrects, and both are kept") {
    bedside b;
    b.take(charting("set-1", {number("pain", 3), number("nausea", 1)}));
    b.wait(5min);
    chart right = charting("set-2", {number("pain", 8)});
    right.corrects = "set-1";
    b.take(right);
    REQUIRE(b.s.sets.size() == 2);
    CHECK(b.s.sets[0].corrected_by == "set-2");
    CHECK(b.s.sets[0].content.values[0].number == 3);
    CHECK(newest(b.s, "pain", instant::min())->number == 8);
    CHECK(newest(b.s, "nausea", instant::min()) == nullptr);

    chart other = charting("set-3", {number("pain", 5)});
    other.corrects = "set-1";
    CHECK(b.why(other) == "set 'set-1' was corrected already: correct 'set-2'");
    other.corrects = "set-7";
    CHECK(b.why(other) == "there is no set 'set-7' that could be corrected");
}

TEST_CASE("what is charted late keeps both of its times") {
    bedside b;
    b.take(charting("set-1", {number("pain", 3)}));
    b.wait(1h);
    b.take(charting("set-2", {number("pain", 5)}));
    b.by.at = b.now - 30min;
    b.take(charting("set-3", {number("pain", 4)}));
    CHECK(b.s.sets.back().by.at == start + 30min);
    CHECK(b.s.sets.back().by.entered_at == start + 1h);
    instant when{};
    CHECK(newest(b.s, "pain", start, &when)->number == 5); // by when it was, not by when it was entered
    CHECK(when == start + 1h);
    CHECK(newest(b.s, "pain", start + 1h) == nullptr);
    CHECK(newest_before(b.s, "pain", start, start + 1h)->number == 4);
}

TEST_CASE("what is charted late hides nothing that was observed after it and entered before") {
    bedside b;
    b.wait(1h);
    b.take(charting("set-1", {number("pain", 3)}));
    for (const auto before : {30min, 20min}) {
        b.wait(1min);
        b.by.at = b.now - before;
        b.take(charting("set-late-" + std::to_string(before.count()), {number("pain", 7)}));
    }
    CHECK(newest(b.s, "pain", instant::min())->number == 3);
}

TEST_CASE("the oldest sets give way") {
    bedside b;
    for (std::size_t i = 0; i < session::sets_max + 1; ++i)
        b.take(charting("set-" + std::to_string(i), {number("pain", 3)}));
    CHECK(b.s.sets.size() == session::sets_max);
    CHECK(b.s.sets.front().content.id == "set-1");
}

TEST_CASE("a value is found by the name of its family, and any scale as sedation") {
    bedside b;
    b.take(charting("set-1", {number("systolic", 120), number("pulse", 60), text("acvpu", "C")}));
    CHECK(newest(b.s, "nibp_systolic", instant::min())->number == 120);
    CHECK(newest(b.s, "systolic", instant::min())->number == 120);
    CHECK(newest(b.s, "pulse_rate", instant::min())->number == 60);
    CHECK(newest(b.s, "abp_systolic", instant::min()) == nullptr);
    CHECK(newest(b.s, "sedation", instant::min()) == nullptr); // new confusion is no depth of sedation
    b.take(charting("set-2", {text("poss", "S"), number("abp_systolic", 118)}));
    CHECK(newest(b.s, "sedation", instant::min())->item == "poss");
    CHECK(newest(b.s, "systolic", instant::min())->number == 118);
}

TEST_CASE("the alarm core is told what was charted, when it was observed") {
    const act a{.by = "nurse-1", .at = start, .entered_at = start + 1h};
    chart c = charting("set-1", {number("systolic", 120), text("poss", "s"), number("passed_urine", 1)});
    c.values.push_back({.item = "heart_rate", .number = 80, .text = {}, .from_device = true});
    const auto readings = readings_of(c, a);
    REQUIRE(readings.size() == 2);
    CHECK(readings[0].what == metric::nibp_systolic);
    CHECK(readings[0].value == 120);
    CHECK(readings[0].status == validity::valid);
    CHECK(readings[0].measured_at == start);
    CHECK(readings[1].what == metric::poss);
    CHECK(readings[1].value == 1.5);
}

TEST_CASE("a level that was charted as text is kept with its number") {
    bedside b;
    b.take(charting("set-1", {text("rass", "+1"), text("words", "well")}));
    CHECK(b.s.sets[0].content.values[0].number == 1);
    CHECK(b.s.sets[0].content.values[0].text == "+1");
    CHECK_FALSE(b.s.sets[0].content.values[1].number);
}

} // namespace vigil::infusion
