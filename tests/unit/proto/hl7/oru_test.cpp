#include "proto/hl7/oru.hpp"

#include <doctest/doctest.h>

#include "tests/unit/proto/hl7/sample.hpp"

using namespace vigil;
using namespace vigil::hl7;

TEST_CASE("a cuff's pressures are read at their channel's time, and their containers passed over") {
    const std::string text = sample("ihe-pcd01-request.hl7");
    const decoded d{text};
    REQUIRE(d.result);
    CHECK(d.rows == 5);
    CHECK(d.content.sender == "AcmeInc^ACDE48234567ABCD^EUI-64");
    CHECK(d.content.control_id == "MSGID1234");
    CHECK(d.content.patient == "789567");
    CHECK(d.content.ward.empty());
    CHECK(d.content.bed.empty());
    CHECK(d.device == "0123456789ABCDEF");
    CHECK(d.content.reported_at == at("2009-08-13T09:57:15+05:00"));
    CHECK(d.rejected.empty());
    REQUIRE(d.content.readings.size() == 3);
    const metric expected[] = {metric::nibp_systolic, metric::nibp_diastolic, metric::nibp_mean};
    const double values[] = {120, 80, 100};
    for (std::size_t i = 0; i < 3; ++i) {
        const reading& r = d.content.readings[i];
        CHECK(r.what == expected[i]);
        CHECK(r.value == values[i]);
        CHECK(r.declared == unit::mmhg);
        CHECK(r.status == validity::valid);
        CHECK(r.code == 150021 + i);
        CHECK(r.measured_at == at("2009-08-13T09:57:15+05:00"));
    }
}

TEST_CASE("a gateway's message in UCUM is read whole, its time without a zone by the configured offset") {
    const std::string text = sample("ihe-pcd01-request2.hl7");
    const decoded d{text, {.zone = "-05:00"}};
    REQUIRE(d.result);
    CHECK(d.rows == 9);
    CHECK(d.content.ward == "3 WEST ICU");
    CHECK(d.content.bed == "3001-1");
    CHECK(d.content.patient == "AB60001");
    CHECK(d.content.reported_at == at("2008-12-11T14:45:00-05:00"));
    const std::pair<metric, double> expected[] = {
        {metric::heart_rate, 60},    {metric::pvc_rate, 0},       {metric::abp_mean, 92},
        {metric::abp_systolic, 120}, {metric::abp_diastolic, 80}, {metric::pulse_rate, 60},
        {metric::pap_mean, 14},      {metric::pap_systolic, 25},  {metric::pap_diastolic, 10}};
    REQUIRE(d.content.readings.size() == 9);
    for (std::size_t i = 0; i < 9; ++i) {
        CHECK(d.content.readings[i].what == expected[i].first);
        CHECK(d.content.readings[i].value == expected[i].second);
        CHECK(d.content.readings[i].measured_at == at("2008-12-11T14:45:00-05:00"));
    }
    SUBCASE("and without any offset its times are not guessed: receive time stands in") {
        const decoded unzoned{text, {.received_at = at("2026-11-22T02:00:00Z")}};
        REQUIRE(unzoned.result);
        CHECK_FALSE(unzoned.content.reported_at);
        CHECK(unzoned.content.readings[0].measured_at == at("2026-11-22T02:00:00Z"));
    }
}

