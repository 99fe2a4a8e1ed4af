#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "server/alarm/duration.hpp"
#include "server/alarm/rule_reader.hpp"
#include "server/alarm/suggestion.hpp"

namespace vigil::alarm {
namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 3> silence_keys{"after", "priority", "message"};
constexpr std::array<std::string_view, 4> fixed_keys{"after", "priority", "message", "enabled"};
constexpr std::array<std::string_view, 2> together_keys{"beds", "within"};
constexpr std::array<std::string_view, 3> call_keys{"priority", "after", "to"};
constexpr std::array<std::string_view, 3> priority_names{"high", "medium", "low"};
constexpr std::size_t whom_max = 64; // characters
constexpr std::int64_t beds_min = 2, beds_max = 1000;

void read_fixed(rule_file& file, const toml::table& t, milliseconds least, fixed_alarm& out) {
    if (const auto after = file.duration(t, "after", least)) out.after = *after;
    if (const auto urgency = read_priority(file, t, false)) out.urgency = *urgency;
    if (const std::string* text = read_short_text(file, t, "message", message_max, false)) {
        out.message = *text;
        if (const std::size_t brace = text->find_first_of("{}"); brace != text->npos)
            file.report_inside(*t.get("message"), brace, "this alarm has no values for placeholders");
    }
}

void read_ward_alarm(rule_file& file, std::string_view name, fixed_alarm& out) {
    const toml::table* t = file.table(name);
    if (!t) return;
    file.check_keys(*t, fixed_keys);
    read_fixed(file, *t, 0ms, out);
    out.enabled = file.flag(*t, "enabled").value_or(true);
}

void read_together(rule_file& file, together_rule& out) {
    const toml::table* t = file.table("together");
    if (!t) return;
    file.check_keys(*t, together_keys);
    if (const auto beds = file.integer(*t, "beds", beds_min, beds_max)) out.beds = static_cast<std::uint32_t>(*beds);
    if (const auto within = file.duration(*t, "within", 1s)) out.within = *within;
}

void read_call(rule_file& file, const toml::table& t, std::vector<call_rule>& calls) {
    file.check_keys(t, call_keys);
    call_rule c;
    if (const auto least = read_priority(file, t, true)) c.least = *least;
    if (const auto after = file.duration(t, "after", 1s, true)) {
        c.after = *after;
        if (!calls.empty() && c.after <= calls.back().after)
            file.report(*t.get("after"),
                        fmt::format("each [[call]] comes later than the one before it, which is after {}",
                                    in_words(calls.back().after)));
    }
    if (const std::string* whom = read_short_text(file, t, "to", whom_max, true)) c.whom = *whom;
    calls.push_back(std::move(c));
}

} // namespace

std::optional<priority> read_priority(rule_file& file, const toml::table& t, bool required) {
    const std::string* text = file.text(t, "priority", required);
    if (!text) return {};
    const auto value = priority_from_name(*text);
    if (!value)
        file.report(*t.get("priority"), fmt::format("'priority' is high, medium or low, found '{}'{}", *text,
                                                    did_you_mean(*text, priority_names)));
    return value;
}

const std::string* read_short_text(rule_file& file, const toml::table& t, std::string_view key,
                                   std::size_t characters_max, bool required) {
    const std::string* text = file.text(t, key, required);
    if (text && (text->empty() || count_characters(*text) > characters_max))
        file.report(*t.get(key), fmt::format("'{}' has 1 to {} characters", key, characters_max));
    return text;
}

fixed_alarm monitor_silent_settings() {
    return {30s, priority::medium, "No data from the monitor"};
}

rule monitor_silent(const fixed_alarm& settings) {
    std::vector<window_spec> none;
    level l;
    l.urgency = settings.urgency;
    l.when = expression::parse(fmt::format("silence() >= {}", to_text(settings.after)), none).value();
    l.message = settings.message;
    rule r;
    r.name = monitor_silent_name;
    r.what = kind::technical;
    r.metrics = l.when.metrics();
    r.levels.push_back(std::move(l));
    return r;
}

void read_settings(rule_file& file, rule_set& out) {
    fixed_alarm silence = monitor_silent_settings();
    if (const toml::table* t = file.table(monitor_silent_name)) {
        file.check_keys(*t, silence_keys);
        read_fixed(file, *t, 1s, silence);
    }
    out.rules.push_back(monitor_silent(silence));
    if (const toml::table* t = file.table(monitor_silent_name)) out.rules.back().line = t->source().begin.line;
    for (std::size_t i = 0; i < fixed_names.size(); ++i) read_ward_alarm(file, fixed_names[i], out.*fixed_alarms[i]);
    read_together(file, out.together);
    for (const toml::table* t : file.tables(file.root(), "call", "call")) {
        if (out.calls.size() == rule_set::calls_max)
            return file.report(*t, fmt::format("there are at most {} [[call]]", rule_set::calls_max));
        read_call(file, *t, out.calls);
    }
}

} // namespace vigil::alarm
