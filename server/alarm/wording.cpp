#include "server/alarm/wording.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "server/alarm/duration.hpp"
#include "server/alarm/value_words.hpp"

namespace vigil::alarm {
namespace {

using opcode = expression::opcode;
using instruction = expression::instruction;
using enum expression::opcode;

/// How tightly a text holds together; a looser one inside it needs parentheses.
enum class binding : std::uint8_t { disjunction, conjunction, statement, sum, product, whole };

struct side {
    std::string text;
    binding holds = binding::whole;
};

struct phrase {
    side is;
    side is_not;                  ///< of a condition
    std::optional<metric> what;   ///< whose unit it has
    std::optional<double> number; ///< known beforehand
};

std::string held(const side& s, binding least) {
    return s.holds < least ? fmt::format("({})", s.text) : s.text;
}

/// A number takes the unit of what it stands beside.
side beside(const phrase& p, const phrase& other) {
    if (p.number && other.what) return {in_words(*p.number, *other.what)};
    return p.is;
}

phrase statement(std::string is, std::string is_not) {
    return {{std::move(is), binding::statement}, {std::move(is_not), binding::statement}, {}, {}};
}

struct comparison {
    opcode op, opposite, mirrored;
    std::string_view verb;
};
constexpr std::array<comparison, 6> comparisons{{
    {less, greater_equal, greater, "is below"},
    {less_equal, greater, greater_equal, "is at most"},
    {greater, less_equal, less, "is above"},
    {greater_equal, less, less_equal, "is at least"},
    {equal, not_equal, equal, "is"},
    {not_equal, equal, not_equal, "is not"},
}};
const comparison& comparison_of(opcode op) {
    return comparisons[static_cast<std::size_t>(op) - static_cast<std::size_t>(less)];
}
static_assert([] {
    for (std::size_t i = 0; i < comparisons.size(); ++i)
        if (static_cast<std::size_t>(comparisons[i].op) - static_cast<std::size_t>(less) != i) return false;
    return true;
}());

phrase compared(opcode op, const phrase& left, const phrase& right) {
    if (left.number && !right.number) return compared(comparison_of(op).mirrored, right, left);
    const auto say = [&](opcode verb) {
        return fmt::format("{} {} {}", beside(left, right).text, comparison_of(verb).verb, beside(right, left).text);
    };
    return statement(say(op), say(comparison_of(op).opposite));
}

struct calculation {
    opcode op;
    std::string_view verb;
    binding holds;
    bool either_way; ///< the right side may be another such calculation without parentheses
};
constexpr std::array<calculation, 4> calculations{{
    {add, "plus", binding::sum, true},
    {subtract, "minus", binding::sum, false},
    {multiply, "times", binding::product, true},
    {divide, "divided by", binding::product, false},
}};

double calculated(opcode op, double a, double b) {
    switch (op) {
        case add: return a + b;
        case subtract: return a - b;
        case multiply: return a * b;
        default: return a / b;
    }
}

phrase combined(opcode op, const phrase& left, const phrase& right) {
    const calculation& c = calculations[static_cast<std::size_t>(op) - static_cast<std::size_t>(add)];
    if (left.number && right.number) {
        const double value = calculated(op, *left.number, *right.number);
        if (std::isfinite(value)) return {{number_text(value)}, {}, {}, value};
    }
    const bool sums = c.holds == binding::sum;
    const binding right_needs = c.either_way ? c.holds : static_cast<binding>(static_cast<int>(c.holds) + 1);
    phrase out;
    out.is = {fmt::format("{} {} {}", held(sums ? beside(left, right) : left.is, c.holds), c.verb,
                          held(sums ? beside(right, left) : right.is, right_needs)),
              c.holds};
    if (sums || !left.what || !right.what) out.what = left.what ? left.what : right.what;
    if (op == divide && !left.what) out.what.reset();
    return out;
}

phrase joined(opcode op, const phrase& left, const phrase& right) {
    const bool both = op == logical_and;
    const binding holds = both ? binding::conjunction : binding::disjunction;
    const bool mixed = left.is.holds == binding::conjunction || right.is.holds == binding::conjunction;
    const std::string_view word = both ? " and " : mixed ? ", or " : " or ";
    side is{fmt::format("{}{}{}", held(left.is, holds), word, held(right.is, holds)), holds};
    side is_not{fmt::format("not ({})", is.text), binding::statement};
    return {std::move(is), std::move(is_not), {}, {}};
}

phrase negated(const phrase& p) {
    if (p.number) return {{number_text(-*p.number)}, {}, {}, -*p.number};
    return {{fmt::format("minus {}", held(p.is, binding::whole)), binding::product}, {}, p.what, {}};
}

/// "... was measured {} ago": at least or more, and the opposite.
phrase quantified(fmt::format_string<std::string> text, bool more, milliseconds d) {
    const auto say = [&](std::string_view how) { return fmt::format(text, fmt::format("{} {}", how, in_words(d))); };
    return statement(say(more ? "more than" : "at least"), say(more ? "at most" : "less than"));
}

phrase elapsed(const instruction& i) {
    const bool more = i.op == elapsed_more;
    const milliseconds d{static_cast<std::int64_t>(i.number)};
    const std::string_view noun = noun_of(i.first, i.second);
    switch (i.timed) {
        case clock::silence: return quantified("the monitor was last heard {} ago", more, d);
        case clock::since_step: return quantified("the dose was last changed {} ago", more, d);
        case clock::overdue:
            return statement(fmt::format("no {} came for {} of this phase", noun, in_words(d)),
                             fmt::format("{} came within the last {}, or the phase is as new", noun, in_words(d)));
        case clock::frozen:
            return statement(fmt::format("{} has been exactly the same for {}", noun, in_words(d)),
                             fmt::format("{} has changed within the last {}", noun, in_words(d)));
        case clock::age: break;
    }
    phrase p = quantified("was measured {} ago", more, d);
    p.is.text = fmt::format("{} {}", noun, p.is.text);
    p.is_not.text = fmt::format("{} {}", noun, p.is_not.text);
    return p;
}

phrase scored(std::string_view what, double points) {
    return statement(fmt::format("{} is at least {}", what, points), fmt::format("{} is below {}", what, points));
}

class writer {
public:
    writer(double limit, std::span<const window_spec> windows) : limit_{limit}, windows_{windows} {}