TEST_CASE("both order groups of a message are read, unknown codes refused and withdrawn values not used") {
    const std::string text = sample("ihe-pcd01-maximum-request.hl7");
    const decoded d{text};
    REQUIRE(d.result);
    CHECK(d.rows == 10);
    CHECK(d.content.bed == "B1");
    CHECK(d.content.ward.empty());
    REQUIRE(d.content.readings.size() == 2);
    CHECK(d.content.readings[0].value == 140);
    CHECK(d.content.readings[0].status == validity::questionable);
    CHECK(d.content.readings[0].measured_at == at("2009-08-13T09:57:25+05:00"));
    CHECK(d.content.readings[1].what == metric::nibp_mean);
    CHECK(d.content.readings[1].measured_at == at("2009-08-13T09:57:15+05:00"));
    REQUIRE(d.rejected.size() == 4);
    CHECK(d.rejected[0].where == "OBX[4]-11"); // result status D
    CHECK(d.rejected[1].where == "OBX[8]-3");
    CHECK(d.rejected[1].reason == "unknown observation identifier 1500212^MDC_PRESS_BLD_NONINV_SYS^MDC");
    CHECK(d.rejected[1].hl7_code == 103);
    CHECK(d.rejected[2].segment == 9);
    CHECK(d.rejected[3].where == "OBX[10]-3");
}

TEST_CASE("MDIL codes are the same numbers in hexadecimal") {
    const std::string text = sample("philips-mdil-urhl7.hl7");
    const decoded d{text, {.zone = "UTC"}};
    REQUIRE(d.result);
    CHECK(d.rows == 7);
    CHECK(d.content.sender == "unknown");
    CHECK(d.content.ward == "8-3600");
    CHECK(d.content.bed == "8-3604");
    REQUIRE(d.content.readings.size() == 4);
    CHECK(d.content.readings[0].what == metric::spo2);
    CHECK(d.content.readings[0].code == 150456);
    CHECK(d.content.readings[1].what == metric::heart_rate);
    CHECK(d.content.readings[2].what == metric::pvc_rate);
    CHECK(d.content.readings[3].what == metric::pulse_rate);
    CHECK(d.rows_other == 2); // pNN50 and SD NN are known and not watched
    REQUIRE(d.rejected.size() == 1);
    CHECK(d.rejected[0].where == "OBX[2]-5"); // 2.73x10\S\-7
    CHECK(d.rejected[0].hl7_code == 102);
}

TEST_CASE("LOINC codes are read, and an alternate MDC triplet where the first says nothing") {
    const std::string text = sample("maternity-eu-oru_r01_vitals.hl7");
    const decoded d{text, {.zone = "+01:00"}};
    REQUIRE(d.result);
    REQUIRE(d.content.readings.size() == 3);
    CHECK(d.content.readings[2].what == metric::temperature);
    CHECK(d.rejected.size() == 2); // weight, and the heart rate of somebody else: the fetus
    const reading r = only(decoded{message("OBX|1|NM|HR^Herz^99X^147842^MDC_ECG_HEART_RATE^MDC||61|bpm|||||F\r")});
    CHECK(r.what == metric::heart_rate);
}

TEST_CASE("line ends are CR, LF or CRLF, and delimiters are the sender's") {
    std::string rows = message(heart_rate("72") + heart_rate("73"));
    for (const std::string_view line_end : {"\n", "\r\n", "\r\r\n"}) {
        std::string text;
        for (const char c : rows) c == '\r' ? text.append(line_end) : text.append(1, c);
        CHECK(decoded{text}.content.readings.size() == 2);
    }
    for (char& c : rows) c = c == '|' ? '@' : c == '^' ? '!' : c;
    const decoded d{rows};
    REQUIRE(d.result);
    CHECK(d.content.readings.size() == 2);
    CHECK(d.content.ward == "W1");
    CHECK(answered(d).starts_with("MSH@!~\\&@VIGIL@HOSP@MON@WARD@20261122020000.500+0000@@ACK!R01!ACK@A1@P@2.6"));
    CHECK(decoded{"\xef\xbb\xbf" + message(heart_rate("72"))}.content.readings.size() == 1);
    CHECK(decoded{message("obx|1|NM|147842||72|bpm|||||R")}.content.readings.size() == 1);
}

