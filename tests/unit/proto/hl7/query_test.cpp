#include "proto/hl7/query.hpp"

#include "intake.hpp"

namespace vigil::hl7 {
namespace {

struct asked {
    std::string text;
    message read;
    std::expected<query, message_error> result;

    explicit asked(std::string_view sent)
        : text{sent}, read{opened(text)}, result{decode_query(read, standard_options())} {}

    std::string answer(const std::optional<query_result>& found) const {
        std::string out;
        append_query_answer(out, read.head, *result, found, "A1", utc("2026-11-22T02:00:05Z"));
        return out;
    }
};

std::string head(std::string_view event, std::string_view version) {
    std::string out = "MSH|^~\\&|MON|W1|VIGIL|HOSP|20261122030000+0100||QRY^";
    return out.append(event).append("|Q9|P|").append(version).append("\r");
}

const std::string by_patient = head("A19", "2.3.1") + "QRD|20261122030000|R|I|Q101|||1^RD|P-17|DEM\r";

TEST_CASE("a question about a patient names the patient") {
    const asked q{by_patient};
    REQUIRE(q.result);
    CHECK(q.result->what == query::kind::patient);
    CHECK(q.result->patient == "P-17");
    CHECK(q.result->where == place{});
    CHECK(q.result->definition == "QRD|20261122030000|R|I|Q101|||1^RD|P-17|DEM");
}

TEST_CASE("a question for results may name patient and bed") {
    const asked q{head("R02", "2.6") +
                  "QRD|20261122030000|R|I|Q101||||P-17&X^Doe|RES\rPID|||P-99\rPV1||I|W1^^4\r"
                  "QRF|MON||||3232235520&0^5^1^0^2005&2005\r"};
    REQUIRE(q.result);
    CHECK(q.result->what == query::kind::results);
    CHECK(q.result->patient == "P-17");
    CHECK(q.result->where == place{"W1", "4"});
}

TEST_CASE("the patient of PID counts where QRD names none") {
    const asked q{head("R02", "2.6") + "QRD|20261122030000|R|I|Q101|||||RES\rPID|||P-99\r"};
    REQUIRE(q.result);
    CHECK(q.result->patient == "P-99");
}

TEST_CASE("a bed is read from QRF, and from QRD where it stands in a place's form") {
    CHECK(asked{head("R02", "2.3") + "QRD|2026|R|I|Q1|||||RES\rQRF|MON||||W1^^4\r"}.result->where == place{"W1", "4"});
    CHECK(asked{head("R02", "2.3") + "QRD|2026|R|I|Q1|||||RES\rQRF|MON||||W1^7^B\r"}.result->where ==
          place{"W1", "7-B"});
    CHECK(asked{head("R02", "2.3") + "QRD|2026|R|I|Q1|||||RES\rQRF|MON||||bed4\r"}.result->where == place{"", "bed4"});
    const asked q{head("A19", "2.3") + "QRD|2026|R|I|Q1||||^^bed4|DEM\r"};
    CHECK(q.result->patient.empty());
    CHECK(q.result->where == place{"", "bed4"});
}

TEST_CASE("an address and a list of signs in QRF are no bed") {
    const asked q{head("R02", "2.3.1") + "QRD|20261122030000|R|I|Q1|||||RES\rQRF|MON||||0&0^1^1^0^101&160&161\r"};
    REQUIRE(q.result);
    CHECK(q.result->where == place{});
    CHECK(q.result->patient.empty());
}

TEST_CASE("a query without a definition is refused with its place") {
    const asked q{head("R02", "2.6") + "PID|||P-17\r"};
    REQUIRE_FALSE(q.result);
    CHECK(q.result.error().what == verdict::error);
    CHECK(q.result.error().code == 101);
    CHECK(q.result.error().segment == "QRD");
}

TEST_CASE("who lies there is answered in the query's version, with its definition") {
    CHECK(asked{by_patient}.answer(query_result{{"P-17", "Doe, Jane"}, {"W1", "4"}, {}}) ==
          "MSH|^~\\&|VIGIL|HOSP|MON|W1|20261122020005.000+0000||ADR^A19|A1|P|2.3.1|||NE|NE\r"
          "MSA|AA|Q9\r"
          "QAK|Q101|OK\r"
          "QRD|20261122030000|R|I|Q101|||1^RD|P-17|DEM\r"
          "PID|1||P-17||Doe^Jane\r"
          "PV1|1|I|W1^^4\r");
}

TEST_CASE("a patient whom nobody knows is answered as not found") {
    CHECK(asked{by_patient}.answer({}) ==
          "MSH|^~\\&|VIGIL|HOSP|MON|W1|20261122020005.000+0000||ADR^A19|A1|P|2.3.1|||NE|NE\r"
          "MSA|AA|Q9\r"
          "QAK|Q101|NF\r"
          "QRD|20261122030000|R|I|Q101|||1^RD|P-17|DEM\r");
}

TEST_CASE("newest signs are answered with their own times, and without the numbers that nobody may use") {
    const instant at = utc("2026-11-22T01:59:00Z"), before = utc("2026-11-22T01:30:00Z");
    const std::vector<reading> readings{
        {.what = metric::heart_rate, .code = 147842, .value = 72, .measured_at = at},
        {.what = metric::nibp_systolic,
         .status = validity::questionable,
         .code = 150021,
         .value = 118.5,
         .measured_at = before},
        {.what = metric::spo2, .status = validity::sensor_off, .code = 150456, .measured_at = at},
        {.what = metric::temperature, .status = validity::implausible, .value = 384.5, .measured_at = at},
        {.what = metric::respiratory_rate, .status = validity::test, .code = 147842, .value = 14, .measured_at = at},
    };
    const asked q{head("R02", "2.6") + "QRD|20261122030000|R|I|Q101||||P-17|RES\r"};
    CHECK(q.answer(query_result{{"P-17", ""}, {"", "4"}, readings}) ==
          "MSH|^~\\&|VIGIL|HOSP|MON|W1|20261122020005.000+0000||ORF^R04^ORF_R04|A1|P|2.6|||NE|NE\r"
          "MSA|AA|Q9\r"
          "QRD|20261122030000|R|I|Q101||||P-17|RES\r"
          "PID|1||P-17||\r"
          "PV1|1|I|^^4\r"
          "OBR|1|||69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|||20261122015900.000+0000\r"
          "OBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC||72|/min^/min^UCUM|||||R|||20261122015900.000+0000\r"
          "OBX|2|NM|150021^MDC_PRESS_BLD_NONINV_SYS^MDC||118.5|mm[Hg]^mm[Hg]^UCUM||QUES|||R|||20261122013000.000+0000\r"
          "OBX|3||150456^MDC_PULS_OXIM_SAT_O2^MDC|||%^%^UCUM|||||X|||20261122015900.000+0000\r"
          "OBX|4||temperature^Temp^L|||Cel^Cel^UCUM|||||X|||20261122015900.000+0000\r"
          "OBX|5|NM|respiratory_rate^RR^L||14|/min^/min^UCUM||TEST|||R|||20261122015900.000+0000\r"
          "QAK|Q101|OK\r");
}

TEST_CASE("an answer is written in the delimiters and the character set of its query") {
    const asked q{
        "MSH@~&#\\@MON@W1@VIGIL@HOSP@20261122030000@@QRY~A19@Q9@P@2.5@@@@@@UNICODE UTF-8\r"
        "QRD@20261122030000@R@I@Q1@@@1~RD@P-17@DEM\r"};
    REQUIRE(q.result);
    const std::string out = q.answer(query_result{{"P-17", "Dö~e, J@ne"}, {"W1", "4"}, {}});
    CHECK(out.contains(
        "MSH@~&#\\@VIGIL@HOSP@MON@W1@20261122020005.000+0000@@ADR~A19~ADR_A19@A1@P@2.5@@@NE@NE@@UNICODE UTF-8\r"));
    CHECK(out.contains("PID@1@@P-17@@Dö#S#e~J#F#ne\r"));
    CHECK(asked{by_patient}.answer(query_result{{"P-17", "Dö, J"}, {}, {}}).contains("PID|1||P-17||D??^J\r"));
}

TEST_CASE("nothing of a query can break the frame of its answer") {
    const asked q{head("A19", "2.3") +
                  "QRD|2026\x0b|R|I|Q\x1c"
                  "1||||P-17|DEM\r"};
    REQUIRE(q.result);
    const std::string out = q.answer({});
    CHECK(out.find_first_of("\x0b\x1c") == std::string::npos);
    CHECK(out.contains("QRD|2026 |R|I|Q 1||||P-17|DEM\r"));
}

} // namespace
} // namespace vigil::hl7
