#include "server/ingest/bed_map.hpp"

#include <doctest/doctest.h>

namespace vigil::ingest {
namespace {

report from(std::string sender, std::string ward = "", std::string bed = "") {
    report r;
    r.sender = std::move(sender);
    r.ward = std::move(ward);
    r.bed = std::move(bed);
    return r;
}

std::string placed(const bed_map& beds, report r, std::string_view device = "") {
    beds.place(r, device);
    return r.ward + "|" + r.bed;
}

} // namespace

TEST_CASE("a report that names its bed goes there, whatever is assigned") {
    bed_map beds;
    REQUIRE(beds.assign("GATEWAY", "W9/9"));
    CHECK(placed(beds, from("GATEWAY", "W1", "3")) == "W1|3");
}

TEST_CASE("a report without a bed goes where its sender, else its device, is assigned") {
    bed_map beds;
    REQUIRE(beds.assign("GATEWAY", "W1/3"));
    REQUIRE(beds.assign("DEVICE", "W1/4"));
    CHECK(placed(beds, from("GATEWAY"), "DEVICE") == "W1|3");
    CHECK(placed(beds, from("OTHER"), "DEVICE") == "W1|4");
    REQUIRE(beds.assign("GATEWAY", "W2/1"));
    CHECK(placed(beds, from("GATEWAY")) == "W2|1");
}

TEST_CASE("a bed that a report names is never another, though its sender is assigned one") {
    bed_map beds;
    REQUIRE(beds.assign("GATEWAY", "W1/3"));
    CHECK(placed(beds, from("GATEWAY", "", "BED-7")) == "W1|BED-7");
}

TEST_CASE("a report that nothing places is kept, under its device's or sender's name") {
    const bed_map beds;
    CHECK(placed(beds, from("GATEWAY"), "DEVICE") == "unassigned|DEVICE");
    CHECK(placed(beds, from("GATEWAY")) == "unassigned|GATEWAY");
    CHECK(placed(beds, from("GATEWAY", "W1")) == "W1|GATEWAY");
    CHECK(placed(beds, from("GATEWAY", "", "3")) == "unassigned|3");
}

TEST_CASE("a ward's name holds no '/', so that two beds never share one name") {
    const bed_map beds;
    CHECK(placed(beds, from("G", "A/B", "C")) == "A-B|C");
    CHECK(placed(beds, from("G", "A", "B/C")) == "A|B/C");
}

TEST_CASE("a bed is written ward/bed, both not empty") {
    bed_map beds;
    std::string ward, bed;
    for (const char* wrong : {"", "/", "W1", "W1/", "/3"}) {
        CHECK_FALSE_MESSAGE(split_bed(wrong, ward, bed), wrong);
        CHECK_FALSE_MESSAGE(beds.assign("G", wrong), wrong);
    }
    CHECK(split_bed("W1/3/left", ward, bed));
    CHECK(ward == "W1");
    CHECK(bed == "3/left");
}

} // namespace vigil::ingest
