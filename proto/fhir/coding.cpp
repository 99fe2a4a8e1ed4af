#include "proto/fhir/coding.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "proto/codes/loinc.hpp"
#include "proto/codes/mdc.hpp"

namespace vigil::fhir {
namespace {

using std::string_view;
using enum metric;

struct told {
    metric what;
    std::array<string_view, 2> codes;
    std::uint32_t number; ///< MDC
};

// clang-format off
constexpr std::array signs{
    told{heart_rate,       {"8867-4"},             147842},
    told{pulse_rate,       {"8867-4"},             149530},
    told{spo2,             {"2708-6", "59408-5"},  150456},
    told{respiratory_rate, {"9279-1"},             151562},
    told{etco2,            {"19891-1"},            151708},
    told{inspired_co2,     {},                     151716},
    told{nibp_systolic,    {"8480-6", "76534-7"},  150021},
    told{nibp_diastolic,   {"8462-4", "76535-4"},  150022},
    told{nibp_mean,        {"8478-0", "76536-2"},  150023},
    told{abp_systolic,     {"8480-6", "76215-3"},  150037},
    told{abp_diastolic,    {"8462-4", "76213-8"},  150038},
    told{abp_mean,         {"8478-0", "76214-6"},  150039},
    told{pap_systolic,     {},                     150045},
    told{pap_diastolic,    {},                     150046},
    told{pap_mean,         {},                     150047},
    told{cvp_mean,         {},                     150087},
    told{temperature,      {"8310-5"},             150344},
    told{perfusion_index,  {},                     150488},
    told{pvc_rate,         {},                     148065},
    told{pain,             {"72514-3"},            0},
    told{pump_flow,        {},                     157784},
    told{pump_dose_rate,   {},                     157924},
    told{pump_concentration, {},                   157760},
    told{pump_remaining,   {},                     157872},
};

/// Codes that stand for a sign wherever and however it is measured.
constexpr std::array<string_view, 4> broad{"8462-4", "8478-0", "8480-6", "8867-4"};

constexpr std::array<std::pair<metric, metric>, 4> kin{{{heart_rate, pulse_rate},
                                                        {nibp_systolic, abp_systolic},
                                                        {nibp_diastolic, abp_diastolic},
                                                        {nibp_mean, abp_mean}}};

constexpr std::array<std::pair<string_view, unit>, 21> units{{
    {"/min", unit::per_minute}, {"1/min", unit::per_minute},    {"min-1", unit::per_minute},
    {"%", unit::percent},       {"mm[Hg]", unit::mmhg},         {"kPa", unit::kilopascal},
    {"Cel", unit::celsius},     {"[degF]", unit::fahrenheit},   {"L/min", unit::litre_per_minute},
    {"mL/h", unit::millilitre_per_hour},
    {"ml/h", unit::millilitre_per_hour},
    {"mg/h", unit::milligram_per_hour},
    {"ug/h", unit::microgram_per_hour},
    {"ug/min", unit::microgram_per_minute},
    {"mg/mL", unit::milligram_per_millilitre},
    {"mg/ml", unit::milligram_per_millilitre},
    {"ug/mL", unit::microgram_per_millilitre},
    {"mL", unit::millilitre},
    {"ml", unit::millilitre},
    {"mg/kg/h", unit::milligram_per_kilogram_per_hour},
    {"ug/kg/min", unit::microgram_per_kilogram_per_minute},
}};
// clang-format on

const told* find(metric m) {
    const auto at = std::ranges::find(signs, m, &told::what);
    return at == signs.end() ? nullptr : &*at;
}

bool may_stand_for(metric wide, metric narrow) {
    return wide == narrow || std::ranges::find(kin, std::pair{wide, narrow}) != kin.end();
}

std::optional<coded_sign> sign_of(string_view system, string_view code) {
    if (system == loinc) {
        const auto what = codes::metric_from_loinc(code);
        return what ? std::optional{coded_sign{*what, 0}} : std::nullopt;
    }
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), number);
    if (system != mdc || error != std::errc{} || end != code.data() + code.size()) return {};
    const codes::observation* known = codes::find_observation(number);
    return known ? std::optional{coded_sign{known->what, number}} : std::nullopt;
}

} // namespace

void codings::add(string_view system, string_view code) {
    if (system == loinc && code == pressure_panel) panel_ = true;
    const auto found = sign_of(system, code);
    if (!found) return;
    const bool is_broad = system == loinc && std::ranges::find(broad, code) != broad.end();
    if (!sign_) {
        sign_ = found;
        broad_ = is_broad;
    } else if (broad_ && may_stand_for(sign_->what, found->what)) {
        sign_ = coded_sign{found->what, found->mdc ? found->mdc : sign_->mdc};
        broad_ = is_broad;
    } else if (found->what == sign_->what || (is_broad && may_stand_for(found->what, sign_->what))) {
        if (!sign_->mdc) sign_->mdc = found->mdc;
    } else {
        disagree_ = true;
    }
}

std::optional<unit> unit_from_ucum(string_view code) {
    if (code == "{score}") return unit::score;
    std::string plain;
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (code[i] == '{')
            i = std::min(code.find('}', i), code.size() - 1);
        else
            plain += code[i];
    }
    if (plain == "1" || (plain.empty() && !code.empty())) return unit::one;
    if (plain == "l/min") return unit::litre_per_minute;
    const auto at = std::ranges::find(units, plain, &decltype(units)::value_type::first);
    return at == units.end() ? std::nullopt : std::optional{at->second};
}

std::span<const string_view> loinc_of(metric m) {
    const told* known = find(m);
    if (!known) return {};
    const auto end = std::ranges::find(known->codes, string_view{});
    return {known->codes.begin(), end};
}

std::uint32_t mdc_of(metric m) {
    const told* known = find(m);
    return known ? known->number : 0;
}

string_view profile_of(metric m) {
    switch (m) {
        case heart_rate:
        case pulse_rate: return "http://hl7.org/fhir/StructureDefinition/heartrate";
        case respiratory_rate: return "http://hl7.org/fhir/StructureDefinition/resprate";
        case spo2: return "http://hl7.org/fhir/StructureDefinition/oxygensat";
        case temperature: return "http://hl7.org/fhir/StructureDefinition/bodytemp";
        default: return "http://hl7.org/fhir/StructureDefinition/vitalsigns";
    }
}

} // namespace vigil::fhir
