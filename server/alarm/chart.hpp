// The newest value of each metric of one patient: what rules read first.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include "proto/vitals/metric.hpp"
#include "proto/vitals/reading.hpp"

namespace vigil::alarm {

struct observed {
    double value = no_value; ///< canonical unit; NaN: never received, or received without a number
    validity status = validity::unavailable;
    instant measured_at{};     ///< the sender's claim; shown, never used for staleness
    instant received_at{};     ///< decides staleness
    instant unchanged_since{}; ///< received_at of the first of the equal values without a gap that end with this one
    instant usable_at{};       ///< received_at of the last usable value: this one's or an earlier one's
    float device_low = static_cast<float>(no_value); ///< the device's own limits: shown, never read by a rule
    float device_high = static_cast<float>(no_value);
};

/// It holds a number that rules may use, however old it is.
inline bool usable(const observed& o) {
    return usable(o.status) && !std::isnan(o.value);
}

/// Holds only the metrics that a patient has: a bed costs memory for these.
class chart {
public:
    /// A default one (received_at == instant{}) if there was none.
    const observed& operator[](metric m) const { return has(m) ? values_[place(m)] : none_; }
    bool has(metric m) const { return (seen_ & bit(m)) != 0; }

    /// True if a usable value was ever put.
    bool had(metric m) const { return (*this)[m].usable_at != instant{}; }

    /// Sets usable_at itself, and unchanged_since: a value that is equal but comes after the last one went stale begins
    /// anew.
    void put(metric m, observed next);

    /// As it was before a restart.
    void restore(metric m, const observed& next);

private:
    static constexpr std::uint64_t bit(metric m) {
        static_assert(metric_count <= 60);
        return std::uint64_t{1} << index(m);
    }
    std::size_t place(metric m) const { ///< in values_, which are in the order of the metrics
        return static_cast<std::size_t>(std::popcount(seen_ & (bit(m) - 1)));
    }

    static const observed none_;
    std::uint64_t seen_ = 0;
    std::vector<observed> values_;
};

/// The value that rules may use at `now`: NaN if there is none, it is not usable, or it has gone stale.
double known(const chart& c, metric m, instant now);

/// Of two sources of one quantity the one that rules read: that known() has and that was received last; `preferred` at
/// a tie, and where neither is known. Heart rate and pulse rate are no equals: the heart rate wherever it is known.
metric fresher(const chart& c, metric preferred, metric other, instant now);

/// The first moment at which a value received at `received_at` is stale.
instant stale_at(metric m, instant received_at);

} // namespace vigil::alarm
