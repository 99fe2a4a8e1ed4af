// How `vigil quarantine rerun` reads a message: as the listeners would today.
#pragma once

#include "server/app/settings.hpp"
#include "server/record/quarantine.hpp"

namespace vigil::app {

/// HL7 only; its sender's dialect, zone, character set and bed as configured now. Who sent JSON or FHIR was told at
/// once what was wrong with it, and sends it anew.
record::decode_again decoder_for(const settings& with);

} // namespace vigil::app
