#include "server/net/hl7_intake.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <cmath>

#include "tests/unit/server/net/intake_bench.hpp"

namespace vigil::net {
namespace {

const std::string nurse_names_nobody = "PID|||\r";

config::sender_entry dialled() {
    return {.dialect = "mindray-pds", .dial = "10.0.0.7:4601"};
}

hl7_peer dialled_peer(intake_bench& b) {
    return b.intake.greet("10.0.0.7", b.who.rules().front().get());
}

} // namespace

TEST_CASE("a configured dialect holds, whatever a message looks like") {
    intake_bench b{{{.match = "MON", .dialect = "northern"}}};
    b.take("MSH|^~\\&|MON|GE Healthcare|||20261122020000+0000||ORU^R01|1|P|2.6\rPV1||I|W1^^3\rOBR|1\r" + beats(72));
    CHECK(b.who.find("MON", "").how->name == "northern");
    CHECK(b.take(oru("2", beats(72))).contains("MSA|AA|2"));
    CHECK(b.who.find("MON", "").how->name == "northern");
    intake_bench anonymous{{{.address = "10.0.0.1", .dialect = "northern"}}};
    anonymous.take(small("204", "PV1||I|^^ICU&Bed5\rOBX||NM|101^HR|2101|60||||||F\r"));
    CHECK(anonymous.who.find("10.0.0.1", "10.0.0.1").how->name == "northern");
}

TEST_CASE("what a sender was recognised as holds: one strange message does not change how the next are read") {
    intake_bench b;
    const auto from = [](std::string_view facility) {
        return "MSH|^~\\&|MON|" + std::string{facility} +
               "|||20261122020000+0000||ORU^R01|1|P|2.6\rPID|||P-17\rPV1||I|W1^^3\rOBR|1\r" + beats(72);
    };
    b.take(from("GE Healthcare"));
    CHECK(b.who.find("MON", "").how->name == "ge-carescape");
    b.take(from("Patient Monitor"));
    CHECK(b.who.find("MON", "").how->name == "ge-carescape");
}

TEST_CASE(
    "what an anonymous message was recognised as holds for its connection only, and until it is recognised anew") {
    intake_bench b{{{.address = "10.0.0.9", .dialect = "northern"}}};
    hl7_peer other = b.intake.greet("10.0.0.1");
    b.take(small("204", "PV1||I|^^ICU&Bed5\rOBX||NM|101^HR|2101|60||||||F\r"));
    CHECK(b.peer.how->name.starts_with("mindray"));
    CHECK(other.how == nullptr);
    CHECK(b.intake.greet("10.0.0.9").how->name == "northern");
}

TEST_CASE("what is said once on a connection is meant by what follows, until it is said anew") {
    intake_bench b{{dialled()}};
    hl7_peer monitor = dialled_peer(b);
    b.take(small("103",
                 "PID|||P-17\rPV1||I|^^ICU&Bed5&3232241659&4601&0\rOBR||||Mindray Monitor|||0|\r"
                 "OBX||NM|52^||169.0||||||F\r"),
           monitor);
    b.take(small("204", "OBX||NM|101^HR|2101|60||||||F\r"), monitor);
    CHECK(b.heart_rate("ICU", "Bed5") == 60);
    CHECK(b.at("ICU", "Bed5").patient == "P-17");
    b.take(small("103", "PID|||P-18\rPV1||I|^^ICU&Bed5&3232241659&4601&0\r"), monitor);
    b.take(small("204", "OBX||NM|101^HR|2101|61||||||F\r"), monitor);
    CHECK(b.at("ICU", "Bed5").patient == "P-18");
}

TEST_CASE("a sender that names its patient each time is not taken at its word of before") {
    intake_bench b;
    b.take(oru("1", beats(72)));
    b.take(oru("2", beats(73), nurse_names_nobody, "PV1||I|W1^^4\r"));
    CHECK(b.at("W1", "4").patient.empty());
}

TEST_CASE("messages of a steady patient are messages of their own where MSH-10 is a class") {
    intake_bench b{{dialled()}};
    hl7_peer monitor = dialled_peer(b);
    const std::string steady = small("204", "PV1||I|^^ICU&Bed5\rOBX||NM|101^HR|2101|60||||||F\r");
    b.take(steady, monitor);
    const journal::sequence first = b.row;
    b.take(steady, monitor);
    CHECK(b.row > first);
    CHECK(b.who.find("10.0.0.7", "10.0.0.7", monitor.rule).duplicates == 0);
    CHECK(b.who.find("10.0.0.7", "10.0.0.7", monitor.rule).reused_control_ids == 0);
}

TEST_CASE("whom we dial reads no answers but its own echo; whoever connects to us is answered") {
    intake_bench b{{dialled()}};
    hl7_peer monitor = dialled_peer(b);
    CHECK(b.take(small("204", "PV1||I|^^ICU&Bed5\rOBX||NM|101^HR|2101|60||||||F\r"), monitor).empty());
    CHECK(b.take(small("106", ""), monitor) == small("106", ""));
    CHECK(b.take(small("204", "PV1||I|^^ICU&Bed6\rOBX||NM|101^HR|2101|60||||||F\r")).contains("MSA|AA|204"));
}

TEST_CASE("a control id on another message is counted, and the message is new; a repetition is not evaluated again") {
    intake_bench b;
    b.take(oru("7", beats(72)));
    const journal::sequence first = b.row;
    CHECK(b.take(oru("7", beats(72))).contains("MSA|AA|7"));
    CHECK(b.row == first);
    CHECK(b.who.find("MON", "").duplicates == 1);
    CHECK(b.who.find("MON", "").reused_control_ids == 0);
    b.take(oru("7", beats(80)));
    CHECK(b.row > first);
    CHECK(b.heart_rate("W1", "3") == 80);
    CHECK(b.who.find("MON", "").reused_control_ids == 1);
    CHECK(b.run.metrics.control_ids_reused.Value() == 1);
}

TEST_CASE("what was read in part is kept once, with its answer waiting for that too") {
    intake_bench b;
    const std::string half = oru("1", beats(72) + "OBX|2|NM|999999^X^MDC|1|5|/min|||||R\r");
    CHECK(b.take(half).contains("ERR||OBX^2^3"));
    CHECK(b.kept() == 1);
    CHECK(b.row == b.run.log->last());
    CHECK(b.heart_rate("W1", "3") == 72);
    b.take(half);
    CHECK(b.kept() == 1);
    CHECK(b.counted_only() == 0);
}

TEST_CASE("what was refused is kept, and its answer promises nothing") {
    intake_bench b;
    CHECK(b.take(oru("1", "OBX|1|NM|999999^X^MDC|1|5|/min|||||R\r")).contains("MSA|AE|1"));
    CHECK(b.kept() == 1);
    CHECK(b.row == 0);
    CHECK(b.who.find("MON", "").refused == 1);
    const journal::sequence last = b.run.log->last();
    b.take(oru("2", "OBX|1|NM|999999^X^MDC|1|5|/min|||||R\r")); // the same complaint within a minute
    CHECK(b.counted_only() == 1);
    CHECK(b.run.log->last() == last);
}

TEST_CASE("a frame that was cut off is refused as such, and never evaluated") {
    intake_bench b;
    const std::string answer = b.take(oru("1", beats(72)), b.peer, hl7::frame::kind::truncated);
    CHECK(answer.contains("MSA|AR|1"));
    CHECK(answer.contains("cut off"));
    CHECK(b.take(oru("2", beats(72)), b.peer, hl7::frame::kind::too_long).contains("MSA|AR|2"));
    CHECK(b.find("W1", "3") == nullptr);
    CHECK(b.row == 0);
}

TEST_CASE("a name that could not be kept is refused, in reports, alarms and movements alike") {
    intake_bench b;
    const std::string longer(200, 'x');
    CHECK(b.take(oru("1", beats(72), "PID|||" + longer + "\r")).contains("MSA|AE|1"));
    CHECK(b.find("W1", "3") == nullptr);
    CHECK(b.take("MSH|^~\\&|ADM||||||ADT^A01|2|P|2.5\rPID|||" + longer + "\rPV1||I|W1^^3\r").contains("MSA|AE|2"));
    CHECK(b.find("W1", "3") == nullptr);
}

TEST_CASE("a movement puts a patient into the bed that readings name, whatever the ward is called") {
    intake_bench b;
    CHECK(b.take("MSH|^~\\&|ADM||||||ADT^A01|1|P|2.5\rPID|||P-17\rPV1||I|A/B^^3\r").contains("MSA|AA|1"));
    CHECK(b.at("A-B", "3").patient == "P-17");
    b.take(oru("2", beats(72), "PID|||P-17\r", "PV1||I|A/B^^3\r"));
    CHECK(b.heart_rate("A-B", "3") == 72);
}

TEST_CASE("a sign of life of an alarm manager raises nothing and is answered") {
    intake_bench b;
    const std::string alive =
        "MSH|^~\\&|AM||||20261122020000+0000||ORU^R40^ORU_R40|1|P|2.6\rPV1||I|W1^^3\rOBR|1|a|a|196616^MDC_EVT_ALARM^"
        "MDC\r"
        "OBX|1|CWE|196616^MDC_EVT_ALARM^MDC|1.1|196614^MDC_EVT_ACTIVE^MDC||||||F\r";
    CHECK(b.take(alive).contains("|1\r"));
    CHECK(b.row == 0);
    CHECK(b.find("W1", "3") == nullptr);
}

TEST_CASE("an alarm of a device goes to the bed that its sender is configured for, as its readings do") {
    intake_bench b{{{.match = "AM", .bed = "W1/3"}}};
    const std::string alarm =
        "MSH|^~\\&|AM||||20261122020000+0000||ORU^R40^ORU_R40|1|P|2.6\rOBR|1|a|a|196616^MDC_EVT_ALARM^MDC\r"
        "OBX|1|ST|196880^MDC_EVT_LEAD_OFF^MDC|1.1|Lead off||||||F\r";
    b.take(alarm);
    REQUIRE(b.find("W1", "3"));
    CHECK(b.at("W1", "3").device_alarms.size() == 1);
}

TEST_CASE("alarms of devices that name nobody are told apart by their addresses") {
    intake_bench b;
    const std::string alarm =
        "MSH|^~\\&|||||20261122020000+0000||ORU^R40^ORU_R40|1|P|2.6\rOBR|1|a|a|196616^MDC_EVT_ALARM^MDC\r"
        "OBX|1|ST|196880^MDC_EVT_LEAD_OFF^MDC|1.1|Lead off||||||F\r";
    hl7_peer other = b.intake.greet("10.0.0.2");
    b.take(alarm);
    b.take(alarm, other);
    CHECK(b.find("unassigned", "10.0.0.1"));
    CHECK(b.find("unassigned", "10.0.0.2"));
}

TEST_CASE("a device's alarms among its readings reach the bed") {
    intake_bench b{{dialled()}};
    hl7_peer monitor = dialled_peer(b);
    b.take(small("54", "PV1||I|^^ICU&Bed5\rOBX||CE|2|1|10033^**SpO2 TOO HIGH||||||F\r"), monitor);
    REQUIRE(b.find("ICU", "Bed5"));
    CHECK(b.at("ICU", "Bed5").device_alarms.size() == 1);
}

TEST_CASE("a message that holds both an alarm of the device and values brings both") {
    intake_bench b{{{.match = "MON", .dialect = "philips-mdil"}}};
    const std::string both = oru("1", "OBX||TX|1^Red^MDIL-ALERT||***TACHY||||||F\r" + beats(172));
    CHECK(b.take(both).contains("MSA|AA|1"));
    CHECK(b.at("W1", "3").device_alarms.size() == 1);
    CHECK(b.heart_rate("W1", "3") == 172);
    CHECK(b.who.find("MON", "").duplicates == 0);
    CHECK(b.who.find("MON", "").reused_control_ids == 0);
    const journal::sequence last = b.run.log->last();
    b.take(both);
    CHECK(b.run.log->last() == last);
}

TEST_CASE("monitors of one make that name no bed keep the beds of their addresses, even with the same words") {
    intake_bench b{{{.address = "10.0.0.1", .bed = "W1/1"}, {.address = "10.0.0.2", .bed = "W1/2"}}};
    hl7_peer second = b.intake.greet("10.0.0.2");
    b.take(oru("1", beats(72), "", ""));
    b.take(oru("1", beats(72), "", ""), second);
    CHECK(b.heart_rate("W1", "1") == 72);
    CHECK(b.heart_rate("W1", "2") == 72);
    b.take(oru("2", beats(90), "", ""), second);
    CHECK(b.heart_rate("W1", "1") == 72);
    CHECK(b.heart_rate("W1", "2") == 90);
    CHECK(b.who.find("MON", "10.0.0.2").messages == 2);
}

TEST_CASE("monitors of one make that we dial keep the beds of their addresses") {
    intake_bench b{{{.dialect = "ihe-pcd01", .bed = "W1/1", .dial = "10.0.0.1:4601"},
                    {.dialect = "ihe-pcd01", .bed = "W1/2", .dial = "10.0.0.2:4601"}}};
    hl7_peer first = b.intake.greet("10.0.0.1", b.who.rules()[0].get()),
             second = b.intake.greet("10.0.0.2", b.who.rules()[1].get());
    b.take(oru("1", beats(72), "", ""), first);
    b.take(oru("1", beats(80), "", ""), second);
    CHECK(b.heart_rate("W1", "1") == 72);
    CHECK(b.heart_rate("W1", "2") == 80);
}

TEST_CASE("a question is answered with the numbers that may be used, and with no others") {
    intake_bench b;
    b.take(oru("1", beats(72) + "OBX|2|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1.2|97|%||DEMO|||R\r"));
    const std::string answer = b.take("MSH|^~\\&|EHR||||||QRY^R02|2|P|2.3\rQRD|20261122|R|I|Q1|||10^RD|P-17|RES\r");
    CAPTURE(answer);
    CHECK(answer.contains("heart_rate"));
    CHECK(answer.contains("|72|"));
    CHECK_FALSE(answer.contains("spo2"));
    CHECK_FALSE(answer.contains("|97|"));
}

TEST_CASE("what the disk did not take is shown all the same, and not promised") {
    intake_bench b;
    b.take(oru("1", beats(72)));
    b.run.wait_for_disk(b.row);
    sqlite3* journal = nullptr;
    REQUIRE(sqlite3_open(b.run.file().c_str(), &journal) == SQLITE_OK);
    sqlite3_busy_timeout(journal, 60'000);
    REQUIRE(sqlite3_exec(journal, "DROP TABLE input", nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(journal);
    b.take(oru("2", beats(80)));
    b.run.wait_for_failure();
    CHECK(b.take(oru("3", beats(81))).contains("MSA|AE|3"));
    CHECK(b.heart_rate("W1", "3") == 81);
    // values beside an alarm of the device are no less urgent
    hl7_peer philips{.address = "10.0.0.9", .how = dialects::find("philips-mdil")};
    std::string both = oru("4", "OBX||TX|1^Red^MDIL-ALERT||***TACHY||||||F\r" + beats(172));
    both.replace(both.find("|MON|"), 5, "||");
    CHECK(b.take(both, philips).contains("MSA|AE|4"));
    CHECK(b.at("W1", "3").device_alarms.size() == 1);
    CHECK(b.heart_rate("W1", "3") == 172);
}

TEST_CASE("the answer to a batch waits for all of its messages and holds an answer to each") {
    intake_bench b;
    const std::string answer = b.take("BHS|^~\\&|MON\r" + oru("1", beats(72)) +
                                      oru("2", "OBX|1|NM|999999^X^MDC|1|5|/min|||||R\r") + "BTS|3\r");
    CHECK(answer.contains("MSA|AA|1"));
    CHECK(answer.contains("MSA|AE|2"));
    CHECK(answer.contains("BTS|2"));
    CHECK(b.row > 0);
}

TEST_CASE(
    "a message without MSH-18 is read in the characters that its sender is configured for, by name or by address") {
    const std::string umlaut = oru("1", beats(72), "PID|||P-17||M\xfcller\r");
    intake_bench by_name{{{.match = "MON", .charset = "8859/1"}}};
    by_name.take(umlaut);
    CHECK(by_name.at("W1", "3").patient_name == "M\xc3\xbcller");
    intake_bench by_address{{{.address = "10.0.0.1", .charset = "8859/1"}}};
    by_address.take(umlaut);
    CHECK(by_address.at("W1", "3").patient_name == "M\xc3\xbcller");
    intake_bench by_call{{{.dialect = "ihe-pcd01", .charset = "8859/1", .dial = "10.0.0.1:4601"}}};
    hl7_peer called = by_call.intake.greet("10.0.0.1", by_call.who.rules().front().get());
    by_call.take(umlaut, called);
    CHECK(by_call.at("W1", "3").patient_name == "M\xc3\xbcller");
    intake_bench unknown;
    unknown.take(umlaut);
    CHECK(unknown.at("W1", "3").patient_name == "M\xef\xbf\xbdller");
}

TEST_CASE("of senders that share one entry each is read in its own dialect") {
    intake_bench b;
    for (std::size_t i = 0; i < ingest::senders::senders_max; ++i) b.who.find(fmt::format("S{}", i), "10.0.0.2");
    const std::string loinc = "OBX|1|NM|8867-4^Heart rate^LN||61|/min|||||F\r";
    b.take(oru("1", beats(71), "PID|||P-1\r", "PV1||I|W1^^1\r", "ONE"));
    b.take(oru("2", loinc, "PID|||P-2\r", "PV1||I|W1^^2\r", "TWO"));
    b.take(oru("3", beats(73), "PID|||P-3\r", "PV1||I|W1^^3\r", "THREE"));
    CHECK(b.heart_rate("W1", "1") == 71);
    CHECK(b.heart_rate("W1", "2") == 61);
    CHECK(b.heart_rate("W1", "3") == 73);
    CHECK_FALSE(b.who.find("FOUR", "10.0.0.1").how);
}

TEST_CASE("a message in a batch is read in the same characters as alone: of MSH-18, else of its sender by name") {
    const auto named = [](std::string_view sender, std::string_view bed, std::string_view name) {
        return oru("1", beats(72), fmt::format("PID|||P-{}||{}\r", bed, name), fmt::format("PV1||I|W1^^{}\r", bed),
                   sender);
    };
    std::string declared = named("MON", "3", "M\xc3\xbcller");
    declared.replace(declared.find("|2.6\r"), 5, "|2.6||||||UNICODE UTF-8\r");
    intake_bench b{{{.match = "MON", .charset = "8859/1"}, {.match = "CHINESE", .charset = "GB18030"}}};
    const std::string answer = b.take("BHS|^~\\&|GATEWAY\r" + named("MON", "1", "M\xfcller") +
                                      named("CHINESE", "2", "\xd5\xc5") + declared + "BTS|3\r");
    CHECK(answer.contains("BTS|3"));
    CHECK(b.at("W1", "1").patient_name == "M\xc3\xbcller");
    CHECK(b.at("W1", "2").patient_name == "\xe5\xbc\xa0");
    CHECK(b.at("W1", "3").patient_name == "M\xc3\xbcller");
}

TEST_CASE("a message in a batch that came before by itself, in the same bytes, is the same message") {
    intake_bench b{{{.match = "MON", .charset = "8859/1"}}};
    const std::string umlaut = oru("1", beats(72), "PID|||P-17||M\xfcller\r");
    b.take(umlaut);
    b.take("BHS|^~\\&|GATEWAY\r" + umlaut + "BTS|1\r");
    CHECK(b.run.metrics.messages(transport::mllp, message_result::duplicate).Value() == 1);
}

TEST_CASE("what is not understood of a batch is kept as it came") {
    intake_bench b{{{.match = "MON", .charset = "8859/1"}}};
    const std::string odd = oru("1", "OBX|1|NM|999999^X^MDC|1|5|/min|||||R\r", "PID|||P-17||M\xfcller\r");
    b.take("BHS|^~\\&|GATEWAY\r" + odd + "BTS|1\r");
    ward::input last;
    REQUIRE(ward::decode(b.run.rows().back().input, last));
    const auto* kept = std::get_if<ward::message_quarantined>(&last.what);
    REQUIRE(kept);
    CHECK(kept->raw == odd);
    CHECK(kept->address == "10.0.0.1");
}

} // namespace vigil::net
