#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "proto/json/command.hpp"

using namespace vigil;
using namespace vigil::json;

namespace {

const std::string who = R"("request":"r1","stay":"s1","by":"nurse-1")";

/// `members` end with a comma, or are nothing.
infusion_command accepted(std::string_view resource, const std::string& members) {
    command_reader reader;
    const auto read = reader.read_patient_command("{" + members + who + "}", resource);
    CAPTURE(members);
    REQUIRE_MESSAGE(read, read.error().reason);
    REQUIRE(std::holds_alternative<infusion_command>(read->what));
    return std::get<infusion_command>(read->what);
}

template <class What>
What accepted_as(std::string_view resource, const std::string& members) {
    return std::get<What>(accepted(resource, members).what);
}

std::string refusal(std::string_view resource, const std::string& members) {
    command_reader reader;
    const auto read = reader.read_patient_command("{" + members + who + "}", resource);
    CAPTURE(members);
    REQUIRE_FALSE(read);
    CHECK(read.error().request == "r1");
    return read.error().reason;
}

std::string repeated(std::string_view element, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += (i ? "," : "") + std::string{element};
    return out;
}

} // namespace

TEST_CASE("a session begins by a protocol, with a weight or without") {
    const auto plain = accepted_as<start_infusion>("infusion_start", R"("protocol":"day-case-low-dose",)");
    CHECK(plain.protocol == "day-case-low-dose");
    CHECK_FALSE(plain.weight_kg);
    CHECK_FALSE(plain.override);
    const auto full =
        accepted_as<start_infusion>("infusion_start", R"("protocol":"p","weight_kg":71.5,"override":true,)");
    CHECK(full.weight_kg == 71.5);
    CHECK(full.override);
    CHECK_FALSE(accepted_as<start_infusion>("infusion_start", R"("protocol":"p","weight_kg":null,)").weight_kg);
}

TEST_CASE("a question of the screening is answered with yes or no") {
    const auto answer = accepted_as<answer_screening>(
        "infusion_screening", R"("question":"glaucoma","yes":true,"override":true,"second_prescriber":"doctor-2",)");
    CHECK(answer.question == "glaucoma");
    CHECK(answer.yes);
    CHECK(answer.override);
    CHECK(answer.second_prescriber == "doctor-2");
    CHECK_FALSE(accepted_as<answer_screening>("infusion_screening", R"("question":"fasted","yes":false,)").yes);
}

TEST_CASE("a rate and a bolus keep the prescriber's own words") {
    const auto rate = accepted_as<set_rate>(
        "infusion_rate",
        R"("amount":0.3,"unit":"mg/kg/h","weight_kg":70,"concentration_mg_per_ml":2,"route":"intravenous",)"
        R"("prescriber":"doctor-1","second_prescriber":"doctor-2","override":true,)");
    CHECK(rate.amount == 0.3);
    CHECK(rate.unit == "mg/kg/h");
    CHECK(rate.weight_kg == 70.0);
    CHECK(rate.concentration_mg_per_ml == 2.0);
    CHECK(rate.route == "intravenous");
    CHECK(rate.prescriber == "doctor-1");
    CHECK(rate.second_prescriber == "doctor-2");
    CHECK(rate.override);
    const auto plain = accepted_as<set_rate>(
        "infusion_rate", R"("amount":10,"unit":"mg/h","route":"intravenous","prescriber":"doctor-1",)");
    CHECK(plain.amount == 10);
    CHECK_FALSE(plain.weight_kg);
    CHECK_FALSE(plain.concentration_mg_per_ml);
    CHECK(plain.second_prescriber.empty());
    CHECK_FALSE(plain.override);
    const auto bolus =
        accepted_as<give_bolus>("infusion_bolus", R"("mg":7.5,"route":"subcutaneous","prescriber":"doctor-1",)");
    CHECK(bolus.mg == 7.5);
    CHECK(bolus.route == "subcutaneous");
    CHECK(bolus.prescriber == "doctor-1");
    CHECK_FALSE(bolus.override);
}

TEST_CASE("an infusion pauses, goes on, ends, and the patient goes") {
    accepted_as<pause_infusion>("infusion_pause", "");
    const auto on =
        accepted_as<resume_infusion>("infusion_resume", R"("override":true,"second_prescriber":"doctor-2",)");
    CHECK(on.override);
    CHECK(on.second_prescriber == "doctor-2");
    CHECK_FALSE(accepted_as<resume_infusion>("infusion_resume", "").override);
    CHECK(accepted_as<stop_infusion>("infusion_stop", R"("early":true,)").early);
    CHECK_FALSE(accepted_as<stop_infusion>("infusion_stop", "").early);
    accepted_as<remove_pump>("infusion_pump_removed", "");
    accepted_as<acknowledge_after_care>("infusion_after_care", "");
    const auto signed_off = accepted_as<sign_discharge>(
        "infusion_discharge", R"("override":["passed_urine","escort"],"second_prescriber":"doctor-2",)");
    CHECK(signed_off.override == std::vector<std::string>{"passed_urine", "escort"});
    CHECK(signed_off.second_prescriber == "doctor-2");
    CHECK(accepted_as<sign_discharge>("infusion_discharge", "").override.empty());
}

