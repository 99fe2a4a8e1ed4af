#include "server/alarm/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "server/alarm/duration.hpp"
#include "server/alarm/value_words.hpp"
#include "server/alarm/wording.hpp"

namespace vigil::alarm {
namespace {

using opcode = expression::opcode;

template <typename Condition>
bool any_instruction(const rule& r, Condition holds) {
    const auto in = [&](const expression& e) { return std::ranges::any_of(e.program(), holds); };
    return std::ranges::any_of(r.levels, [&](const level& l) {
        return in(l.when) || (l.until && in(*l.until)) || (l.bypass && in(*l.bypass));
    });
}

/// Whether a value that is missing can leave a condition open.
bool reads_values(const expression::instruction& i) {
    constexpr std::array reading{opcode::load,   opcode::load_fresher, opcode::baseline,   opcode::baseline_fresher,
                                 opcode::change, opcode::mean,         opcode::sensor_off, opcode::implausible};
    return std::ranges::find(reading, i.op) != reading.end();
}

bool reads_news2(const expression::instruction& i) {
    return i.op == opcode::news2_at_least || i.op == opcode::news2_single_at_least;
}

void append_adjustable(std::string& out, const level& l) {
    const auto& compared = l.when.limit();
    const auto text = [&](double value) {
        return compared ? in_words(value, compared->what) : fmt::format("{}", value);
    };
    out += fmt::format("    Its limit, {}, may be set for one patient between {} and {}", text(*l.limit),
                       text(l.adjustable->least), text(l.adjustable->most));
    const bool followed = (l.until && l.until->uses_limit()) || (l.bypass && l.bypass->uses_limit());
    out += followed ? "; what is reckoned from it moves with it.\n" : ".\n";
}

void append_level(std::string& out, const level& l, const rule_set& set) {
    const auto words = [&](const expression& e) { return in_words(e, l.limit.value_or(no_value), set.windows); };
    const wording when = words(l.when);
    out += fmt::format("  {}: when {}", name(l.urgency), when.text);
    if (l.condition_delay > milliseconds{0})
        out += fmt::format("{} for {}", when.joined ? ", all this" : "", in_words(l.condition_delay));
    if (l.bypass) out += fmt::format(", or at once when {}", words(*l.bypass).text);
    out += l.until ? fmt::format("; ends when {}.\n", words(*l.until).text) : "; ends when that is no longer so.\n";
    if (l.adjustable) append_adjustable(out, l);
}

std::string_view or_more(priority p) {
    return p == priority::high ? "" : " or more";
}

void append_calls(std::string& out, const rule& r, const std::vector<call_rule>& calls) {
    std::string list;
    for (const call_rule& c : calls) {
        if (c.least > r.levels.back().urgency) continue;
        list += fmt::format("{}{} after {}", list.empty() ? "" : ", ", c.whom, in_words(c.after));
        if (c.least > r.levels.front().urgency) list += fmt::format(" (if {}{})", name(c.least), or_more(c.least));
    }
    out += list.empty() ? "  Nobody is called if nobody acknowledges it.\n"
                        : fmt::format("  Called if nobody acknowledges it: {}.\n", list);
}

} // namespace

std::string explain(const rule& r, const rule_set& set) {
    std::string out = fmt::format("{}: a {} alarm.\n", r.name, name(r.what));
    for (const level& l : r.levels) append_level(out, l, set);
    if (any_instruction(r, reads_values)) out += "  A value that is not known neither raises nor ends it.\n";
    if (any_instruction(r, reads_news2))
        out +=
            "  NEWS2 with a value missing counts where no such value could change the answer. Not for patients under "
            "16 years or in pregnancy.\n";
    if (r.latching) out += "  Latching: once over it stays shown until somebody acknowledges it.\n";
    if (r.again_after > milliseconds{0})
        out += fmt::format("  Not raised again within {} of the last time, except at once or more urgently.\n",
                           in_words(r.again_after));
    if (r.realarm_after)
        out += fmt::format("  Acknowledged and still there, it sounds again after {}.\n", in_words(*r.realarm_after));
    append_calls(out, r, set.calls);
    return out;
}

} // namespace vigil::alarm
