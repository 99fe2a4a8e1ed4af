// The recent past of one metric, for mean() and change(): bounded, and moved by readings only, never by time alone.
#pragma once

#include <array>
#include <cstdint>

#include "proto/vitals/instant.hpp"
#include "proto/vitals/metric.hpp"

namespace vigil::alarm {

/// Which past a rule asks for: change(spo2, 10min) asks for {spo2, 10 min}.
struct window_spec {
    metric what{};
    milliseconds width{};
    friend bool operator==(const window_spec&, const window_spec&) = default;
};

/// Sums of the values in slots of a twelfth of the width, by the time of receipt. "Now" is the newest value's time, so
/// that the same readings give the same answer however time is cut into ticks; whoever asks checks first that the
/// metric is known at all.
class window {
public:
    static constexpr int slots_per_width = 12, slot_count = 16;

    /// Values come in order of time.
    void add(double value, instant at, milliseconds width);

    /// Of the values in the last width; NaN until those span half of it.
    double mean() const;

    /// The newest value minus the mean of the slot one width before it (or, if that is empty, of the next older one
    /// that is kept); NaN if there is none.
    double change() const;

    struct slot {
        double sum = 0;
        std::uint32_t count = 0;
        friend bool operator==(const slot&, const slot&) = default;
    };
    /// Everything, for snapshots.
    struct state {
        std::int64_t newest_slot = 0; ///< number of the newest value's slot since the epoch
        double newest = no_number;
        std::array<slot, slot_count> slots{}; ///< slot n stands at n modulo slot_count
    };
    const state& all() const { return all_; }
    void restore(const state& s) { all_ = s; }

private:
    static constexpr double no_number = __builtin_nan("");
    state all_;
};

} // namespace vigil::alarm
