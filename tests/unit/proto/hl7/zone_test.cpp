#include "proto/hl7/zone.hpp"

#include <doctest/doctest.h>

#include "tests/unit/proto/hl7/sample.hpp"

using namespace vigil;
using namespace vigil::hl7;

namespace {

std::string instant_of(const zone& where, std::string_view stamp, std::string_view near = "2026-06-01T00:00:00Z") {
    const auto t = where.to_instant(parse_time(stamp).value().local, at(near));
    return t ? to_rfc3339(*t) : "none";
}

} // namespace

TEST_CASE("a zone is named as a place, as an offset, or as UTC") {
    CHECK(instant_of(zone::open("Europe/Berlin").value(), "20260115120000") == "2026-01-15T11:00:00.000Z");
    CHECK(instant_of(zone::open("Europe/Berlin").value(), "20260715120000") == "2026-07-15T10:00:00.000Z");
    CHECK(instant_of(zone::open("+05:30").value(), "20260115120000") == "2026-01-15T06:30:00.000Z");
    CHECK(instant_of(zone::open("-0330").value(), "20260115120000") == "2026-01-15T15:30:00.000Z");
    CHECK(instant_of(zone::open("UTC").value(), "20260115120000.25") == "2026-01-15T12:00:00.250Z");
    CHECK(zone::open("Asia/Kolkata")->name() == "Asia/Kolkata");
    for (const std::string_view none :
         {"", "Mars/Olympus", "+25:00", "+1", "+01:0", "01:00", "+01:60", "+01:00:00", "europe berlin"}) {
        CAPTURE(none);
        const auto opened = zone::open(none);
        REQUIRE_FALSE(opened);
        CHECK(opened.error().contains("there is no time zone"));
    }
}

TEST_CASE("an hour that the clocks repeat is the one nearer to when the message came") {
    const zone berlin = zone::open("Europe/Berlin").value(); // 2026-10-25 03:00 summer time is 02:00 again
    CHECK(instant_of(berlin, "20261025023000", "2026-10-25T00:31:00Z") == "2026-10-25T00:30:00.000Z");
    CHECK(instant_of(berlin, "20261025023000", "2026-10-25T01:31:00Z") == "2026-10-25T01:30:00.000Z");
    CHECK(instant_of(berlin, "20261025013000", "2026-10-25T01:31:00Z") == "2026-10-24T23:30:00.000Z");
    CHECK(instant_of(berlin, "20261025030000", "2026-10-25T00:31:00Z") == "2026-10-25T02:00:00.000Z");
}

TEST_CASE("an hour that the clocks skip is read as if they had not been changed") {
    const zone berlin = zone::open("Europe/Berlin").value(); // 2026-03-29 02:00 is 03:00
    CHECK(instant_of(berlin, "20260329023000") == "2026-03-29T01:30:00.000Z");
    CHECK(instant_of(berlin, "20260329023000", "2026-01-01T00:00:00Z") == "2026-03-29T01:30:00.000Z");
    CHECK(instant_of(berlin, "20260329015959") == "2026-03-29T00:59:59.000Z");
    CHECK(instant_of(berlin, "20260329030000") == "2026-03-29T01:00:00.000Z");
}

TEST_CASE("what is remembered of an hour never answers for another one") {
    const zone howe = zone::open("Australia/Lord_Howe").value(); // changes by half an hour, at 02:00
    const auto fresh = [](std::string_view stamp) {
        return instant_of(zone::open("Australia/Lord_Howe").value(), stamp);
    };
    for (const std::string_view day : {"20260404", "20260405", "20261003", "20261004", "20260601"})
        for (int minute = 0; minute < 24 * 60; minute += 10) {
            const std::string stamp = std::string{day} + std::to_string(100 + minute / 60).substr(1) +
                                      std::to_string(100 + minute % 60).substr(1);
            REQUIRE(instant_of(howe, stamp) == fresh(stamp));
        }
}

TEST_CASE("a day or a time that does not exist is no instant") {
    const zone utc = zone::open("UTC").value();
    for (const std::string_view bad : {"20260230", "20261301", "2026112225", "00000000000000"})
        CHECK(instant_of(utc, bad) == "none");
}
