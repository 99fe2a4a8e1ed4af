#include "server/simulate/histogram.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

namespace vigil::simulate {

TEST_CASE("percentiles are right to one part in 128, over nine decades") {
    for (std::uint64_t unit = 1; unit <= 1'000'000'000; unit *= 10) {
        histogram h;
        for (std::uint64_t i = 1; i <= 1000; ++i) h.add(i * unit);
        CAPTURE(unit);
        for (const double share : {0.5, 0.99, 0.999}) {
            const double exact = share * 1000 * static_cast<double>(unit);
            CHECK(static_cast<double>(h.percentile(share)) >= exact * (1 - 1.0 / 128));
            CHECK(static_cast<double>(h.percentile(share)) <= exact + static_cast<double>(unit));
        }
        CHECK(h.max() == 1000 * unit);
        CHECK(h.total() == 1000);
    }
}

TEST_CASE("the extremes have a place: zero, the largest number, and no value at all") {
    histogram h;
    CHECK(h.percentile(0.5) == 0);
    h.add(0);
    CHECK(h.percentile(0.5) == 0);
    h.add(std::numeric_limits<std::uint64_t>::max());
    CHECK(h.percentile(0.9) > std::uint64_t{1} << 63U);
    CHECK(h.max() == std::numeric_limits<std::uint64_t>::max());
}

} // namespace vigil::simulate
