// What hospitals send besides readings, to and from the journal's messages: for codec_inputs.cpp only. What reads
// returns false for values that this version does not know.
#pragma once

#include "proto/journal/journal.pb.h"
#include "server/ward/input.hpp"

namespace vigil::ward {

void write(const device_alarms_reported& in, vigil::journal::DeviceAlarms& out);
bool read(const vigil::journal::DeviceAlarms& in, device_alarms_reported& out);

void write(const patient_moved& in, vigil::journal::PatientMoved& out);
bool read(const vigil::journal::PatientMoved& in, patient_moved& out);

void write(const message_quarantined& in, vigil::journal::Quarantined& out);
bool read(const vigil::journal::Quarantined& in, message_quarantined& out);

} // namespace vigil::ward
