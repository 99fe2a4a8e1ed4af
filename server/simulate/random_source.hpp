// Random numbers that are the same on every machine and standard library. Not for secrets.
#pragma once

#include <cstdint>

namespace vigil::simulate {

/// SplitMix64 (G. Steele, D. Lea, C. Flood: Fast splittable pseudorandom number generators, OOPSLA 2014).
class random_source {
public:
    explicit random_source(std::uint64_t seed) : state_(seed) {}

    std::uint64_t bits() {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }

    /// At least `low`, below `high`.
    double between(double low, double high) {
        return low + (high - low) * static_cast<double>(bits() >> 11U) * 0x1p-53;
    }

    /// 0 to `count` - 1; the bias of the remainder is of no matter at the counts used here.
    std::uint64_t below(std::uint64_t count) { return bits() % count; }

    /// Mean 0, deviation 1, nearly normal, never beyond 3.5: the sum of four uniform numbers, from one draw.
    double noise() {
        std::uint64_t b = bits();
        double sum = 0;
        for (int i = 0; i < 4; ++i, b >>= 16U) sum += static_cast<double>(b & 0xffffU);
        return (sum / 65535.0 - 2.0) * 1.7320508075688772; // variance of four uniforms: 4/12
    }

private:
    std::uint64_t state_;
};

} // namespace vigil::simulate
