#include "proto/vitals/instant.hpp"

#include <doctest/doctest.h>

namespace vigil {
namespace {

using namespace std::chrono_literals;

std::string again(std::string_view text) {
    const auto t = parse_rfc3339(text);
    return t ? to_rfc3339(*t) : "";
}

} // namespace

TEST_CASE("a moment is written in UTC with milliseconds") {
    CHECK(to_rfc3339(from_epoch_ms(0)) == "1970-01-01T00:00:00.000Z");
    CHECK(to_rfc3339(from_epoch_ms(-1)) == "1969-12-31T23:59:59.999Z");
    CHECK(to_rfc3339(from_epoch_ms(1'795'312'800'000)) == "2026-11-22T02:00:00.000Z");
    CHECK(to_rfc3339(from_epoch_ms(951'782'400'007)) == "2000-02-29T00:00:00.007Z");
    std::string out = "at ";
    append_rfc3339(out, from_epoch_ms(1));
    CHECK(out == "at 1970-01-01T00:00:00.001Z");
}

TEST_CASE("a moment that no year of four digits holds is written as the nearest one") {
    CHECK(to_rfc3339(never) == "9999-12-31T23:59:59.999Z");
    CHECK(to_rfc3339(instant::min()) == "0001-01-01T00:00:00.000Z");
}

TEST_CASE("any offset is understood, and the moment is the same") {
    for (const std::string_view text :
         {"2026-11-22T02:00:00Z", "2026-11-22T02:00:00.000Z", "2026-11-22t02:00:00z", "2026-11-22 02:00:00Z",
          "2026-11-22T03:00:00+01:00", "2026-11-21T20:30:00-05:30", "2026-11-22T02:00:00-00:00",
          "2026-11-23T01:59:00+23:59"})
        CHECK_MESSAGE(again(text) == "2026-11-22T02:00:00.000Z", text);
}

TEST_CASE("fractions of a second are read to the millisecond, and the rest is cut off") {
    CHECK(again("2026-11-22T02:00:00.1Z") == "2026-11-22T02:00:00.100Z");
    CHECK(again("2026-11-22T02:00:00.12Z") == "2026-11-22T02:00:00.120Z");
    CHECK(again("2026-11-22T02:00:00.123Z") == "2026-11-22T02:00:00.123Z");
    CHECK(again("2026-11-22T02:00:00.1239999999999999999999Z") == "2026-11-22T02:00:00.123Z");
    CHECK(again("2026-11-22T02:00:00.0009Z") == "2026-11-22T02:00:00.000Z");
}

TEST_CASE("a time without an offset is refused, not guessed") {
    CHECK(again("2026-11-22T02:00:00") == "");
    CHECK(again("2026-11-22T02:00:00.000") == "");
}

TEST_CASE("text that is not exactly a time is refused") {
    for (const std::string_view text : {"",
                                        "2026",
                                        "2026-11-22",
                                        "2026-11-22T",
                                        "2026-11-22T02:00Z",
                                        "2026-11-22T02:00:00.Z",
                                        "2026-11-22T02:00:00,5Z",
                                        "2026-11-22T02:00:00Z ",
                                        " 2026-11-22T02:00:00Z",
                                        "2026-11-22T02:00:00ZZ",
                                        "2026-11-22T02:00:00+01",
                                        "2026-11-22T02:00:00+0100",
                                        "2026-11-22T02:00:00+1:00",
                                        "2026-11-22T02:00:00+24:00",
                                        "2026-11-22T02:00:00+01:60",
                                        "2026-11-22T02:00:00+01:00Z",
                                        "2026-1-22T02:00:00Z",
                                        "+026-11-22T02:00:00Z",
                                        "-026-11-22T02:00:00Z",
                                        "2026-+1-22T02:00:00Z",
                                        "2026/11/22T02:00:00Z",
                                        "20261122T020000Z",
                                        "2026-11-22_02:00:00Z",
                                        "12026-11-22T02:00:00Z",
                                        "2026-11-22T02:00:-1Z",
                                        "2026-11-22T 2:00:00Z",
                                        "2026-11-22T02:00:00.5.5Z",
                                        "2026-11-22T02:00:00\xc2\xa0Z"})
        CHECK_MESSAGE(again(text) == "", text);
}

TEST_CASE("days and times that do not exist are refused") {
    for (const std::string_view text :
         {"2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-00-01T00:00:00Z",
          "2026-13-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z", "2026-01-01T24:00:00Z",
          "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "0000-01-01T00:00:00Z", "0000-00-00T00:00:00Z"})
        CHECK_MESSAGE(again(text) == "", text);
    CHECK(again("2024-02-29T00:00:00Z") == "2024-02-29T00:00:00.000Z");
    CHECK(again("2000-02-29T00:00:00Z") == "2000-02-29T00:00:00.000Z");
    CHECK(again("2016-12-31T23:59:60Z") == "2017-01-01T00:00:00.000Z"); // a leap second
}

TEST_CASE("what is read can be written and read again, up to the ends of the calendar") {
    CHECK(again("0001-01-01T00:00:00Z") == "0001-01-01T00:00:00.000Z");
    CHECK(again("9999-12-31T23:59:59.999Z") == "9999-12-31T23:59:59.999Z");
    CHECK(again("0001-01-01T00:59:59+01:00") == ""); // the year 0 in UTC
    CHECK(again("9999-12-31T23:59:59-00:01") == ""); // the year 10000
    for (std::int64_t ms = -62'135'596'800'000; ms < 253'402'300'800'000; ms += std::int64_t{86'399'999} * 97) {
        const auto t = parse_rfc3339(to_rfc3339(from_epoch_ms(ms)));
        REQUIRE(t);
        REQUIRE(to_epoch_ms(*t) == ms);
    }
}

TEST_CASE("a civil time with any part out of its range is no time, whatever its lowest bits") {
    const civil_time good{2026, 11, 22, 2, 0, 0, 0, 0};
    CHECK(from_civil(good) == from_epoch_ms(1'795'312'800'000));
    CHECK(from_civil({2026, 11, 22, 3, 30, 0, 0, 90}) == from_civil(good));
    CHECK(from_civil({2026, 11, 21, 20, 30, 0, 0, -330}) == from_civil(good));
    for (const int wrong : {-1, 256 + 11, 65536 + 11, 1 << 30, -(1 << 30)}) {
        CAPTURE(wrong);
        CHECK(from_civil({wrong, 11, 22, 2, 0, 0, 0, 0}).has_value() == (wrong == 267));
        CHECK(!from_civil({2026, wrong, 22, 2, 0, 0, 0, 0}));
        CHECK(!from_civil({2026, 11, wrong, 2, 0, 0, 0, 0}));
        CHECK(!from_civil({2026, 11, 22, wrong, 0, 0, 0, 0}));
        CHECK(!from_civil({2026, 11, 22, 2, wrong, 0, 0, 0}));
        CHECK(!from_civil({2026, 11, 22, 2, 0, wrong, 0, 0}));
        CHECK(from_civil({2026, 11, 22, 2, 0, 0, wrong, 0}).has_value() == (wrong == 267));
    }
    CHECK(!from_civil({2026, 11, 22, 2, 0, 0, 1000, 0}));
    CHECK(!from_civil({2026, 11, 22, 2, 0, 0, 0, 1440}));
    CHECK(!from_civil({2026, 11, 22, 2, 0, 0, 0, -1440}));
}

} // namespace vigil
