#include "server/alarm/expression_parser.hpp"

#include <fmt/format.h>

#include <array>

#include "proto/vitals/suggestion.hpp"

namespace vigil::alarm {
namespace {

using enum expression::opcode;
using kind = dimension::kind;

constexpr std::array<infix, 12> infixes{{
    {"or", 1, logical_or},
    {"and", infix::power_of_and, logical_and},
    {"<", infix::power_of_comparison, less},
    {"<=", infix::power_of_comparison, less_equal},
    {">", infix::power_of_comparison, greater},
    {">=", infix::power_of_comparison, greater_equal},
    {"==", infix::power_of_comparison, equal},
    {"!=", infix::power_of_comparison, not_equal},
    {"+", 5, add},
    {"-", 5, subtract},
    {"*", 6, multiply},
    {"/", 6, divide},
}};

constexpr std::array<std::string_view, 3> operator_words{"and", "or", "not"};

} // namespace

const infix* find_infix(const token& t) {
    if (t.what != token::kind::word && t.what != token::kind::sign) return nullptr;
    for (const infix& i : infixes)
        if (i.text == t.text) return &i;
    return nullptr;
}

std::expected<expression, problem> expression_parser::run() {
    out_.text_ = text_;
    if (text_.size() > expression::text_max) {
        fail(expression::text_max, fmt::format("an expression has at most {} characters", expression::text_max));
    } else if (advance()) {
        const auto whole = parse(0, 0);
        if (whole && here_.what != token::kind::end)
            fail(here_.at, fmt::format("expected an operator or the end, found {}{}", quoted(here_),
                                       did_you_mean(here_.text, operator_words)));
        else if (whole && whole->is.what != kind::condition)
            fail(whole->at,
                 "expected a condition, found a number; compare it with something, as in 'heart_rate > 120'");
    }
    if (failure_) return std::unexpected{*failure_};
    return std::move(out_);
}

/// The first failure is the only one: what follows it is confusion, and nothing is parsed after it.
std::nullopt_t expression_parser::fail(std::size_t at, std::string message) {
    failure_ = problem{{}, 1, static_cast<int>(at) + 1, std::move(message)};
    return std::nullopt;
}

bool expression_parser::advance() {
    auto next = next_token(text_, position_);
    if (!next) return fail(next.error().at, std::move(next.error().message)), false;
    consumed_ = position_;
    here_ = *next;
    position_ = here_.at + here_.text.size();
    return true;
}

/// `expectation`: "expected ')' after the metric's name".
bool expression_parser::accept_sign(std::string_view sign, std::string_view expectation) {
    if (at_sign(sign)) return advance();
    return fail(here_.at, fmt::format("{}, found {}", expectation, quoted(here_))), false;
}

/// An operand followed by every operator that binds at least as tightly as `power`.
std::optional<expression_parser::operand> expression_parser::parse(int power, int depth) {
    auto left = parse_operand(depth);
    bool compared = false;
    while (left) {
        const infix* op = find_infix(here_);
        if (!op || op->power < power) break;
        if (compared && op->compares())
            return fail(here_.at, "comparisons cannot be chained; write 'a < b and b < c' for 'a < b < c'");
        compared = op->compares();
        const std::size_t op_at = here_.at;
        if (!expect(*left, op->takes_conditions(), op->text) || !advance()) return {};
        const auto right = parse_right(*op, *left, depth);
        if (!right || !expect(*right, op->takes_conditions(), op->text)) return {};
        left = join(*op, op_at, *left, *right);
    }
    return left;
}

/// A score may be compared with a level by its name: "acvpu == C".
std::optional<expression_parser::operand> expression_parser::parse_right(const infix& op, const operand& left,
                                                                         int depth) {
    const bool may_be_level = op.compares() && left.is.what == kind::score && here_.what == token::kind::word;
    if (may_be_level && !source_from_name(here_.text) && !find_function(here_.text) && !at_word("limit"))
        return parse_level(left.is.scale);
    return parse(op.power + 1, depth);
}

bool expression_parser::expect(const operand& o, bool condition, std::string_view sign) {
    if ((o.is.what == kind::condition) == condition) return true;
    fail(o.at, condition ? fmt::format("'{}' takes conditions, found a number; compare it with something", sign)
                         : fmt::format("'{}' takes numbers, found a condition", sign));
    return false;
}

std::optional<expression_parser::operand> expression_parser::parse_operand(int depth) {
    if (depth > expression::depth_max)
        return fail(here_.at, fmt::format("nested deeper than {}", expression::depth_max));
    if (at_sign("(")) return parse_parenthesis(depth);
    if (at_sign("-")) return parse_negation(depth);
    if (at_word("not")) return parse_not(depth);
    if (here_.what == token::kind::number || here_.what == token::kind::duration) return parse_literal();
    if (here_.what == token::kind::word && !find_infix(here_)) return parse_word();
    return fail(here_.at, fmt::format("expected a metric, a number or '(', found {}", quoted(here_)));
}

std::optional<expression_parser::operand> expression_parser::parse_parenthesis(int depth) {
    const operand start = begin();
    if (!advance()) return {};
    const auto inner = parse(0, depth + 1);
    if (!inner || !accept_sign(")", fmt::format("expected ')' for the '(' in column {}", start.at + 1))) return {};
    return done(start, inner->is);
}

std::optional<expression_parser::operand> expression_parser::parse_negation(int depth) {
    const operand start = begin();
    if (!advance()) return {};
    // Here and not after it was converted: -4 degF is not the negative of 4 degF.
    const bool is_number = here_.what == token::kind::number;
    if (is_number) here_.number = -here_.number;
    const auto inner = parse(infix::power_of_negation, depth + 1);
    if (!inner || !expect(*inner, false, "-")) return {};
    if (is_number) return done(start, inner->is);
    if (!product({}, inner->is))
        return fail(inner->at, fmt::format("'-' takes numbers to calculate with, found {}", noun(inner->is)));
    emit({.op = negate});
    return done(start, inner->is);
}

std::optional<expression_parser::operand> expression_parser::parse_not(int depth) {
    const operand start = begin();
    if (!advance()) return {};
    const auto inner = parse(infix::power_of_not, depth + 1);
    if (!inner || !expect(*inner, true, "not")) return {};
    emit({.op = logical_not});
    return done(start, kind::condition);
}

std::expected<expression, problem> expression::parse(std::string_view text, std::vector<window_spec>& windows) {
    const std::size_t before = windows.size();
    auto parsed = expression_parser{text, windows}.run();
    if (!parsed) windows.resize(before);
    return parsed;
}

} // namespace vigil::alarm
