#include "server/core/time_source.hpp"

#include <doctest/doctest.h>

namespace vigil::core {
namespace {

using namespace std::chrono;

instant wall() {
    return instant{floor<milliseconds>(system_clock::now().time_since_epoch())};
}

} // namespace

TEST_CASE("time begins with the wall clock, or with the journal's newest input if that is later") {
    const instant before = wall();
    time_source fresh{instant{}};
    CHECK(fresh.now() >= before);
    CHECK(fresh.now() <= wall() + seconds{60});
    const instant ahead = wall() + hours{1};
    time_source later{ahead};
    CHECK(later.now() >= ahead);
    CHECK(later.offset_seconds() < -3'000);
}

TEST_CASE("time never goes back, although it is slowed down to follow the wall clock") {
    time_source time{wall() + hours{1}};
    instant last = time.now();
    const double offset = time.offset_seconds();
    for (int i = 0; i < 20'000; ++i) {
        time.discipline();
        const instant now = time.now();
        REQUIRE(now >= last);
        last = now;
    }
    CHECK(time.offset_seconds() > offset + 5);
}

TEST_CASE("the wall clock is followed by half a millisecond at most") {
    time_source time{wall() + hours{1}};
    const double before = time.offset_seconds();
    time.discipline();
    CHECK(time.offset_seconds() - before < 0.002);
}

} // namespace vigil::core
