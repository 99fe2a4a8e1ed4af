// Two operands and the operator between them: do they go together, and what comes out.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "server/alarm/expression_parser.hpp"

namespace vigil::alarm {
namespace {

using enum expression::opcode;
using opcode = expression::opcode;
using kind = dimension::kind;

constexpr double minute_ms = 60'000;
constexpr double minutes_max = token::duration_hours_max * 60;

bool is_clock(const dimension& d) {
    return d.what == kind::elapsed || d.what == kind::minutes || d.what == kind::early_warning;
}

/// `a op b` as `b op a`.
opcode mirrored(opcode op) {
    switch (op) {
        case less: return greater;
        case less_equal: return greater_equal;
        case greater: return less;
        case greater_equal: return less_equal;
        default: return op;
    }
}

std::optional<dimension> calculated(opcode op, const dimension& a, const dimension& b) {
    switch (op) {
        case add: return sum(a, b);
        case subtract: return difference(a, b);
        case multiply: return product(a, b);
        default: return quotient(a, b);
    }
}

/// What the right side of a clock or a score of NEWS2 has to be.
std::string_view comparison_of(const dimension& d) {
    switch (d.what) {
        case kind::elapsed: return "a duration, as in '> 30min'";
        case kind::minutes: return "a number of minutes, as in '< 15'";
        default: return "a number, as in '>= 5'";
    }
}

} // namespace

std::optional<expression_parser::operand> expression_parser::join(const infix& op, std::size_t op_at,
                                                                  const operand& left, const operand& right) {
    if (op.compares()) return compare(op, op_at, left, right);
    if (op.takes_conditions()) {
        emit({.op = op.op});
        return done(left, kind::condition);
    }
    const auto is = calculated(op.op, left.is, right.is);
    if (!is) return refuse(op, left, right);
    emit({.op = op.op});
    return done(left, *is);
}

std::optional<expression_parser::operand> expression_parser::compare(const infix& op, std::size_t op_at,
                                                                     const operand& left, const operand& right) {
    if (is_clock(left.is)) return compare_clock(op.op, op_at, left, right);
    if (is_clock(right.is)) {
        auto result = compare_clock(mirrored(op.op), op_at, right, left);
        if (result) result->at = left.at, result->first = left.first;
        return result;
    }
    if (!agreed(left.is, right.is)) return refuse(op, left, right);
    note_limit(left, right);
    emit({.op = op.op});
    return done(left, kind::condition);
}

/// The two instructions of the clock and the literal become one, which says "at least" or "more"; the other comparisons
/// are the opposites of these.
std::optional<expression_parser::operand> expression_parser::compare_clock(opcode op, std::size_t op_at,
                                                                           const operand& clock,
                                                                           const operand& literal) {
    if (op == equal || op == not_equal)
        return fail(op_at, fmt::format("'{}' is compared by <, <=, > or >= only", written(clock)));
    const bool more = op == greater || op == less_equal;
    const auto least = least_of(clock, literal, more);
    if (!least) return {};
    auto& program = out_.program_;
    expression::instruction i = program[clock.first];
    program.resize(std::min(clock.first, literal.first));
    i.number = *least;
    if (more && i.op == elapsed_at_least) i.op = elapsed_more;
    if (more && i.op == skew_at_least) i.op = skew_more;
    emit(i);
    if (op == less || op == less_equal) emit({.op = logical_not});
    return done(clock, kind::condition);
}

/// What the instruction compares with: whole milliseconds, or whole points of NEWS2.
std::optional<double> expression_parser::least_of(const operand& clock, const operand& literal, bool more) {
    const auto& program = out_.program_;
    const double value = program[literal.first].number;
    const bool are_two = program.size() - std::min(clock.first, literal.first) == 2;
    const bool is_literal = are_two && program[literal.first].op == number;
    const bool is_plain = is_literal && literal.is.what == kind::plain;
    const bool is_duration = is_literal && literal.is.what == kind::duration;
    if (!(clock.is.what == kind::elapsed ? is_duration : is_plain || (clock.is.what == kind::minutes && is_duration)))
        return fail(literal.at, fmt::format("'{}' is compared with {}; found '{}'", written(clock),
                                            comparison_of(clock.is), written(literal)));
    if (clock.is.what == kind::early_warning) {
        const int most = program[clock.first].op == news2_at_least ? 20 : 3;
        if (value < 0 || value > most)
            return fail(literal.at, fmt::format("'{}' is 0 to {}, found {}", written(clock), most, written(literal)));
        return more ? std::floor(value) + 1 : std::ceil(value);
    }
    if (is_plain && (value < 0 || value > minutes_max))
        return fail(literal.at, fmt::format("'{}' is compared with 0 to {} minutes, found {}", written(clock),
                                            minutes_max, written(literal)));
    const double ms = is_plain ? value * minute_ms : value;
    return more ? std::floor(ms) : std::ceil(ms);
}

std::nullopt_t expression_parser::refuse(const infix& op, const operand& left, const operand& right) {
    const bool single = is_single(left, right.first);
    const std::string verb = op.compares() ? "compared" : fmt::format("combined by '{}'", op.text);
    return fail(right.at, fmt::format("{} {} and cannot be {} with {}{}", single ? written(left) : "the left side",
                                      statement(left.is), verb, noun(right.is), expected_instead(left.is, right.is)));
}

void expression_parser::note_limit(const operand& left, const operand& right) {
    if (out_.limit_ || !is_single(left, right.first) || !is_single(right, out_.program_.size())) return;
    const auto note = [this](const expression::instruction& value, const expression::instruction& limit) {
        if (value.op != load && value.op != load_fresher) return;
        if (limit.op == number) out_.limit_ = limit_term{value.first, value.second, limit.number};
        if (limit.op == limit_value) out_.limit_ = limit_term{value.first, value.second, no_value};
    };
    note(out_.program_[left.first], out_.program_[right.first]);
    note(out_.program_[right.first], out_.program_[left.first]);
}

} // namespace vigil::alarm
