#include "server/alarm/value_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "proto/vitals/scale.hpp"

namespace vigil::alarm {
namespace {

// In the order of the metrics.
constexpr std::array<std::string_view, metric_count> nouns{
    "heart rate",
    "pulse rate",
    "SpO2",
    "respiratory rate",
    "EtCO2",
    "inspired CO2",
    "systolic pressure (cuff)",
    "diastolic pressure (cuff)",
    "mean pressure (cuff)",
    "systolic pressure (arterial line)",
    "diastolic pressure (arterial line)",
    "mean pressure (arterial line)",
    "systolic pulmonary pressure",
    "diastolic pulmonary pressure",
    "mean pulmonary pressure",
    "central venous pressure",
    "temperature",
    "perfusion index",
    "rate of extra beats",
    "sedation",
    "pain",
    "POSS",
    "RASS",
    "Ramsay",
    "MOAA/S",
    "UK sedation score",
    "ACVPU",
    "oxygen flow",
    "dissociation",
    "hallucination",
    "agitation",
    "dysphoria",
    "nausea",
    "anxiety",
    "double vision or eye movements",
    "disorientation",
    "change of mood",
    "score of urinary symptoms",
    "flow of the pump",
    "dose rate of the pump",
    "concentration in the pump",
    "volume left in the pump",
};

constexpr std::array<std::string_view, 4> depths{"awake", "easy to rouse", "rouses and drifts off",
                                                 "hard to rouse or not at all"};

std::string_view suffix_of(metric m) {
    switch (info(m).canonical) {
        case unit::per_minute: return " /min";
        case unit::percent: return " %";
        case unit::mmhg: return " mmHg";
        case unit::celsius: return " \u00b0C";
        case unit::litre_per_minute: return " L/min";
        case unit::millilitre_per_hour: return " mL/h";
        case unit::milligram_per_hour: return " mg/h";
        case unit::milligram_per_millilitre: return " mg/mL";
        case unit::millilitre: return " mL";
        default: return "";
    }
}

} // namespace

std::string_view noun_of(metric first, metric second) {
    if (first == second) return nouns[index(first)];
    switch (first) {
        case metric::abp_systolic: return "systolic pressure";
        case metric::abp_diastolic: return "diastolic pressure";
        case metric::abp_mean: return "mean pressure";
        default: return "pulse";
    }
}

std::string number_text(double value) {
    constexpr double thousandths = 1000; // a limit converted from another unit has no end
    return fmt::format("{}", std::round(value * thousandths) / thousandths);
}

std::string in_words(double value, metric m) {
    if (const auto* charted = level_of(m, value)) return fmt::format("{} ({})", charted->text, charted->meaning);
    if (m == metric::sedation && value == std::clamp(std::trunc(value), 0., 3.))
        return fmt::format("{} ({})", number_text(value), depths[static_cast<std::size_t>(value)]);
    return number_text(value) + std::string{suffix_of(m)};
}

} // namespace vigil::alarm
