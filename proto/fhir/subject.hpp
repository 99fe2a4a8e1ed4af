// Who an Observation is about, and who says it.
#pragma once

#include <optional>
#include <string>

#include "proto/fhir/observation.hpp"

namespace vigil::fhir {

/// Fills patient and patient_name: from the Patient that the reference finds in the message (its medical record number
/// first), else from subject.identifier, else the id that is referred to. What it is about if that is no patient.
std::optional<std::string> read_subject(element resource, const patients* others, report& out);

/// Fills sender: meta.source, else the device, else the first performer, else "fhir".
void read_sender(element resource, report& out);

} // namespace vigil::fhir
