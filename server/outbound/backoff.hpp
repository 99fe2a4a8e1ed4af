// How long to leave a receiver alone that did not answer: 1 s, doubled with every failure up to 60 s, a fifth more or
// less, so that many do not come back at the same moment.
#pragma once

#include <algorithm>
#include <chrono>

#include "proto/vitals/instant.hpp"

namespace vigil::outbound {

inline constexpr milliseconds backoff_min{1'000};
inline constexpr milliseconds backoff_max{60'000};

/// After so many failures in a row, at least one. `chance`: 0 to 1.
constexpr milliseconds backoff(unsigned failures, double chance) {
    const milliseconds steady = std::min(backoff_min * (1 << std::min(failures - 1, 6U)), backoff_max);
    return milliseconds{static_cast<milliseconds::rep>(static_cast<double>(steady.count()) * (0.8 + 0.4 * chance))};
}

} // namespace vigil::outbound
