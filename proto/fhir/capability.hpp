// What this server says of itself: GET /fhir/metadata.
#pragma once

#include <string_view>

namespace vigil::fhir {

/// A CapabilityStatement of FHIR R4.
std::string_view capability_statement();

} // namespace vigil::fhir
