// Text of an expression -> postfix program: precedence climbing, one pass, no tree.
#include <fmt/format.h>

#include <array>

#include "server/alarm/expression.hpp"
#include "server/alarm/lexer.hpp"
#include "server/alarm/suggestion.hpp"
#include "server/alarm/vocabulary.hpp"

namespace vigil::alarm {
namespace {

using enum expression::opcode;
using opcode = expression::opcode;
using kind = token::kind;

enum class type : std::uint8_t { number, condition };

/// What has been compiled so far of one operand.
struct operand {
    type is{};
    std::size_t at = 0;    ///< in the text
    std::size_t first = 0; ///< in the program
};

constexpr int power_of_not = 3, power_of_comparison = 4, power_of_negation = 7;

struct infix {
    std::string_view text;
    int power;
    type takes, gives;
    opcode op;
};

constexpr std::array<infix, 12> infixes{{
    {"or", 1, type::condition, type::condition, logical_or},
    {"and", 2, type::condition, type::condition, logical_and},
    {"<", power_of_comparison, type::number, type::condition, less},
    {"<=", power_of_comparison, type::number, type::condition, less_equal},
    {">", power_of_comparison, type::number, type::condition, greater},
    {">=", power_of_comparison, type::number, type::condition, greater_equal},
    {"==", power_of_comparison, type::number, type::condition, equal},
    {"!=", power_of_comparison, type::number, type::condition, not_equal},
    {"+", 5, type::number, type::number, add},
    {"-", 5, type::number, type::number, subtract},
    {"*", 6, type::number, type::number, multiply},
    {"/", 6, type::number, type::number, divide},
}};

constexpr std::array<std::string_view, 3> operator_words{"and", "or", "not"};

const infix* find_infix(const token& t) {
    if (t.what != kind::word && t.what != kind::sign) return nullptr;
    for (const infix& i : infixes)
        if (i.text == t.text) return &i;
    return nullptr;
}

std::uint32_t bit(metric m) {
    static_assert(metric_count <= 32);
    return 1u << index(m);
}

} // namespace

class expression_parser {
public:
    explicit expression_parser(std::string_view text) : text_{text} { out_.text_ = text; }

    std::expected<expression, problem> run() {
        if (text_.size() > expression::text_max) {
            fail(expression::text_max, fmt::format("an expression has at most {} characters", expression::text_max));
        } else if (advance()) {
            const auto whole = parse(0, 0);
            if (whole && here_.what != kind::end)
                fail(here_.at, fmt::format("expected an operator or the end, found {}{}", quoted(here_),
                                           did_you_mean(here_.text, operator_words)));
            else if (whole && whole->is == type::number)
                fail(whole->at,
                     "expected a condition, found a number; compare it with something, as in 'heart_rate > 120'");
        }
        if (failure_) return std::unexpected{*failure_};
        return std::move(out_);
    }

private:
    /// The first failure counts: what follows it is confusion. Nothing may be parsed after it.
    std::nullopt_t fail(std::size_t at, std::string message) {
        if (!failure_) failure_ = problem{{}, 1, static_cast<int>(at) + 1, std::move(message)};
        return std::nullopt;
    }

    bool advance() {
        auto next = next_token(text_, position_);
        if (!next) return fail(next.error().at, std::move(next.error().message)), false;
        here_ = *next;
        position_ = here_.at + here_.text.size();
        return true;
    }

    bool at_sign(std::string_view sign) const { return here_.what == kind::sign && here_.text == sign; }
    bool at_word(std::string_view word) const { return here_.what == kind::word && here_.text == word; }

    /// An operand followed by every operator that binds at least as tightly as `power`.
    std::optional<operand> parse(int power, int depth) {
        auto left = parse_operand(depth);
        bool compared = false;
        while (left) {
            const infix* op = find_infix(here_);
            if (!op || op->power < power) break;
            const bool compares = op->power == power_of_comparison;
            if (compared && compares)
                return fail(here_.at, "comparisons cannot be chained; write 'a < b and b < c' for 'a < b < c'");
            compared = compares;
            const std::string_view sign = here_.text;
            if (!expect(*left, op->takes, sign) || !advance()) return {};
            const auto right = parse(op->power + 1, depth);
            if (!right || !expect(*right, op->takes, sign)) return {};
            left = join(*op, *left, *right);
        }
        return left;
    }

    bool expect(const operand& o, type wanted, std::string_view sign) {
        if (o.is == wanted) return true;
        fail(o.at, wanted == type::condition
                       ? fmt::format("'{}' takes conditions, found a number; compare it with something", sign)
                       : fmt::format("'{}' takes numbers, found a condition", sign));
        return false;
    }

