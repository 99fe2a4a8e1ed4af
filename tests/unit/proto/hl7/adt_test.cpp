#include "proto/hl7/adt.hpp"

#include <array>

#include "intake.hpp"

namespace vigil::hl7 {
namespace {

using kind = movement::kind;

struct moved : movement {
    std::expected<void, message_error> result;

    explicit moved(std::string_view text) {
        message m = opened(text);
        result = decode_adt(m, standard_options(), *this);
    }
};

std::string adt(std::string_view event, std::string_view segments) {
    std::string out = "MSH|^~\\&|ADT|HOSP|VIGIL|HOSP|20261122030000+0100||ADT^";
    return out.append(event).append("|7|P|2.5\r").append(segments);
}

void check_refused(const moved& m, verdict what, int code, std::string_view segment, int field) {
    REQUIRE_FALSE(m.result);
    CHECK(m.result.error().what == what);
    CHECK(m.result.error().code == code);
    CHECK(m.result.error().segment == segment);
    CHECK(m.result.error().field == field);
    CHECK_FALSE(m.result.error().reason.empty());
}

constexpr std::string_view in_bed_4 = "PID|||P-17^^^HOSP^MR||Doe^Jane^Q\rPV1||I|W1^^4^HOSP\r";

TEST_CASE("an admission says who lies where since when, and by whose word") {
    const moved m{adt("A01", "EVN|A01|20261122025500+0100\r" + std::string{in_bed_4})};
    REQUIRE(m.result);
    CHECK(m.what == kind::admitted);
    CHECK(m.sender == "ADT");
    CHECK(m.control_id == "7");
    CHECK(m.who == identity{"P-17", "Doe, Jane"});
    CHECK(m.to == place{"W1", "4"});
    CHECK(m.from == place{});
    CHECK(m.other == identity{});
    CHECK(m.at == utc("2026-11-22T01:55:00Z"));
}

TEST_CASE("each event that moves or names a patient is known by what it does") {
    struct row {
        std::string_view event;
        kind what;
    };
    for (const row& r :
         std::array{row{"A01", kind::admitted}, row{"A03", kind::discharged}, row{"A04", kind::admitted},
                    row{"A06", kind::admitted}, row{"A07", kind::updated}, row{"A08", kind::updated},
                    row{"A10", kind::updated}, row{"A11", kind::admission_cancelled},
                    row{"A12", kind::transfer_cancelled}, row{"A13", kind::discharge_cancelled},
                    row{"A21", kind::on_leave}, row{"A22", kind::returned}, row{"A52", kind::returned},
                    row{"A53", kind::on_leave}, row{"A31", kind::updated}, row{"A02", kind::transferred}}) {
        CAPTURE(r.event);
        CHECK(is_adt_event(r.event));
        const moved m{adt(r.event, in_bed_4)};
        REQUIRE(m.result);
        CHECK(m.what == r.what);
        CHECK(m.who.id == "P-17");
        CHECK(m.to == place{"W1", "4"});
        CHECK_FALSE(name(m.what).empty());
    }
}

TEST_CASE("any other event of ADT is rejected as such") {
    for (const std::string_view event : {"A05", "A24", "A43", "A60", "a01", "R01"}) {
        CAPTURE(event);
        CHECK_FALSE(is_adt_event(event));
        check_refused(moved{adt(event, in_bed_4)}, verdict::rejected, 201, "MSH", 9);
    }
}

TEST_CASE("ADT without an event is refused: what EVN says does not stand in for it") {
    const moved m{"MSH|^~\\&|ADT|HOSP|||20261122030000+0100||ADT|7|P|2.5\rEVN|A03\r" + std::string{in_bed_4}};
    check_refused(m, verdict::error, 101, "MSH", 9);
}

TEST_CASE("the event of MSH counts, whatever EVN says") {
    const moved m{adt("A08", "EVN|A03|20261122025500+0100\r" + std::string{in_bed_4})};
    REQUIRE(m.result);
    CHECK(m.what == kind::updated);
}

TEST_CASE("a transfer says where from, if its sender does") {
    const moved known{adt("A02", "PID|||P-17\rPV1||I|W1^^4|||W2^7^B\r")};
    REQUIRE(known.result);
    CHECK(known.to == place{"W1", "4"});
    CHECK(known.from == place{"W2", "7-B"});
    const moved unknown{adt("A02", "PID|||P-17\rPV1||I|W1^^4\r")};
    REQUIRE(unknown.result);
    CHECK(unknown.from == place{});
    const moved no_transfer{adt("A01", "PID|||P-17\rPV1||I|W1^^4|||W2^7^B\r")};
    REQUIRE(no_transfer.result);
    CHECK(no_transfer.from == place{});
}

TEST_CASE("a transfer, or its cancellation, that leads nowhere is refused") {
    for (const std::string_view event : {"A02", "A12"}) {
        check_refused(moved{adt(event, "PID|||P-17\rPV1||I||||W2^7^B\r")}, verdict::error, 101, "PV1", 3);
        check_refused(moved{adt(event, "PID|||P-17\r")}, verdict::error, 101, "PV1", 3);
    }
}

TEST_CASE("a cancelled transfer puts the patient back where PV1-3 says") {
    const moved m{adt("A12", "PID|||P-17\rPV1||I|W2^7^B|||W1^^4\r")};
    REQUIRE(m.result);
    CHECK(m.to == place{"W2", "7-B"});
}

TEST_CASE("a lone unit is a ward, and no bed that could be watched") {
    for (const std::string_view where : {"W1", "W1^^^HOSP", "W1&Main^^^HOSP", "W1^^^^^^^ODC1"}) {
        CAPTURE(where);
        const moved m{adt("A01", "PID|||P-17\rPV1||I|" + std::string{where} + "\r")};
        REQUIRE(m.result);
        CHECK(m.to == place{"W1", ""});
    }
    CHECK(moved{adt("A01", "PID|||P-17\rPV1||I|^^^RADIOLOGY\r")}.to == place{});
    CHECK(moved{adt("A01", "PID|||P-17\rPV1||I|^^4\r")}.to == place{"", "4"});
}

TEST_CASE("two patients who change beds are told with where each lies now") {
    const moved m{
        adt("A17", "PID|1||P-17||Doe^Jane\rPV1|1|I|W1^^4|||W2^^7\rPID|2||P-18||Roe^Max\rPV1|2|I|W2^^7|||W1^^4\r")};
    REQUIRE(m.result);
    CHECK(m.what == kind::swapped);
    CHECK(m.who == identity{"P-17", "Doe, Jane"});
    CHECK(m.to == place{"W1", "4"});
    CHECK(m.other == identity{"P-18", "Roe, Max"});
    CHECK(m.from == place{"W2", "7"});
}

TEST_CASE("a change of beds with one patient or one place missing is refused") {
    check_refused(moved{adt("A17", "PID|||P-17\rPV1||I|W1^^4\r")}, verdict::error, 101, "PID", 3);
    check_refused(moved{adt("A17", "PID|||P-17\rPV1||I|W1^^4\rPID|||P-18\r")}, verdict::error, 101, "PV1", 3);
    check_refused(moved{adt("A17", "PID|||P-17\rPV1||I|W1^^4\rPID|||P-18\rPV1||I|W2^^7\rPID|||P-19\r")}, verdict::error,
                  102, "PID", 0);
}

TEST_CASE("a merge says which id is no more, in each of its three forms") {
    for (const std::string_view event : {"A18", "A34", "A40"}) {
        const moved m{adt(event, "PID|||P-17^^^HOSP^MR||Doe^Jane\rMRG|P-99^^^HOSP^MR||||||Doe^J\r")};
        REQUIRE(m.result);
        CHECK(m.what == kind::merged);
        CHECK(m.who == identity{"P-17", "Doe, Jane"});
        CHECK(m.other == identity{"P-99", "Doe, J"});
        CHECK(m.to == place{});
    }
}

TEST_CASE("a merge without an id on either side, or of several at once, is refused") {
    check_refused(moved{adt("A40", "PID|||P-17\r")}, verdict::error, 101, "MRG", 1);
    check_refused(moved{adt("A40", "PID|||P-17\rMRG|^^^HOSP\r")}, verdict::error, 101, "MRG", 1);
    check_refused(moved{adt("A40", "MRG|P-99\r")}, verdict::error, 101, "PID", 3);
    check_refused(moved{adt("A40", "PID|||P-17\rMRG|P-98\rMRG|P-99\r")}, verdict::error, 102, "MRG", 1);
    check_refused(moved{adt("A40", "PID|||P-17\rMRG|P-98\rPID|||P-18\rMRG|P-99\r")}, verdict::error, 102, "PID", 0);
}

TEST_CASE("a name alone does not say who is meant") {
    check_refused(moved{adt("A01", "PID|||||Doe^Jane\rPV1||I|W1^^4\r")}, verdict::error, 101, "PID", 3);
    check_refused(moved{adt("A03", "PV1||I|W1^^4\r")}, verdict::error, 101, "PID", 3);
    check_refused(moved{adt("A03", "PID|||\"\"||Doe^Jane\rPV1||I|W1^^4\r")}, verdict::error, 101, "PID", 3);
}

TEST_CASE("the first identifier that is one counts") {
    const moved m{adt("A01", "PID|||\"\"^^^OLD~^^^HOSP^PI~P-17^^^HOSP^MR~P-18||\"\"^\"\"~Doe^Jane\rPV1||I|W1^^4\r")};
    REQUIRE(m.result);
    CHECK(m.who == identity{"P-17", "Doe, Jane"});
}

TEST_CASE("several patients, or a patient in two places, are refused") {
    check_refused(moved{adt("A01", "PID|||P-17\rPID|||P-18\rPV1||I|W1^^4\r")}, verdict::error, 102, "PID", 0);
    check_refused(moved{adt("A01", "PID|||P-17\rPV1||I|W1^^4\rPV1||I|W1^^5\r")}, verdict::error, 102, "PV1", 3);
    CHECK(moved{adt("A01", "PID|||P-17\rPV1||I|W1^^4\rPV1||I|W1^^4\r")}.result);
}

TEST_CASE("a stamp without an offset takes MSH-7's, and without any is not used") {
    CHECK(moved{adt("A01", "EVN||20261122025500\r" + std::string{in_bed_4})}.at == utc("2026-11-22T01:55:00Z"));
    CHECK(moved{adt("A01", "EVN||yesterday\r" + std::string{in_bed_4})}.at == utc("2026-11-22T02:00:00Z"));
    const moved bare{"MSH|^~\\&|ADT||||20261122030000||ADT^A01|7|P|2.5\rEVN||20261122025500\r" + std::string{in_bed_4}};
    REQUIRE(bare.result);
    CHECK(bare.at == received);
}

TEST_CASE("a stamp without any offset is read in the zone of its sender, if that is known") {
    const auto berlin = zone::open("Europe/Berlin");
    REQUIRE(berlin);
    const std::string text =
        "MSH|^~\\&|ADT||||20260722030000||ADT^A01|7|P|2.5\rEVN||20260722025500\r" + std::string{in_bed_4};
    message m = opened(text);
    movement out;
    REQUIRE(decode_adt(m, {.how = standard(), .local = &*berlin, .received_at = received}, out));
    CHECK(out.at == utc("2026-07-22T00:55:00Z"));
}

TEST_CASE("text is read without its escapes and with what is no character replaced") {
    const moved m{adt("A01", "PID|||P\\S\\17||Doe\\T\\Roe^J\\XC3\\\\X0A\\Q\rPV1||I|W1^^4\\F\\b\r")};
    REQUIRE(m.result);
    CHECK(m.who == identity{"P^17", "Doe&Roe, J\xef\xbf\xbd Q"});
    CHECK(m.to == place{"W1", "4|b"});
}

TEST_CASE("decoding again leaves nothing of the message before") {
    movement m;
    message first = opened("MSH|^~\\&|ADT||||20261122030000||ADT^A40|7|P|2.5\rPID|||P-17\rMRG|P-99\r");
    REQUIRE(decode_adt(first, standard_options(), m));
    const std::string text = adt("A01", "PID|||P-18\rPV1||I|W1^^4\r");
    message second = opened(text);
    REQUIRE(decode_adt(second, standard_options(), m));
    CHECK(m.other == identity{});
    CHECK(m.who == identity{"P-18", ""});
}

} // namespace
} // namespace vigil::hl7
