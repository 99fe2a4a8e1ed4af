// LOINC codes of vital signs (those of the FHIR vital-signs profile and the sites related to them) and of charted
// scales.
#pragma once

#include <optional>
#include <string_view>

#include "proto/vitals/metric.hpp"

namespace vigil::codes {

/// "8867-4" is the heart rate. A blood pressure without a site counts as non-invasive. The check digit is part of the
/// code.
std::optional<metric> metric_from_loinc(std::string_view code);

} // namespace vigil::codes
