// Two values meet only where they measure the same thing.
#include "tests/unit/server/alarm/values.hpp"

namespace vigil::alarm {
namespace {

using enum metric;

/// "column: message" of the problem, or "" if there is none.
std::string problem_of(std::string_view text) {
    std::vector<window_spec> windows;
    const auto e = expression::parse(text, windows);
    return e ? "" : std::to_string(e.error().column) + ": " + e.error().message;
}

} // namespace

TEST_CASE("a number with a unit is converted to that of what it meets") {
    struct row {
        std::string_view text;
        metric what;
        double limit;
    };
    for (const row& r : {row{"systolic < 12 kPa", abp_systolic, 12 * 7.500616827},
                         row{"etco2 > 50 mmHg", etco2, 50},
                         row{"etco2 > 50 mm[Hg]", etco2, 50},
                         row{"etco2 > 50 mm Hg", etco2, 50},
                         row{"etco2>6kPa", etco2, 6 * 7.500616827},
                         row{"spo2 < 90 %", spo2, 90},
                         row{"spo2<90%", spo2, 90},
                         row{"spo2 < 90 percent and pain > 3", spo2, 90},
                         row{"heart_rate > 120/min", heart_rate, 120},
                         row{"heart_rate > 120 /min", heart_rate, 120},
                         row{"heart_rate > 120 bpm", heart_rate, 120},
                         row{"120 bpm < heart_rate", heart_rate, 120},
                         row{"temperature > 38.5 Cel", temperature, 38.5},
                         row{"temperature > 38.5 \xc2\xb0"
                             "C",
                             temperature, 38.5},
                         row{"temperature > 101.3 degF", temperature, 38.5},
                         row{"temperature < (-40 [degF])", temperature, -40},
                         row{"temperature > -4 F", temperature, -20},
                         row{"cvp_mean < -5mmHg", cvp_mean, -5},
                         row{"oxygen_flow > 2 L/min", oxygen_flow, 2},
                         row{"pump_flow > 7.5 mL/h", pump_flow, 7.5},
                         row{"pump_dose_rate > 250 ug/min", pump_dose_rate, 15},
                         row{"pump_concentration < 500 ug/mL", pump_concentration, 0.5},
                         row{"pain > 3 {score}", pain, 3},
                         row{"pain > 3 {1}", pain, 3},
                         row{"poss > 2 score", poss, 2}}) {
        CAPTURE(r.text);
        const expression e = parsed(r.text);
        REQUIRE(e.limit());
        CHECK(e.limit()->what == r.what);
        CHECK(e.limit()->limit == doctest::Approx(r.limit));
    }
}

TEST_CASE("what begins like a unit and is none is calculated with") {
    const patient p = with({{heart_rate, 60}, {respiratory_rate, 12}});
    CHECK(value_of("120 / 2 == 60") == truth::yes);
    CHECK(value_of("120/2 == 60") == truth::yes);
    CHECK(value_of("120/heart_rate == 2", p) == truth::yes);
    CHECK(value_of("heart_rate > 50bpm-5", p) == truth::yes);
    CHECK(value_of("heart_rate > 50 bpm - 5", p) == truth::yes);
    CHECK(value_of("spo2 > 3%-1 or 1 < 2") == truth::yes);
    CHECK(problem_of("heart_rate > 120/minutes_since_step") ==
          "18: 120 is a plain number and cannot be combined by '/' with an elapsed time; expected a plain number");
    CHECK(problem_of("heart_rate > 120 / min") == "20: unknown metric 'min'");
}

TEST_CASE("values of one unit are compared, added and subtracted; a plain number takes the unit of what it meets") {
    for (const std::string_view text : {
             "heart_rate > pulse_rate",
             "heart_rate - pulse_rate > 15 /min",
             "heart_rate + 15 > pulse_rate",
             "15 - heart_rate < pulse_rate",
             "systolic - diastolic < 20 mmHg",
             "nibp_mean < (2 * diastolic + systolic) / 3",
             "systolic > 1.2 * baseline(systolic)",
             "systolic > baseline(systolic) * 120 / 100",
             "systolic > baseline(systolic) + 4 kPa",
             "mean(spo2, 1min) < 90 %",
             "change(spo2, 10min) < -4 %",
             "-cvp_mean > 3 mmHg",
             "heart_rate > limit",
             "heart_rate > limit * 2 + baseline(heart_rate)",
             "heart_rate * systolic > 20000",
             "heart_rate / systolic > 1 + 0.1",
             "heart_rate / systolic + 0.5 > 1",
             "heart_rate / pulse_rate > 1.2",
             "1 / heart_rate < 0.1",
             "heart_rate * systolic * spo2 > 3",
             "heart_rate * systolic / spo2 * 2 > 3",
             "-(heart_rate / systolic) < 3",
             "poss > baseline(poss)",
             "poss - 1 > baseline(poss)",
             "poss - baseline(poss) > 1 score",
             "poss + 1 score > poss",
             "3 score > pain",
             "sedation >= 2",
             "oxygen_flow > 2 L/min + 1 L/min",
         })
        CHECK_MESSAGE(problem_of(text) == "", text);
}

TEST_CASE("temperatures are compared with temperatures, and their differences with differences") {
    for (const std::string_view text : {
             "temperature > 38",
             "temperature > baseline(temperature)",
             "mean(temperature, 10min) > 38 Cel",
             "temperature - baseline(temperature) > 1 Cel",
             "temperature - baseline(temperature) > change(temperature, 1h)",
             "change(temperature, 1h) > 1 degC",
             "change(temperature, 1h) - 1 Cel > 0",
             "1 Cel + change(temperature, 1h) > 2 Cel",
             "temperature > baseline(temperature) + 1 Cel",
             "1 Cel + baseline(temperature) < temperature",
             "temperature > baseline(temperature) + change(temperature, 1h)",
             "temperature > baseline(temperature) - change(temperature, 1h)",
             "change(temperature, 1h) + baseline(temperature) > 39 degC",
             "40 - temperature > change(temperature, 1h)",
             "40 Cel - temperature > change(temperature, 1h)",
             "temperature - 1 > 100 degF",
             "1 Cel + 1 Cel > 2",
             "1.1 * temperature > 40",
             "temperature / baseline(temperature) > 1.1",
         })
        CHECK_MESSAGE(problem_of(text) == "", text);
    const std::string only = "; a number in degF is compared with a temperature, and nothing else";
    struct row {
        std::string_view text;
        std::string problem;
    };
    for (const row& r : {
             row{"change(temperature, 1h) > 1 degF",
                 "27: change(temperature, 1h) is a difference of temperatures and cannot be compared with degF" + only},
             row{"2 < 101 degF", "5: 2 is a plain number and cannot be compared with degF" + only},
             row{"101 degF > 38 Cel", "12: 101 degF is in degF and cannot be compared with degC" + only},
             row{"temperature + 1 degF > 38",
                 "15: temperature is a temperature and cannot be combined by '+' with degF" + only},
             row{"temperature - 1 degF > 38",
                 "15: temperature is a temperature and cannot be combined by '-' with degF" + only},
             row{"temperature > 2 * 50 degF", "19: 2 is a plain number and cannot be combined by '*' with degF" + only},
             row{"temperature > 50 degF / 2",
                 "25: 50 degF is in degF and cannot be combined by '/' with a plain number" + only},
             row{"temperature > -(4 degF)", "16: '-' takes numbers to calculate with, found degF"},
             row{"temperature + baseline(temperature) > 3",
                 "15: temperature is a temperature and cannot be combined by '+' with a temperature; expected a plain "
                 "number or a difference of temperatures"},
             row{"temperature > change(temperature, 1h)",
                 "15: temperature is a temperature and cannot be compared with a difference of temperatures; expected "
                 "a "
                 "plain number or a temperature"},
             row{"change(temperature, 1h) - temperature > 1",
                 "27: change(temperature, 1h) is a difference of temperatures and cannot be combined by '-' with a "
                 "temperature; expected a plain number or a difference of temperatures"},
         }) {
        CAPTURE(r.text);
        CHECK(problem_of(r.text) == r.problem);
    }
}

TEST_CASE("values that measure different things are refused where they meet") {
    struct row {
        std::string_view text, problem;
    };
    for (const row& r : {
             row{"heart_rate > systolic",
                 "14: heart_rate is in /min and cannot be compared with mmHg; expected a plain number or /min"},
             row{"spo2 < 90 mmHg", "8: spo2 is in % and cannot be compared with mmHg; expected a plain number or %"},
             row{"90 kPa > spo2",
                 "10: 90 kPa is in mmHg and cannot be compared with %; expected a plain number or mmHg"},
             row{"(heart_rate + 1) * 2 > systolic",
                 "24: the left side is in /min and cannot be compared with mmHg; expected a plain number or /min"},
             row{"heart_rate + spo2 > 3",
                 "14: heart_rate is in /min and cannot be combined by '+' with %; expected a plain number or /min"},
             row{"heart_rate - temperature > 3",
                 "14: heart_rate is in /min and cannot be combined by '-' with a temperature; expected a plain number "
                 "or /min"},
             row{"oxygen_flow > heart_rate",
                 "15: oxygen_flow is in L/min and cannot be compared with /min; expected a plain number or L/min"},
             row{"heart_rate > 10s",
                 "14: heart_rate is in /min and cannot be compared with a duration; expected a plain number or /min"},
             row{"heart_rate > 38 Cel",
                 "14: heart_rate is in /min and cannot be compared with degC; expected a plain number or /min"},
             row{"3 > 10s", "5: 3 is a plain number and cannot be compared with a duration; expected a plain number"},
             row{"poss > rass",
                 "8: poss is a score on poss and cannot be compared with a score on rass; scores on two scales are "
                 "compared by depth: write 'sedation'"},
             row{"poss + rass > 3",
                 "8: poss is a score on poss and cannot be combined by '+' with a score on rass; scores on two scales "
                 "are compared by depth: write 'sedation'"},
             row{"poss > heart_rate",
                 "8: poss is a score on poss and cannot be compared with /min; expected a plain "
                 "number or a score on poss"},
             row{"spo2 < 90 score",
                 "8: spo2 is in % and cannot be compared with a score; expected a plain number or %"},
             row{"3 score > spo2",
                 "11: 3 score is a score and cannot be compared with %; expected a plain number or a score"},
             row{"heart_rate * systolic > 3 mmHg",
                 "25: the left side is a product or ratio and cannot be compared with "
                 "mmHg; expected a plain number"},
             row{"systolic < heart_rate * systolic",
                 "12: systolic is in mmHg and cannot be compared with a product or ratio; expected a plain number"},
             row{"heart_rate / systolic > pulse_rate / systolic",
                 "25: the left side is a product or ratio and cannot be compared with a product or ratio; expected a "
                 "plain number"},
             row{"1min + 1 > 3",
                 "8: 1min is a duration and cannot be combined by '+' with a plain number; a duration is compared with "
                 "age(), silence() or clock_skew(), and nothing else"},
             row{"3 > -10s", "6: '-' takes numbers to calculate with, found a duration"},
         }) {
        CAPTURE(r.text);
        CHECK(problem_of(r.text) == r.problem);
    }
}

TEST_CASE("a level is written by its name where its scale is on the left") {
    CHECK(value_of("acvpu == C", with({{acvpu, 1}})) == truth::yes);
    CHECK(value_of("acvpu == C", with({{acvpu, 2}})) == truth::no);
    CHECK(value_of("acvpu == C or acvpu >= V", with({{acvpu, 3}})) == truth::yes);
    CHECK(value_of("poss == S", with({{poss, 1.5}})) == truth::yes);
    CHECK(value_of("poss > S", with({{poss, 1}})) == truth::no);
    CHECK(value_of("rass <= -2", with({{rass, -3}})) == truth::yes);
    CHECK(value_of("acvpu != baseline(acvpu)", with({{acvpu, 3}})) == truth::unknown);
    CHECK(value_of("acvpu != limit", with({{acvpu, 3}}), start, 2) == truth::yes);
    CHECK(value_of("poss > poss", with({{poss, 3}})) == truth::no);
    CHECK(parsed("acvpu == C").limit()->limit == 1);
    CHECK(problem_of("acvpu == X") == "10: acvpu has no level 'X'; expected one of A, C, V, P, U");
    CHECK(problem_of("poss > C") == "8: poss has no level 'C'; expected one of S, 1, 2, 3, 4");
    CHECK(problem_of("C == acvpu") == "1: unknown metric 'C'");
    CHECK(problem_of("pain > bad") == "8: unknown metric 'bad'");
    CHECK(problem_of("heart_rate > C") == "14: unknown metric 'C'");
    CHECK(problem_of("acvpu == C #") == "12: unexpected character '#'");
}

TEST_CASE("units that do not exist and durations that make no sense are refused") {
    CHECK(problem_of("etco2 > 5kpascal") == "10: unknown unit 'kpascal' after the number 5");
    CHECK(problem_of("etco2 > 5kPaa)") == "10: unknown unit 'kPaa' after the number 5; did you mean 'kPa'?");
    CHECK(problem_of("etco2 > 5 kPaa") == "11: expected an operator or the end, found 'kPaa'");
    CHECK(problem_of("silence() > 169h") == "13: a duration is at most 168h");
    CHECK(problem_of("silence() > 168h") == "");
    CHECK(problem_of("silence() > 0.5ms") == "13: a duration is a whole number of milliseconds");
    CHECK(problem_of("silence() > 1.5s") == "");
}

} // namespace vigil::alarm
