// Units of measurement, and the conversions between them that a sender may declare.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace vigil {

enum class unit : std::uint8_t {
    none,       ///< nothing was declared
    one,        ///< dimensionless
    per_minute, ///< beats or breaths a minute
    percent,
    mmhg,
    kilopascal,
    celsius,
    fahrenheit,
    score, ///< a point on a scale: sedation, pain
    litre_per_minute,
    millilitre_per_hour, ///< from here on: what pumps write
    milligram_per_hour,
    microgram_per_hour,
    microgram_per_minute,
    milligram_per_millilitre,
    microgram_per_millilitre,
    millilitre,
    milligram_per_kilogram_per_hour,
    microgram_per_kilogram_per_minute,
};
inline constexpr unit last_unit = unit::microgram_per_kilogram_per_minute;

/// UCUM code, as it stands in JSON: "/min", "%", "mm[Hg]", "kPa", "Cel", "[degF]", "{score}", "L/min", "mL/h", "1"; ""
/// for none.
std::string_view name(unit u);

/// Any spelling of a unit known to be in use (UCUM, "mmHg", "bpm", "C", ...). Case matters as little as it safely can.
std::optional<unit> unit_from_text(std::string_view text);

/// `value` in unit `to`; nothing where the two measure different things. Never guesses from the value.
std::optional<double> convert(double value, unit from, unit to);

/// What a refusal adds where only a patient's weight, which no message tells, would make `from` a `to`; else "".
std::string_view without_weight(unit from, unit to);

} // namespace vigil
