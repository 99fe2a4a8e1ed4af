#include "proto/codes/answer.hpp"

#include <algorithm>
#include <array>

#include "proto/vitals/scale.hpp"

namespace vigil::codes {
namespace {

using enum metric;

struct answer {
    metric scale;
    std::string_view text;
    double value;
};

// Sources: LOINC answer list LL6536-8 (RASS); LOINC 67775-7 with LA6560-2 beside its list for confusion; UK Core's
// value set of ACVPU (SNOMED CT); Mindray's and Comen's words.
// clang-format off
constexpr std::array answers{
    answer{rass, "LA17287-6", 4},
    answer{rass, "LA33959-0", 3},
    answer{rass, "LA33960-8", 2},
    answer{rass, "LA16474-1", 1},
    answer{rass, "LA33962-4", 0},
    answer{rass, "LA33963-2", -1},
    answer{rass, "LA33964-0", -2},
    answer{rass, "LA33965-7", -3},
    answer{rass, "LA33966-5", -4},
    answer{rass, "LA33967-3", -5},
    answer{acvpu, "LA9340-6", 0},
    answer{acvpu, "LA6560-2", 1},
    answer{acvpu, "LA17108-4", 2},
    answer{acvpu, "LA17107-6", 3},
    answer{acvpu, "LA9343-0", 4},
    answer{acvpu, "248234008", 0}, // mentally alert
    answer{acvpu, "130987000", 1}, // acute confusion
    answer{acvpu, "300202002", 2}, // responds to voice
    answer{acvpu, "450847001", 3}, // responds to pain
    answer{acvpu, "422768004", 4}, // unresponsive
    answer{acvpu, "alert", 0},
    answer{acvpu, "mentally alert", 0},
    answer{acvpu, "confusion", 1},
    answer{acvpu, "new confusion", 1},
    answer{acvpu, "acute confusion", 1},
    answer{acvpu, "confused", 1},
    answer{acvpu, "voice", 2},
    answer{acvpu, "verbal", 2},
    answer{acvpu, "responds to voice", 2},
    answer{acvpu, "pain", 3},
    answer{acvpu, "painful", 3},
    answer{acvpu, "responds to pain", 3},
    answer{acvpu, "unresponsive", 4},
    answer{acvpu, "MNDRY_SCORE_LOC_AVPU_ALERT", 0},
    answer{acvpu, "MNDRY_SCORE_LOC_AVPU_VOICE", 2},
    answer{acvpu, "MNDRY_SCORE_LOC_AVPU_PAIN", 3},
    answer{acvpu, "MNDRY_SCORE_LOC_AVPU_UNRESPONSIVE", 4},
};
// clang-format on

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

std::optional<metric> metric_from_snomed(std::string_view code) {
    if (code == "1345050000") return rass;
    if (code == "1104441000000107") return acvpu; // UK edition
    return {};
}

std::optional<double> level_from_answer(metric scale, std::string_view text) {
    const auto at = std::ranges::find_if(answers, [&](const answer& a) {
        return a.scale == scale && std::ranges::equal(a.text, text, {}, lower, lower);
    });
    if (at != answers.end()) return at->value;
    const level* charted = level_from_text(scale, text);
    return charted ? std::optional{charted->value} : std::nullopt;
}

} // namespace vigil::codes