TEST_CASE("what was observed is a number, yes or no, or a text, and may replace what was charted before") {
    const auto c = accepted_as<chart>(
        "observations",
        R"("values":[{"item":"pain","value":4},{"item":"temperature","value":36.9,"from_device":true},)"
        R"({"item":"passed_urine","value":true},{"item":"ate","value":false},{"item":"mood","value":"calm\nand awake"}],)"
        R"("note":"slept\n\tuntil 6","corrects":"r0","confirmed":true,)");
    REQUIRE(c.values.size() == 5);
    CHECK(c.values[0].item == "pain");
    CHECK(c.values[0].number == 4.0);
    CHECK_FALSE(c.values[0].from_device);
    CHECK(c.values[1].number == 36.9);
    CHECK(c.values[1].from_device);
    CHECK(c.values[2].number == 1.0);
    CHECK(c.values[3].number == 0.0);
    CHECK_FALSE(c.values[4].number);
    CHECK(c.values[4].text == "calm\nand awake");
    CHECK(c.note == "slept\n\tuntil 6");
    CHECK(c.corrects == "r0");
    CHECK(c.confirmed);
    CHECK(accepted_as<chart>("observations", R"("note":"asleep",)").values.empty());
}

TEST_CASE("whatever happens in a session may be entered later, with the time when it happened") {
    const auto late = accepted("infusion_pause", R"("at":"2026-11-22T02:00:00Z",)");
    CHECK(late.happened_at == parse_rfc3339("2026-11-22T02:00:00Z"));
    CHECK_FALSE(accepted("infusion_pause", "").happened_at);
    const std::vector<std::pair<std::string_view, std::string>> each{
        {"observations", R"("note":"n",)"},
        {"infusion_start", R"("protocol":"p",)"},
        {"infusion_screening", R"("question":"q","yes":true,)"},
        {"infusion_rate", R"("amount":1,"unit":"mg/h","route":"oral","prescriber":"d",)"},
        {"infusion_bolus", R"("mg":1,"route":"oral","prescriber":"d",)"},
        {"infusion_resume", ""},
        {"infusion_stop", ""},
        {"infusion_pump_removed", ""},
        {"infusion_after_care", ""},
        {"infusion_discharge", ""},
    };
    for (const auto& [resource, members] : each)
        CHECK(accepted(resource, members + R"("at":"2026-11-22T03:00:00+01:00",)").happened_at == late.happened_at);
}

TEST_CASE("on the stream each command of a session has a name of its own") {
    command_reader reader;
    const std::vector<std::pair<std::string, std::string>> each{
        {"chart", R"("note":"n",)"},
        {"start_infusion", R"("protocol":"p",)"},
        {"answer_screening", R"("question":"q","yes":true,)"},
        {"set_rate",
         R"("amount":1,"unit":"mg/h","route":"oral","prescriber":"d","second_prescriber":"e","override":true,)"
         R"("weight_kg":70,"concentration_mg_per_ml":1,"at":"2026-11-22T02:00:00Z","reason":"x",)"},
        {"give_bolus", R"("mg":1,"route":"oral","prescriber":"d",)"},
        {"pause_infusion", ""},
        {"resume_infusion", ""},
        {"stop_infusion", ""},
        {"remove_pump", ""},
        {"acknowledge_after_care", ""},
        {"sign_discharge", ""},
    };
    for (std::size_t i = 0; i < each.size(); ++i) {
        const auto& [type, members] = each[i];
        CAPTURE(type);
        const auto read = reader.read(R"({"type":")" + type + R"(","bed":"W1/3",)" + members + who + "}");
        REQUIRE_MESSAGE(read, read.error().reason);
        const auto& command = std::get<patient_command>(*read);
        CHECK(command.bed == "W1/3");
        REQUIRE(std::holds_alternative<infusion_command>(command.what));
        const auto place_of_chart = std::variant_size_v<decltype(infusion_command::what)> - 3;
        const std::size_t place = i == 0 ? place_of_chart : i <= place_of_chart ? i - 1 : i;
        CHECK(std::get<infusion_command>(command.what).what.index() == place);
        const auto without_bed = reader.read(R"({"type":")" + type + R"(",)" + members + who + "}");
        REQUIRE_FALSE(without_bed);
        CHECK(without_bed.error().reason == "bed is missing");
    }
}

