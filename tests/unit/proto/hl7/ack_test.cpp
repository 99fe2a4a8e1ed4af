#include "proto/hl7/ack.hpp"

#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/unit/proto/hl7/sample.hpp"

using namespace vigil;
using namespace vigil::hl7;

namespace {

std::string answer_to(std::string_view text) {
    return answered(decoded{text});
}

std::string_view code(std::string_view accept, std::string_view application, verdict what) {
    header head;
    head.accept_when = accept;
    head.application_when = application;
    return answer_code(head, what);
}

constexpr auto yes = verdict::accepted;
constexpr auto no = verdict::error;

} // namespace

TEST_CASE("each published sample gets exactly this answer") {
    CHECK(answer_to(sample("ihe-pcd01-request.hl7")) ==
          "MSH|^~\\&|||AcmeInc^ACDE48234567ABCD^EUI-64||20261122020000.500+0000||ACK^R01^ACK|A1|P|2.6|||NE|NE\r"
          "MSA|AA|MSGID1234\r");
    CHECK(answer_to(sample("ihe-pcd01-request2.hl7")) ==
          "MSH|^~\\&|||HL7^080019FFFF4F6AC0^EUI-64|MMS|20261122020000.500+0000||ACK^R01^ACK|A1|P|2.6|||NE|NE||8859/1\r"
          "MSA|AA|12d15a9:11df9e61347:-7fee:30456965\r");
    CHECK(
        answer_to(sample("ihe-pcd01-maximum-request.hl7")) ==
        "MSH|^~\\&|ReceiveApp^1.2.3.5^ISO|ReceiveFac^1.2.3.6^ISO|AcmeInc^ACDE48234567ABCD^EUI-64|SendFac^1.2.3.4^ISO"
        "|20261122020000.500+0000||ACK^R01^ACK|A1|P|2.6|||NE|NE||8859/1\r"
        "MSA|AA|MSGID1234\r"
        "ERR||OBX^4^11|103^Table value not found^HL70357|W|||OBX[4]-11|nibp_diastolic is withdrawn by result status D, "
        "which is not supported\r"
        "ERR||OBX^8^3|103^Table value not found^HL70357|W|||OBX[8]-3|unknown observation identifier "
        "1500212\\S\\MDC_PRESS_BLD_NONINV_SYS\\S\\MDC\r"
        "ERR||OBX^9^3|103^Table value not found^HL70357|W|||OBX[9]-3|unknown observation identifier "
        "1500212\\S\\MDC_PRESS_BLD_NONINV_SYS\\S\\MDC\r"
        "ERR||OBX^10^3|103^Table value not found^HL70357|W|||OBX[10]-3|unknown observation identifier "
        "1500232\\S\\MDC_PRESS_BLD_NONINV_MEAN\\S\\MDC\r");
    for (const char* ack : {"ihe-pcd01-response.hl7", "ihe-pcd01-response2.hl7"})
        CHECK(answer_to(sample(ack)) ==
              "MSH|^~\\&|AcmeInc^ACDE48234567ABCD^EUI64||Stepstone||20261122020000.500+0000||ACK^R01^ACK|A1|P|2.6|||NE|"
              "NE\r"
              "MSA|AR|AMSGID1234\r"
              "ERR||MSH^1^9|200^Unsupported message type^HL70357|E||||message type ACK is none of "
              "ORU, ADT, QRY, NMD\r");
}

TEST_CASE("malformed samples get a clear negative answer") {
    const std::string unknown = "MSH|^~\\&|||||20261122020000.500+0000||ACK|A1|P|2.6|||NE|NE\rMSA|AR|\r";
    CHECK(answer_to(sample("golevel7-empty.hl7")) ==
          unknown + "ERR||MSH^1|100^Segment sequence error^HL70357|E||||the frame is empty\r");
    CHECK(answer_to(sample("golevel7-missing_msh.hl7")) ==
          unknown + "ERR||MSH^1|100^Segment sequence error^HL70357|E||||the message does not begin with MSH\r");
    CHECK(answer_to(sample("golevel7-invalid_delimiters.hl7")) ==
          unknown + "ERR||MSH^1^2|102^Data type error^HL70357|E||||MSH-1 and MSH-2 are not five distinct delimiters\r");
    CHECK(answer_to("MSH|^~\\&|MON||||||ORU^R01||P|2.6")
              .contains(
                  "\rMSA|AE|\rERR||MSH^1^10|101^Required field missing^HL70357|E||||message control id is missing\r"));
}

TEST_CASE("a message of which no number could be read is answered AE with an error for each") {
    const std::string text = answer_to(message(heart_rate("72", "mm[Hg]") + heart_rate("a|b")));
    CHECK(text.contains("\rMSA|AE|77\rERR||OBX^1^6|103^"));
    CHECK(text.contains("|E|||OBX[1]-6|unit \"mm[Hg]\" of heart_rate cannot be converted to /min\r"));
    CHECK(answer_to(message(heart_rate("72", "mm[Hg]") + heart_rate("72")))
              .contains("\rMSA|AA|77\rERR||OBX^1^6|103^Table "
                        "value not found^HL70357|W|"));
}

