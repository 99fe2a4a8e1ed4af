// The dialects that are part of the program.
#include <doctest/doctest.h>

#include "proto/dialects/dialect.hpp"

using namespace vigil;

TEST_CASE("Every shipped dialect can be read") {
    const auto base = dialects::read(dialects::sources()[0].text, dialects::sources()[0].file, {});
    for (const dialects::source& s : dialects::sources()) {
        CAPTURE(s.file);
        const auto* whole = dialects::find("ihe-pcd01");
        REQUIRE(whole);
        const auto read = dialects::read(s.text, s.file, *whole);
        if (!read) FAIL_CHECK(read.error().front());
    }
    CHECK(dialects::shipped().size() == dialects::sources().size());
}

TEST_CASE("The base is IHE PCD-01 and stands first") {
    REQUIRE(!dialects::shipped().empty());
    const dialects::dialect& base = dialects::shipped().front();
    CHECK(base.name == "ihe-pcd01");
    CHECK(&base == dialects::find("ihe-pcd01"));
    REQUIRE(base.bed.size() == 2);
    CHECK(base.bed[0].size() == 2);
    CHECK(base.flags.size() == 18);
    CHECK(!dialects::find("no-such"));
}
