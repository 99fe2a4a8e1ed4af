#include "proto/json/command.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

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
    CHECK_FALSE(s.heap_bytes);
    CHECK_FALSE(s.clock_offset_ms);
}

TEST_CASE("a station may say how much its page holds and how its clock stands") {
    const std::string head = R"({"type":"station","request":"r","station":"s","sound_armed":true,"visible":true,)";
    const auto s = accepted<station>(head + R"("heap_bytes":48234496,"clock_offset_ms":-120.5})");
    CHECK(s.heap_bytes == 48'234'496);
    CHECK(s.clock_offset_ms == -120.5);
    CHECK(accepted<station>(head + R"("clock_offset_ms":0})").clock_offset_ms == 0);
    CHECK(refused(head + R"("heap_bytes":-1})").reason == "heap_bytes must be a whole number");
    CHECK(refused(head + R"("heap_bytes":null})").reason == "heap_bytes must be a whole number");
    CHECK(refused(head + R"("clock_offset_ms":"1"})").reason == "clock_offset_ms must be a number");
}

TEST_CASE("what is said about an alarm is read, on the stream and over HTTP") {
    const std::string who = R"("request":"r1","by":"nurse-1")";
    const std::string head = R"("alarm":"9f3c000000000001",)" + who;
    const auto note = accepted<note_alarm>(R"({"type":"note_alarm","text":"probe \"off\"",)" + head + "}");
    CHECK(note.request == "r1");
    CHECK(note.alarm == 0x9f3c000000000001);
    CHECK(note.by == "nurse-1");
    CHECK(note.text == "probe \"off\"");
    const auto given = accepted<assign_alarm>(R"({"type":"assign_alarm","to":"nurse-2",)" + head + "}");
    CHECK(given.request == "r1");
    CHECK(given.alarm == 0x9f3c000000000001);
    CHECK(given.by == "nurse-1");
    CHECK(given.to == "nurse-2");
    CHECK(accepted<assign_alarm>(R"({"type":"assign_alarm","to":null,)" + head + "}").to.empty());
    command_reader reader;
    CHECK(reader.read_note_alarm(R"({"text":"t",)" + who + "}", 255)->alarm == 255);
    CHECK(reader.read_assign_alarm(R"({"to":"nurse-2",)" + who + "}", 255)->alarm == 255);
    CHECK_FALSE(reader.read_note_alarm(R"({"text":"t",)" + head + "}", 255));
    CHECK_FALSE(reader.read_assign_alarm("[]", 255));
}

TEST_CASE("a note has 500 bytes at most in one line, and an assignment says to whom") {
    const std::string head = R"("alarm":"9f3c000000000001","request":"r1","by":"nurse-1"})";
    const auto note = [&](const std::string& text) { return R"({"type":"note_alarm","text":")" + text + "\"," + head; };
    CHECK(accepted<note_alarm>(note(std::string(500, 'x'))).text.size() == 500);
    for (const std::string& text : {std::string(501, 'x'), std::string{}, std::string{R"(two\nlines)"}})
        CHECK(refused(note(text)).reason.starts_with("text "));
    CHECK(refused(R"({"type":"note_alarm",)" + head).reason == "text is missing");
    CHECK(refused(R"({"type":"assign_alarm",)" + head).reason == "to is missing: a text, or null");
    CHECK(refused(R"({"type":"assign_alarm","to":7,)" + head).reason.starts_with("to "));
    CHECK(refused(R"({"type":"assign_alarm","to":"",)" + head).reason.starts_with("to "));
}

TEST_CASE("a sender is given a bed, or none any more") {
    command_reader reader;
    const auto given = reader.read_assign_sender(R"({"request":"r1","by":"nurse-1","sender":"m-17","bed":"W1/3"})");
    REQUIRE(given);
    CHECK(given->request == "r1");
    CHECK(given->by == "nurse-1");
    CHECK(given->sender == "m-17");
    CHECK(given->bed == "W1/3");
    CHECK(reader.read_assign_sender(R"({"request":"r1","by":"nurse-1","sender":"m-17","bed":null})")->bed.empty());
    CHECK_FALSE(reader.read_assign_sender(R"({"request":"r1","by":"nurse-1","sender":"m-17"})"));
    CHECK_FALSE(reader.read_assign_sender(R"({"request":"r1","by":"nurse-1","bed":"W1/3"})"));
    CHECK_FALSE(reader.read_assign_sender("7"));
    CHECK(refused(R"({"type":"assign_sender","request":"r1","by":"n","sender":"m","bed":null})")
              .reason.starts_with("unknown type"));
}

