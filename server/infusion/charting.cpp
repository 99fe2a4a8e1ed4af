#include "server/infusion/charting.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <ranges>
#include <set>

#include <fmt/format.h>

#include "proto/vitals/scale.hpp"
#include "server/alarm/vocabulary.hpp"

namespace vigil::infusion {
namespace {

using enum metric;

/// Outside of these a value is possible, but more often a slip of the pen: it is asked about.
/// Proposal, needs clinical sign-off.
struct likely_range {
    metric what;
    double least;
    double most;
};
constexpr std::array likely{
    likely_range{heart_rate, 30, 200},     likely_range{pulse_rate, 30, 200},    likely_range{spo2, 60, 100},
    likely_range{respiratory_rate, 4, 60}, likely_range{nibp_systolic, 60, 250}, likely_range{abp_systolic, 60, 250},
    likely_range{temperature, 33, 42},
};

constexpr int grade_most = 3;

/// A number that stands for a level, wherever it came from; nothing if there is no such level.
std::optional<double> level_number(metric scale, const charted_value& v) {
    const level* charted = v.text.empty() ? nullptr : level_from_text(scale, v.text);
    if (!v.text.empty() && !charted) return {};
    if (!v.number) return charted ? std::optional{charted->value} : std::nullopt;
    if (!level_of(scale, *v.number) || (charted && charted->value != *v.number)) return {};
    return v.number;
}

using answer = std::optional<std::string>; ///< why not

answer wrong_metric(metric m, const charted_value& v) {
    const metric_info& about = info(m);
    if (!levels(m).empty()) {
        if (level_number(m, v)) return {};
        return fmt::format("it is {}", levels_text(m));
    }
    if (!v.number || !v.text.empty()) return "it is a number, without text";
    if (*v.number >= about.plausible_min && *v.number <= about.plausible_max) return {};
    return fmt::format("{:g} cannot be: it is {:g} to {:g} {}", *v.number, about.plausible_min, about.plausible_max,
                       name(about.canonical));
}

answer wrong_answer(const item& asked, const charted_value& v) {
    using enum item::answer;
    if (asked.kind == text) {
        if (!v.text.empty() && !v.number) return {};
        return "it is answered by text";
    }
    if (!v.number || !std::isfinite(*v.number) || !v.text.empty()) return "it is answered by a number, without text";
    if (asked.kind == yes_no && *v.number != 0 && *v.number != 1) return "it is answered by 1 (yes) or 0 (no)";
    const bool graded = *v.number >= 0 && *v.number <= grade_most && *v.number == std::trunc(*v.number);
    if (asked.kind == grade && !graded) return "it is a grade: 0 none, 1 mild, 2 moderate, 3 severe";
    return {};
}

answer wrong_value(const protocol& plan, const charted_value& v) {
    if (v.text.size() > protocol::text_max) return fmt::format("it has more than {} bytes", protocol::text_max);
    const auto asked = std::ranges::find(plan.items, v.item, &item::name);
    if (asked != plan.items.end()) {
        if (v.from_device) return "a monitor does not show it";
        return wrong_answer(*asked, v);
    }
    if (const auto m = charted_metric(v.item)) return wrong_metric(*m, v);
    if (v.item == name(sedation)) return "a depth is not charted: chart the level of a scale, such as poss or rass";
    if (plan.name.empty()) return "there is no such vital sign or scale, and no session whose protocol has it";
    return fmt::format("protocol '{}' has no such item, and there is no such vital sign", plan.name);
}

answer unlikely_value(const charted_value& v) {
    const auto m = charted_metric(v.item);
    if (!m || !v.number) return {};
    const auto range = std::ranges::find(likely, *m, &likely_range::what);
    if (range == likely.end() || (*v.number >= range->least && *v.number <= range->most)) return {};
    return fmt::format("{:g} {} is unlikely (it mostly is {:g} to {:g}): confirm it if it is so", *v.number,
                       name(info(*m).canonical), range->least, range->most);
}

/// A set that corrects one that is there and was not corrected yet: else two corrections would both be the newest.
answer wrong_correction(const session& s, const chart& c) {
    if (c.corrects.empty()) return {};
    const auto old = std::ranges::find(s.sets, c.corrects, [](const observation_set& o) { return o.content.id; });
    if (old == s.sets.end()) return fmt::format("there is no set '{}' that could be corrected", c.corrects);
    if (!old->corrected_by.empty())
        return fmt::format("set '{}' was corrected already: correct '{}'", c.corrects, old->corrected_by);
    return {};
}

/// Values of what was there already, under whatever name.
class repeated {
public:
    bool operator()(const charted_value& v) {
        if (const auto m = charted_metric(v.item)) return !metrics_.insert(*m).second;
        return !others_.insert(v.item).second;
    }

private:
    std::set<metric> metrics_;
    std::set<std::string_view> others_;
};

std::uint64_t hashed_bit(std::string_view name) {
    return std::uint64_t{1} << std::hash<std::string_view>{}(name) % 64;
}

std::uint64_t bit(metric m) {
    return std::uint64_t{1} << index(m);
}

} // namespace

std::optional<metric> charted_metric(std::string_view item) {
    const auto source = alarm::source_from_name(item);
    if (!source || source->first == sedation) return {};
    return source->second;
}

std::vector<objection> chart_objections(const session& s, const chart& c) {
    std::vector<objection> out;
    const auto object = [&](std::string_view guard, std::string why) {
        out.push_back({std::string{guard}, std::move(why), consent::never});
    };
    if (c.id.empty()) object("set", "the set has no id");
    if (c.values.empty() && c.note.empty()) object("set", "there is nothing in it: no value and no note");
    if (c.values.size() > session::values_max)
        object("set", fmt::format("it has more than {} values: chart two sets", session::values_max));
    if (c.note.size() > protocol::text_max)
        object("set", fmt::format("its note has more than {} bytes", protocol::text_max));
    if (auto why = wrong_correction(s, c)) object("corrects", std::move(*why));
    repeated again;
    for (std::size_t i = 0; i < std::min(c.values.size(), session::values_max); ++i) {
        const charted_value& v = c.values[i];
        auto why = again(v) ? "it is there already" : wrong_value(*s.plan, v);
        const bool doubtful = !why && !c.confirmed && (why = unlikely_value(v));
        if (why) object(doubtful ? "unlikely" : "value", fmt::format("values[{}] '{}': {}", i, v.item, *why));
    }
    return out;
}

bool answers(const charted_value& v, std::string_view item) {
    if (v.item == item) return true;
    const auto m = charted_metric(v.item);
    const auto asked = alarm::source_from_name(item);
    if (!m || !asked) return false;
    if (asked->first != sedation) return *m == asked->first || *m == asked->second;
    const level* l = v.number && is_sedation_scale(*m) ? level_of(*m, *v.number) : nullptr;
    return l && l->depth;
}

mentions mentions_of(std::string_view item) {
    mentions out{.others = hashed_bit(item)};
    const auto asked = alarm::source_from_name(item);
    if (!asked) return out;
    out.metrics = bit(asked->first) | bit(asked->second);
    if (asked->first == sedation)
        for (const metric_info& m : metrics())
            if (is_sedation_scale(m.what)) out.metrics |= bit(m.what);
    return out;
}

observation_set::observation_set(chart charted, act a, std::string replaced_by)
    : content(std::move(charted)), by(std::move(a)), corrected_by(std::move(replaced_by)) {
    for (const charted_value& v : content.values)
        if (const auto m = charted_metric(v.item))
            has.metrics |= bit(*m);
        else
            has.others |= hashed_bit(v.item);
}

/// From the newest entry backwards, and no further than it takes: nothing is observed after it is entered, so what was
/// entered before the newest observation that was found is older than it.
const charted_value* newest_before(const session& s, std::string_view item, instant after, instant before,
                                   instant* when) {
    const charted_value* found = nullptr;
    const mentions asked = mentions_of(item);
    instant at = after;
    for (const observation_set& set : s.sets | std::views::reverse) {
        if (set.by.entered_at <= at) break;
        if (!set.has.overlap(asked)) continue;
        if (!set.corrected_by.empty() || set.by.at <= at || set.by.at >= before) continue;
        const auto v = std::ranges::find_if(set.content.values, [&](const auto& each) { return answers(each, item); });
        if (v == set.content.values.end()) continue;
        found = &*v;
        at = set.by.at;
    }
    if (found && when) *when = at;
    return found;
}

const charted_value* newest(const session& s, std::string_view item, instant after, instant* when) {
    return newest_before(s, item, after, never, when);
}

bool charted(const session& s, std::string_view id) {
    return std::ranges::find(s.sets, id, [](const observation_set& o) { return o.content.id; }) != s.sets.end();
}

chart with_numbers(chart c) {
    for (charted_value& v : c.values)
        if (const auto m = charted_metric(v.item); m && !v.number) v.number = level_number(*m, v);
    return c;
}

std::vector<reading> readings_of(const chart& c, const act& a) {
    std::vector<reading> out;
    for (const charted_value& v : with_numbers(c).values) {
        const auto m = charted_metric(v.item);
        if (!m || v.from_device || !v.number) continue;
        if (auto r = make_reading(*m, *v.number, info(*m).canonical, validity::valid, a.at)) out.push_back(*r);
    }
    return out;
}

} // namespace vigil::infusion