    void take(const instruction& i) {
        if (i.op == negate) {
            stack_.push_back(negated(pop()));
        } else if (i.op == logical_not) {
            std::swap(stack_.back().is, stack_.back().is_not);
        } else if (i.op < negate) {
            stack_.push_back(operand(i));
        } else {
            const phrase right = pop(), left = pop();
            stack_.push_back(i.op <= divide      ? combined(i.op, left, right)
                             : i.op <= not_equal ? compared(i.op, left, right)
                                                 : joined(i.op, left, right));
        }
    }
    const side& result() const { return stack_.back().is; }

private:
    phrase pop() {
        phrase top = std::move(stack_.back());
        stack_.pop_back();
        return top;
    }

    phrase operand(const instruction& i) const {
        const std::string_view noun = noun_of(i.first, i.second);
        switch (i.op) {
            case number: return {{number_text(i.number)}, {}, {}, i.number};
            case limit_value: return {{number_text(limit_)}, {}, {}, limit_};
            case load:
            case load_fresher: return {{std::string{noun}}, {}, i.first, {}};
            case baseline:
            case baseline_fresher: return {{fmt::format("the baseline of {}", noun)}, {}, i.first, {}};
            case change: return past("the change of {} over {}", i);
            case mean: return past("the mean of {} over {}", i);
            case news2_at_least: return scored("NEWS2", i.number);
            case news2_single_at_least: return scored("the highest single item of NEWS2", i.number);
            default: return fact(i);
        }
    }

    phrase past(fmt::format_string<std::string_view, std::string> text, const instruction& i) const {
        return {{fmt::format(text, noun_of(i.first, i.second), in_words(windows_[i.index].width))}, {}, i.first, {}};
    }

    static phrase fact(const instruction& i) {
        const std::string_view noun = noun_of(i.first, i.second);
        const auto say = [&](std::string_view is, std::string_view is_not) {
            return statement(fmt::format("{} {}", noun, is), fmt::format("{} {}", noun, is_not));
        };
        switch (i.op) {
            case present: return say("is known", "is not known");
            case lost: return say("was known and is not any more", "is known, or never was");
            case sensor_off: return say("has its sensor off", "does not have its sensor off");
            case scheduled:
                return say("is due as the session's protocol has it", "is in no check of a session's protocol");
            case implausible: return say("is beyond the plausible", "is not beyond the plausible");
            case confusion_open:
                return statement("new confusion and dissociation are both charted and nobody has decided which it is",
                                 "it is not open whether there is new confusion or dissociation");
            case identity_conflict:
                return statement("senders name different patients for this bed", "all senders name the same patient");
            case phase_is: return phase_of(static_cast<infusion_phase>(i.index));
            case skew_at_least:
            case skew_more:
                return quantified("the monitor's clock is off by {}", i.op == skew_more,
                                  milliseconds{static_cast<std::int64_t>(i.number)});
            default: return elapsed(i);
        }
    }

    static phrase phase_of(infusion_phase p) {
        return statement(fmt::format("the phase is {}", name(p)), fmt::format("the phase is not {}", name(p)));
    }

    double limit_;
    std::span<const window_spec> windows_;
    std::vector<phrase> stack_;
};

} // namespace

wording in_words(const expression& e, double limit, std::span<const window_spec> windows) {
    writer w{limit, windows};
    for (const instruction& i : e.program()) w.take(i);
    return {w.result().text, w.result().holds < binding::statement};
}

} // namespace vigil::alarm
