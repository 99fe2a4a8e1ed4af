// What people do in infusion sessions, to and from the journal's messages: for the codec and the snapshot only. What
// reads returns false for values that this version does not know.
#pragma once

#include "proto/journal/infusion.pb.h"
#include "server/infusion/status.hpp"
#include "server/ward/input.hpp"

namespace vigil::ward {

void write(const infusion_order& in, vigil::journal::InfusionOrder& out);
bool read(const vigil::journal::InfusionOrder& in, infusion_order& out);

void write(const protocols_changed& in, vigil::journal::ProtocolsChanged& out);
void read(const vigil::journal::ProtocolsChanged& in, protocols_changed& out);

void write(const infusion::status& in, vigil::journal::InfusionTold& out);
bool read(const vigil::journal::InfusionTold& in, infusion::status& out);

// Parts that the snapshot shares.
void write(const infusion::set_rate& in, vigil::journal::SetRate& out);
bool read(const vigil::journal::SetRate& in, infusion::set_rate& out);
void write(const infusion::give_bolus& in, vigil::journal::GiveBolus& out);
bool read(const vigil::journal::GiveBolus& in, infusion::give_bolus& out);
void write(const infusion::chart& in, vigil::journal::Chart& out);
bool read(const vigil::journal::Chart& in, infusion::chart& out);

} // namespace vigil::ward
