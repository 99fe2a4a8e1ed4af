#include "proto/fhir/time.hpp"

#include <doctest/doctest.h>

#include <string>

namespace vigil::fhir {
namespace {

/// "begin end", or "none".
std::string stretch_of(std::string_view text, bool minutes = false) {
    const auto found = parse_date_time(text, minutes);
    return found ? to_rfc3339(found->begin) + " " + to_rfc3339(found->end) : "none";
}

} // namespace

TEST_CASE("a date stands for all of its year, month or day") {
    CHECK(stretch_of("2026") == "2026-01-01T00:00:00.000Z 2027-01-01T00:00:00.000Z");
    CHECK(stretch_of("2026-12") == "2026-12-01T00:00:00.000Z 2027-01-01T00:00:00.000Z");
    CHECK(stretch_of("2024-02") == "2024-02-01T00:00:00.000Z 2024-03-01T00:00:00.000Z");
    CHECK(stretch_of("2024-02-29") == "2024-02-29T00:00:00.000Z 2024-03-01T00:00:00.000Z");
    CHECK_FALSE(parse_date_time("2026")->has_time);
}

TEST_CASE("a time stands for its second, millisecond or, in a search, its minute") {
    CHECK(stretch_of("2026-11-22T03:00:00+01:00") == "2026-11-22T02:00:00.000Z 2026-11-22T02:00:01.000Z");
    CHECK(stretch_of("2026-11-22T02:00:00.5Z") == "2026-11-22T02:00:00.500Z 2026-11-22T02:00:00.501Z");
    CHECK(stretch_of("2026-11-22T02:00Z", true) == "2026-11-22T02:00:00.000Z 2026-11-22T02:01:00.000Z");
    CHECK(stretch_of("2026-11-22T02:00Z") == "none");
    CHECK(parse_date_time("2026-11-22T02:00:00Z")->has_time);
}

TEST_CASE("what names no time is none") {
    for (const char* text : {"", "26", "2026-13", "2026-02-29", "2026-1-1", "2026-11-22T02:00:00", "2026-11-22T",
                             "today", "20261122", "-026", "2026-11-2x", "0000"})
        CHECK_MESSAGE(stretch_of(text, true) == "none", text);
}

} // namespace vigil::fhir
