// Between the values of the fold and the messages of proto/journal: used by the codec and the snapshot only.
#pragma once

#include <cstdint>

#include "proto/journal/journal.pb.h"
#include "server/alarm/alarm.hpp"

namespace vigil::ward {

void write_alarm(const alarm::alarm& a, vigil::journal::Alarm& out);
/// False for values that this version does not know: a newer journal, or a damaged one.
bool read_alarm(const vigil::journal::Alarm& in, alarm::alarm& out);

/// A time that a sender or a clock can have given; sums with it do not overflow.
constexpr bool sane_time(std::int64_t ms) {
    constexpr std::int64_t ten_thousand_years_ms = 400'000'000'000'000;
    return -ten_thousand_years_ms < ms && ms < ten_thousand_years_ms;
}

} // namespace vigil::ward
