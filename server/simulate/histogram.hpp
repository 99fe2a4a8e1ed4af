// Latencies in a log-linear histogram: 128 steps to each power of two, so a percentile is at most 0.8 % too low.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace vigil::simulate {

/// Whole numbers (nanoseconds). Not for several threads.
class histogram {
public:
    void add(std::uint64_t value) {
        ++counts_[slot(value)];
        ++total_;
        max_ = std::max(max_, value);
    }

    std::uint64_t total() const { return total_; }
    std::uint64_t max() const { return max_; }

    /// The value that `share` (0 to 1) of all values do not exceed, rounded down to its step; 0 if there are none.
    std::uint64_t percentile(double share) const {
        const auto rank = static_cast<std::uint64_t>(share * static_cast<double>(total_));
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < counts_.size(); ++i) {
            seen += counts_[i];
            if (seen > rank) return lowest_of(i);
        }
        return max_;
    }

private:
    static constexpr unsigned step_bits = 7;

    static std::size_t slot(std::uint64_t value) {
        if (value < (1U << step_bits)) return value;
        const auto power = static_cast<unsigned>(std::bit_width(value)) - 1;
        const std::uint64_t within = (value >> (power - step_bits)) & ((1U << step_bits) - 1);
        return (std::size_t{power - step_bits + 1} << step_bits) + within;
    }

    static std::uint64_t lowest_of(std::size_t slot) {
        if (slot < (1U << step_bits)) return slot;
        const std::size_t power = (slot >> step_bits) + step_bits - 1;
        const std::uint64_t within = slot & ((1U << step_bits) - 1);
        return (std::uint64_t{1} << power) + (within << (power - step_bits));
    }

    std::vector<std::uint64_t> counts_ = std::vector<std::uint64_t>(std::size_t{64 - step_bits + 1} << step_bits);
    std::uint64_t total_ = 0;
    std::uint64_t max_ = 0;
};

} // namespace vigil::simulate
