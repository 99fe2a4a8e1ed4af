#include "server/alarm/expression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "server/alarm/news2.hpp"

namespace vigil::alarm {
namespace {

using enum expression::opcode;
using instruction = expression::instruction;

/// Below an operand under construction wait, for each pair of parentheses around it, at most two others: the left sides
/// of `or` and `and`, or of `+` and `*`. One more waits for the right side of the comparison between these two kinds.
constexpr std::size_t stack_size = 2 * (expression::depth_max + 1) + 4;

/// What an expression is evaluated against.
struct situation {
    const patient& p;
    double limit;
    instant now;

    double value(metric m) const { return known(p.values, m, now); }
    bool is_known(const instruction& i) const { return !std::isnan(value(i.first)) || !std::isnan(value(i.second)); }
    metric source(const instruction& i) const { return fresher(p.values, i.first, i.second, now); }
};

/// Truth on the stack: 0 is no, 1 is yes, NaN is unknown. `not` is then 1 - x.
double as_truth(bool b) {
    return b ? 1 : 0;
}

double compared(bool holds, double a, double b) {
    return std::isnan(a) || std::isnan(b) ? no_value : as_truth(holds);
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
        default: return either(a, b);
    }
}

/// Of the source that is read now; where it has none, of the other one.
double baseline_value_of(const instruction& i, const situation& s) {
    const metric now = s.source(i);
    const double value = baseline_of(s.p, now);
    return std::isnan(value) ? baseline_of(s.p, now == i.first ? i.second : i.first) : value;
}

double windowed(const instruction& i, const situation& s) {
    if (i.index >= s.p.windows.size() || std::isnan(s.value(i.first)) || no_sample(i.first, s.p.values[i.first]))
        return no_value;
    const window& w = s.p.windows[i.index];
    return i.op == mean ? w.mean() : w.change();
}

/// A number came, even if it is one that rules may not use.
bool has_number(const observed& o) {
    return usable(o) || o.status == validity::implausible || o.status == validity::test;
}

/// Up to when a monitor's numbers are there: a person who charts one is no monitor.
instant numbers_until(metric m, const observed& o) {
    if (o.by_hand) return o.monitor_until;
    return has_number(o) ? stale_at(m, o) : instant{};
}

double is_lost(const instruction& i, const situation& s) {
    const chart& values = s.p.values;
    const auto was_measured = [&](metric m) { return values[m].monitor_until != instant{}; };
    if (!was_measured(i.first) && !was_measured(i.second)) return 0;
    for (const metric m : {i.first, i.second})
        if (s.now < numbers_until(m, values[m])) return 0;
    return s.p.silent ? no_value : 1;
}

double newest_is(validity status, const instruction& i, const situation& s) {
    const observed& o = s.p.values[i.first];
    if (s.now >= stale_at(i.first, o)) return no_value;
    if (no_sample(i.first, o)) return no_value; // what the sensor says is not known
    return as_truth(o.status == status);
}

double open_question(const situation& s) {
    const auto open = confusion_undecided(s.p, s.now);
    return open ? as_truth(*open) : no_value;
}

instant measured(const observed& o) {
    return std::min(o.measured_at, o.received_at);
}

/// When what instruction `i` times began; nothing where it does not run.
std::optional<instant> began(const instruction& i, const patient& p) {
    const observed& a = p.values[i.first];
    const observed& b = p.values[i.second];
    switch (i.timed) {
        case clock::silence: return p.last_heard;
        case clock::since_step: return p.step_at;
        case clock::overdue: return std::max({p.phase_since, a.usable_at, b.usable_at});
        case clock::frozen: return usable(a) && !a.by_hand ? std::optional{a.unchanged_since} : std::nullopt;
        case clock::age: break;
    }
    if (usable(a) && usable(b)) return std::max(measured(a), measured(b));
    if (usable(a)) return measured(a);
    return usable(b) ? std::optional{measured(b)} : std::nullopt;
}

/// The moment from which on an elapsed_ instruction is yes.
std::optional<instant> passes(const instruction& i, const patient& p) {
    const auto from = began(i, p);
    if (!from) return {};
    return *from + milliseconds{static_cast<std::int64_t>(i.number) + (i.op == elapsed_more ? 1 : 0)};
}

double has_elapsed(const instruction& i, const situation& s) {
    if (i.timed == clock::frozen && std::isnan(s.value(i.first))) return no_value;
    const auto at = passes(i, s.p);
    return at ? as_truth(s.now >= *at) : no_value;
}

double is_skewed(const instruction& i, const situation& s) {
    if (!s.p.clock_skew) return no_value;
    const auto off = static_cast<double>(std::abs(s.p.clock_skew->count()));
    return as_truth(i.op == skew_more ? off > i.number : off >= i.number);
}

/// Yes or no where both ends of the range say so.
double at_least(int low, int high, double number) {
    if (low >= number) return 1;
    return high < number ? 0 : no_value;
}

double scored(const instruction& i, const situation& s) {
    const news2_score score = news2(s.p, s.now);
    return i.op == news2_at_least ? at_least(score.low, score.high, i.number)
                                  : at_least(score.single_low, score.single_high, i.number);
}

/// What an instruction without operands puts on the stack.
double fetch(const instruction& i, const situation& s) {
    switch (i.op) {
        case number: return i.number;
        case limit_value: return s.limit;
        case load: return s.value(i.first);
        case load_fresher: return s.value(s.source(i));
        case baseline: return baseline_of(s.p, i.first);
        case baseline_fresher: return baseline_value_of(i, s);
        case change:
        case mean: return windowed(i, s);
        case present: return as_truth(s.is_known(i));
        case lost: return is_lost(i, s);
        case sensor_off: return newest_is(validity::sensor_off, i, s);
        case implausible: return newest_is(validity::implausible, i, s);
        case confusion_open: return open_question(s);
        case identity_conflict: return as_truth(s.now < identities_differ_until(s.p));
        case scheduled:
            return as_truth(((s.p.scheduled >> index(i.first) | s.p.scheduled >> index(i.second)) & 1) != 0);
        case phase_is: return as_truth(i.index == static_cast<std::uint8_t>(s.p.phase));
        case elapsed_at_least:
        case elapsed_more: return has_elapsed(i, s);
        case skew_at_least:
        case skew_more: return is_skewed(i, s);
        default: return scored(i, s);
    }
}

} // namespace

