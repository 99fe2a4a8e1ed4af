// Codes of vital signs in FHIR: which sign a list of codings means, and by which codings a sign is told.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "proto/vitals/metric.hpp"
#include "proto/vitals/unit.hpp"

namespace vigil::fhir {

inline constexpr std::string_view loinc = "http://loinc.org";
inline constexpr std::string_view mdc = "urn:iso:std:iso:11073:10101";
inline constexpr std::string_view ucum = "http://unitsofmeasure.org";
inline constexpr std::string_view pressure_panel = "85354-9"; ///< LOINC: systolic and diastolic, perhaps the mean

struct coded_sign {
    metric what{};
    std::uint32_t mdc = 0; ///< the IEEE 11073 code given, 0 if none was
};

/// Gathers the codings of one CodeableConcept. A code that says more wins: the invasive systolic pressure over a
/// systolic pressure of any site, the pulse over a heart rate, which the vital-signs profile asks for in its place.
class codings {
public:
    void add(std::string_view system, std::string_view code);

    /// Nothing: none of them is a sign that Vigil watches.
    std::optional<coded_sign> sign() const { return sign_; }
    /// Two of them are signs that cannot both be meant.
    bool disagree() const { return disagree_; }
    bool is_pressure_panel() const { return panel_; }

private:
    std::optional<coded_sign> sign_;
    bool broad_ = false; ///< sign_ comes from a code that a narrower one may replace
    bool disagree_ = false;
    bool panel_ = false;
};

/// The unit of a UCUM code, annotations in braces left out as UCUM allows. Stricter than unit_from_text: in UCUM "C" is
/// no temperature.
std::optional<unit> unit_from_ucum(std::string_view code);

/// LOINC codes of a sign, the one that FHIR's profiles ask for first; empty if there is none.
std::span<const std::string_view> loinc_of(metric m);

/// The IEEE 11073 code of a sign whose sender gave none; 0 if there is none.
std::uint32_t mdc_of(metric m);

/// The profile that an Observation of this sign fulfils: "http://hl7.org/fhir/StructureDefinition/heartrate".
std::string_view profile_of(metric m);

} // namespace vigil::fhir
