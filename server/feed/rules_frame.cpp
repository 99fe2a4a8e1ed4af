#include "server/feed/rules_frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "server/alarm/explain.hpp"
#include "server/feed/members.hpp"

namespace vigil::feed {
namespace {

using json::append_number;
using json::append_string;

/// Of a limit that alone raises the alarm, "heart_rate > limit": what is compared with it, so that a dashboard can draw
/// it across the curve of that sign. Null where the condition says more.
void append_compared(std::string& out, const alarm::expression& when) {
    using enum alarm::expression::opcode;
    const auto& steps = when.program();
    const bool alone = steps.size() == 3 && (steps[0].op == load || steps[0].op == load_fresher) &&
                       steps[1].op == limit_value && steps[2].op >= less && steps[2].op <= greater_equal;
    out += ",\"compares\":";
    if (!alone) {
        out += "null";
        return;
    }
    fmt::format_to(std::back_inserter(out), "{{\"metrics\":[\"{}\"", name(steps[0].first));
    if (steps[0].op == load_fresher) fmt::format_to(std::back_inserter(out), ",\"{}\"", name(steps[0].second));
    fmt::format_to(std::back_inserter(out), "],\"above\":{}}}", steps[2].op >= greater);
}

/// "priority":...,"limit":...,"unit":...,"compares":...,"adjustable":...
void append_limit(std::string& out, const alarm::level& l) {
    fmt::format_to(std::back_inserter(out), "\"priority\":\"{}\",\"limit\":", name(l.urgency));
    append_number(out, l.limit.value_or(no_value));
    const auto& compared = l.when.limit();
    fmt::format_to(std::back_inserter(out), ",\"unit\":\"{}\"", compared ? name(info(compared->what).canonical) : "");
    append_compared(out, l.when);
    out += ",\"adjustable\":";
    if (!l.adjustable) {
        out += "null";
        return;
    }
    out += '[';
    append_number(out, l.adjustable->least);
    out += ',';
    append_number(out, l.adjustable->most);
    out += ']';
}

void append_seconds(std::string& out, std::string_view key, std::optional<milliseconds> length) {
    append_number_member(out, key,
                         length.transform([](milliseconds l) { return std::chrono::duration<double>(l).count(); }));
}

void append_expression(std::string& out, std::string_view key, const std::optional<alarm::expression>& e) {
    append_member_or_null(out, key, e ? e->text() : "");
}

void append_level(std::string& out, const alarm::level& l) {
    out += '{';
    append_limit(out, l);
    append_member(out, "message", l.message);
    append_member(out, "when", l.when.text());
    append_seconds(out, "delay_s", l.condition_delay);
    append_expression(out, "until", l.until);
    append_expression(out, "bypass", l.bypass);
    out += '}';
}

void append_rule(std::string& out, const alarm::rule& r, const alarm::rule_set& rules) {
    fmt::format_to(std::back_inserter(out), "{{\"name\":\"{}\",\"kind\":\"{}\",\"latching\":{}", r.name, name(r.what),
                   r.latching);
    append_seconds(out, "again_after_s", r.again_after);
    append_seconds(out, "realarm_after_s", r.realarm_after);
    out += ",\"levels\":[";
    append_list(out, r.levels, [&](const alarm::level& l) { append_level(out, l); });
    out += ']';
    append_member(out, "explanation", explain(r, rules));
    append_number_member(out, "line", r.line ? std::optional<double>{r.line} : std::nullopt);
    append_member_or_null(out, "text", r.text);
    out += '}';
}

void append_fixed(std::string& out, std::string_view name, const alarm::fixed_alarm& f) {
    fmt::format_to(std::back_inserter(out), "{{\"name\":\"{}\",\"enabled\":{},\"priority\":\"{}\"", name, f.enabled,
                   alarm::name(f.urgency));
    append_seconds(out, "after_s", f.after);
    append_member(out, "message", f.message);
    out += '}';
}

} // namespace

void append_rules(std::string& out, const alarm::rule_set& rules) {
    out += ",\"rules\":[";
    append_list(out, rules.rules, [&](const alarm::rule& r) {
        fmt::format_to(std::back_inserter(out), "{{\"name\":\"{}\",\"kind\":\"{}\",\"levels\":[", r.name, name(r.what));
        append_list(out, r.levels, [&](const alarm::level& l) {
            out += '{';
            append_limit(out, l);
            out += '}';
        });
        out += "]}";
    });
    out += ']';
}

std::string rules_object(const ward::fold& wards) {
    const alarm::rule_set& rules = wards.rules();
    const std::string_view file = wards.rules_source();
    std::string out = fmt::format("{{\"version\":\"{:016x}\"", rules.version);
    append_member_or_null(out, "source", file.substr(file.rfind('/') + 1)); // npos + 1 is 0
    out += ",\"rules\":[";
    append_list(out, rules.rules, [&](const alarm::rule& r) { append_rule(out, r, rules); });
    out += "],\"fixed\":[";
    append_list(out, alarm::fixed_names, [&, which = std::size_t{0}](std::string_view name) mutable {
        append_fixed(out, name, rules.*alarm::fixed_alarms[which++]);
    });
    out += "],\"calls\":[";
    append_list(out, rules.calls, [&](const alarm::call_rule& c) {
        fmt::format_to(std::back_inserter(out), "{{\"priority\":\"{}\"", name(c.least));
        append_seconds(out, "after_s", c.after);
        append_member(out, "to", c.whom);
        out += '}';
    });
    return out += "]}";
}

} // namespace vigil::feed
