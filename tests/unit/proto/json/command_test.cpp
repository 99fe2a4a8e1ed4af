#include "proto/json/command.hpp"

#include <doctest/doctest.h>

using namespace vigil::json;

namespace {

command_error refused(std::string_view text) {
    command_reader reader;
    const auto result = reader.read(text);
    REQUIRE_FALSE(result);
    return result.error();
}

template <class Command>
Command accepted(std::string_view text) {
    command_reader reader;
    const auto result = reader.read(text);
    REQUIRE(result);
    REQUIRE(std::holds_alternative<Command>(*result));
    return std::get<Command>(*result);
}

} // namespace

TEST_CASE("each command of the contract is read") {
    const auto resumed = accepted<subscribe>(R"({"type":"subscribe","resume":{"epoch":7,"seq":1234}})");
    REQUIRE(resumed.resume);
    CHECK(resumed.resume->epoch == 7);
    CHECK(resumed.resume->seq == 1234);
    CHECK_FALSE(accepted<subscribe>(R"({"type":"subscribe","resume":null})").resume);
    const auto ack =
        accepted<acknowledge>(R"({"type":"acknowledge","request":"c1-17","alarm":"9f3c000000000001","by":"nurse"})");
    CHECK(ack.request == "c1-17");
    CHECK(ack.alarm == 0x9f3c000000000001);
    CHECK(ack.by == "nurse");
    CHECK(accepted<shown>(R"({"type":"shown","request":"r","alarm":"00000000000000ff","station":"W1 wall"})").alarm ==
          255);
    const auto s =
        accepted<station>(R"({"type":"station","request":"r","station":"W1 wall","sound_armed":true,"visible":false})");
    CHECK(s.name == "W1 wall");
    CHECK(s.sound_armed);
    CHECK_FALSE(s.visible);
}

TEST_CASE("a command that is not exactly right is refused, to its request where that can be read") {
    const char* cases[] = {
        "",
        "[]",
        "{}",
        R"({"type":7})",
        R"({"type":"subscribe"})",
        R"({"type":"subscribe","resume":7})",
        R"({"type":"subscribe","resume":{"epoch":7}})",
        R"({"type":"subscribe","resume":{"epoch":-7,"seq":1}})",
        R"({"type":"subscribe","resume":{"epoch":7,"seq":1.5}})",
        R"({"type":"subscribe","resume":{"epoch":7,"seq":1,"ward":"x"}})",
        R"({"type":"subscribe","resume":null,"resume":null})",
        R"({"type":"acknowledge","request":"r","alarm":"9f3c","by":"n"})",
        R"({"type":"acknowledge","request":"r","alarm":"9F3C000000000001","by":"n"})",
        R"({"type":"acknowledge","request":"r","alarm":"9f3c000000000001"})",
        R"({"type":"acknowledge","request":"r","alarm":"9f3c000000000001","by":""})",
        R"({"type":"acknowledge","request":"r","alarm":"9f3c000000000001","by":"a\nb"})",
        R"({"type":"station","request":"r","station":"s","sound_armed":1,"visible":true})",
        R"({"type":"shown","request":"r","alarm":"9f3c000000000001"}{})",
    };
    for (const char* text : cases) {
        CAPTURE(text);
        CHECK_FALSE(refused(text).reason.empty());
    }
    const command_error typo = refused(R"({"type":"acknowledge","bye":"n","request":"r9","alarm":"9f3c000000000001"})");
    CHECK(typo.request == "r9");
    CHECK(typo.reason == "unknown key \"bye\"; did you mean \"by\"?");
    CHECK(refused(R"({"type":"acknowlege"})").reason == "unknown type \"acknowlege\"; did you mean \"acknowledge\"?");
    CHECK_FALSE(refused(R"({"type":"shown","request":")" + std::string(200, 'x') + R"("})").reason.empty());
    CHECK(refused(std::string(20'000, ' ')).reason == "more than 16384 bytes");
}

TEST_CASE("the body of an acknowledge request names who and which request") {
    command_reader reader;
    const auto made = reader.read_acknowledge(R"({"by":"nurse station 1","request":"q1"})", 255);
    REQUIRE(made);
    CHECK(made->alarm == 255);
    CHECK(made->by == "nurse station 1");
    CHECK(made->request == "q1");
    CHECK_FALSE(reader.read_acknowledge(R"({"by":"nurse"})", 255));
    CHECK_FALSE(reader.read_acknowledge(R"({"by":"nurse","request":"q","alarm":"x"})", 255));
}
