// Between the values of the fold and the messages of proto/journal: used by the codec and the snapshot only.
#pragma once

#include "proto/journal/journal.pb.h"
#include "server/alarm/alarm.hpp"

namespace vigil::ward {

void write_alarm(const alarm::alarm& a, vigil::journal::Alarm& out);
alarm::alarm read_alarm(const vigil::journal::Alarm& in);

} // namespace vigil::ward
