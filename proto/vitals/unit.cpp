#include "proto/vitals/unit.hpp"

#include <array>
#include <utility>

#include "proto/vitals/lookup.hpp"

namespace vigil {
namespace {

constexpr double mmhg_per_kpa = 7.500616827; // NIST SP 811 (2008), appendix B.8: 1 mmHg = 133.3224 Pa

constexpr std::array<std::pair<std::string_view, unit>, 107> spellings{{
    {"/min", unit::per_minute},
    {"{beat}/min", unit::per_minute},
    {"{beats}/min", unit::per_minute},
    {"{breath}/min", unit::per_minute},
    {"{breaths}/min", unit::per_minute},
    {"1/min", unit::per_minute},
    {"bpm", unit::per_minute},
    {"BPM", unit::per_minute},
    {"rpm", unit::per_minute},
    {"RPM", unit::per_minute},
    {"beats/min", unit::per_minute},
    {"breaths/min", unit::per_minute},
    {"min-1", unit::per_minute},
    {"Bpm", unit::per_minute},
    {"beats per minute", unit::per_minute},
    {"breaths per minute", unit::per_minute},
    {"{H.B.}/min", unit::per_minute},
    {"%", unit::percent},
    {"percent", unit::percent},
    {"mm[Hg]", unit::mmhg},
    {"mmHg", unit::mmhg},
    {"mmhg", unit::mmhg},
    {"MMHG", unit::mmhg},
    {"mm Hg", unit::mmhg},
    {"kPa", unit::kilopascal},
    {"kpa", unit::kilopascal},
    {"KPA", unit::kilopascal},
    {"Cel", unit::celsius},
    {"C", unit::celsius},
    {"degC", unit::celsius},
    {"DegC", unit::celsius},
    {"\xc2\xb0"
     "C",
     unit::celsius},
    {"celsius", unit::celsius},
    {"[degF]", unit::fahrenheit},
    {"F", unit::fahrenheit},
    {"degF", unit::fahrenheit},
    {"\xc2\xb0"
     "F",
     unit::fahrenheit},
    {"fahrenheit", unit::fahrenheit},
    {"{score}", unit::score},
    {"score", unit::score},
    {"1", unit::one},
    {"{1}", unit::one},
    {"L/min", unit::litre_per_minute},
    {"l/min", unit::litre_per_minute},
    {"LPM", unit::litre_per_minute},
    {"lpm", unit::litre_per_minute},
    {"/MIN", unit::per_minute},
    {"beats/minute", unit::per_minute},
    {"breaths/minute", unit::per_minute},
    {"breath/min", unit::per_minute},
    {"beat/min", unit::per_minute},
    {"br/min", unit::per_minute},
    {"resp/min", unit::per_minute},
    {"{resp}/min", unit::per_minute},
    {"{counts}/min", unit::per_minute},
    {"PERCENT", unit::percent},
    {"mm(hg)", unit::mmhg},
    {"mm(Hg)", unit::mmhg},
    {"kPa(g)", unit::kilopascal},
    {"cel", unit::celsius},
    {"deg C", unit::celsius},
    {"\xe2\x84\x83", unit::celsius}, // one character
    {"deg F", unit::fahrenheit},
    {"degf", unit::fahrenheit},
    {"\xe2\x84\x89", unit::fahrenheit},
    {"MDC_DIM_BEAT_PER_MIN", unit::per_minute}, // a wrong number with the right name occurs
    {"MDC_DIM_RESP_PER_MIN", unit::per_minute},
    {"MDC_DIM_PER_MIN", unit::per_minute},
    {"MDC_DIM_PERCENT", unit::percent},
    {"MDC_DIM_MMHG", unit::mmhg},
    {"MDC_DIM_KILO_PASCAL", unit::kilopascal},
    {"MDC_DIM_DEGC", unit::celsius},
    {"MDC_DIM_FAHR", unit::fahrenheit},
    {"MDC_DIM_DIMLESS", unit::one},
    {"MDC_DIM_X_L_PER_MIN", unit::litre_per_minute},
    {"mL/h", unit::millilitre_per_hour},
    {"ml/h", unit::millilitre_per_hour},
    {"mL/hr", unit::millilitre_per_hour},
    {"ml/hr", unit::millilitre_per_hour},
    {"mg/h", unit::milligram_per_hour},
    {"mg/hr", unit::milligram_per_hour},
    {"ug/h", unit::microgram_per_hour},
    {"ug/hr", unit::microgram_per_hour},
    {"mcg/h", unit::microgram_per_hour},
    {"ug/min", unit::microgram_per_minute},
    {"mcg/min", unit::microgram_per_minute},
    {"mg/mL", unit::milligram_per_millilitre},
    {"mg/ml", unit::milligram_per_millilitre},
    {"ug/mL", unit::microgram_per_millilitre},
    {"ug/ml", unit::microgram_per_millilitre},
    {"mcg/mL", unit::microgram_per_millilitre},
    {"mL", unit::millilitre},
    {"ml", unit::millilitre},
    {"mg/kg/h", unit::milligram_per_kilogram_per_hour},
    {"mg/kg/hr", unit::milligram_per_kilogram_per_hour},
    {"ug/kg/min", unit::microgram_per_kilogram_per_minute},
    {"mcg/kg/min", unit::microgram_per_kilogram_per_minute},
    {"MDC_DIM_MILLI_L_PER_HR", unit::millilitre_per_hour},
    {"MDC_DIM_MILLI_G_PER_HR", unit::milligram_per_hour},
    {"MDC_DIM_MICRO_G_PER_HR", unit::microgram_per_hour},
    {"MDC_DIM_MICRO_G_PER_MIN", unit::microgram_per_minute},
    {"MDC_DIM_MILLI_G_PER_ML", unit::milligram_per_millilitre},
    {"MDC_DIM_MICRO_G_PER_ML", unit::microgram_per_millilitre},
    {"MDC_DIM_MILLI_L", unit::millilitre},
    {"MDC_DIM_MILLI_G_PER_KG_PER_HR", unit::milligram_per_kilogram_per_hour},
    {"MDC_DIM_MICRO_G_PER_KG_PER_MIN", unit::microgram_per_kilogram_per_minute},
    {"", unit::none},
}};

constexpr auto places_of_spellings =
    find_places<11>(spellings, [](const auto& entry) { return short_text{entry.first}.number(); });

} // namespace

std::string_view name(unit u) {
    switch (u) {
        case unit::none: return "";
        case unit::one: return "1";
        case unit::per_minute: return "/min";
        case unit::percent: return "%";
        case unit::mmhg: return "mm[Hg]";
        case unit::kilopascal: return "kPa";
        case unit::celsius: return "Cel";
        case unit::fahrenheit: return "[degF]";
        case unit::score: return "{score}";
        case unit::litre_per_minute: return "L/min";
        case unit::millilitre_per_hour: return "mL/h";
        case unit::milligram_per_hour: return "mg/h";
        case unit::microgram_per_hour: return "ug/h";
        case unit::microgram_per_minute: return "ug/min";
        case unit::milligram_per_millilitre: return "mg/mL";
        case unit::microgram_per_millilitre: return "ug/mL";
        case unit::millilitre: return "mL";
        case unit::milligram_per_kilogram_per_hour: return "mg/kg/h";
        case unit::microgram_per_kilogram_per_minute: return "ug/kg/min";
    }
    std::unreachable();
}

std::optional<unit> unit_from_text(std::string_view text) {
    const auto& [spelling, means] = spellings[places_of_spellings.of(short_text{text}.number())];
    return same(spelling, text) ? std::optional{means} : std::nullopt;
}

std::optional<double> convert(double value, unit from, unit to) {
    if (from == to) return value;
    if (from == unit::kilopascal && to == unit::mmhg) return value * mmhg_per_kpa;
    if (from == unit::mmhg && to == unit::kilopascal) return value / mmhg_per_kpa;
    if (from == unit::fahrenheit && to == unit::celsius) return (value - 32.0) * 5.0 / 9.0;
    if (from == unit::celsius && to == unit::fahrenheit) return value * 9.0 / 5.0 + 32.0;
    if (from == unit::microgram_per_hour && to == unit::milligram_per_hour) return value / 1000;
    if (from == unit::microgram_per_minute && to == unit::milligram_per_hour) return value * 60 / 1000;
    if (from == unit::microgram_per_millilitre && to == unit::milligram_per_millilitre) return value / 1000;
    return {};
}

std::string_view without_weight(unit from, unit to) {
    const bool per_weight =
        from == unit::milligram_per_kilogram_per_hour || from == unit::microgram_per_kilogram_per_minute;
    return per_weight && to == unit::milligram_per_hour ? " without the patient's weight" : "";
}

} // namespace vigil
