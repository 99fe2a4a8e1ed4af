// What a dialect may say, each on its own; whole senders are in golden_test.cpp.
#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "proto/hl7/number.hpp"
#include "tests/unit/proto/hl7/sample.hpp"

using namespace vigil;
using namespace vigil::hl7;

namespace {

/// A dialect that says only what the test is about; its beds stand in PV1-3.3.
dialects::dialect plain() {
    dialects::dialect how;
    how.bed = {{{.segment = "PV1", .field = 3, .component = 3}}};
    how.patient = {{{.segment = "PID", .field = 3, .component = 1}}};
    how.patient_name = {{{.segment = "PID", .field = 5}}};
    how.order_time = {{{.segment = "OBR", .field = 7}}};
    how.observation_time = {{{.segment = "OBX", .field = 14}}};
    return how;
}

decoded read(const std::string& rows, const dialects::dialect& how) {
    return decoded{message(rows), {.how = &how}};
}

std::size_t count(const oru& d, finding::kind what) {
    return static_cast<std::size_t>(std::ranges::count(d.findings, what, &finding::what));
}

std::string limits_text(std::string_view text) {
    const limits l = parse_limits(text, '^');
    const auto shown = [](std::optional<double> v) { return v ? std::to_string(static_cast<int>(*v)) : "?"; };
    return shown(l.low) + ".." + shown(l.high);
}

} // namespace

TEST_CASE("the sender's own words come before the nomenclature's, in either triplet") {
    dialects::dialect how = plain();
    how.codes = {{.text = "101", .what = metric::heart_rate, .mdc = 147842, .where_none = unit::per_minute},
                 {.text = "147842", .what = metric::pulse_rate},
                 {.text = "51", .what = std::nullopt},
                 {.text = "T", .system = "99X", .what = metric::temperature, .where_none = unit::fahrenheit}};
    const decoded d = read(
        "OBX||NM|101^HR|2101|72||||||F\rOBX||NM|147842^x||70|/min|||||F\rOBX||NM|51^||80||||||F\r"
        "OBX||NM|x^y^z^T^t^99X||98.6||||||F\rOBX||NM|T^t^other||98.6||||||F\r",
        how);
    REQUIRE(d.content.readings.size() == 3);
    CHECK(d.content.readings[0].code == 147842);
    CHECK(d.content.readings[0].declared == unit::per_minute);
    CHECK(d.content.readings[1].what == metric::pulse_rate);
    CHECK(d.content.readings[2].value == doctest::Approx(37));
    CHECK(d.rows_other == 1);
    const decoded f = read("OBX||NM|101^HR||1.2|Hz|||||F\rOBX||NM|101^HR||72|bpm|||||F\r", how); // no Hz is known
    CHECK(f.content.readings.size() == 1);
    CHECK(f.rejected.at(0).where == "OBX[1]-6");
    REQUIRE(d.rejected.size() == 1);
    CHECK(d.rejected[0].where == "OBX[5]-3");
    CHECK(count(d, finding::kind::unknown_code) == 1);
}

TEST_CASE("a number of another nomenclature is not MDC's") {
    const decoded d =
        read("OBX||NM|147842^x^SCT||72|/min|||||F\rOBX||NM|147842^x^LN||72|/min|||||F\r" + heart_rate("72"), plain());
    CHECK(d.content.readings.size() == 1);
    CHECK(d.rejected.size() == 2);
}

TEST_CASE("two triplets that name two signs are noticed, and the first counts") {
    dialects::dialect how = plain();
    how.codes = {{.text = "101", .what = metric::heart_rate}};
    const decoded d = read("OBX||NM|147842^MDC_ECG_HEART_RATE^MDC^2708-6^SpO2^LN||72|/min|||||F\r", how);
    CHECK(only(d).what == metric::heart_rate);
    CHECK(count(d, finding::kind::code_and_name_disagree) == 1);
}

TEST_CASE("units that cannot be trusted give way to the code's own, and only to that") {
    dialects::dialect how = plain();
    how.units_are_wrong = true;
    how.codes = {{.text = "1", .what = metric::spo2, .where_none = unit::percent}, {.text = "2", .what = metric::spo2}};
    const decoded d = read("OBX||NM|1||97|mmHg|||||F\rOBX||NM|2||97|mmHg|||||F\r", how);
    REQUIRE(d.content.readings.size() == 1);
    CHECK(d.content.readings[0].declared == unit::percent);
    CHECK(d.rejected[0].where == "OBX[2]-6");
}

