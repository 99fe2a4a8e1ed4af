// The text of a story is understood as it is meant, or refused at the line that cannot be.
#include <doctest/doctest.h>

#include "server/scenario/story.hpp"

namespace vigil::scenario {
namespace {

story read(const std::string& moments) {
    auto told = parse("bed W1/3 patient MRN-1\nbed W2/3\n" + moments);
    REQUIRE_MESSAGE(told, moments, "\n", told ? "" : told.error().text);
    return std::move(*told);
}

template <class Action>
Action only(const std::string& line) {
    const story s = read("5s " + line + "\n");
    REQUIRE(std::holds_alternative<Action>(s.moments.front().what));
    return std::get<Action>(s.moments.front().what);
}

template <class What>
What only_decided(const std::string& line) {
    const auto d = only<decided>(line);
    REQUIRE(std::holds_alternative<What>(d.what));
    return std::get<What>(d.what);
}

instant at(std::int64_t ms) {
    return from_epoch_ms(ms);
}

/// "line: text"
void refused(const std::string& moments, const std::string& why) {
    const auto told = parse("bed W1/3\n" + moments);
    REQUIRE_MESSAGE(!told, moments);
    const std::string got = std::to_string(told.error().line) + ": " + told.error().text;
    CHECK_MESSAGE(got.starts_with(why), moments, "\ngot: ", got);
    CHECK(told.error().unusable);
}

} // namespace

TEST_CASE("the first comment is the title, and the top says beds, rules and who watches") {
    const auto s =
        parse("#   One thing.  \n# Another.\nrules simple\nunwatched\nbed A/1\nbed B/1 patient X\nbed A/2\n0s wait\n");
    REQUIRE(s);
    CHECK(s->title == "One thing.");
    CHECK(s->rules == "simple");
    CHECK(s->rules_line == 3);
    CHECK(s->unwatched);
    CHECK(s->wards == std::vector<std::string>{"A", "B"});
    const auto plain = parse("bed A/1\n0s wait\n# late\n");
    REQUIRE(plain);
    CHECK(plain->title == "late");
    CHECK(plain->rules.empty());
    CHECK_FALSE(plain->unwatched);
}

TEST_CASE("readings carry their patient, unit, validity and times") {
    const auto sent = only<report_sent>(
        "patient MRN-2 heart_rate 80 /min questionable, nibp_systolic 20 kPa measured 2s, spo2 sensor_off reported 1s");
    CHECK(sent.patient.id == "MRN-2");
    CHECK(sent.reported_at == at(1000));
    REQUIRE(sent.readings.size() == 3);
    CHECK(sent.readings[0].status == validity::questionable);
    CHECK(sent.readings[0].measured_at == at(5000));
    CHECK(sent.readings[1].value == doctest::Approx(150.01).epsilon(0.001));
    CHECK(sent.readings[1].measured_at == at(2000));
    CHECK(sent.readings[2].status == validity::sensor_off);
}

TEST_CASE("levels of a scale are written as they are charted") {
    const auto sent = only<report_sent>("poss S, acvpu C, rass -2, poss 3, ramsay unavailable");
    REQUIRE(sent.readings.size() == 5);
    CHECK(sent.readings[0].value == 1.5);
    CHECK(sent.readings[1].value == 1);
    CHECK(sent.readings[2].value == -2);
    CHECK(sent.readings[3].value == 3);
    CHECK(sent.readings[4].status == validity::unavailable);
    refused("0s poss 7\n", "2: '7' is no value of poss; write one of");
    refused("0s poss 1.5\n", "2: '1.5' is no value of poss");
    refused("0s sedation 2\n", "2: nobody charts a depth of sedation");
}

TEST_CASE("what people do names who, and for how long") {
    CHECK(only<acknowledge_said>("acknowledge fast by one").by == "one");
    CHECK(only<shown_said>("shown fast by wall").rule == "fast");
    const auto limit = only_decided<ward::set_limit>("limit fast medium 130 for 2h by one because \"a, b\"");
    CHECK(limit.limit == 130);
    CHECK(limit.until == at(7'205'000));
    CHECK(only<decided>("limit fast medium 130 for 2h by one because \"a, b\"").reason == "a, b");
    CHECK_FALSE(only_decided<ward::set_limit>("limit fast high off by one").limit);
    CHECK(only_decided<ward::pause_alarm>("pause fast for 10m by one").until == at(605'000));
    CHECK(only_decided<ward::pause_alarm>("resume fast by one").until == at(5'000));
    CHECK(only_decided<ward::set_phase>("phase recovery by one").phase == alarm::infusion_phase::recovery);
    only_decided<ward::note_step>("step by one");
    only_decided<ward::take_baseline>("baseline by one");
    CHECK(only_decided<ward::set_spo2_scale>("spo2_scale 2 by one because \"x\"").scale_2);
    CHECK_FALSE(only_decided<ward::set_spo2_scale>("spo2_scale 1 by one because \"x\"").scale_2);
    CHECK(only_decided<ward::decide_confusion>("confusion new by one").is == alarm::confusion::new_confusion);
    CHECK(only<audio_said>("pause_audio wall for 2m by one").until == at(125'000));
    CHECK(only<audio_said>("resume_audio wall by one").until == at(5'000));
}

TEST_CASE("a station is armed, disarmed, hidden or gone") {
    const auto is = [](const std::string& how) {
        const auto s = only<station_said>("station wall " + how);
        return std::string(s.connected ? "c" : "-") + (s.sound_armed ? "s" : "-") + (s.visible ? "v" : "-");
    };
    CHECK(is("armed") == "csv");
    CHECK(is("disarmed") == "c-v");
    CHECK(is("hidden") == "cs-");
    CHECK(is("gone") == "---");
    CHECK(only<service_said>("record away").what == ward::service_changed::which::record);
    CHECK_FALSE(only<service_said>("journal failing").working);
    CHECK(only<service_said>("journal back").working);
    only<server_begins>("server started");
    only<restarted>("restart");
    only<time_passes>("wait");
}

TEST_CASE("the first bed is meant, or the bed or ward that is named") {
    const story s =
        read("0s wait\n0s W2/3 heart_rate 80\n0s W2 station wall armed\n0s acknowledge ward_unwatched by one\n");
    CHECK(to_text(s.moments[0].where) == "W1/3");
    CHECK(to_text(s.moments[1].where) == "W2/3");
    CHECK(to_text(s.moments[2].where) == "W2");
    CHECK(to_text(s.moments[3].where) == "W1");
    refused("0s W1 heart_rate 80\n", "2: in which bed of W1?");
    refused("0s W1 step by one\n", "2: in which bed of W1?");
    refused("0s W1/4 heart_rate 80\n", "2: the bed W1/4 is not known");
}

TEST_CASE("what is done in a form that is not known is refused with one that is") {
    for (const char* line : {"acknowledge fast",
                             "acknowledge by",
                             "phase dancing by one",
                             "phase infusing",
                             "step",
                             "baseline nurse",
                             "spo2_scale 3 by one",
                             "confusion maybe by one",
                             "limit fast medium 130 by one",
                             "limit fast 130 for 2h by one",
                             "limit fast medium x for 2h by one",
                             "pause fast by one",
                             "pause fast for ages by one",
                             "resume fast",
                             "station wall",
                             "station wall loud",
                             "pause_audio wall by one",
                             "resume_audio wall",
                             "server",
                             "record gone",
                             "journal away",
                             "rules",
                             "restart now",
                             "step by one because reason"}) {
        const std::string first = std::string(line).substr(0, std::string(line).find(' '));
        refused("0s " + std::string(line) + "\n", "2: write '" + first);
    }
}

TEST_CASE("expectations that leave out what they need are refused") {
    refused("0s heart_rate 80 -> onset fast\n", "2: of which priority? write 'onset tachycardia high'");
    refused("0s heart_rate 80 -> escalated fast\n", "2: of which priority?");
    refused("0s heart_rate 80 -> cleared\n", "2: cleared of which alarm?");
    refused("0s heart_rate 80 -> called fast\n", "2: who? write");
    refused("0s heart_rate 80 -> cleared fast in\n", "2: where? write");
    refused("0s heart_rate 80 -> raised fast\n", "2: 'raised' is no alarm event");
    refused("0s heart_rate 80 -> nothing at all\n", "2: 'at' was not expected here");
    refused("0s heart_rate 80 -> cleared fast\n-> nothing\n", "3: nothing, or something");
    refused("0s heart_rate 80 -> station wall silent\n", "2: write 'station wall paused'");
    refused("0s heart_rate 80 -> station wall paused in\n", "2: where? write");
    refused("0s heart_rate 80 -> refused no\n", "2: why? write");
    refused("0s W1 wait -> bed monitored\n", "2: which bed of W1?");
    for (const char* state :
         {"asleep", "not well", "news2 8..5", "news2 21", "news2 x", "limit fast 130", "limit fast low x"})
        refused("0s wait -> bed " + std::string(state) + "\n", "2: write 'bed monitored'");
}

TEST_CASE("what cannot be understood is refused at its line") {
    refused("0s heart_rat 130\n", "2: 'heart_rat' is neither");
    refused("0s heart_rate fast\n", "2: 'fast' is no value of heart_rate; write a number");
    refused("0s heart_rate 130 kPa\n", "2: heart_rate is not measured in kPa");
    refused("0s heart_rate 130 measured then\n", "2: measured when?");
    refused("0s heart_rate 130 reported then\n", "2: reported when?");
    refused("0s patient MRN-2\n", "2: a patient's change shows in the next reading");
    refused("5s wait\n4s wait\n", "3: 4s is before the line above");
    refused("5 wait\n", "2: '5' is no time");
    refused("5s wait\nbed W1/4\n", "3: 'bed' is no time");
    refused("5s wait more\n", "2: 'more' was not expected here");
    refused("bed W1\n", "2: a bed is written ward/bed");
    refused("rules\n", "2: which rules?");
    refused("unwatched always\n", "2: 'always' was not expected here");
    refused("-> cleared fast\n", "2: nothing has happened yet");
    refused("0s -> onset fast medium \"Heart\n", "2: this line's quotation mark is not closed");
    refused("", "1: nothing happens");
    CHECK(parse("0s wait\n").error().text.starts_with("name the bed first"));
}

TEST_CASE("times are read and written alike") {
    for (const char* text : {"0s", "15s", "1m30s", "2h", "2h1m", "15.001s", "1m0.500s"})
        CHECK(to_text(*time_from_text(text)) == text);
    CHECK(time_from_text("250ms") == milliseconds{250});
    for (const char* wrong : {"", "s", "-1s", "1", "1d", "1s2", "infs", "nans", "1e300h"})
        CHECK_FALSE_MESSAGE(time_from_text(wrong), wrong);
}

} // namespace vigil::scenario