truth expression::evaluate(const patient& p, double limit, instant now) const {
    const situation s{p, limit, now};
    std::array<double, stack_size> stack;
    std::size_t size = 0;
    for (const instruction& i : program_) {
        if (i.op < opcode::negate) {
            stack[size++] = fetch(i, s);
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

bool expression::by_value() const {
    constexpr std::array reads{number, limit_value, load, sensor_off, implausible};
    return std::ranges::all_of(program_, [&](const instruction& i) {
        return i.op >= opcode::negate || std::ranges::find(reads, i.op) != reads.end();
    });
}

std::optional<bool> expression::holds_above_limit() const {
    bool above = false, below = false;
    for (std::size_t i = 1; i < program_.size(); ++i) {
        const opcode op = program_[i].op;
        if (op == logical_not) return {};
        if (program_[i - 1].op != limit_value) continue;
        above = above || op == greater || op == greater_equal;
        below = below || op == less || op == less_equal;
    }
    return above == below ? std::nullopt : std::optional{above};
}

instant expression::next_due(const patient& p, instant after) const {
    instant first = never;
    const auto note = [&](instant at) {
        if (at > after) first = std::min(first, at);
    };
    for (std::uint64_t rest = fading_; rest != 0; rest &= rest - 1) {
        const auto m = static_cast<metric>(std::countr_zero(rest));
        const observed& o = p.values[m];
        if (has_number(o)) note(stale_at(m, o));
        if (o.by_hand) note(o.monitor_until);
    }
    if (!timed_) return first;
    for (const instruction& i : program_) {
        if (i.op == elapsed_at_least || i.op == elapsed_more) {
            if (const auto at = passes(i, p)) note(*at);
        } else if (i.op == identity_conflict) {
            note(identities_differ_until(p));
        } else if (i.op == news2_at_least || i.op == news2_single_at_least) {
            note(news2_due(p, after));
        }
    }
    return first;
}

std::string to_text(const problem& p) {
    return fmt::format("{}{}{}:{}: {}", p.file, p.file.empty() ? "" : ":", p.line, p.column, p.message);
}

} // namespace vigil::alarm
