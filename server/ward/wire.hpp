// Between the values of the fold and the messages of proto/journal: used by the codec, the
// snapshot and what server/outbound keeps only.
// What reads returns false for values that this version does not know: a newer journal, or a damaged one.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <optional>

#include "proto/journal/journal.pb.h"
#include "proto/vitals/device_alarm.hpp"
#include "proto/vitals/movement.hpp"
#include "proto/vitals/reading.hpp"
#include "server/alarm/alarm.hpp"
#include "server/ward/event.hpp"

namespace vigil::ward {

void write_alarm(const alarm::alarm& a, vigil::journal::Alarm& out);
bool read_alarm(const vigil::journal::Alarm& in, alarm::alarm& out);

void write_pause(const alarm::pause& p, vigil::journal::Pause& out);
bool read_pause(const vigil::journal::Pause& in, alarm::pause& out);

void write_station(const station& s, vigil::journal::Station& out);
bool read_station(const vigil::journal::Station& in, station& out);

void write_device_alarm(const device_alarm& a, vigil::journal::DeviceAlarm& out);
bool read_device_alarm(const vigil::journal::DeviceAlarm& in, device_alarm& out);

void write_identity(const identity& who, vigil::journal::Identity& out);
identity read_identity(const vigil::journal::Identity& in);

void write_baseline(const alarm::baseline_value& b, vigil::journal::Baseline& out);
bool read_baseline(const vigil::journal::Baseline& in, alarm::baseline_value& out);

/// A time that a sender or a clock can have given; sums with it do not overflow.
constexpr bool sane_time(std::int64_t ms) {
    constexpr std::int64_t ten_thousand_years_ms = 400'000'000'000'000;
    return -ten_thousand_years_ms < ms && ms < ten_thousand_years_ms;
}

/// A number on the wire as a value of an enum whose last value is `last`.
template <class Enum>
bool read_enum(std::uint32_t in, Enum last, Enum& out) {
    if (in > static_cast<std::uint32_t>(last)) return false;
    out = static_cast<Enum>(in);
    return true;
}

inline bool read_metric(std::uint32_t in, metric& out) {
    return read_enum(in, static_cast<metric>(metric_count - 1), out);
}

inline bool read_priority(std::uint32_t in, alarm::priority& out) {
    return read_enum(in, alarm::priority::high, out);
}

inline bool read_time(std::int64_t ms, instant& out) {
    if (!sane_time(ms)) return false;
    out = from_epoch_ms(ms);
    return true;
}

inline bool read_time(bool has, std::int64_t ms, std::optional<instant>& out) {
    out.reset();
    return !has || read_time(ms, out.emplace());
}

/// Every NaN as the same bits: equal states have equal bytes.
inline double one_nan(double value) {
    return std::isnan(value) ? no_value : value;
}

/// Each thing once, in the order that the fold keeps.
template <class List, class Key>
bool rising(const List& list, Key key) {
    return std::ranges::adjacent_find(list, std::ranges::greater_equal{}, key) == list.end();
}

} // namespace vigil::ward
