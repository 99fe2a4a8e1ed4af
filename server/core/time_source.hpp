// The one place that reads clocks for the wards. Runs with the monotonic clock, starts from the wall clock, and follows
// it so slowly that a jump of the wall clock neither raises nor delays an alarm.
#pragma once

#include <chrono>

#include "proto/vitals/instant.hpp"

namespace vigil::core {

/// What time_source reads; another one in tests that say what the time is.
class clocks {
public:
    virtual ~clocks() = default;
    virtual std::chrono::nanoseconds wall() const = 0;      ///< since 1970; people and NTP set it
    virtual std::chrono::nanoseconds monotonic() const = 0; ///< since some moment; never goes back
};

const clocks& machine_clocks();

class time_source {
public:
    /// `not_before`: time of the newest input in the journal, so that time never goes back across a restart.
    /// `read` must outlive this.
    explicit time_source(instant not_before, const clocks& read = machine_clocks());

    instant now(); ///< never earlier than what it said before

    /// Call every second: follows the wall clock by at most half a millisecond.
    void discipline();

    /// Wall clock minus ours, in seconds.
    double offset_seconds() const;

private:
    std::chrono::nanoseconds ours() const;

    const clocks& read_;
    std::chrono::nanoseconds base_;    ///< our time at `started_`, since 1970
    std::chrono::nanoseconds started_; ///< monotonic
    instant latest_{};
};

} // namespace vigil::core
