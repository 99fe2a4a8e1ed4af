// The newest value of each metric of one patient: what rules read first.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>
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
    /// Up to when the word of who measures it makes it known, whatever a person charted since; instant{}: nobody ever
    /// did. put() sets it.
    instant monitor_until{};
    float device_low = static_cast<float>(no_value); ///< the device's own limits: shown, never read by a rule
    float device_high = static_cast<float>(no_value);
    bool by_hand = false;   ///< charted by a person, and else measured
    bool stands_in = false; ///< charted by a person where no monitor measures it: counts for by_hand_counts_for
};

/// A sign that is charted by hand where no monitor sends it all the time. Proposal, needs clinical sign-off: a nurse
/// who counts every quarter of an hour has five minutes to be late.
inline constexpr milliseconds by_hand_counts_for{20 * 60'000};

/// It holds a number that rules may use, however old it is.
inline bool usable(const observed& o) {
    return usable(o.status) && !std::isnan(o.value);
}

/// Charted by a person, of what monitors send all the time: no sample of theirs.
inline bool no_sample(metric m, const observed& o) {
    return o.by_hand && info(m).how == sampling::continuous;
}

/// Holds only the metrics that a patient has: a bed costs memory for these.
class chart {
public:
    /// A default one (received_at == instant{}) if there was none.
    const observed& operator[](metric m) const { return has(m) ? values_[place(m)] : none_; }
    bool has(metric m) const { return (seen_ & bit(m)) != 0; }

    /// True if a usable value was ever put.
    bool had(metric m) const { return (*this)[m].usable_at != instant{}; }

    /// Sets usable_at itself, and unchanged_since: a value that is equal but comes after the last one went stale, or
    /// from elsewhere, begins anew. A monitor's pulse takes over from one that was charted, and the other way round
    /// not: returns the metric that stands in no longer.
    std::optional<metric> put(metric m, observed next);

    /// What was charted was wrong, and nothing is in its place. `seen_before`: when it was last observed before that.
    void withdraw(metric m, instant now, instant seen_before);

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

/// How old this value may be: longer than its metric's, if it stands in for a monitor.
milliseconds stale_after(metric m, const observed& o);

/// The first moment at which this value is stale; and one that a monitor sent, received at `received_at`.
instant stale_at(metric m, const observed& o);
instant stale_at(metric m, instant received_at);

/// What put() would make of a monitor's last word, had no person charted anything since.
instant monitor_until_of(metric m, const observed& o);

} // namespace vigil::alarm
