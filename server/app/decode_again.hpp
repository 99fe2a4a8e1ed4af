// How `vigil quarantine rerun` reads a message: as the listeners would today.
#pragma once

#include "server/app/settings.hpp"
#include "server/record/quarantine.hpp"

namespace vigil::app {

/// By the transport that the message came with; its sender's dialect, zone, character set and bed as configured now.
/// `with` must outlive it.
record::decode_again decoder_for(const settings& with);

} // namespace vigil::app
