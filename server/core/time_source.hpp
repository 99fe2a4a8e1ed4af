// The one place that reads clocks for the wards. Runs with the monotonic clock, starts from the wall clock, and follows
// it so slowly that a jump of the wall clock neither raises nor delays an alarm.
#pragma once

#include <chrono>

#include "proto/vitals/instant.hpp"

namespace vigil::core {

class time_source {
public:
    /// `not_before`: time of the newest input in the journal, so that time never goes back across a restart.
    explicit time_source(instant not_before);

    instant now(); ///< never earlier than what it said before

    /// Call every second: follows the wall clock by at most half a millisecond.
    void discipline();

    /// Wall clock minus ours, in seconds.
    double offset_seconds() const;

private:
    std::chrono::nanoseconds ours() const;

    std::chrono::nanoseconds base_; ///< our time at `started_`, since 1970
    std::chrono::steady_clock::time_point started_;
    instant latest_{};
};

} // namespace vigil::core