TEST_CASE("a pump's dose for a kilogram of the patient is refused for want of the weight") {
    const auto dose = [](std::string_view unit) {
        return message(fmt::format("OBX|1|NM|157924^MDC_RATE_DOSE^MDC||4|{}|||||F\r", unit));
    };
    CHECK(answer_to(dose("265619^MDC_DIM_MICRO_G_PER_KG_PER_MIN^MDC"))
              .contains("of pump_dose_rate cannot be converted to mg/h without the patient's weight\r"));
    CHECK(answer_to(dose("265522^MDC_DIM_MILLI_G_PER_HR^MDC")).contains("\rMSA|AA|77\r"));
}

TEST_CASE("the sender chooses the mode of the answer by MSH-15 and MSH-16") {
    CHECK(code("", "", yes) == "AA");
    CHECK(code("", "", no) == "AE");
    CHECK(code("", "", verdict::rejected) == "AR");
    CHECK(code("AL", "NE", yes) == "CA");
    CHECK(code("AL", "NE", no) == "CE");
    CHECK(code("AL", "NE", verdict::rejected) == "CR");
    CHECK(code("AL", "AL", yes) == "CA");
    CHECK(code("NE", "AL", yes) == "AA");
    CHECK(code("", "AL", no) == "AE");
    CHECK(code("NE", "NE", yes).empty());
    CHECK(code("NE", "NE", no).empty());
    CHECK(code("ER", "NE", yes).empty());
    CHECK(code("ER", "NE", no) == "CE");
    CHECK(code("ER", "AL", yes) == "AA");
    CHECK(code("SU", "NE", yes) == "CA");
    CHECK(code("SU", "NE", no).empty());
    CHECK(code("NE", "ER", yes).empty());
    CHECK(code("NE", "SU", yes) == "AA");
}

TEST_CASE("every pair of MSH-15 and MSH-16 has one answer to each verdict") {
    // Rows: MSH-15 empty, AL, NE, ER, SU; in each MSH-16 alike; accepted, error, rejected. "--" is no answer.
    const std::vector<std::string_view> expected{"AA AE AR", "AA AE AR", "-- -- --", "-- AE AR", "AA -- --", //
                                                 "CA CE CR", "CA CE CR", "CA CE CR", "CA CE CR", "CA CE CR", //
                                                 "-- -- --", "AA AE AR", "-- -- --", "-- AE AR", "AA -- --", //
                                                 "-- CE CR", "AA CE CR", "-- CE CR", "-- CE CR", "AA CE CR", //
                                                 "CA -- --", "CA AE AR", "CA -- --", "CA AE AR", "CA -- --"};
    const std::string_view conditions[] = {"", "AL", "NE", "ER", "SU"};
    std::size_t i = 0;
    for (const std::string_view accept : conditions)
        for (const std::string_view application : conditions) {
            std::string answers;
            for (const verdict what : {yes, no, verdict::rejected}) {
                const std::string_view one = code(accept, application, what);
                answers.append(answers.empty() ? "" : " ").append(one.empty() ? "--" : one);
            }
            CAPTURE(accept);
            CAPTURE(application);
            CHECK(answers == expected[i++]);
        }
}

TEST_CASE("an answer that nobody asked for is not written") {
    std::string out;
    header head;
    head.accept_when = head.application_when = "NE";
    append_answer(out, head, {});
    CHECK(out.empty());
}

TEST_CASE("an answer stays an answer whatever the sender wrote: text is escaped and its length bounded") {
    std::string rows;
    for (int i = 0; i < 2000; ++i)
        rows +=
            "OBX|1|NM|\x0b\x1c"
            "1^\\X0D\\MSA~&\xff||1|bpm|||||R\r";
    const std::string text = answer_to(message(rows + heart_rate("72")));
    CHECK(text.size() < 20'000);
    CHECK(text.contains("and 1950 observations more"));
    CHECK_FALSE(text.contains('\x0b'));
    CHECK_FALSE(text.contains('\x1c'));
    CHECK_FALSE(text.contains('\xff'));
    CHECK(text.contains("identifier   1\\S\\\\E\\X0D\\E\\MSA\\R\\\\T\\"));
}

TEST_CASE("an error is named by its code and by what HL7 calls it") {
    const std::pair<int, std::string_view> errors[] = {
        {100, "Segment sequence error"},    {101, "Required field missing"},    {102, "Data type error"},
        {103, "Table value not found"},     {200, "Unsupported message type"},  {201, "Unsupported event code"},
        {202, "Unsupported processing id"}, {203, "Unsupported version id"},    {204, "Unknown key identifier"},
        {205, "Duplicate key identifier"},  {206, "Application record locked"}, {207, "Application internal error"}};
    for (const auto& [code, meaning] : errors) {
        const message_error why{verdict::error, code, "PID", 3, "because"};
        std::string out;
        append_answer(out, {}, {.what = why.what, .error = &why, .control_id = "1"});
        CHECK(out.contains("ERR||PID^1^3|" + std::to_string(code) + "^" + std::string{meaning} + "^HL70357|E|"));
    }
}

TEST_CASE("what a header holds of block characters does not end the answer's frame") {
    header head{.sending_application =
                    "MON\x0b"
                    "17",
                .control_id = "7\x1c",
                .version = "2.6"};
    std::string out;
    append_answer(out, head, {.what = verdict::accepted, .control_id = "1"});
    CHECK(out.contains("|MON 17|"));
    CHECK(out.contains("MSA|AA|7 \r"));
}