TEST_CASE("the number decides where number and name disagree, and the conflict is counted") {
    const decoded d{message("OBX|1|NM|150017^MDC_PRESS_BLD_NONINV_SYS^MDC||120|mmHg|||||R\r" + heart_rate("72"))};
    REQUIRE(d.result);
    REQUIRE(!d.findings.empty());
    CHECK(d.findings[0].what == finding::kind::code_and_name_disagree);
    CHECK(d.content.readings[0].code == 150017);
}

TEST_CASE("the time is the row's own, else its nearest ancestor's, else its order's, else the message's") {
    const std::string rows =
        "OBX|1||69965^MDC_DEV^MDC|1.0.0.0|||||||X|||20261122015900+0000\r"
        "OBX|2||150020^MDC_PRESS_BLD_NONINV^MDC|1.1|||||||X|||20261122015930+0000\r"
        "OBX|3|NM|150021||120|mmHg|||||R|||20261122015945+0000\r"
        "OBX|4|NM|150022|1.1.2|80|mmHg|||||R\r"
        "OBX|5|NM|150023|1.11.2|90|mmHg|||||R\r"
        "OBX|6|NM|147842|2.1.2|72|bpm|||||R|||00000000000000\r"
        "OBR|2|||X\rOBX|1|NM|147842|1.1.3|72|bpm|||||R\r"
        "OBR|3|||X|||20261122030000\rOBX|1|NM|147842|1.1.3|72|bpm|||||R\r";
    const decoded d{message(rows)};
    REQUIRE(d.result);
    REQUIRE(d.content.readings.size() == 6);
    CHECK(d.content.readings[0].measured_at == at("2026-11-22T01:59:45Z"));
    CHECK(d.content.readings[1].measured_at == at("2026-11-22T01:59:30Z"));
    CHECK(d.content.readings[2].measured_at == at("2026-11-22T01:59:00Z")); // 1.11 is not below 1.1
    CHECK(d.content.readings[3].measured_at == at("2026-11-22T02:00:01Z")); // a zero stamp is none
    CHECK(d.content.readings[4].measured_at == at("2026-11-22T02:00:01Z")); // ancestors end with their order
    CHECK(d.content.readings[5].measured_at == at("2026-11-22T03:00:00Z")); // MSH-7's offset serves all
    CHECK(d.content.reported_at == at("2026-11-22T02:00:01Z"));
}

TEST_CASE("bed and ward come from PV1-3, unescaped and in UTF-8") {
    const auto place = [](std::string_view pl, std::string_view charset = "") {
        std::string text = "MSH|^~\\&|MON||||20261122020000+0000||ORU^R01|1|P|2.6||||||";
        text.append(charset).append("\rPV1|||").append(pl).append("\r");
        const decoded d{text};
        REQUIRE(d.result);
        return d.content.ward + "/" + d.content.bed;
    };
    CHECK(place("W1^^3") == "W1/3");
    CHECK(place("W1^R2^3") == "W1/R2-3");
    CHECK(place("W1^R2") == "W1/R2");
    CHECK(place("B7") == "/B7");
    CHECK(place("^^BED-001^10.0.0.1:1") == "/BED-001");
    CHECK(place("W\\T\\1^^3") == "W&1/3");
    CHECK(place("\"\"^^3") == "/3");
    CHECK(place("") == "/");
    CHECK(place("Z\xfcrich^^3", "8859/1") == "Z\xc3\xbcrich/3");
    CHECK(place("Z\xfcrich^^3") == "Z\xef\xbf\xbdrich/3");
}

TEST_CASE("two patients or two beds in one message are refused: nothing may reach the wrong patient") {
    CHECK(decoded{message("PID|||MRN1\r" + heart_rate("72"))}.result);
    CHECK_FALSE(decoded{message(heart_rate("72") + "PID|||MRN2\r" + heart_rate("99"))}.result);
    CHECK_FALSE(decoded{message(heart_rate("72") + "PV1||I|W1^^4\r" + heart_rate("99"))}.result);
    CHECK_FALSE(decoded{message(heart_rate("72") + message(heart_rate("99")))}.result);
}

