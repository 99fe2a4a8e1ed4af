// Which rows of a message are an alarm, and which alarm they are.
#include "proto/hl7/device_alarms.hpp"

#include "device_alarm_sample.hpp"
#include "proto/hl7/alarm_group.hpp"

namespace vigil::hl7 {
namespace {

TEST_CASE("an alarm keeps its identity from its start to its end") {
    const std::string_view later =
        "OBR|1||A9^MON^1234^EUI-64|196616^MDC_EVT_ALARM^MDC|||20261122030500+0100"
        "||||||||||||||||||||||^A5&MON&1234&EUI-64\r";
    CHECK(only(lead_off, later).id == only(lead_off).id);
    CHECK(only(lead_off, "OBR|1||A9|196616|||||||||||||||||||||||||A5\r").id == "A5");
    const std::string_view nameless = "OBR|1|||196616^MDC_EVT_ALARM^MDC\r";
    CHECK(only(lead_off, nameless).id == "196880/1.1.1.1");
    CHECK(only(lead_off, nameless).measured_at == utc("2026-11-22T02:00:00Z"));
}

TEST_CASE("an alarm whose names stand before its numbers is read alike") {
    const auto told_as = [](std::string_view step, std::string_view now) {
        return only("OBX|1|ST|MDC_EVT_HI_VAL_ALARM^12345^MDC|1.1|MDC_PRESS_BLD_ART^150020^MDC\r" +
                        attribute("MDC_ATTR_EVT_PHASE^68481^MDC", step) +
                        attribute("MDC_ATTR_ALARM_STATE^68482^MDC", now),
                    "OBR|1||A5^MON\r");
    };
    CHECK(told_as("start", "active").text == "PRESS_BLD_ART HI_VAL_ALARM");
    CHECK(told_as("start", "active").source == 150020);
    CHECK_FALSE(told_as("start", "active").ended());
    CHECK(told_as("end", "inactive").ended());
}

TEST_CASE("the state of an alarm is read by whatever name is in use") {
    for (const std::string_view id : {"68482", "68482^MDC_ATTR_ALARM_STATE^MDC", "68166^MDC_ATTR_ALERT_STATE^MDC"}) {
        CAPTURE(id);
        CHECK(only(std::string{lead_off} + attribute(id, "inactive")).ended());
    }
}

TEST_CASE("numbers without an event, and without an order that asks for one, are no alarm") {
    const told t{r40("OBR|1\rOBX|1|NM|29463-7^Body weight^LN||72.4|kg|||||F\r")};
    REQUIRE_FALSE(t.result);
    CHECK(t.result.error().code == 101);
    CHECK(t.content.alarms.empty());
}

TEST_CASE("each group of a message is an alarm of its own") {
    const told t{r40("OBR|1||A1|196616^MDC_EVT_ALARM^MDC\r" + std::string{lead_off} + attribute("68484", "PL") +
                     "OBR|2||A2|196616^MDC_EVT_ALARM^MDC\rOBX|3|ST|199680^MDC_EVT_APNEA^MDC|1.2|APNOEA\r" +
                     attribute("68484", "PH") +
                     "OBR|3||A3|196616^MDC_EVT_ALARM^MDC\rOBX|5|ST|196802^MDC_EVT_BATT_LO^MDC|1.3\r" +
                     attribute("68484", "P9"))};
    REQUIRE(t.result);
    REQUIRE(t.content.alarms.size() == 3);
    CHECK(t.content.alarms[0].id == "A1");
    CHECK(t.content.alarms[0].urgency == alarm::priority::low);
    CHECK(t.content.alarms[1].text == "APNOEA");
    CHECK(t.content.alarms[1].urgency == alarm::priority::high);
    CHECK(t.content.alarms[2].text == "BATT_LO");
    CHECK(t.content.alarms[2].urgency == alarm::priority::none);
    REQUIRE(t.rejected.size() == 1);
    CHECK(t.rejected.front().where == "OBX[6]-5");
}

TEST_CASE("vital signs in a group of their own are no alarm") {
    const told t{
        r40(std::string{order} + std::string{lead_off} +
            "OBR|2||V1|69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC\rOBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC|1.1|72\r")};
    REQUIRE(t.result);
    CHECK(t.content.alarms.size() == 1);
}

TEST_CASE("a group of another kind that speaks of an alarm is one") {
    const std::string_view obr = "OBR|1||A5|69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC\r";
    CHECK(only(lead_off, obr).code == 196880);
    CHECK(only("OBX|1|ST|77^Pump door^99X|1.1|door open\r" + attribute("68482", "active"), obr).text == "door open");
}

TEST_CASE("an alarm that names no event is told of and refused by its last row") {
    const told t{r40(std::string{order} + attribute("68482", "active"))};
    REQUIRE(t.result);
    REQUIRE(t.content.alarms.size() == 1);
    CHECK(t.content.alarms.front().text == "alarm without a name");
    REQUIRE(t.rejected.size() == 1);
    CHECK(t.rejected.front().where == "OBX[1]-3");
    CHECK(t.rejected.front().hl7_code == 101);
}

TEST_CASE("rows without an OBR are one alarm") {
    const told t{r40(lead_off)};
    REQUIRE(t.result);
    CHECK(t.content.alarms.size() == 1);
}

TEST_CASE("a message without any alarm is refused") {
    const told t{r40("")};
    REQUIRE_FALSE(t.result);
    CHECK(t.result.error().code == 101);
    CHECK(t.result.error().segment == "OBX");
}

TEST_CASE("alarms of two beds or patients in a message are refused") {
    CHECK_FALSE(told{r40(std::string{order} + std::string{lead_off} + "PV1||I|W1^^5\r")}.result);
    CHECK_FALSE(told{r40(std::string{order} + std::string{lead_off} + "PID|||P-18\r")}.result);
}

TEST_CASE("words with a mark that their sender did not escape are told of whole") {
    CHECK(only("OBX|1|ST|196880^MDC_EVT_LEAD_OFF^MDC|1.1|Probe & cable off\r").text == "Probe & cable off");
}

TEST_CASE("an event that is only called active is an alarm, not a sign of life") {
    const told t{r40(std::string{order} + "OBX|1|ST|5^ACTIVE^99X|1.1|Bed alarm\r")};
    REQUIRE(t.result);
    CHECK_FALSE(t.watchdog);
    CHECK(t.content.alarms.size() == 1);
    const told alive{r40(std::string{order} + "OBX|1|CWE|196616^MDC_EVT_ALARM^MDC|1.1|196614^MDC_EVT_ACTIVE^MDC\r")};
    REQUIRE(alive.result);
    CHECK(alive.watchdog);
}

TEST_CASE("a number of the sender's own is no source") {
    CHECK(only(std::string{lead_off} + "OBX|2|NM|150456^Q^99X|1|97\r").source == 0);
    CHECK(only(std::string{lead_off} + "OBX|2|NM|68480^MDC_ATTR_ALERT_SOURCE^MDC||42\r").source == 0);
}

TEST_CASE("the device is MSH-3 where no row names one") {
    const told t{r40(std::string{order} + std::string{lead_off})};
    CHECK(t.device == "MON^1234^EUI-64");
    CHECK(t.content.alarms.front().device == "MON^1234^EUI-64");
}

TEST_CASE("a real alarm of a device is told of as it is") {
    const told t{corpus("draeger-pcd04-alarm.hl7")};
    REQUIRE(t.result);
    CHECK(t.rejected.empty());
    CHECK(t.content.ward == "CU1");
    CHECK(t.content.bed == "Bed001");
    CHECK(t.content.patient == "8888");
    CHECK(t.content.patient_name == "Data, Simulated");
    REQUIRE(t.content.alarms.size() == 1);
    const alarm& a = t.content.alarms.front();
    CHECK(a.id == "0/3d313edb-6fab-4718-9d38-82262c83aea5/0000000000000001");
    CHECK(a.text == "CO2 Sensor unplugged");
    CHECK(a.code == 196916);
    CHECK(a.source == 0);
    CHECK(a.step == alarm::phase::start);
    CHECK(a.now == alarm::state::active);
    CHECK(a.urgency == alarm::priority::low);
    CHECK(a.what == alarm::kind::physiological);
    CHECK(a.inactivation == 0);
    CHECK(a.measured_at == utc("2019-11-27T15:05:43Z"));
    CHECK(a.device == "urn:uuid:f9bd67ba-10f9-11ea-bab1-0050b612afeb");
}

TEST_CASE("a real watchdog message says that the link lives, and raises nothing") {
    const told t{corpus("draeger-pcd04-watchdog.hl7")};
    REQUIRE(t.result);
    CHECK(t.watchdog);
    CHECK(t.content.alarms.empty());
    CHECK(t.rejected.empty());
}

TEST_CASE("decoding again leaves nothing of the message before") {
    pcd04 out;
    const std::string alive = corpus("draeger-pcd04-watchdog.hl7"),
                      one = r40(std::string{order} + std::string{lead_off});
    message first = opened(alive), second = opened(one);
    REQUIRE(decode_pcd04(first, standard_options(), out));
    REQUIRE(decode_pcd04(second, standard_options(), out));
    CHECK_FALSE(out.watchdog);
    CHECK(out.content.alarms.size() == 1);
    CHECK(out.device == "MON^1234^EUI-64");
}

} // namespace
TEST_CASE("an alarm that has ended is inactive, though its device says only that it ended") {
    const alarm over = only(std::string{lead_off} + attribute("68481^MDC_ATTR_EVENT_PHASE^MDC", "end"));
    CHECK(over.step == alarm::phase::end);
    CHECK(over.now == alarm::state::inactive);
    const alarm goes_on = only(std::string{lead_off} + attribute("68481^MDC_ATTR_EVENT_PHASE^MDC", "continue"));
    CHECK(goes_on.now == alarm::state::active);
}

TEST_CASE("an event whose value is coded in words is told of in these") {
    CHECK(only("OBX|1|CWE|196880^MDC_EVT_LEAD_OFF^MDC|1.1|7^Cable is off^99X\r").text == "Cable is off");
}

TEST_CASE("what a device writes at length is cut between characters") {
    std::string words(device_text_bytes_max - 1, 'x');
    const std::string umlaut = "\xc3\xa4";
    CHECK(only("OBX|1|ST|196880^MDC_EVT_LEAD_OFF^MDC|1.1|" + words + umlaut + "\r").text == words);
    words.pop_back();
    CHECK(only("OBX|1|ST|196880^MDC_EVT_LEAD_OFF^MDC|1.1|" + words + umlaut + "x\r").text == words + umlaut);
}

} // namespace vigil::hl7
