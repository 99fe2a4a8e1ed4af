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

TEST_CASE("what nothing else places goes where people say, under the name by which it stands there") {
    ward::placed_senders people;
    bed_map beds;
    beds.follow(people);
    CHECK(placed(beds, from("GATEWAY"), "DEVICE") == "unassigned|DEVICE");
    people["DEVICE"] = {"W1", "3", "nurse-1", {}};
    CHECK(placed(beds, from("GATEWAY"), "DEVICE") == "W1|3");
    CHECK(placed(beds, from("DEVICE")) == "W1|3");
    CHECK(placed(beds, from("GATEWAY")) == "unassigned|GATEWAY");
    people.erase("DEVICE");
    CHECK(placed(beds, from("GATEWAY"), "DEVICE") == "unassigned|DEVICE");
}

TEST_CASE("what a message or the configuration says goes before what people say") {
    ward::placed_senders people{{"GATEWAY", {"W9", "9", "nurse-1", {}}}};
    bed_map beds;
    beds.follow(people);
    CHECK(placed(beds, from("GATEWAY", "W1", "3")) == "W1|3");
    CHECK(placed(beds, from("GATEWAY", "W1")) == "W1|GATEWAY");
    REQUIRE(beds.assign("GATEWAY", "W2/1"));
    CHECK(placed(beds, from("GATEWAY")) == "W2|1");
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

TEST_CASE("a name that is too long, or that holds control characters, cannot be kept: wherever it stands") {
    const std::string fits(name_bytes_max, 'x'), longer = fits + "x", split = "two\nlines", deleted = "\x7f";
    for (std::string report::* name : {&report::ward, &report::bed, &report::patient, &report::patient_name,
                                       &report::sender, &report::control_id, &report::reported_text}) {
        report r = from("G", "W1", "3");
        r.*name = fits;
        CHECK(unusable(r).empty());
        r.*name = longer;
        CHECK(unusable(r).contains("128 bytes"));
        for (const std::string& bad : {split, deleted}) {
            r.*name = bad;
            CHECK(unusable(r).contains("control characters"));
        }
    }
    using alarms = device_alarm_report;
    for (std::string alarms::* name :
         {&alarms::ward, &alarms::bed, &alarms::patient, &alarms::patient_name, &alarms::sender, &alarms::control_id}) {
        alarms r;
        r.*name = fits;
        CHECK(unusable(r).empty());
        r.*name = longer;
        CHECK_FALSE(unusable(r).empty());
    }
}

TEST_CASE("every name of a movement is checked, of both patients and of both places") {
    movement m;
    CHECK(unusable(m).empty());
    for (std::string* name : {&m.sender, &m.control_id, &m.who.id, &m.who.name, &m.other.id, &m.other.name, &m.to.ward,
                              &m.to.bed, &m.from.ward, &m.from.bed}) {
        *name = "\t";
        CHECK_FALSE(unusable(m).empty());
        name->clear();
    }
}

} // namespace vigil::ingest