TEST_CASE("a command of a session that lacks something, or says too much, is refused with what is wrong") {
    struct wrong {
        std::string_view resource;
        std::string members;
        std::string_view reason;
    };
    const std::string rate = R"("amount":1,"unit":"mg/h","route":"oral","prescriber":"d",)";
    const std::vector<wrong> cases{
        {"infusion_start", "", "protocol is missing"},
        {"infusion_start", R"("protocol":"",)", "protocol must have 1 to 128 bytes, not 0"},
        {"infusion_start", R"("protocol":"p","weight_kg":"70",)", "weight_kg must be a number"},
        {"infusion_start", R"("protocol":"p","override":1,)", "override must be true or false"},
        {"infusion_start", R"("protocol":"p","wieght_kg":70,)",
         R"(unknown key "wieght_kg"; did you mean "weight_kg"?)"},
        {"infusion_start", R"("protocol":"p","protocol":"q",)", R"(key "protocol" stands there twice)"},
        {"infusion_screening", R"("yes":true,)", "question is missing"},
        {"infusion_screening", R"("question":"q",)", "yes must be true or false"},
        {"infusion_screening", R"("question":"q","yes":"no",)", "yes must be true or false"},
        {"infusion_rate", R"("unit":"mg/h","route":"oral","prescriber":"d",)", "amount must be a number"},
        {"infusion_rate", R"("amount":1,"route":"oral","prescriber":"d",)", "unit is missing"},
        {"infusion_rate", R"("amount":1,"unit":"mg/h","prescriber":"d",)", "route is missing"},
        {"infusion_rate", R"("amount":1,"unit":"mg/h","route":"oral",)", "prescriber is missing"},
        {"infusion_rate", rate + R"("concentration_mg_per_ml":true,)", "concentration_mg_per_ml must be a number"},
        {"infusion_rate", rate + R"("second_prescriber":"",)", "second_prescriber must have 1 to 128 bytes, not 0"},
        {"infusion_bolus", R"("route":"oral","prescriber":"d",)", "mg must be a number"},
        {"infusion_bolus", R"("mg":1,"route":7,"prescriber":"d",)", "route must be a string"},
        {"infusion_bolus", R"("mg":1,"route":"oral",)", "prescriber is missing"},
        {"infusion_pause", R"("minutes":5,)", R"(unknown key "minutes")"},
        {"infusion_pause", R"("at":7,)", "at must be a string"},
        {"infusion_pause", R"("at":"yesterday",)", "at must be a time as 2026-11-22T02:00:00Z"},
        {"infusion_pause", R"("at":"2026-11-22T02:00:00",)", "at must be a time as 2026-11-22T02:00:00Z"},
        {"infusion_stop", R"("early":"yes",)", "early must be true or false"},
        {"infusion_discharge", R"("override":"escort",)", "override must be a list"},
        {"infusion_discharge", R"("override":["escort",7],)", "override/1: an item's name must be a string"},
        {"infusion_discharge", R"("override":["a\u0000b"],)", "override/0: an item's name holds control characters"},
        {"infusion_discharge", R"("override":[)" + repeated(R"("escort")", 65) + "],", "override holds more than 64"},
        {"observations", "", "values is empty, and there is no note"},
        {"observations", R"("values":[],)", "values is empty, and there is no note"},
        {"observations", R"("values":null,)", "values must be a list"},
        {"observations", R"("values":[{"item":"pain","value":4},7],)", R"(values/1: must be {"item":...,"value":...})"},
        {"observations", R"("values":[{"value":4}],)", "values/0: item is missing"},
        {"observations", R"("values":[{"item":"pain"}],)", "values/0: value is missing"},
        {"observations", R"("values":[{"item":"pain","value":null}],)",
         "values/0: value must be a number, true, false, or a text"},
        {"observations", R"("values":[{"item":"mood","value":""}],)", "values/0: value is empty"},
        {"observations", R"("values":[{"item":"mood","value":"a\u0000b"}],)",
         "values/0: value holds control characters"},
        {"observations", R"("values":[{"item":"mood","value":")" + std::string(4'001, 'x') + R"("}],)",
         "values/0: value must be a text of at most 4000 bytes"},
        {"observations", R"("values":[{"item":"pain","value":4,"unit":"1"}],)", R"(values/0: unknown key "unit")"},
        {"observations", R"("values":[)" + repeated(R"({"item":"pain","value":4})", 65) + "],",
         "values holds more than 64"},
        {"observations", R"("note":7,)", "note must be a text of at most 4000 bytes"},
        {"observations", R"("note":")" + std::string(4'001, 'x') + R"(",)",
         "note must be a text of at most 4000 bytes"},
        {"observations", R"("note":"a\u0000b",)", "note holds control characters"},
    };
    for (const wrong& each : cases) CHECK(refusal(each.resource, each.members) == each.reason);
}

TEST_CASE("as much as may be said at once is taken") {
    const auto values =
        accepted_as<chart>("observations", R"("values":[)" + repeated(R"({"item":"pain","value":4})", 64) +
                                               R"(],"note":")" + std::string(4'000, 'x') + R"(",)");
    CHECK(values.values.size() == 64);
    CHECK(values.note.size() == 4'000);
    CHECK(accepted_as<sign_discharge>("infusion_discharge", R"("override":[)" + repeated(R"("escort")", 64) + "],")
              .override.size() == 64);
}
