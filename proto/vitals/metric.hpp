// The vital signs that Vigil knows: one table that names each, its unit, its plausible range and how fast it ages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "proto/vitals/instant.hpp"
#include "proto/vitals/unit.hpp"

namespace vigil {

/// Values are part of the journal's format and of a column order: append only.
enum class metric : std::uint8_t {
    heart_rate,
    pulse_rate,
    spo2,
    respiratory_rate,
    etco2,
    inspired_co2,
    nibp_systolic,
    nibp_diastolic,
    nibp_mean,
    abp_systolic,
    abp_diastolic,
    abp_mean,
    pap_systolic,
    pap_diastolic,
    pap_mean,
    cvp_mean,
    temperature,
    perfusion_index,
    pvc_rate,
    sedation, ///< depth 0 to 3, from whatever scale was charted (scale.hpp); no sender sends it
    pain,
    poss,         ///< Pasero opioid-induced sedation scale
    rass,         ///< Richmond agitation-sedation scale
    ramsay,       ///< Ramsay sedation scale
    moaas,        ///< modified observer's assessment of alertness and sedation
    uk_sedation,  ///< 0 to 3, as on British observation charts
    acvpu,        ///< alert, new confusion, voice, pain, unresponsive
    oxygen_flow,  ///< 0: breathes air
    dissociation, ///< this and the next three: 0 none, 1 mild, 2 moderate, 3 severe
    hallucination,
    agitation,
    dysphoria,
    nausea, ///< this and the next five are grades as well
    anxiety,
    eye_movements,  ///< double vision, or eyes that move by themselves
    disorientation, ///< of place or time; graded apart from ACVPU's new confusion
    mood_change,
    urinary_symptoms, ///< pain, blood, frequency, as ketamine harms the bladder
    pump_flow,        ///< this and the next three: what an infusion pump says of itself
    pump_dose_rate,   ///< of the drug
    pump_concentration,
    pump_remaining, ///< volume that is still to be infused
};

inline constexpr std::size_t metric_count = 42;

/// How a value comes to be, which decides whether its absence is an alarm and whether it shows that a monitor lives.
enum class sampling : std::uint8_t {
    continuous, ///< sent by the monitor all the time
    episodic,   ///< measured now and then (a cuff inflates), and resent
    charted,    ///< observed and entered by a person
    device,     ///< sent all the time by what is no monitor of the patient: a pump. It shows no monitor to be alive
};

struct metric_info {
    metric what;
    std::string_view name;  ///< as in JSON, rules and SQL columns: "heart_rate"
    std::string_view label; ///< as on screens: "HR"
    unit canonical;         ///< every stored value is in this unit
    double plausible_min;   ///< outside: a fault of the measurement, never a value
    double plausible_max;
    sampling how;
    milliseconds stale_after; ///< older than this it is unknown to rules and shown as "--"
};

/// The table, indexed by metric. Plausible ranges and ages: proposal, needs clinical sign-off.
std::span<const metric_info> metrics();

const metric_info& info(metric m);
inline std::string_view name(metric m) {
    return info(m).name;
}
std::optional<metric> metric_from_name(std::string_view name);

constexpr std::size_t index(metric m) {
    return static_cast<std::size_t>(m);
}

} // namespace vigil