TEST_CASE("sentinels and zeros of a sensor that is off are no numbers") {
    dialects::dialect how = plain();
    how.sentinels = {-100, 36};
    how.zero_is_off = {metric::heart_rate};
    const decoded d = read(
        "OBX||NM|147842||-100.00||||||F\rOBX||NM|147842||0|/min|||||F\rOBX||NM|150344||36|C|||||F\r"
        "OBX||NM|151562||0|/min|||||F\r",
        how);
    REQUIRE(d.content.readings.size() == 4);
    CHECK(d.content.readings[0].status == validity::unavailable);
    CHECK(d.content.readings[1].status == validity::sensor_off);
    CHECK(d.content.readings[2].status == validity::unavailable);
    CHECK(d.content.readings[3].status == validity::valid); // a respiration of 0 is a value here
    for (std::size_t i = 0; i < 3; ++i) CHECK(std::isnan(d.content.readings[i].value));
    CHECK(count(d, finding::kind::sentinel) == 3);
}

TEST_CASE("OBX-11 X spoils a number unless the sender is known to send good ones with it") {
    dialects::dialect how = plain();
    how.x_is_invalid = false;
    how.flags = {{.text = "off", .means = validity::sensor_off}, {.text = "?", .means = validity::questionable}};
    const decoded d = read(heart_rate("72", "/min", "", "X") + heart_rate("", "/min", "", "X") +
                               heart_rate("72", "/min", "OFF", "X") + heart_rate("72", "/min", "?", "N") +
                               heart_rate("72", "/min", "?~none", "F"),
                           how);
    REQUIRE(d.content.readings.size() == 5);
    const validity expected[] = {validity::valid, validity::unavailable, validity::sensor_off, validity::unavailable,
                                 validity::questionable};
    for (std::size_t i = 0; i < 5; ++i) CHECK(d.content.readings[i].status == expected[i]);
}

TEST_CASE("limits of the device come along in the value's unit") {
    CHECK(limits_text("90-160") == "90..160");
    CHECK(limits_text(" 75 - 90 ") == "75..90");
    CHECK(limits_text("<120") == "?..120");
    CHECK(limits_text("<= 120") == "?..120");
    CHECK(limits_text(">98") == "98..?");
    CHECK(limits_text(">=90") == "90..?");
    CHECK(limits_text("60^130") == "60..130");
    CHECK(limits_text("-5--1") == "-5..-1");
    CHECK(limits_text("-10-5") == "-10..5");
    for (const std::string_view none : {"", "90", "-90", "160-90", "a-b", "<", ">x", "-", "90-", "90-160-", "normal"})
        CHECK(limits_text(none) == "?..?");
    dialects::dialect how = plain();
    how.sentinels = {-100};
    const decoded d = read("OBX||NM|150021||16|kPa|12-21.3||||F\rOBX||NM|147842||72|bpm|-100-120||||F\r", how);
    REQUIRE(d.content.readings.size() == 2);
    CHECK(d.content.readings[0].device_low == doctest::Approx(90.0).epsilon(0.01));
    CHECK(d.content.readings[0].device_high == doctest::Approx(159.8).epsilon(0.01));
    CHECK(std::isnan(d.content.readings[1].device_low));
    CHECK(d.content.readings[1].device_high == 120);
}

TEST_CASE("charted scales are read as numbers, letters, or answers in LOINC and SNOMED CT") {
    const dialects::dialect how = plain();
    const auto level = [&](std::string_view type, std::string_view id, std::string_view value) {
        const std::string row = std::string{"OBX||"}.append(type).append("|").append(id).append("||").append(value);
        const decoded d = read(row + "||||||F\r", how);
        return d.content.readings.empty() ? std::string{"none"}
                                          : std::string{name(d.content.readings[0].what)} + " " +
                                                std::to_string(static_cast<int>(d.content.readings[0].value));
    };
    CHECK(level("ST", "67775-7^Level of responsiveness^LN", "V") == "acvpu 2");
    CHECK(level("CWE", "67775-7^^LN", "LA6560-2^Confused^LN") == "acvpu 1");
    CHECK(level("CWE", "67775-7^^LN", "300202002^Responds to voice^SCT") == "acvpu 2");
    CHECK(level("CE", "1345050000^RASS^SCT", "LA33965-7^-3^LN") == "rass -3");
    CHECK(level("NM", "RASS^^L", "-2") == "rass -2");
    CHECK(level("ST", "123^POSS^99HOSP", "3") == "poss 3");
    CHECK(level("ST", "MOAA/S^^L", "5") == "moaas 5");
    CHECK(level("ST", "RASS^POSS^L", "1") == "none");  // which of the two?
    CHECK(level("ST", "RASS^^OTHER", "1") == "none");  // a system that may mean something else
    CHECK(level("CE", "RASS^^L", "1^-2^L") == "none"); // two levels in one answer
    CHECK(level("ST", "67775-7^^LN", "sleepy") == "none");
}

