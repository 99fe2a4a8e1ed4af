#include "proto/hl7/device_alarms.hpp"

#include <array>

#include "device_alarm_sample.hpp"
#include "proto/hl7/alarm_group.hpp"

namespace vigil::hl7 {
namespace {

TEST_CASE("a device's alarm is told of with all that its attributes say") {
    const told t{r40(std::string{order} +
                     "OBX|1||69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|1.0.0.0|||||||X|||||||mon-9^X\r"
                     "OBX|2|ST|196670^MDC_EVT_LO^MDC|1.3.1.150456.1|**SpO2 LOW||||||F\r"
                     "OBX|3|CWE|68480^MDC_ATTR_ALERT_SOURCE^MDC||150456^MDC_PULS_OXIM_SAT_O2^MDC||||||F\r" +
                     attribute("68481^MDC_ATTR_EVENT_PHASE^MDC", "escalate") +
                     attribute("68482^MDC_ATTR_ALARM_STATE^MDC", "latched") +
                     attribute("68483^MDC_ATTR_ALARM_INACTIVATION_STATE^MDC", "audio-paused~alarm-off") +
                     attribute("68484^MDC_ATTR_ALARM_PRIORITY^MDC", "PH") +
                     attribute("68485^MDC_ATTR_ALERT_TYPE^MDC", "SP"))};
    REQUIRE(t.result);
    CHECK(t.rejected.empty());
    CHECK(t.device == "mon-9");
    CHECK_FALSE(t.watchdog);
    CHECK(t.content.sender == "MON^1234^EUI-64");
    CHECK(t.content.control_id == "9");
    CHECK(t.content.ward == "W1");
    CHECK(t.content.bed == "4");
    CHECK(t.content.patient == "P-17");
    CHECK(t.content.patient_name == "Doe, Jane");
    REQUIRE(t.content.alarms.size() == 1);
    CHECK(t.content.alarms.front() == alarm{.id = "A5/MON/1234",
                                            .device = "mon-9",
                                            .text = "**SpO2 LOW",
                                            .code = 196670,
                                            .source = 150456,
                                            .step = alarm::phase::escalate,
                                            .now = alarm::state::latched,
                                            .urgency = alarm::priority::high,
                                            .what = alarm::kind::physiological,
                                            .inactivation = alarm::audio_paused | alarm::alarm_off,
                                            .measured_at = utc("2026-11-22T01:59:58Z")});
}

TEST_CASE("every phase has its word") {
    using enum alarm::phase;
    struct row {
        std::string_view word;
        alarm::phase step;
        bool ended;
    };
    for (const row& r :
         std::array{row{"tpoint", point, false}, row{"start", start, false}, row{"continue", resume, false},
                    row{"present", resume, false}, row{"update", update, false}, row{"end", end, true},
                    row{"stop", end, true}, row{"escalate", escalate, false}, row{"deescalate", deescalate, false},
                    row{"de-escalate", deescalate, false}, row{"inactivate", inactivate, false},
                    row{"reset", reset, false}, row{"START", start, false}}) {
        CAPTURE(r.word);
        const alarm a = only(std::string{lead_off} + attribute("68481^MDC_ATTR_EVENT_PHASE^MDC", r.word));
        CHECK(a.step == r.step);
        CHECK(a.ended() == r.ended);
        CHECK(a.inactivation == 0);
    }
    CHECK(name(resume) == "continue");
}

TEST_CASE("acknowledged at the device, as a phase or as a state, is known") {
    const alarm as_phase = only(std::string{lead_off} + attribute("68481", "acknowledged"));
    CHECK(as_phase.inactivation == alarm::acknowledged);
    CHECK(as_phase.step == alarm::phase::update);
    CHECK_FALSE(as_phase.ended());
    CHECK(only(std::string{lead_off} + attribute("68483", "alert-acknowledged")).inactivation == alarm::acknowledged);
}

TEST_CASE("every state, priority, kind and inactivation has its word") {
    const auto with = [](std::string_view code, std::string_view word) {
        return only(std::string{lead_off} + attribute(code, word));
    };
    CHECK(with("68482", "inactive").now == alarm::state::inactive);
    CHECK(with("68482", "inactive").ended());
    CHECK(with("68482", "off").now == alarm::state::inactive);
    CHECK(with("68482", "active").now == alarm::state::active);
    CHECK(with("68482", "latched").now == alarm::state::latched);
    CHECK(with("68484", "PN").urgency == alarm::priority::none);
    CHECK(with("68484", "PL").urgency == alarm::priority::low);
    CHECK(with("68484", "PM").urgency == alarm::priority::medium);
    CHECK(with("68484", "ph").urgency == alarm::priority::high);
    CHECK(with("68484", "PU").urgency == alarm::priority::none);
    CHECK(with("68485", "SP").what == alarm::kind::physiological);
    CHECK(with("68485", "ST").what == alarm::kind::technical);
    CHECK(with("68485", "SA").what == alarm::kind::advisory);
    CHECK(with("68483", "enabled").inactivation == 0);
    CHECK(with("68483", "audio-off").inactivation == alarm::audio_off);
    CHECK(with("68483", "alarm-paused~~audio_paused").inactivation == (alarm::alarm_paused | alarm::audio_paused));
    CHECK(with("^MDC_ATTR_EVT_PHASE^MDC", "end").step == alarm::phase::end);
}

TEST_CASE("without attributes an alarm is active, has started, and is of the kind that its event is known for") {
    const alarm a = only(lead_off);
    CHECK(a.step == alarm::phase::start);
    CHECK(a.now == alarm::state::active);
    CHECK(a.urgency == alarm::priority::none);
    CHECK(a.what == alarm::kind::technical);
    CHECK(only("OBX|1|ST|210002^MDC_EVT_NEWER^MDC|1.1|new\r").what == alarm::kind::physiological);
    CHECK(a.text == "ECG leads off");
    CHECK(a.code == 196880);
}

TEST_CASE("an attribute that is no word is refused with its place, and the alarm is told of") {
    const told t{r40(std::string{order} + std::string{lead_off} + attribute("68481", "begun") +
                     attribute("68482", "ACTIV") + attribute("68483", "audio-paused~loud") + attribute("68484", "P1") +
                     attribute("68485", ""))};
    REQUIRE(t.result);
    REQUIRE(t.content.alarms.size() == 1);
    const alarm& a = t.content.alarms.front();
    CHECK(a.step == alarm::phase::start);
    CHECK(a.now == alarm::state::active);
    CHECK(a.inactivation == alarm::audio_paused);
    CHECK_FALSE(a.ended());
    REQUIRE(t.rejected.size() == 5);
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(t.rejected[i].where == "OBX[" + std::to_string(i + 2) + "]-5");
        CHECK(t.rejected[i].segment == static_cast<int>(i) + 2);
        CHECK(t.rejected[i].field == 5);
        CHECK(t.rejected[i].hl7_code == 103);
    }
    CHECK(t.rejected[2].reason.contains("\"loud\""));
}

TEST_CASE("priority, kind and direction of the older form stand in OBX-8, in any order") {
    const alarm a =
        only("OBX|1|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1.3.1.1|84|262688^MDC_DIM_PERCENT^MDC|90-100|L~PM~SP|||R\r",
             "OBR|1||A5|ALARM^ALARM|||20261122025958+0100\r");
    CHECK(a.text == "PULS_OXIM_SAT_O2 low");
    CHECK(a.source == 150456);
    CHECK(a.code == 0);
    CHECK(a.urgency == alarm::priority::medium);
    CHECK(a.what == alarm::kind::physiological);
    CHECK(only("OBX|1|ST|196648^MDC_EVT_HI^MDC|||||PH~ST~H\r").what == alarm::kind::technical);
    CHECK(only("OBX|1|ST|196648^MDC_EVT_HI^MDC|||||PH~ST~H\r").urgency == alarm::priority::high);
}

TEST_CASE("an attribute counts before what OBX-8 says") {
    const alarm a = only("OBX|1|ST|196648^MDC_EVT_HI^MDC||HR HIGH|||H~PL~ST\r" + attribute("68484", "PH") +
                         attribute("68485", "SP"));
    CHECK(a.urgency == alarm::priority::high);
    CHECK(a.what == alarm::kind::physiological);
}

TEST_CASE("an event coded in the value of a general alarm row is that event") {
    const alarm a = only(
        "OBX|1|CWE|196616^MDC_EVT_ALARM^MDC|1.7.0.1|196680^MDC_EVT_LEAD_OFF^MDC|||A~PL~ST|||R|||20261122025955+0100\r");
    CHECK(a.code == 196680);
    CHECK(a.text == "LEAD_OFF");
    CHECK(a.urgency == alarm::priority::low);
    CHECK(a.what == alarm::kind::technical);
    CHECK(a.measured_at == utc("2026-11-22T01:59:55Z"));
    const alarm vendors = only("OBX|1|CWE|196616^MDC_EVT_ALARM^MDC|1.7.0.1|10033^**SpO2 TOO HIGH^99MNDRY\r");
    CHECK(vendors.code == 0);
    CHECK(vendors.text == "**SpO2 TOO HIGH");
}

TEST_CASE("a limit that names what it was about in its value says so in its text") {
    const alarm a = only(
        "OBX|1|ST|196648^MDC_EVT_HI^MDC|1.0.0.0.1|158776^MDC_HDIALY_BLD_PUMP_PRESS_VEN^MDC|||PH~ST~H\r"
        "OBX|2|NM|158776^MDC_HDIALY_BLD_PUMP_PRESS_VEN^MDC|1.0.0.0.2|450|mm[Hg]|20-400\r");
    CHECK(a.code == 196648);
    CHECK(a.source == 158776);
    CHECK(a.text == "HDIALY_BLD_PUMP_PRESS_VEN HI");
}

TEST_CASE("an event without words of its own is called by its code's name") {
    CHECK(only("OBX|1|ST|199680^MDC_EVT_APNEA^MDC|1.1||||||\r").text == "APNEA");
    CHECK(only("OBX|1|ST|199680^^MDC|1.1||||||\r").text == "APNEA");
    CHECK(only("OBX|1|ST|210002^^MDC|1.1||||||\r").text == "210002");
    const alarm vendors = only("OBX|1|ST|210002^MNDRY_EVT_PACER_OFF^99MNDRY|1.1||||||\r");
    CHECK(vendors.text == "PACER_OFF");
    CHECK(vendors.code == 0);
    CHECK(only("OBX|1|NM|196670^MDC_EVT_LO^MDC|1.1|84\r").text == "LO");
}

TEST_CASE("asterisks and stars of the device stay text and set no priority") {
    const alarm a = only("OBX|1|ST|199684^MDC_EVT_ECG_ASYSTOLE^MDC|1.1|***ASYSTOLE\r");
    CHECK(a.text == "***ASYSTOLE");
    CHECK(a.urgency == alarm::priority::none);
}

TEST_CASE("an alarm whose text is nothing but formatting is named by its event") {
    const told t{r40(std::string{order} + "OBX|1|ST|196880^MDC_EVT_LEAD_OFF^MDC|1.1.1.1|\\H\\\\N\\||||||F\r")};
    REQUIRE(t.result);
    REQUIRE(t.content.alarms.size() == 1);
    CHECK(t.content.alarms.front().text == "LEAD_OFF");
}

} // namespace
} // namespace vigil::hl7
