// The newest value of each metric of one patient: what rules read.
#pragma once

#include <array>

#include "proto/vitals/metric.hpp"
#include "proto/vitals/reading.hpp"

namespace vigil::alarm {

struct observed {
    double value = no_value; ///< canonical unit; NaN: never received, or received without a number
    validity status = validity::unavailable;
    instant measured_at{}; ///< the sender's claim; shown, never used for timing
    instant received_at{}; ///< decides staleness
};

using chart = std::array<observed, metric_count>;

/// The value that rules may use at `now`: NaN if there is none, it is not usable, or it has gone stale.
double known(const chart& c, metric m, instant now);

/// Of two sources of one quantity the one that known() has and that was received last; `preferred` at a tie, and where
/// neither is known.
metric fresher(const chart& c, metric preferred, metric other, instant now);

/// The first moment at which a value received at `received_at` is stale.
instant stale_at(metric m, instant received_at);

} // namespace vigil::alarm
