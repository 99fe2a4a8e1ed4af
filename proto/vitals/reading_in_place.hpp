// make_reading() for decoders that read thousands a second: copying a reading costs more than making it.
#pragma once

#include "proto/vitals/reading.hpp"

namespace vigil {

/// make_reading() into `out`. False, and `out` left alone, where that gives nothing.
bool make_reading(reading& out, metric what, double value, unit declared, validity status, instant measured_at);

} // namespace vigil