TEST_CASE("a keep-alive without observations is no error, one whose every number is bad is") {
    CHECK(decoded{"MSH|^~\\&|MON||||||ORU^R01|1|P|2.3"}.result);
    CHECK(decoded{message("OBX|1||69965^MDC^MDC|1\rOBX|2|ST|NOTE^x||text||||||F")}.result);
    const decoded d{message(heart_rate("x") + heart_rate("y"))};
    REQUIRE_FALSE(d.result);
    CHECK(d.result.error().what == verdict::error);
    CHECK(d.rejected.size() == 2);
}

TEST_CASE("a message that is not for us or not a message is refused with the place and the reason") {
    struct expected {
        std::string text;
        verdict what;
        int code;
        int field;
    };
    const std::string head = "MSH|^~\\&|MON||||||";
    const expected cases[] = {
        {sample("golevel7-empty.hl7"), verdict::rejected, 100, 0},
        {sample("golevel7-missing_msh.hl7"), verdict::rejected, 100, 0},
        {sample("golevel7-invalid_delimiters.hl7"), verdict::rejected, 102, 2},
        {head + "MDM^T02|1|P|2.3", verdict::rejected, 200, 9},
        {head + "ORU^R32|1|P|2.6", verdict::rejected, 201, 9},
        {"MSH", verdict::rejected, 100, 0},
        {"MSH|^~\\&", verdict::error, 101, 9},
        {"MSH|^~^&|MON||||||ORU^R01|1|P|2.3", verdict::rejected, 102, 2},
        {head + "ORU^R01||P|2.6", verdict::error, 101, 10},
        {head + "ORU^R01|1|X|2.6", verdict::rejected, 202, 11},
        {head + "ORU^R01|1|P|3.0", verdict::rejected, 203, 12},
        {head + "ORU^R01|1|P|2.6||||||UNICODE UTF-16", verdict::rejected, 102, 0},
        {std::string{"M\0S\0H\0|\0", 8}, verdict::rejected, 102, 0},
    };
    for (const expected& e : cases) {
        CAPTURE(e.text);
        const decoded d{e.text};
        REQUIRE_FALSE(d.result);
        CHECK(d.result.error().what == e.what);
        CHECK(d.result.error().code == e.code);
        CHECK(d.result.error().field == e.field);
        CHECK_FALSE(d.result.error().reason.empty());
    }
}

TEST_CASE(
    "hostile messages end soon: endless rows, delimiters, ancestors; and every prefix of a good one is survived") {
    std::string rows;
    for (int i = 0; i < 9000; ++i) rows += "OBX|1|NM|147842|1.1.1|7|/min|||||R|||20261122\r";
    CHECK(decoded{message(rows)}.content.readings.size() == 9000);
    CHECK_FALSE(decoded{message(rows + rows)}.result);
    CHECK(decoded{message("OBX" + std::string(1 << 20, '|'))}.result);
    CHECK(decoded{message("OBX|1|ST|" + std::string(1 << 20, '^'))}.result);
    CHECK(decoded{message("OBX|1|NM|147842||" + std::string(1 << 20, '9') + "|bpm\r" + heart_rate("7"))}
              .rejected.size() == 1);
    const std::string text = sample("ihe-pcd01-maximum-request.hl7");
    for (std::size_t size = 0; size < text.size(); ++size) {
        const std::string prefix = text.substr(0, size); // a string of its own, so that reading past it is noticed
        const decoded d{prefix};
        CHECK(d.content.readings.size() <= 3);
    }
}

TEST_CASE("a sender's clock is judged by when it sent, not by when the cuff measured") {
    const decoded d{message("OBR|2||||||20261122013000+0000\r" + heart_rate("72"))};
    REQUIRE(d.result);
    CHECK(d.content.sent_at == at("2026-11-22T02:00:00Z"));
}
