#include "server/app/replay_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace vigil::app {
namespace {

const instant noon = *parse_rfc3339("2026-11-22T12:00:00Z");

std::string said(const ward::input& in) {
    const auto line = line_of(in);
    return line ? to_text(*line) : "nothing";
}

ward::input readings(std::vector<reading> values) {
    ward::readings_received in;
    in.content = {.sender = "monitor-17", .control_id = "C1", .ward = "W1", .bed = "3", .readings = std::move(values)};
    return {noon, in};
}

template <class What>
ward::input command(What what, std::string reason = {}) {
    return {noon, ward::patient_command{"W1", "3", "s1", "nurse-1", std::move(reason), "q1", std::move(what)}};
}

ward::recorded_event happened(decltype(ward::event::what) what, std::string bed = "3") {
    return {{.at = noon, .what = std::move(what)}, "W1", std::move(bed)};
}

alarm::alarm tachycardia() {
    alarm::alarm a{.id = alarm::alarm_id{0x17}, .revision = 2, .rule = "tachycardia", .message = "Heart rate 130"};
    a.because = alarm::evidence{metric::heart_rate, 130, 120, noon, noon, 0xab};
    return a;
}

constexpr std::string_view at_the_bed = "2026-11-22T12:00:00.000Z  W1/3  ";

} // namespace

TEST_CASE("what a monitor sends is told value by value, with what it says of them") {
    CHECK(said(readings({{.what = metric::heart_rate, .value = 80.5},
                         {.what = metric::spo2, .status = validity::sensor_off},
                         {.what = metric::poss, .value = 4}})) ==
          std::string{at_the_bed} +
              "monitor-17 sends heart_rate 80.5 /min, spo2 (sensor_off), poss \"POSS 4\"  (message C1)\n");
    CHECK(said(readings({})).contains("monitor-17 sends no values"));
    ward::input late = readings({{.what = metric::heart_rate, .value = 80}});
    std::get<ward::readings_received>(late.what).content.history = true;
    CHECK(said(late).contains("monitor-17 sends as history heart_rate 80 /min"));
}

TEST_CASE("time that passes is no line") {
    CHECK(said({noon, ward::tick{}}) == "nothing");
}

TEST_CASE("a decision says who, what, until when and why") {
    const instant one = noon + std::chrono::hours{1};
    CHECK(said(command(ward::set_limit{"tachycardia", alarm::priority::medium, 130, one}, "athlete")) ==
          std::string{at_the_bed} +
              "nurse-1 sets the limit of tachycardia (medium) to 130 until "
              "2026-11-22T13:00:00.000Z, \"athlete\"  (stay s1)\n");
    CHECK(said(command(ward::set_limit{"tachycardia", alarm::priority::medium, {}, {}}))
              .contains("its rule's limit again"));
    CHECK(said(command(ward::pause_alarm{"tachycardia", one})).contains("nurse-1 pauses tachycardia until 2026"));
    CHECK(said(command(ward::set_phase{alarm::infusion_phase::infusing})).contains("sets the phase infusing"));
    CHECK(said(command(ward::note_step{})).contains("notes a change of the dose"));
    CHECK(said(command(ward::take_baseline{})).contains("takes the values as baseline"));
    CHECK(said(command(ward::set_spo2_scale{true})).contains("chooses NEWS2 scale 2"));
    CHECK(said(command(ward::decide_confusion{alarm::confusion::dissociation})).contains("it is dissociation"));
}

TEST_CASE("what concerns no bed says so by a dash, or its ward") {
    CHECK(said({noon, ward::server_started{}}) == "2026-11-22T12:00:00.000Z  -  the server starts\n");
    CHECK(said({noon, ward::service_changed{ward::service_changed::which::record, false}})
              .contains("the record is away"));
    CHECK(said({noon, ward::station_changed{"W1", "desk", true, false, true}}) ==
          "2026-11-22T12:00:00.000Z  W1  station desk says: connected, sound not armed, visible\n");
    CHECK(said({noon, ward::pause_audio{"W1", "desk", "nurse-1", "q1", noon}}).contains("nurse-1 pauses the audio of"));
}

