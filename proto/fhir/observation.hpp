// An Observation to a report. What it says of one patient at one time becomes readings; whatever of it is not taken is
// named, so that nothing is lost silently.
//
// - Codes: LOINC and IEEE 11073 (coding.hpp). A code that is no vital sign watched here: an information, no reading.
// - Values: valueQuantity with a UCUM code. A comparator ("<") is no value. dataAbsentReason: a reading without a
// number.
// - status: final, amended, corrected are taken; preliminary is taken as questionable; registered, cancelled and
// unknown
//   are refused; entered-in-error is a warning. What was told before stays in the record.
// - Time: effectiveDateTime, effectiveInstant, the end of effectivePeriod (its start if it goes on), else issued. Long
//   past, or a day without a time: history.
// - Who says something that changes the meaning in a way not known here (modifierExtension, implicitRules, focus) is
//   refused.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/fhir/outcome.hpp"
#include "proto/fhir/resource.hpp"
#include "proto/vitals/reading.hpp"

namespace vigil::fhir {

inline constexpr milliseconds history_after = std::chrono::minutes{15}; ///< proposal, needs clinical sign-off
inline constexpr std::size_t components_max = 1'000;

/// Finds the Patient that a reference of a Bundle points to.
class patients {
public:
    void add(std::string_view full_url, element patient);
    void sort();
    void clear() { known_.clear(); }
    std::optional<element> find(std::string_view reference) const;

private:
    std::vector<std::pair<std::string, element>> known_;
};

struct surroundings {
    std::string_view path;     ///< FHIRPath of the resource: "Observation", "Bundle.entry[3].resource"
    std::string_view full_url; ///< of its entry; may be empty
    const patients* others = nullptr;
    instant received_at{};
};

/// Appends to out.readings and `issues`; no readings: nothing of it is to be applied. Bed and ward stay as they are.
void read_observation(element resource, const surroundings& around, report& out, std::vector<issue>& issues);

} // namespace vigil::fhir