TEST_CASE("alarms of the device among the rows are told apart from values") {
    dialects::dialect how = plain();
    how.alarms = dialects::alarm_form::mdil;
    const decoded m = read(
        "OBX||TX|1^Red^MDIL-ALERT||***ASYSTOLE||||||F\rOBX||TX|2^Yellow Alarm^MDIL-ALERT||**HR \\T\\ PR||||||F\r"
        "OBX||TX|5^HardInop^MDIL-ALERT||SpO2T  No "
        "Pulse||||||F|||20261122020000+0000\rOBX||TX|2^Yellow^MDIL-ALERT||||||||F\r" +
            heart_rate("72"),
        how);
    REQUIRE(m.alarms.size() == 3);
    CHECK(m.alarms[0].urgency == device_alarm::priority::high);
    CHECK(m.alarms[1].text == "**HR & PR");
    CHECK(m.alarms[1].urgency == device_alarm::priority::medium);
    CHECK(m.alarms[2].what == device_alarm::kind::technical);
    CHECK(m.alarms[2].measured_at == at("2026-11-22T02:00:00Z"));
    CHECK(m.alarms[2].device == "MON");
    CHECK(m.content.readings.size() == 1);
    how.alarms = dialects::alarm_form::pds;
    const decoded p = read(
        "OBX||CE|2|1|10033^**SpO2 TOO HIGH||||||F\rOBX||CE|2|1|10002^***HR TOO LOW||||||F\r"
        "OBX||CE|4||205^SpO2 Sensor Off||||||F\rOBX||CE|2040^||0^||||||F\rOBX||CE|2||0^||||||F\r",
        how);
    REQUIRE(p.alarms.size() == 3);
    CHECK(p.alarms[0].id == "10033");
    CHECK(p.alarms[0].urgency == device_alarm::priority::medium);
    CHECK(p.alarms[1].urgency == device_alarm::priority::high);
    CHECK(p.alarms[2].what == device_alarm::kind::technical);
    CHECK(p.alarms[2].step == device_alarm::phase::resume);
    CHECK(read("OBX||CE|2|1|10033^**SpO2 TOO HIGH||||||F\r", plain()).alarms.empty());
    const decoded beside_a_bad_row = read("OBX||CE|2|1|10033^**SpO2 TOO HIGH||||||F\rOBX||NM|999999||1||||||F\r", how);
    CHECK(beside_a_bad_row.result);
    CHECK(beside_a_bad_row.alarms.size() == 1);
}

TEST_CASE("of several sources of a sign the preferable one stands first") {
    const dialects::dialect how = plain();
    const auto first = [&](const std::string& rows) { return read(rows, how).content.readings.front().value; };
    const auto row = [](std::string_view code, std::string_view sub, std::string_view value, std::string_view unit) {
        return fmt::format("OBX||NM|{}|{}|{}|{}|||||F\r", code, sub, value, unit);
    };
    CHECK(first(row("149546", "1", "60", "/min") + row("149530", "2", "61", "/min")) == 61); // oximeter before cuff
    CHECK(first(row("151578", "1", "12", "/min") + row("151594", "2", "13", "/min")) == 13); // CO2 before impedance
    CHECK(first(row("150388", "1", "33", "C") + row("150368", "2", "37", "C")) == 37);       // core before skin
    CHECK(first(row("150456", "1.10.1", "90", "%") + row("150456", "1.2.1", "97", "%")) == 97);
    CHECK(first(row("150456", "1.2", "90", "%") + row("150456", "1.2.1", "97", "%")) == 90);
    const decoded d =
        read(row("150456", "1", "", "%") + row("147842", "1", "70", "/min") + row("150456", "2", "97", "%"), how);
    CHECK(d.content.readings[0].value == 97);
    CHECK(d.rows_of_readings == std::vector<std::uint32_t>{3, 2, 1});
    const decoded three =
        read(row("150456", "1", "", "%") + row("150456", "3", "95", "%") + row("150456", "2", "97", "%"), how);
    CHECK(three.rows_of_readings == std::vector<std::uint32_t>{3, 1, 2});
}