    operand join(const infix& op, const operand& left, const operand& right) {
        if (op.gives == type::condition && op.takes == type::number) note_limit(left, right);
        emit({.op = op.op});
        return {op.gives, left.at, left.first};
    }

    void note_limit(const operand& left, const operand& right) {
        if (out_.limit_ || right.first - left.first != 1 || out_.program_.size() - right.first != 1) return;
        const auto& a = out_.program_[left.first];
        const auto& b = out_.program_[right.first];
        const auto loads = [](const auto& i) { return i.op == load || i.op == load_fresher; };
        if (loads(a) && b.op == number) out_.limit_ = limit_term{a.first, a.second, b.number};
        if (loads(b) && a.op == number) out_.limit_ = limit_term{b.first, b.second, a.number};
    }

    std::optional<operand> parse_operand(int depth) {
        if (depth > expression::depth_max)
            return fail(here_.at, fmt::format("nested deeper than {}", expression::depth_max));
        const operand start{type::number, here_.at, out_.program_.size()};
        if (at_sign("(")) return parse_parenthesis(depth);
        if (at_sign("-")) return parse_negation(start, depth);
        if (at_word("not")) return parse_not(start, depth);
        if (at_word("present")) return parse_present(start);
        if (here_.what == kind::number) {
            emit({.op = number, .number = here_.number});
        } else if (here_.what == kind::word && !find_infix(here_)) {
            const auto from = parse_source();
            if (!from) return {};
            const bool is_family = from->first != from->second;
            emit({.op = is_family ? load_fresher : load, .first = from->first, .second = from->second});
            if (is_family) out_.fading_ |= bit(from->first) | bit(from->second);
        } else {
            return fail(here_.at, fmt::format("expected a metric, a number or '(', found {}", quoted(here_)));
        }
        if (!advance()) return {};
        return start;
    }

    std::optional<operand> parse_parenthesis(int depth) {
        const std::size_t opened = here_.at;
        if (!advance()) return {};
        auto inner = parse(0, depth + 1);
        if (!inner) return {};
        if (!at_sign(")"))
            return fail(here_.at,
                        fmt::format("expected ')' for the '(' in column {}, found {}", opened + 1, quoted(here_)));
        if (!advance()) return {};
        inner->at = opened;
        return inner;
    }

    std::optional<operand> parse_negation(const operand& start, int depth) {
        if (!advance()) return {};
        const auto inner = parse(power_of_negation, depth + 1);
        if (!inner || !expect(*inner, type::number, "-")) return {};
        auto& last = out_.program_.back();
        if (last.op == number)
            last.number = -last.number;
        else
            emit({.op = negate});
        return start;
    }

    std::optional<operand> parse_not(const operand& start, int depth) {
        if (!advance()) return {};
        const auto inner = parse(power_of_not, depth + 1);
        if (!inner || !expect(*inner, type::condition, "not")) return {};
        emit({.op = logical_not});
        return operand{type::condition, start.at, start.first};
    }

    std::optional<operand> parse_present(const operand& start) {
        if (!advance()) return {};
        if (!at_sign("(")) return fail(here_.at, fmt::format("expected '(' after 'present', found {}", quoted(here_)));
        if (!advance()) return {};
        if (here_.what != kind::word)
            return fail(here_.at, fmt::format("present() takes the name of a metric, found {}", quoted(here_)));
        const auto from = parse_source();
        if (!from || !advance()) return {};
        if (!at_sign(")"))
            return fail(here_.at, fmt::format("expected ')' after the metric's name, found {}", quoted(here_)));
        emit({.op = present, .first = from->first, .second = from->second});
        out_.fading_ |= bit(from->first) | bit(from->second);
        if (!advance()) return {};
        return operand{type::condition, start.at, start.first};
    }

    std::optional<source> parse_source() {
        const auto found = source_from_name(here_.text);
        if (!found)
            return fail(here_.at, fmt::format("unknown metric '{}'{}", here_.text, did_you_mean_metric(here_.text)));
        out_.metrics_ |= bit(found->first) | bit(found->second);
        return found;
    }

    void emit(const expression::instruction& i) { out_.program_.push_back(i); }

    std::string_view text_;
    std::size_t position_ = 0;
    token here_;
    expression out_;
    std::optional<problem> failure_;
};

std::expected<expression, problem> expression::parse(std::string_view text) {
    return expression_parser{text}.run();
}

} // namespace vigil::alarm
