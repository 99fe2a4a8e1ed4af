#include "server/alarm/expression.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace vigil::alarm {
namespace {

using enum expression::opcode;

/// Below an operand under construction wait, for each pair of parentheses around it, at most two others: the left sides
/// of `or` and `and`, or of `+` and `*`. One more waits for the right side of the comparison between these two kinds.
constexpr std::size_t stack_size = 2 * (expression::depth_max + 1) + 4;

/// Truth on the stack: 0 is no, 1 is yes, NaN is unknown. `not` is then 1 - x.
double compared(bool holds, double a, double b) {
    if (std::isnan(a) || std::isnan(b)) return no_value;
    return holds ? 1 : 0;
}

double both(double a, double b) {
    if (a == 0 || b == 0) return 0;
    return std::isnan(a) || std::isnan(b) ? no_value : 1;
}

double either(double a, double b) {
    if (a == 1 || b == 1) return 1;
    return std::isnan(a) || std::isnan(b) ? no_value : 0;
}

double combine(expression::opcode op, double a, double b) {
    switch (op) {
        case add: return a + b;
        case subtract: return a - b;
        case multiply: return a * b;
        case divide: return b == 0 ? no_value : a / b;
        case less: return compared(a < b, a, b);
        case less_equal: return compared(a <= b, a, b);
        case greater: return compared(a > b, a, b);
        case greater_equal: return compared(a >= b, a, b);
        case equal: return compared(a == b, a, b);
        case not_equal: return compared(a != b, a, b);
        case logical_and: return both(a, b);
        case logical_or: return either(a, b);
        default: return no_value;
    }
}

double fetch(const expression::instruction& i, const chart& c, instant now) {
    switch (i.op) {
        case number: return i.number;
        case load: return known(c, i.first, now);
        case load_fresher: return known(c, fresher(c, i.first, i.second, now), now);
        default: return std::isnan(known(c, i.first, now)) && std::isnan(known(c, i.second, now)) ? 0 : 1;
    }
}

} // namespace

truth expression::evaluate(const chart& c, instant now) const {
    std::array<double, stack_size> stack;
    std::size_t size = 0;
    for (const instruction& i : program_) {
        if (i.op <= opcode::present) {
            stack[size++] = fetch(i, c, now);
        } else if (i.op == opcode::negate) {
            stack[size - 1] = -stack[size - 1];
        } else if (i.op == opcode::logical_not) {
            stack[size - 1] = 1 - stack[size - 1];
        } else {
            --size;
            stack[size - 1] = combine(i.op, stack[size - 1], stack[size]);
        }
    }
    if (size == 0 || std::isnan(stack[0])) return truth::unknown;
    return stack[0] != 0 ? truth::yes : truth::no;
}

std::string to_text(const problem& p) {
    return fmt::format("{}{}{}:{}: {}", p.file, p.file.empty() ? "" : ":", p.line, p.column, p.message);
}

} // namespace vigil::alarm
