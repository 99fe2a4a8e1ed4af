#include <fmt/format.h>

#include <array>

#include "proto/vitals/suggestion.hpp"
#include "server/alarm/rule_reader.hpp"
#include "server/infusion/protocol_reader.hpp"

namespace vigil::infusion {
namespace {

using alarm::rule_file;

constexpr std::array<std::string_view, 3> limit_keys{"rule", "priority", "limit"};
constexpr std::array<std::string_view, 4> stop_keys{"name", "text", "when", "priority"};

const alarm::level* level_of(const alarm::rule& r, alarm::priority urgency) {
    const auto found = std::ranges::find(r.levels, urgency, &alarm::level::urgency);
    return found == r.levels.end() ? nullptr : &*found;
}

/// A limit that nobody reads, or that the rule forbids, would protect nobody.
void compare(rule_file& file, const toml::table& t, const tighter_limit& l, const alarm::rule_set& rules) {
    const auto found = rules.find(l.rule);
    if (!found) {
        std::vector<std::string_view> names;
        for (const alarm::rule& r : rules.rules) names.push_back(r.name);
        return file.report(*t.get("rule"),
                           fmt::format("the rules have no '{}'{}", l.rule, did_you_mean(l.rule, names)));
    }
    const alarm::level* level = level_of(rules.rules[*found], l.level);
    if (!level || !level->adjustable)
        return file.report(*t.get("priority"), fmt::format("the rule '{}' has no limit of priority {} that may be set",
                                                           l.rule, name(l.level)));
    const auto& [least, most] = *level->adjustable;
    if (l.limit < least || l.limit > most)
        file.report(*t.get("limit"), fmt::format("the rule '{}' allows {} to {} at priority {}, found {}", l.rule,
                                                 least, most, name(l.level), l.limit));
}

void read_limit(rule_file& file, const alarm::rule_set* rules, const toml::table& t, protocol& out) {
    file.check_keys(t, limit_keys);
    const std::string* rule = file.text(t, "rule", true);
    const auto level = alarm::read_priority(file, t, true);
    const auto limit = file.number(t, "limit");
    if (!t.contains("limit")) file.report(t, "'limit' is missing");
    if (!rule || !level || !limit) return;
    const tighter_limit next{*rule, *level, *limit};
    const auto same = [&](const tighter_limit& other) { return other.rule == *rule && other.level == *level; };
    if (std::ranges::any_of(out.limits, same))
        file.report(*t.get("rule"),
                    fmt::format("there is a limit of '{}' at priority {} already", *rule, name(*level)));
    if (rules) compare(file, t, next, *rules);
    out.limits.push_back(next);
}

/// It is judged where no window is kept and no limit is set, so it may ask for neither.
void read_when(rule_file& file, const toml::table& t, stop_criterion& out) {
    const std::string* text = file.text(t, "when", true);
    if (!text) return;
    std::vector<alarm::window_spec> windows;
    auto parsed = alarm::expression::parse(*text, windows);
    const toml::node& at = *t.get("when");
    if (!parsed)
        file.report_inside(at, static_cast<std::size_t>(parsed.error().column - 1), parsed.error().message);
    else if (!windows.empty())
        file.report(at, "change() and mean() belong to alarm rules: a criterion reads what is known now");
    else if (parsed->uses_limit())
        file.report(at, "the word 'limit' belongs to alarm rules: write the number itself");
    else
        out.when = *std::move(parsed);
}

void read_stop(rule_file& file, const toml::table& t, protocol& out) {
    file.check_keys(t, stop_keys);
    stop_criterion next;
    read_name(file, t, out.stops, next.name);
    next.text = read_line(file, t, "text");
    read_when(file, t, next);
    next.urgency = alarm::read_priority(file, t, true).value_or(alarm::priority::medium);
    out.stops.push_back(std::move(next));
}

} // namespace

void read_warnings(rule_file& file, const alarm::rule_set* rules, protocol& out) {
    for (const toml::table* t : read_tables(file, "limit", protocol::checks_max)) read_limit(file, rules, *t, out);
    for (const toml::table* t : read_tables(file, "stop", protocol::checks_max)) read_stop(file, *t, out);
}

} // namespace vigil::infusion
