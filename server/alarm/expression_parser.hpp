// Text of an expression -> postfix program: precedence climbing, one pass, no tree. Private to expression::parse().
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/alarm/dimension.hpp"
#include "server/alarm/expression.hpp"
#include "server/alarm/function.hpp"
#include "server/alarm/lexer.hpp"
#include "server/alarm/vocabulary.hpp"

namespace vigil::alarm {

/// An operator between two operands.
struct infix {
    std::string_view text;
    int power; ///< how tightly it binds
    expression::opcode op;

    bool takes_conditions() const { return power <= power_of_and; }
    bool compares() const { return power == power_of_comparison; }
    static constexpr int power_of_and = 2, power_of_not = 3, power_of_comparison = 4, power_of_negation = 7;
};

class expression_parser {
public:
    /// Windows are added to `windows`, also where the expression is refused in the end.
    expression_parser(std::string_view text, std::vector<window_spec>& windows) : text_{text}, windows_{windows} {}

    std::expected<expression, problem> run();

private:
    /// What has been compiled so far of one operand.
    struct operand {
        dimension is;
        std::size_t at = 0, end = 0; ///< in the text
        std::size_t first = 0;       ///< in the program
    };

    std::nullopt_t fail(std::size_t at, std::string message);
    bool advance();
    bool accept_sign(std::string_view sign, std::string_view expectation);
    bool at_sign(std::string_view sign) const { return here_.what == token::kind::sign && here_.text == sign; }
    bool at_word(std::string_view word) const { return here_.what == token::kind::word && here_.text == word; }

    // Operators: expression_parser.cpp
    std::optional<operand> parse(int power, int depth);
    std::optional<operand> parse_right(const infix& op, const operand& left, int depth);
    std::optional<operand> parse_operand(int depth);
    std::optional<operand> parse_parenthesis(int depth);
    std::optional<operand> parse_negation(int depth);
    std::optional<operand> parse_not(int depth);
    bool expect(const operand& o, bool condition, std::string_view sign);

    // What stands between operators: expression_operand.cpp
    std::optional<operand> parse_literal();
    std::optional<operand> parse_word();
    std::optional<operand> parse_value(const source& from);
    std::optional<operand> parse_limit();
    std::optional<operand> parse_phase();
    std::optional<operand> parse_level(metric scale);
    std::optional<operand> parse_function(const function& f);
    std::optional<source> parse_source(const function& f);
    std::optional<milliseconds> parse_duration(const function& f);
    std::optional<std::uint8_t> window_of(const window_spec& wanted, std::size_t at);
    std::nullopt_t fail_unknown_word();
    void note_what_is_read(const function& f, const source& from);

    // Two operands and an operator: expression_join.cpp
    std::optional<operand> join(const infix& op, std::size_t op_at, const operand& left, const operand& right);
    std::optional<operand> compare(const infix& op, std::size_t op_at, const operand& left, const operand& right);
    std::optional<operand> compare_clock(expression::opcode op, std::size_t op_at, const operand& clock,
                                         const operand& literal);
    std::optional<double> least_of(const operand& clock, const operand& literal, bool more);
    std::nullopt_t refuse(const infix& op, const operand& left, const operand& right);
    void note_limit(const operand& left, const operand& right);

    operand begin() const { return {{}, here_.at, 0, out_.program_.size()}; }
    operand done(operand o, dimension::kind what) const { return done(o, dimension{what}); }
    operand done(operand o, const dimension& is) const {
        o.is = is;
        o.end = consumed_;
        return o;
    }
    bool is_single(const operand& o, std::size_t end) const { return end - o.first == 1; }
    std::string_view written(const operand& o) const { return text_.substr(o.at, o.end - o.at); }
    void emit(const expression::instruction& i) { out_.program_.push_back(i); }

    std::string_view text_;
    std::vector<window_spec>& windows_;
    std::size_t position_ = 0; ///< where the next token is looked for
    std::size_t consumed_ = 0; ///< where the last token before here_ ended
    token here_;
    expression out_;
    std::optional<problem> failure_;
};

/// The operator that a token is, if it is one.
const infix* find_infix(const token& t);

} // namespace vigil::alarm
