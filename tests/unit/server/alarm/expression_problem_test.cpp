#include "tests/unit/server/alarm/values.hpp"

namespace vigil::alarm {
namespace {

/// "column: message" of the problem, or "" if there is none.
std::string problem_of(std::string_view text) {
    std::vector<window_spec> windows;
    const auto e = expression::parse(text, windows);
    if (e) return "";
    CHECK(windows.empty());
    CHECK(e.error().line == 1);
    CHECK(e.error().file == "");
    return std::to_string(e.error().column) + ": " + e.error().message;
}

} // namespace

TEST_CASE("each mistake in an expression is reported where it stands, with what would be right") {
    struct row {
        std::string_view text, problem;
    };
    for (const row& r : {
             row{"", "1: expected a metric, a number or '(', found the end"},
             row{"   ", "4: expected a metric, a number or '(', found the end"},
             row{"heart_rate >", "13: expected a metric, a number or '(', found the end"},
             row{"heart_rate > and", "14: expected a metric, a number or '(', found 'and'"},
             row{"heart_rate > )", "14: expected a metric, a number or '(', found ')'"},
             row{"* 3 > 2", "1: expected a metric, a number or '(', found '*'"},
             row{"()", "2: expected a metric, a number or '(', found ')'"},
             row{"not", "4: expected a metric, a number or '(', found the end"},
             row{"spo2 < 90 spo2", "11: expected an operator or the end, found 'spo2'"},
             row{"spo2 < 90)", "10: expected an operator or the end, found ')'"},
             row{"spo2 < 90 adn pain > 3", "11: expected an operator or the end, found 'adn'; did you mean 'and'?"},
             row{"spo2 < 90 AND pain > 3", "11: expected an operator or the end, found 'AND'; did you mean 'and'?"},
             row{"(spo2 < 90", "11: expected ')' for the '(' in column 1, found the end"},
             row{"1 < 2 and ( spo2 < 90 3", "23: expected ')' for the '(' in column 11, found '3'"},
             row{"hart_rate > 120", "1: unknown metric 'hart_rate'; did you mean 'heart_rate'?"},
             row{"1 < 2 or Heart_Rate > 120", "10: unknown metric 'Heart_Rate'; did you mean 'heart_rate'?"},
             row{"haert_rate > 120", "1: unknown metric 'haert_rate'; did you mean 'heart_rate'?"},
             row{"sistolic > 160", "1: unknown metric 'sistolic'; did you mean 'systolic'?"},
             row{"hr > 120", "1: unknown metric 'hr'; did you mean 'heart_rate'?"},
             row{"SpO2 < 90", "1: unknown metric 'SpO2'; did you mean 'spo2'?"},
             row{"blood_sugar > 120", "1: unknown metric 'blood_sugar'"},
             row{"present(hart_rate)", "9: unknown metric 'hart_rate'; did you mean 'heart_rate'?"},
             row{"present", "8: expected '(' after 'present', found the end"},
             row{"present spo2", "9: expected '(' after 'present', found 'spo2'"},
             row{"present(3)", "9: present() takes the name of a metric, as in present(spo2); found '3'"},
             row{"present()", "9: present() takes the name of a metric, as in present(spo2); found ')'"},
             row{"present(spo2", "13: expected ')' after the metric of present(), found the end"},
             row{"present(spo2 > 3)", "14: expected ')' after the metric of present(), found '>'"},
             row{"heart_rate",
                 "1: expected a condition, found a number; compare it with something, as in 'heart_rate > 120'"},
             row{" (3 + 4)",
                 "2: expected a condition, found a number; compare it with something, as in 'heart_rate > 120'"},
             row{"heart_rate and 3", "1: 'and' takes conditions, found a number; compare it with something"},
             row{"spo2 < 90 and 3", "15: 'and' takes conditions, found a number; compare it with something"},
             row{"spo2 < 90 or (3)", "14: 'or' takes conditions, found a number; compare it with something"},
             row{"not spo2", "5: 'not' takes conditions, found a number; compare it with something"},
             row{"-(spo2 < 90) > 3", "2: '-' takes numbers, found a condition"},
             row{"3 + present(spo2) > 2", "5: '+' takes numbers, found a condition"},
             row{"(spo2 < 90) == (pain > 3)", "1: '==' takes numbers, found a condition"},
             row{"3 < (spo2 < 90)", "5: '<' takes numbers, found a condition"},
             row{"80 < heart_rate < 120", "17: comparisons cannot be chained; write 'a < b and b < c' for 'a < b < c'"},
             row{"not 80 < pain == 1", "15: comparisons cannot be chained; write 'a < b and b < c' for 'a < b < c'"},
             row{"pain = 3", "6: unexpected '='; write '=='"},
             row{"pain > 3 && spo2 < 90", "10: unexpected '&&'; write 'and'"},
             row{"pain > 3 || spo2 < 90", "10: unexpected '||'; write 'or'"},
             row{"!(pain > 3)", "1: unexpected '!'; write 'not'"},
             row{"pain \xe2\x89\xa5 3", "6: unexpected '\xe2\x89\xa5'; write '>='"},
             row{"pain > 3 # why", "10: unexpected character '#'"},
             row{"pain > \xc3\xa9", "8: unexpected character '\xc3\xa9'"},
             row{"pain > \xff", "8: unexpected character '\\xff'"},
             row{"pain > \x01", "8: unexpected character '\\x01'"},
             row{"pain > 3.", "10: expected a digit after the decimal point"},
             row{"pain > .5", "8: unexpected character '.'"},
             row{"heart_rate > 120bmp", "17: unknown unit 'bmp' after the number 120; did you mean 'bpm'?"},
             row{"heart_rate > 1e5", "15: unknown unit 'e5' after the number 1"},
         }) {
        CAPTURE(r.text);
        CHECK(problem_of(r.text) == r.problem);
    }
    using namespace std::string_view_literals;
    CHECK(problem_of("pain > \xf0\x9f\x98\x80\x80") == "8: unexpected character '\xf0\x9f\x98\x80'");
    CHECK(problem_of("pain > 3\0"sv) == "9: unexpected character '\\x00'");
}

TEST_CASE("an expression of 1,000 characters is read, one more is refused") {
    const std::string longest = "pain > 3" + std::string(992, ' ');
    CHECK(problem_of(longest) == "");
    CHECK(problem_of(longest + " ") == "1001: an expression has at most 1000 characters");
    CHECK(problem_of("pain > " + std::string(500, '9')) == "8: this number is too large");
}

TEST_CASE("nesting of 32 is read, one more is refused, however it is nested") {
    for (const auto& [open, inner, close] :
         {std::array<std::string, 3>{"(", "1 < 2", ")"}, std::array<std::string, 3>{"not ", "1 < 2", ""}}) {
        std::string before, after;
        for (int i = 0; i < 32; ++i) before += open, after += close;
        CAPTURE(open);
        CHECK(problem_of(before + inner + after) == "");
        CHECK(problem_of(before + open + inner + close + after) ==
              std::to_string((before + open).size() + 1) + ": nested deeper than 32");
    }
    CHECK(problem_of("1 < " + std::string(32, '-') + "2") == "");
    CHECK(problem_of("1 < " + std::string(33, '-') + "2") == "38: nested deeper than 32");
    CHECK(problem_of(std::string(1000, '(')) == "34: nested deeper than 32");
}

TEST_CASE("a problem reads as file, line, column and message") {
    CHECK(to_text({"rules/ketamine.toml", 12, 18, "unknown metric 'x'"}) ==
          "rules/ketamine.toml:12:18: unknown metric 'x'");
    CHECK(to_text({"", 1, 2, "m"}) == "1:2: m");
}

TEST_CASE("every cut of a sound expression is read or refused inside it, never worse") {
    const std::string_view whole =
        "not (heart_rate - -2 > 120.5 bpm or overdue(spo2, 15min)) and acvpu == C and "
        "phase != ready or minutes_since_step<30 and change(spo2, 1h)<-4%";
    CHECK(parsed(whole).uses_limit() == false);
    for (std::size_t length = 0; length <= whole.size(); ++length)
        for (std::size_t from = 0; from <= length; ++from) {
            const std::string_view text = whole.substr(from, length - from);
            std::vector<window_spec> windows;
            const auto e = expression::parse(text, windows);
            if (e) continue;
            CHECK(windows.empty());
            CHECK(e.error().column >= 1);
            CHECK(static_cast<std::size_t>(e.error().column) <= text.size() + 1);
            CHECK(!e.error().message.empty());
        }
}

} // namespace vigil::alarm
