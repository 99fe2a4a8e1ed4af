#include "proto/vitals/scale.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace vigil {
namespace {

using enum metric;

// POSS "S", asleep and easy to rouse, is an expected sleep: deeper than alert (1), not yet drowsy (2).
// clang-format off
constexpr std::array table{
    level{poss, "1", 1,   0, "awake and alert"},
    level{poss, "S", 1.5, 1, "asleep, easy to rouse"},
    level{poss, "2", 2,   1, "slightly drowsy, easy to rouse"},
    level{poss, "3", 3,   2, "drifts off in conversation"},
    level{poss, "4", 4,   3, "responds hardly or not at all"},
    level{rass, "-5", -5, 3, "no response at all"},
    level{rass, "-4", -4, 3, "moves or opens the eyes to touch only"},
    level{rass, "-3", -3, 3, "moves to voice, without eye contact"},
    level{rass, "-2", -2, 2, "eye contact to voice, under 10 s"},
    level{rass, "-1", -1, 1, "drowsy, eye contact to voice for 10 s or more"},
    level{rass, "0", 0,   0, "alert and calm"},
    level{rass, "+1", 1,  0, "restless"},
    level{rass, "+2", 2,  0, "agitated"},
    level{rass, "+3", 3,  0, "very agitated"},
    level{rass, "+4", 4,  0, "combative"},
    level{ramsay, "1", 1, 0, "agitated or restless"},
    level{ramsay, "2", 2, 0, "cooperative and calm"},
    level{ramsay, "3", 3, 1, "responds to commands only"},
    level{ramsay, "4", 4, 2, "asleep, brisk response"},
    level{ramsay, "5", 5, 3, "asleep, sluggish response"},
    level{ramsay, "6", 6, 3, "no response"},
    level{moaas, "0", 0,  3, "no response to a painful stimulus"},
    level{moaas, "1", 1,  3, "responds to a painful stimulus only"},
    level{moaas, "2", 2,  3, "responds to mild prodding only"},
    level{moaas, "3", 3,  2, "responds to a loud or repeated call only"},
    level{moaas, "4", 4,  1, "lethargic response to the name"},
    level{moaas, "5", 5,  0, "responds readily to the name"},
    level{uk_sedation, "0", 0, 0, "awake"},
    level{uk_sedation, "1", 1, 1, "easy to rouse"},
    level{uk_sedation, "2", 2, 2, "easy to rouse, cannot stay awake"},
    level{uk_sedation, "3", 3, 3, "hard to rouse"},
    level{acvpu, "A", 0, 0, "alert"},
    level{acvpu, "C", 1, {}, "newly confused"},
    level{acvpu, "V", 2, 2, "responds to voice"},
    level{acvpu, "P", 3, 3, "responds to pain"},
    level{acvpu, "U", 4, 3, "unresponsive"},
    level{dissociation, "0", 0, {}, "none"},
    level{dissociation, "1", 1, {}, "mild"},
    level{dissociation, "2", 2, {}, "moderate"},
    level{dissociation, "3", 3, {}, "severe"},
    level{hallucination, "0", 0, {}, "none"},
    level{hallucination, "1", 1, {}, "mild"},
    level{hallucination, "2", 2, {}, "moderate"},
    level{hallucination, "3", 3, {}, "severe"},
    level{agitation, "0", 0, {}, "none"},
    level{agitation, "1", 1, {}, "mild"},
    level{agitation, "2", 2, {}, "moderate"},
    level{agitation, "3", 3, {}, "severe"},
    level{dysphoria, "0", 0, {}, "none"},
    level{dysphoria, "1", 1, {}, "mild"},
    level{dysphoria, "2", 2, {}, "moderate"},
    level{dysphoria, "3", 3, {}, "severe"},
    level{nausea, "0", 0, {}, "none"},
    level{nausea, "1", 1, {}, "mild"},
    level{nausea, "2", 2, {}, "moderate"},
    level{nausea, "3", 3, {}, "severe"},
    level{anxiety, "0", 0, {}, "none"},
    level{anxiety, "1", 1, {}, "mild"},
    level{anxiety, "2", 2, {}, "moderate"},
    level{anxiety, "3", 3, {}, "severe"},
    level{eye_movements, "0", 0, {}, "none"},
    level{eye_movements, "1", 1, {}, "mild"},
    level{eye_movements, "2", 2, {}, "moderate"},
    level{eye_movements, "3", 3, {}, "severe"},
    level{disorientation, "0", 0, {}, "none"},
    level{disorientation, "1", 1, {}, "mild"},
    level{disorientation, "2", 2, {}, "moderate"},
    level{disorientation, "3", 3, {}, "severe"},
    level{mood_change, "0", 0, {}, "none"},
    level{mood_change, "1", 1, {}, "mild"},
    level{mood_change, "2", 2, {}, "moderate"},
    level{mood_change, "3", 3, {}, "severe"},
    level{urinary_symptoms, "0", 0, {}, "none"},
    level{urinary_symptoms, "1", 1, {}, "mild"},
    level{urinary_symptoms, "2", 2, {}, "moderate"},
    level{urinary_symptoms, "3", 3, {}, "severe"},
};
// clang-format on

static_assert(std::ranges::is_sorted(table, {}, [](const level& l) { return std::pair{l.scale, l.value}; }),
              "a scale's levels are found as a range, in the order of their values");

constexpr char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool same_but_for_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, upper, upper);
}

} // namespace

std::span<const level> levels(metric scale) {
    return std::ranges::equal_range(table, scale, {}, &level::scale);
}

bool is_sedation_scale(metric m) {
    return m >= poss && m <= acvpu;
}

const level* level_of(metric scale, double value) {
    const auto all = levels(scale);
    const auto found = std::ranges::find(all, value, &level::value);
    return found == all.end() ? nullptr : &*found;
}

const level* level_from_text(metric scale, std::string_view text) {
    const auto matches = [text](const level& l) { // "1" is as good as "+1"
        return same_but_for_case(l.text, text) || (l.text.starts_with('+') && l.text.substr(1) == text);
    };
    const auto all = levels(scale);
    const auto found = std::ranges::find_if(all, matches);
    return found == all.end() ? nullptr : &*found;
}

std::optional<metric> scale_from_name(std::string_view text) {
    for (const metric_info& m : metrics())
        if (is_sedation_scale(m.what) && same_but_for_case(m.label, text)) return m.what;
    return {};
}

std::optional<std::string> charted_text(metric scale, double value) {
    const level* found = level_of(scale, value);
    if (!found) return {};
    return fmt::format("{} {}", info(scale).label, found->text);
}

std::string levels_text(metric scale) {
    std::vector<std::string_view> texts;
    for (const level& l : levels(scale)) // as scales are printed: POSS begins with S, though it stands between 1 and 2
        texts.insert(l.value == std::trunc(l.value) ? texts.end() : texts.begin(), l.text);
    return fmt::format("one of {}", fmt::join(texts, ", "));
}

} // namespace vigil
