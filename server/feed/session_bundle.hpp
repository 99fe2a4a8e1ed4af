// An infusion session as FHIR R4: a Bundle of type collection with one Procedure (the session), a
// MedicationAdministration for each stretch of one rate and for each bolus, and an Observation for each charted value.
// Pure.
//
// Names of resources follow from the session and their place in it: the same session gives the same. What was corrected
// is there as entered-in-error, what replaced it as corrected. Signs have the codes of proto/fhir/coding.hpp; what has
// no code there is told by its text alone, as the drug is, whose code the protocol does not say.
#pragma once

#include <string>

#include "server/ward/fold.hpp"

namespace vigil::feed {

/// Precondition: the bed has a session.
std::string session_bundle(const ward::fold& wards, ward::bed_index b, instant now);

} // namespace vigil::feed