TEST_CASE("stamps without an offset take the message's, else the sender's zone, else are not used") {
    const std::string bare = "MSH|^~\\&|MON||||20261025023000||ORU^R01|1|P|2.3\rPV1|||^^3\rOBR|||||||20261025023000\r" +
                             heart_rate("72") + "OBX||NM|147842||70|bpm|||||F|||01/15/2025 14:30:00\r";
    const decoded zoned{bare, {.zone = "Europe/Berlin", .received_at = at("2026-10-25T01:31:00Z")}};
    CHECK(zoned.content.readings[0].measured_at == at("2026-10-25T01:30:00Z"));
    CHECK(count(zoned, finding::kind::bad_time) == 1);
    CHECK(count(zoned, finding::kind::no_patient) == 1);
    const decoded unzoned{bare, {.received_at = at("2026-10-25T01:31:00Z")}};
    CHECK(unzoned.content.readings[0].measured_at == at("2026-10-25T01:31:00Z"));
    CHECK(unzoned.content.reported_text == "20261025023000");
    CHECK(count(unzoned, finding::kind::no_offset) == 1);
}

TEST_CASE("beds that contradict each other, and orders of two beds, are refused where the dialect says so") {
    dialects::dialect how = plain();
    how.bed.push_back({{.segment = "OBR", .field = 10}});
    const auto beds = [&](std::string_view first, std::string_view second) {
        return decoded{fmt::format("MSH|^~\\&|M||||||ORU^R01|1|P|2.3\rPV1|||{}\rOBR||||||||||{}\r", first, second) +
                           heart_rate("72"),
                       {.how = &how}}
            .result.has_value();
    };
    CHECK(beds("^^3", "4"));
    how.bed_conflict_refuses = true;
    CHECK_FALSE(beds("^^3", "4"));
    CHECK(beds("^^3", "3"));
    CHECK(beds("", "3"));
    const auto orders = [&](std::string_view second) {
        return decoded{fmt::format("MSH|^~\\&|M||||||ORU^R01|1|P|2.3\rOBR||||||||||3\r{}OBR||||||||||{}\r",
                                   heart_rate("72"), second),
                       {.how = &how}}
            .result.has_value();
    };
    CHECK(decoded{"MSH|^~\\&|M||||||ORU^R01|1|P|2.3\rOBR||||||||||3\r" + heart_rate("72") + "OBR|2\r", {.how = &how}}
              .content.bed == "3");
    CHECK(orders("3"));
    CHECK(orders(""));
    CHECK_FALSE(orders("4"));
}

TEST_CASE("two patients without an id are told apart by their names") {
    const auto twice = [](std::string_view first, std::string_view second) {
        return decoded{
            fmt::format("MSH|^~\\&|M||||||ORU^R01|1|P|2.3\rPID|||{}\r{}PID|||{}\r", first, heart_rate("72"), second)}
            .result.has_value();
    };
    CHECK(twice("||Doe^A", "||Doe^A"));
    CHECK_FALSE(twice("||Doe^A", "||Doe^B"));
    CHECK(twice("P-17||Doe^A", "P-17||Doe"));
    CHECK_FALSE(twice("P-17", "P-18"));
    CHECK_FALSE(twice("P-17", ""));
}

TEST_CASE("a truncated last row is refused or passed over, and its neighbours live") {
    const std::string text =
        message(heart_rate("72") + "OBX|2|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1|97|262688^MDC_DIM_PERCENT^MDC|||||R");
    const std::size_t second = text.find("OBX|2");
    for (std::size_t size = second; size <= text.size(); ++size) {
        const decoded d{text.substr(0, size)};
        REQUIRE(d.result);
        REQUIRE(d.content.readings.size() >= 1);
        CHECK(d.content.readings[0].value == 72);
    }
}

TEST_CASE("an echo and a message without rows are keep-alives; findings are bounded") {
    dialects::dialect how = plain();
    how.echo = "77";
    CHECK(read(heart_rate("72"), how).keep_alive);
    how.echo = "106";
    CHECK_FALSE(read(heart_rate("72"), how).keep_alive);
    CHECK(read("", how).keep_alive);
    std::string rows;
    for (int i = 0; i < 200; ++i) rows += "OBX||NM|999||1||||||F\r";
    CHECK(read(rows + heart_rate("72"), how).findings.size() == findings_max);
}

TEST_CASE("the device is where the dialect says, an order's serial or the application itself") {
    dialects::dialect how = plain();
    how.device = {{{.segment = "OBX", .field = 18, .component = 1}},
                  {{.segment = "ORC", .field = 18}},
                  {{.segment = "MSH", .field = 3}}};
    const auto device = [&](const std::string& rows) { return std::string{read(rows, how).device}; };
    CHECK(device(heart_rate("72")) == "MON");
    CHECK(device("ORC||||||||||||||||||SN1\r" + heart_rate("72")) == "SN1");
    CHECK(device("ORC||||||||||||||||||SN1\rOBX||NM|147842||72|bpm|||||F|||||||D1^x\r") == "D1");
}
