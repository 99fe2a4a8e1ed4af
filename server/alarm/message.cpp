#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "proto/vitals/scale.hpp"
#include "server/alarm/condition.hpp"
#include "server/alarm/suggestion.hpp"
#include "server/alarm/vocabulary.hpp"

namespace vigil::alarm {
namespace {

constexpr std::array<std::string_view, 3> of_the_limit{"value", "limit", "age"};
constexpr std::string_view whom = "patients"; ///< whom senders name for this bed
constexpr std::string_view not_known = "--";

bool needs_limit(std::string_view placeholder) {
    return std::ranges::find(of_the_limit, placeholder) != of_the_limit.end();
}

std::string number_text(double value) {
    std::string text = fmt::format("{:.1f}", value);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text == "-0" ? "0" : text;
}

/// Of a scale the level's own text: POSS "S" is stored as a number that nobody charted.
std::string value_text(metric what, double value) {
    if (std::isnan(value)) return std::string{not_known};
    if (const auto* charted = level_of(what, value)) return std::string{charted->text};
    return number_text(value);
}

std::string known_text(const patient& p, metric what, instant now) {
    const double value = known(p.values, what, now);
    if (what != metric::sedation || std::isnan(value)) return value_text(what, value);
    return charted_sedation(p.values).value_or(number_text(value)); // the depth alone does not tell which scale it was
}

std::string age_text(const observed& o, instant now) {
    if (o.received_at == instant{}) return std::string{not_known};
    const auto age = now - std::min(o.measured_at, o.received_at);
    return fmt::format("{} min", std::chrono::floor<std::chrono::minutes>(age).count());
}

std::string limit_text(std::string_view placeholder, const limit_term& because, const patient& p, instant now) {
    if (placeholder == "limit") return value_text(because.what, because.limit);
    if (placeholder == "age") return age_text(p.values[because.what], now);
    return known_text(p, because.what, now);
}

std::string filled_in(std::string_view placeholder, const std::optional<limit_term>& because, const patient& p,
                      instant now) {
    if (needs_limit(placeholder)) return because ? limit_text(placeholder, *because, p, now) : std::string{not_known};
    if (placeholder == whom) return patients_named(p, now);
    const source from = *source_from_name(placeholder); // check_message() has refused every other name
    return known_text(p, fresher(p.values, from.first, from.second, now), now);
}

} // namespace

std::string message(const level& l, const std::optional<limit_term>& because, const patient& p, instant now) {
    std::string out;
    std::string_view rest = l.message;
    for (std::size_t open = rest.find('{'); open != rest.npos; open = rest.find('{')) {
        const std::size_t close = rest.find('}', open);
        out += rest.substr(0, open);
        out += filled_in(rest.substr(open + 1, close - open - 1), because, p, now);
        rest.remove_prefix(close + 1);
    }
    return out += rest;
}

std::optional<message_fault> check_message(std::string_view text, bool has_limit) {
    std::size_t at = text.find_first_of("{}");
    while (at != text.npos) {
        if (text[at] == '}') return message_fault{at, "this '}' has no '{'"};
        const std::size_t close = text.find_first_of("{}", at + 1);
        if (close == text.npos || text[close] == '{') return message_fault{at, "this '{' has no '}'"};
        const std::string_view name = text.substr(at + 1, close - at - 1);
        if (needs_limit(name)) {
            if (!has_limit)
                return message_fault{
                    at + 1, fmt::format("'{}' needs a comparison of a metric with a number or with 'limit' in 'when', "
                                        "as in 'heart_rate > 120'",
                                        name)};
        } else if (name != whom && !source_from_name(name)) {
            auto candidates = source_names();
            candidates.insert(candidates.end(), of_the_limit.begin(), of_the_limit.end());
            candidates.push_back(whom);
            return message_fault{at + 1,
                                 fmt::format("unknown placeholder '{}'{}", name, did_you_mean(name, candidates))};
        }
        at = text.find_first_of("{}", close + 1);
    }
    return {};
}

} // namespace vigil::alarm
