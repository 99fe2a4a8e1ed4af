#include "server/outbound/answer.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace vigil::outbound;

namespace {

std::optional<outcome> read(std::string_view msa) {
    return read_acknowledgement(fmt::format("MSH|^~\\&|NC||VIGIL||20270115080000||ACK^R40^ACK|7|P|2.6\r{}\r", msa),
                                "00000000000000a1-1");
}

} // namespace

TEST_CASE("a receiver acknowledges a message by its control id, in either mode") {
    for (const auto* code : {"AA", "CA"}) {
        const auto o = read(fmt::format("MSA|{}|00000000000000a1-1", code));
        REQUIRE(o);
        CHECK(o->what == verdict::delivered);
    }
    for (const auto* code : {"AE", "AR", "CE", "CR"}) {
        const auto o = read(fmt::format("MSA|{}|00000000000000a1-1|no such unit", code));
        REQUIRE(o);
        CHECK(o->what == verdict::refused);
        CHECK(o->why == fmt::format("answered {}", code));
    }
}

TEST_CASE("an answer to another message, or none at all, acknowledges nothing") {
    CHECK_FALSE(read("MSA|AA|00000000000000a1-2"));
    CHECK_FALSE(read("MSA|AA|"));
    CHECK_FALSE(read("MSA|AA"));
    CHECK_FALSE(read("MSA|OK|00000000000000a1-1"));
    CHECK_FALSE(read("MSA||00000000000000a1-1"));
    CHECK_FALSE(read("ERR|||207"));
    CHECK_FALSE(read_acknowledgement("", "x"));
    CHECK_FALSE(read_acknowledgement("HTTP/1.1 400 Bad Request\r\n", "x"));
}

TEST_CASE("what a status says of one delivery") {
    for (const unsigned status : {200U, 201U, 202U, 204U}) CHECK(read_status(status).what == verdict::delivered);
    for (const unsigned status : {400U, 401U, 403U, 404U, 409U, 410U, 422U})
        CHECK(read_status(status).what == verdict::refused);
    for (const unsigned status : {301U, 302U, 307U, 308U, 408U, 429U, 500U, 502U, 503U})
        CHECK(read_status(status).what == verdict::failed);
    CHECK(read_status(404).why == "answered 404");
}
