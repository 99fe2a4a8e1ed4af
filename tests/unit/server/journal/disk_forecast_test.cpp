#include "server/journal/disk_forecast.hpp"

#include <doctest/doctest.h>

namespace vigil::journal {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t gib = 1u << 30;

/// A disk that fills at a steady rate, watched until it is told to be filling; what was left then.
std::chrono::seconds told_ahead(std::uint64_t free_bytes, std::uint64_t bytes_per_s) {
    disk_forecast f;
    const auto lasts = std::chrono::seconds{free_bytes / bytes_per_s};
    for (auto at = 0s; at < lasts; at += 1s) {
        f.note(at, free_bytes - static_cast<std::uint64_t>(at.count()) * bytes_per_s);
        if (f.filling()) return lasts - at;
    }
    return 0s;
}

} // namespace

TEST_CASE("at any rate that leaves so long, it is told more than an hour before the disk is full") {
    for (const std::uint64_t bytes_per_s : {100'000u, 500'000u, 6'000'000u, 50'000'000u}) {
        const auto ahead = told_ahead(std::uint64_t{bytes_per_s} * 3 * 3'600, bytes_per_s);
        CHECK(ahead > 1h);
        CHECK(ahead <= 2h);
    }
}

TEST_CASE("a disk that is nearly full already is told at once, however slowly it fills") {
    disk_forecast f;
    f.note(0s, 200u << 20);
    CHECK(f.filling());
    CHECK_FALSE(f.full_in());
}

TEST_CASE("what one burst takes is no trend") {
    disk_forecast f;
    f.note(0s, 100 * gib);
    f.note(1s, 99 * gib);
    CHECK_FALSE(f.filling());
    for (auto at = 2s; at < 1h; at += 1s) {
        f.note(at, 99 * gib);
        CHECK_FALSE(f.filling());
    }
}

TEST_CASE("a disk that gets space again is over only when it lasts twice as long") {
    disk_forecast f;
    auto at = 0s;
    std::uint64_t left = 10 * gib;
    const auto fill = [&](std::chrono::seconds lasting, std::uint64_t bytes_per_s) {
        for (const auto end = at + lasting; at < end; at += 1s) f.note(at, left -= bytes_per_s);
    };
    fill(5min, 2'000'000);
    CHECK(f.filling());
    fill(15min, 900'000); // about 2 h 40 min left
    CHECK(f.filling());
    fill(15min, 100'000);
    CHECK_FALSE(f.filling());
}

TEST_CASE("the rate is that of the last ten minutes") {
    disk_forecast f;
    std::uint64_t left = 40 * gib;
    auto at = 0s;
    for (; at < 10min; at += 1s) f.note(at, left -= 1'000'000);
    for (; at < 21min; at += 1s) f.note(at, left -= 2'000'000);
    REQUIRE(f.full_in());
    CHECK(static_cast<double>(f.full_in()->count()) == doctest::Approx(static_cast<double>(left) / 2e6).epsilon(0.01));
}

} // namespace vigil::journal
