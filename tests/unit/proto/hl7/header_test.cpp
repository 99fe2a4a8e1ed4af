#include "proto/hl7/header.hpp"

#include <doctest/doctest.h>

#include "tests/unit/proto/hl7/sample.hpp"

using namespace vigil;
using namespace vigil::hl7;

namespace {

std::expected<purpose, message_error> check(std::string_view type, std::string_view event, bool needs_id = true,
                                            std::string_view id = "1") {
    header head;
    head.type = type;
    head.event = event;
    head.control_id = id;
    return check_header(head, needs_id);
}

} // namespace

TEST_CASE("what a message is for stands in MSH-9") {
    for (const std::string_view event : {"", "R01", "R30"}) CHECK(check("ORU", event) == purpose::observations);
    CHECK(check("ORU", "R40") == purpose::device_alarm);
    for (const std::string_view event : {"", "A01", "A08", "A40", "A99"})
        CHECK(check("ADT", event) == purpose::movement);
    CHECK(check("QRY", "R02") == purpose::query);
    CHECK(check("QRY", "A19") == purpose::query);
    CHECK(check("NMD", "N02") == purpose::notice);
}

TEST_CASE("other types and events are refused by name") {
    for (const std::string_view type : {"ACK", "MDM", "oru", "ORM"}) {
        const auto refused = check(type, "R01");
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == 200);
        CHECK(refused.error().reason.contains(type));
    }
    for (const auto& [type, event] : {std::pair{"ORU", "R32"}, {"QRY", "A01"}, {"QRY", ""}}) {
        const auto refused = check(type, event);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().what == verdict::rejected);
        CHECK(refused.error().code == 201);
        CHECK(refused.error().field == 9);
    }
}

TEST_CASE("a control id is needed only where answers are read") {
    CHECK(check("ORU", "R01", true, "").error().code == 101);
    CHECK(check("ORU", "R01", false, "") == purpose::observations);
}

TEST_CASE("fields and components of MSH are read as sent, trimmed, without HL7's null") {
    const std::string text =
        "MSH|^~\\&| VSP^0011^EUI-64 |\"\"|R|F|20260115143000||ORU^R01^X|\"\"|P^T|2.3.1^x|||AL|NE||8859/1~ISO IR87";
    const auto m = open(text);
    REQUIRE(m);
    CHECK(m->head.sending_application == "VSP^0011^EUI-64");
    CHECK(m->head.processing_id == "P");
    CHECK(m->head.version == "2.3.1");
    CHECK(m->head.charset == "8859/1");
    CHECK(m->head.accept_when == "AL");
    CHECK(m->head.application_when == "NE");
    REQUIRE(m->head.time);
    CHECK_FALSE(m->head.time->offset_minutes);
}
