#include "server/alarm/value_words.hpp"

#include <fmt/format.h>

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
        default: return "";
    }
}

std::string_view meaning_of(double value, metric m) {
    if (m == metric::sedation) {
        for (std::size_t depth = 0; depth < depths.size(); ++depth)
            if (value == static_cast<double>(depth)) return depths[depth];
        return "";
    }
    const auto* charted = level_of(m, value);
    return charted ? charted->meaning : "";
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
    const std::string text = number_text(value);
    if (const std::string_view meaning = meaning_of(value, m); !meaning.empty())
        return fmt::format("{} ({})", level_of(m, value) ? level_of(m, value)->text : text, meaning);
    return text + std::string{suffix_of(m)};
}

} // namespace vigil::alarm