TEST_CASE("what people say about an alarm, and where a sender is, is told word for word") {
    const alarm::alarm_id id{0x17};
    CHECK(said({noon, ward::note_alarm{id, "nurse-1", "probe changed", "n1"}})
              .contains("nurse-1 writes \"probe changed\"  (alarm 0000000000000017)"));
    CHECK(said({noon, ward::assign_alarm{id, "nurse-2", "nurse-1", "s1"}}).contains("nurse-1 assigns nurse-2"));
    CHECK(said({noon, ward::assign_alarm{id, "", "nurse-2", "s2"}}).contains("nurse-2 assigns nobody any more"));
    CHECK(said({noon, ward::assign_sender{"monitor-17", "W1", "3", "nurse-1", "q1"}}) ==
          std::string{at_the_bed} + "nurse-1 gives the sender monitor-17 this bed\n");
    CHECK(said({noon, ward::assign_sender{"monitor-17", "", "", "nurse-1", "q2"}})
              .contains("nurse-1 gives the sender monitor-17 no bed any more"));
    alarm::alarm a = tachycardia();
    a.assigned = alarm::assignment{"nurse-2", "nurse-1", noon};
    CHECK(to_text(line_of(happened(ward::alarm_changed{a, alarm::change::assigned})))
              .contains("alarm assigned, to nurse-2: tachycardia"));
}

TEST_CASE("registration says who is where, and with whom") {
    movement m{.what = movement::kind::swapped, .sender = "ADT", .control_id = "M1", .who = {"P-17", "Doe, John"}};
    m.other = {"P-23", ""};
    m.to = {"W1", "3"};
    m.from = {"W1", "4"};
    CHECK(said({noon, ward::patient_moved{m}}) ==
          std::string{at_the_bed} + "ADT registers: P-17 \"Doe, John\" swapped from W1/4, with P-23  (message M1)\n");
}

TEST_CASE("an alarm says what it did, how urgent it is, and on what evidence") {
    CHECK(to_text(line_of(happened(ward::alarm_changed{tachycardia(), alarm::change::onset}))) ==
          std::string{at_the_bed} +
              "alarm onset: tachycardia, medium, \"Heart rate 130\" [heart_rate 130 /min, limit 120, measured "
              "2026-11-22T12:00:00.000Z, received 2026-11-22T12:00:00.000Z]  (alarm 0000000000000017, revision 2, "
              "rules 00000000000000ab)\n");
    alarm::alarm unknown = tachycardia();
    unknown.because->value = no_value;
    unknown.because->limit = no_value;
    CHECK(line_of(happened(ward::alarm_changed{unknown, alarm::change::onset}))
              .text.contains("[heart_rate not known, measured"));
}

TEST_CASE("whoever acted on an alarm, or is called, is named") {
    alarm::alarm a = tachycardia();
    a.acknowledged = alarm::acknowledgement{"nurse-1", noon};
    a.paused = alarm::pause{"nurse-2", "washing", noon};
    a.called = alarm::call{1, "physician", noon};
    const auto told = [&](alarm::change how) { return line_of(happened(ward::alarm_changed{a, how})).text; };
    CHECK(told(alarm::change::acknowledged).starts_with("alarm acknowledged by nurse-1: tachycardia"));
    CHECK(told(alarm::change::paused)
              .starts_with("alarm paused by nurse-2 until 2026-11-22T12:00:00.000Z, \"washing\": "));
    CHECK(told(alarm::change::called).starts_with("alarm called, to physician: "));
    CHECK(told(alarm::change::escalated).starts_with("alarm escalated: "));
    a.beds = {"3", "4"};
    a.what = alarm::kind::technical;
    const log_line of_ward = line_of(happened(ward::alarm_changed{a, alarm::change::updated}, ""));
    CHECK(of_ward.where == place{"W1", ""});
    CHECK(of_ward.text.contains(", technical, "));
    CHECK(of_ward.text.contains("\"Heart rate 130\", since 1970-01-01T00:00:00.000Z"));
    CHECK_FALSE(of_ward.text.contains("limit 120")); // it did not decide this
    CHECK(of_ward.text.ends_with(" at 3, 4"));
}

TEST_CASE("a bed is monitored, recovering, or neither") {
    const auto told = [](bool monitored, bool recovering) {
        return line_of(happened(ward::bed_changed{"s1", "P-17", "Doe, John", monitored, recovering})).text;
    };
    CHECK(told(true, false) == "bed: patient P-17 \"Doe, John\", monitored");
    CHECK(told(false, true) == "bed: patient P-17 \"Doe, John\", recovering");
    CHECK(told(false, false) == "bed: patient P-17 \"Doe, John\", not monitored");
    CHECK(line_of(happened(ward::bed_changed{.stay = "s1", .away = true})).text ==
          "bed: patient not named, on leave, not monitored");
    CHECK(line_of(happened(ward::bed_changed{})).text == "bed: patient not named, not monitored");
}

TEST_CASE("a line stays one line that moves no cursor, whatever a sender wrote") {
    ward::input in = readings({});
    std::get<ward::readings_received>(in.what).content.sender = "a\nb\x1b[2J\xff";
    CHECK(said(in).contains("a\\nb\\x1b[2J\\xff sends"));
    CHECK(std::ranges::count(said(in), '\n') == 1);
}

} // namespace vigil::app
