// Charted scales as coded systems write them: what is asked in SNOMED CT, and the answers in LOINC, SNOMED CT or words.
#pragma once

#include <optional>
#include <string_view>

#include "proto/vitals/metric.hpp"

namespace vigil::codes {

/// "1345050000" (Richmond Agitation Sedation Scale score) is rass.
std::optional<metric> metric_from_snomed(std::string_view code);

/// A level of `scale` from an answer's code or text: "LA33964-0", "300202002", "Responds to voice", "V". Words in any
/// case of letters. The value is as in proto/vitals/scale.hpp; nothing if it is no answer of that scale.
std::optional<double> level_from_answer(metric scale, std::string_view answer);

} // namespace vigil::codes
