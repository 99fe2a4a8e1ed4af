// Latencies counted in buckets: every power of two in 128 equal steps, so a quantile is off by less than 1 %.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace vigil::bench {

class histogram {
public:
    static constexpr unsigned step_bits = 7;
    static constexpr std::uint64_t steps = 1u << step_bits;

    static constexpr std::size_t bucket_of(std::uint64_t value) {
        if (value < steps) return value;
        const auto shift = static_cast<unsigned>(std::bit_width(value)) - 1 - step_bits;
        return shift * steps + (value >> shift);
    }
    static constexpr std::uint64_t value_of(std::size_t bucket) {
        if (bucket < 2 * steps) return bucket;
        const auto shift = bucket / steps - 1;
        return (bucket % steps + steps) << shift;
    }

    void add(std::uint64_t value) {
        ++buckets_[bucket_of(value)];
        ++count_;
    }

    std::uint64_t count() const { return count_; }

    /// The least bucket with at least `share` (0 to 1) of the values at or below it; 0 when nothing was added.
    std::uint64_t quantile(double share) const {
        const auto wanted = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(share * static_cast<double>(count_)));
        std::uint64_t seen = 0;
        for (std::size_t b = 0; b < buckets_.size(); ++b) {
            seen += buckets_[b];
            if (seen >= wanted) return value_of(b);
        }
        return 0;
    }

private:
    std::array<std::uint64_t, (64 - step_bits + 1) * steps> buckets_{};
    std::uint64_t count_ = 0;
};

static_assert(histogram::value_of(histogram::bucket_of(1'000'000)) <= 1'000'000 &&
              histogram::value_of(histogram::bucket_of(1'000'000) + 1) > 1'000'000);
static_assert(histogram::value_of(histogram::bucket_of(256)) == 256 &&
              histogram::value_of(histogram::bucket_of(255)) == 255);

} // namespace vigil::bench
