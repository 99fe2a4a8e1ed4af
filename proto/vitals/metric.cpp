#include "proto/vitals/metric.hpp"

#include <algorithm>
#include <array>

#include "proto/vitals/lookup.hpp"

namespace vigil {
namespace {

using namespace std::chrono_literals;
using enum sampling;

// clang-format off
constexpr std::array<metric_info, metric_count> table{{
    {metric::heart_rate,       "heart_rate",       "HR",     unit::per_minute, 5, 350,  continuous, 15s},
    {metric::pulse_rate,       "pulse_rate",       "PR",     unit::per_minute, 5, 350,  continuous, 15s},
    {metric::spo2,             "spo2",             "SpO2",   unit::percent,    1, 100,  continuous, 15s},
    {metric::respiratory_rate, "respiratory_rate", "RR",     unit::per_minute, 0, 150,  continuous, 15s},
    {metric::etco2,            "etco2",            "EtCO2",  unit::mmhg,       0, 150,  continuous, 15s},
    {metric::inspired_co2,     "inspired_co2",     "FiCO2",  unit::mmhg,       0, 150,  continuous, 15s},
    {metric::nibp_systolic,    "nibp_systolic",    "NIBP s", unit::mmhg,      20, 300,  episodic,   40min},
    {metric::nibp_diastolic,   "nibp_diastolic",   "NIBP d", unit::mmhg,      10, 250,  episodic,   40min},
    {metric::nibp_mean,        "nibp_mean",        "NIBP m", unit::mmhg,      10, 275,  episodic,   40min},
    {metric::abp_systolic,     "abp_systolic",     "ABP s",  unit::mmhg,       0, 320,  continuous, 15s},
    {metric::abp_diastolic,    "abp_diastolic",    "ABP d",  unit::mmhg,       0, 280,  continuous, 15s},
    {metric::abp_mean,         "abp_mean",         "ABP m",  unit::mmhg,       0, 300,  continuous, 15s},
    {metric::pap_systolic,     "pap_systolic",     "PAP s",  unit::mmhg,       0, 160,  continuous, 15s},
    {metric::pap_diastolic,    "pap_diastolic",    "PAP d",  unit::mmhg,       0, 120,  continuous, 15s},
    {metric::pap_mean,         "pap_mean",         "PAP m",  unit::mmhg,       0, 140,  continuous, 15s},
    {metric::cvp_mean,         "cvp_mean",         "CVP",    unit::mmhg,     -20, 60,   continuous, 15s},
    {metric::temperature,      "temperature",      "Temp",   unit::celsius,   20, 45,   continuous, 10min},
    {metric::perfusion_index,  "perfusion_index",  "PI",     unit::percent,    0, 100,  continuous, 15s},
    {metric::pvc_rate,         "pvc_rate",         "PVC",    unit::per_minute, 0, 350,  continuous, 15s},
    {metric::sedation,         "sedation",         "Sed",    unit::score,      0, 3,    charted,    4h},
    {metric::pain,             "pain",             "Pain",   unit::score,      0, 10,   charted,    12h},
    {metric::poss,             "poss",             "POSS",   unit::score,      1, 4,    charted,    4h},
    {metric::rass,             "rass",             "RASS",   unit::score,     -5, 4,    charted,    4h},
    {metric::ramsay,           "ramsay",           "Ramsay", unit::score,      1, 6,    charted,    4h},
    {metric::moaas,            "moaas",            "MOAA/S", unit::score,      0, 5,    charted,    4h},
    {metric::uk_sedation,      "uk_sedation",      "UK 0-3", unit::score,      0, 3,    charted,    4h},
    {metric::acvpu,            "acvpu",            "ACVPU",  unit::score,      0, 4,    charted,    4h},
    {metric::oxygen_flow,      "oxygen_flow",      "O2",     unit::litre_per_minute, 0, 100, charted, 12h},
    {metric::dissociation,     "dissociation",     "Diss",   unit::score,      0, 3,    charted,    4h},
    {metric::hallucination,    "hallucination",    "Hall",   unit::score,      0, 3,    charted,    4h},
    {metric::agitation,        "agitation",        "Agit",   unit::score,      0, 3,    charted,    4h},
    {metric::dysphoria,        "dysphoria",        "Dysph",  unit::score,      0, 3,    charted,    4h},
    {metric::nausea,           "nausea",           "Naus",   unit::score,      0, 3,    charted,    4h},
    {metric::anxiety,          "anxiety",          "Anx",    unit::score,      0, 3,    charted,    4h},
    {metric::eye_movements,    "eye_movements",    "Eyes",   unit::score,      0, 3,    charted,    4h},
    {metric::disorientation,   "disorientation",   "Disor",  unit::score,      0, 3,    charted,    4h},
    {metric::mood_change,      "mood_change",      "Mood",   unit::score,      0, 3,    charted,    4h},
    {metric::urinary_symptoms, "urinary_symptoms", "Urin",   unit::score,      0, 3,    charted,    12h},
    {metric::pump_flow,        "pump_flow",        "Flow",   unit::millilitre_per_hour, 0, 1500, device, 30s},
    {metric::pump_dose_rate,   "pump_dose_rate",   "Dose",   unit::milligram_per_hour,  0, 10'000, device, 30s},
    {metric::pump_concentration, "pump_concentration", "Conc", unit::milligram_per_millilitre, 0.01, 100, device, 30s},
    {metric::pump_remaining,   "pump_remaining",   "Left",   unit::millilitre, 0, 10'000, device,    30s},
}};
// clang-format on

consteval bool in_order() {
    for (std::size_t i = 0; i < table.size(); ++i)
        if (index(table[i].what) != i) return false;
    return true;
}
static_assert(in_order(), "the table is indexed by metric");

constexpr auto name_places = find_places<9>(table, [](const metric_info& m) { return short_text{m.name}.number(); });

} // namespace

std::span<const metric_info> metrics() {
    return table;
}

const metric_info& info(metric m) {
    return table[index(m)];
}

std::optional<metric> metric_from_name(std::string_view text) {
    const metric_info& m = table[name_places.of(short_text{text}.number())];
    return same(m.name, text) ? std::optional{m.what} : std::nullopt;
}

} // namespace vigil
