#include "server/ingest/read_again.hpp"

#include <doctest/doctest.h>

namespace vigil::ingest {
namespace {

constexpr instant noon = from_epoch_ms(1'795'000'000'000);
const std::string rate = "OBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC|1.1|72|/min|||||R\r";

std::string sent(std::string_view rows) {
    return std::string{"MSH|^~\\&|MON||||20261122020000+0000||ORU^R01|1|P|2.6\rPID|||P-17\rPV1||I|W1^^3\rOBR|1\r"}
        .append(rows);
}

senders made(const std::vector<config::sender_entry>& entries) {
    auto all = senders::make(entries);
    REQUIRE(all);
    return std::move(*all);
}

} // namespace

TEST_CASE("what was kept is read again as the past of its bed, under the name of who sent it") {
    const std::string raw = sent(rate);
    const auto read = read_again({raw, "10.0.0.1", {}, "ihe-pcd01", noon}, made({}), {});
    REQUIRE(read);
    CHECK(read->content.history);
    CHECK(read->content.sender == "10.0.0.1");
    CHECK(read->content.ward + "/" + read->content.bed == "W1/3");
    CHECK(read->rows_of_readings == std::vector<std::uint32_t>{1});
}

TEST_CASE("what was kept is read again in the dialect, the characters and the bed that are configured by now") {
    const std::string raw =
        "MSH|^~\\&|MON||||||ORU^R01|1|P|2.6\rPID|||P-17||M\xfcller\rOBR|1\r"
        "OBX||NM|101^HR|2101|60||||||F\r";
    CHECK_FALSE(read_again({raw, "MON", {}, "ihe-pcd01", noon}, made({}), {}));
    const auto read = read_again(
        {raw, "MON", {}, "ihe-pcd01", noon},
        made({{.match = "MON", .dialect = "mindray-pds", .zone = "+01:00", .charset = "8859/1", .bed = "W2/4"}}), {});
    REQUIRE(read);
    CHECK(read->content.readings.front().value == 60);
    CHECK(read->content.patient_name == "M\xc3\xbcller");
    CHECK(read->content.ward + "/" + read->content.bed == "W2/4");
}

TEST_CASE("what was kept is read again as its sender is configured by address, or by the connection we made to it") {
    const std::string raw = "MSH|^~\\&|MON||||||ORU^R01|1|P|2.6\rPID|||P-17\rOBR|1\r" + rate;
    const senders who = made({{.address = "10.0.0.1", .bed = "W2/1"},
                              {.match = "MON", .bed = "W2/2"},
                              {.match = "OTHER", .bed = "W2/3", .dial = "10.0.0.1:4601"}});
    const auto bed_of = [&](std::string_view sender, std::string_view address) {
        const auto read = read_again({raw, sender, address, "ihe-pcd01", noon}, who, {});
        REQUIRE(read);
        return read->content.ward + "/" + read->content.bed;
    };
    CHECK(bed_of("MON", "10.0.0.1") == "W2/1");
    CHECK(bed_of("MON", "10.0.0.2") == "W2/2");
    CHECK(bed_of("MON", "10.0.0.1:4601") == "W2/3");
    CHECK(bed_of("MON", "") == "W2/2");
    CHECK(bed_of("10.0.0.1", "") == "W2/1");
}

TEST_CASE("what holds no readings, or cannot be read at all, says why") {
    const auto why = [](const std::string& raw) {
        const auto read = read_again({raw, "MON", {}, "ihe-pcd01", noon}, made({}), {});
        return read ? std::string{"read"} : read.error();
    };
    CHECK(why("nothing") == "the message does not begin with MSH");
    CHECK(why("\xff\xfeM") != "read");
    CHECK(why("MSH|^~\\&|MON||||||ADT^A01|1|P|2.6\rPID|||P-17\r") == "this kind of message holds no readings");
    CHECK(why("MSH|^~\\&|MON||||||ORU^R01|1|P|3.0\r").contains("version"));
    CHECK(why(sent("OBX|1|NM|999999^X^MDC|1|5|/min|||||R\r")) == "no observation could be read");
}

} // namespace vigil::ingest