TEST_CASE("each command for a patient is read, on the stream and over HTTP") {
    const std::string who = R"("request":"r1","stay":"s1","by":"nurse-1")";
    const std::string head = R"("bed":"W1/3",)" + who;
    const auto limit = accepted<patient_command>(
        R"({"type":"set_limit","rule":"low_spo2","priority":"high","limit":88,"minutes":30,"reason":"COPD",)" + head +
        "}");
    CHECK(limit.request == "r1");
    CHECK(limit.bed == "W1/3");
    CHECK(limit.stay == "s1");
    CHECK(limit.by == "nurse-1");
    CHECK(limit.reason == "COPD");
    const auto& set = std::get<set_limit>(limit.what);
    CHECK(set.rule == "low_spo2");
    CHECK(set.priority == "high");
    CHECK(set.limit == 88.0);
    CHECK(set.minutes == 30);
    const auto back = accepted<patient_command>(
        R"({"type":"set_limit","rule":"low_spo2","priority":"high","limit":null,"reason":"over",)" + head + "}");
    CHECK_FALSE(std::get<set_limit>(back.what).limit);
    const auto pause = accepted<patient_command>(
        R"({"type":"pause_alarm","rule":"low_spo2","minutes":2.5,"reason":"suction",)" + head + "}");
    CHECK(std::get<pause_alarm>(pause.what).minutes == 2.5);
    const auto resume = accepted<patient_command>(R"({"type":"resume_alarm","rule":"low_spo2",)" + head + "}");
    CHECK(std::get<pause_alarm>(resume.what).minutes == 0);
    const auto phase = accepted<patient_command>(R"({"type":"set_phase","phase":"infusing",)" + head + "}");
    CHECK(std::get<set_phase>(phase.what).phase == "infusing");
    CHECK(phase.reason.empty());
    CHECK(std::holds_alternative<note_step>(accepted<patient_command>(R"({"type":"note_step",)" + head + "}").what));
    CHECK(std::holds_alternative<take_baseline>(
        accepted<patient_command>(R"({"type":"take_baseline",)" + head + "}").what));
    const auto scale =
        accepted<patient_command>(R"({"type":"set_spo2_scale","scale":2,"reason":"hypercapnia",)" + head + "}");
    CHECK(std::get<set_spo2_scale>(scale.what).scale_2);
    const auto is = accepted<patient_command>(R"({"type":"decide_confusion","is":"dissociation",)" + head + "}");
    CHECK(std::get<decide_confusion>(is.what).is == "dissociation");

    command_reader reader;
    for (const char* resource : {"phase", "steps", "baseline", "confusion"}) CHECK(patient_resource(resource));
    const auto over_http = reader.read_patient_command(R"({"phase":"recovery",)" + who + "}", "phase");
    REQUIRE(over_http);
    CHECK(std::get<set_phase>(over_http->what).phase == "recovery");
    CHECK(over_http->bed.empty());
    CHECK_FALSE(reader.read_patient_command(R"({"phase":"recovery",)" + head + "}", "phase"));
    CHECK_FALSE(reader.read_patient_command(R"({"phase":"recovery",)" + who + "}", "nothing"));
    CHECK_FALSE(patient_resource(""));
    CHECK_FALSE(patient_resource("limit"));
}

TEST_CASE("a command for a patient needs its bed, its stay, an author, and the members of its type") {
    const std::string head = R"("request":"r1","bed":"W1/3","stay":"s1","by":"nurse-1")";
    const std::vector<std::pair<std::string, std::string>> cases{
        {R"({"type":"note_step","request":"r1","bed":"W1/3","by":"nurse-1"})", "stay is missing"},
        {R"({"type":"note_step","request":"r1","stay":"s1","by":"nurse-1"})", "bed is missing"},
        {R"({"type":"note_step","request":"r1","stay":"s1","bed":"W1/3"})", "by is missing"},
        {R"({"type":"pause_alarm","rule":"r","minutes":"1","reason":"x",)" + head + "}", "minutes must be a number"},
        {R"({"type":"pause_alarm","rule":"r","reason":"x",)" + head + "}", "minutes must be a number"},
        {R"({"type":"set_limit","rule":"r","priority":"high","limit":5,"reason":"x",)" + head + "}",
         "minutes must be a number"},
        {R"({"type":"set_limit","rule":"r","priority":"high","limit":5,"minutes":0,"reason":"x",)" + head + "}",
         "minutes must be more than 0"},
        {R"({"type":"set_limit","rule":"r","priority":"high","limit":null,"minutes":5,"reason":"x",)" + head + "}",
         "minutes mean nothing without a limit"},
        {R"({"type":"set_limit","rule":"r","priority":"high","minutes":5,"reason":"x",)" + head + "}",
         "limit is missing: a number, or null for the rule's own"},
        {R"({"type":"set_spo2_scale","scale":3,"reason":"x",)" + head + "}", "scale must be 1 or 2"},
        {R"({"type":"set_phase","phase":"infusing","minutes":5,)" + head + "}", "unknown key \"minutes\""},
        {R"({"type":"set_fase","phase":"infusing",)" + head + "}",
         "unknown type \"set_fase\"; did you mean \"set_phase\"?"},
    };
    for (const auto& [text, reason] : cases) {
        CAPTURE(text);
        const command_error error = refused(text);
        CHECK(error.reason == reason);
        CHECK(error.request == "r1");
    }
}

TEST_CASE("a pause of the sound has a length, an end to it has none") {
    CHECK(accepted<pause_audio>(R"({"type":"pause_audio","request":"r","seconds":120})").seconds == 120);
    CHECK(accepted<pause_audio>(R"({"type":"resume_audio","request":"r"})").seconds == 0);
    CHECK(refused(R"({"type":"pause_audio","request":"r","seconds":0})").reason == "seconds must be more than 0");
    CHECK(refused(R"({"type":"pause_audio","request":"r"})").reason == "seconds must be a number");
    command_reader reader;
    const auto pause = reader.read_pause_audio(R"({"by":"nurse-1","request":"q","seconds":60})", false);
    REQUIRE(pause);
    CHECK(pause->by == "nurse-1");
    CHECK(pause->seconds == 60);
    const auto resume = reader.read_pause_audio(R"({"by":"nurse-1","request":"q"})", true);
    REQUIRE(resume);
    CHECK(resume->seconds == 0);
    CHECK_FALSE(reader.read_pause_audio(R"({"by":"nurse-1","request":"q","seconds":60})", true));
    CHECK_FALSE(reader.read_pause_audio(R"({"request":"q","seconds":60})", false));
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
