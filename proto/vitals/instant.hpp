// A moment in time, as a value. Pure code takes instants as arguments; it cannot ask for the time.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vigil {

using std::chrono::milliseconds;

/// Milliseconds since 1970-01-01T00:00:00Z, without leap seconds. There is deliberately no now(): reading the time
/// in the alarm core does not compile. The edge (server/core/time_source.hpp) stamps inputs.
struct ward_clock {
    using duration = milliseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<ward_clock>;
    static constexpr bool is_steady = false;
};

using instant = ward_clock::time_point;

inline constexpr instant never = instant::max();

constexpr std::int64_t to_epoch_ms(instant t) {
    return t.time_since_epoch().count();
}
constexpr instant from_epoch_ms(std::int64_t ms) {
    return instant{milliseconds{ms}};
}

/// "2026-11-22T02:00:00.000Z": RFC 3339, UTC, always milliseconds. Years 0000 to 9999.
std::string to_rfc3339(instant t);
/// The same, appended to `out` without another allocation.
void append_rfc3339(std::string& out, instant t);

/// RFC 3339 with any offset ("2026-11-22T03:00:00+01:00"); a time without an offset is refused, not guessed.
std::optional<instant> parse_rfc3339(std::string_view text);

/// A civil time and its offset from UTC as an instant; nothing if no such day or time exists.
struct civil_time {
    int year, month, day, hour, minute, second, millisecond;
    int offset_minutes;
};
std::optional<instant> from_civil(const civil_time& t);

} // namespace vigil
