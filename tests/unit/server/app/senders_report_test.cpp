#include "server/app/senders_report.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace vigil::app {
namespace {

std::string sender(std::string_view name, std::string_view changes = "") {
    return fmt::format(R"({{"name":"{}","address":"10.0.0.7","dialect":"ihe-pcd01","detected":true,"connected":true,)"
                       R"("messages":1200,"readings":9000,"duplicates":3,"reused_control_ids":0,"refused":0,)"
                       R"("last_heard":"2026-11-22T12:00:00.000Z","skew_seconds":1.5,"zone":"Europe/Berlin")"
                       R"(,"findings":[]{}}})",
                       name, changes);
}

std::string report_of(const std::string& senders) {
    const auto text = senders_report("{\"senders\":[" + senders + "]}");
    REQUIRE_MESSAGE(text, (text ? "" : text.error()));
    return *text;
}

/// A sender of which one member is `value` instead.
std::string with(std::string_view key, std::string_view value) {
    std::string text = sender("M-1");
    const auto at = text.find(fmt::format("\"{}\":", key));
    REQUIRE(at != text.npos);
    const auto begin = at + key.size() + 3;
    text.replace(begin, text.find_first_of(",}", begin) - begin, value);
    return text;
}

std::string with_finding(std::string_view kind, std::string_view text) {
    return with("findings", fmt::format(R"([{{"kind":"{}","text":"{}","count":17,"first":"2026-11-22T10:00:00.000Z",)"
                                        R"("last":"2026-11-22T11:00:00.000Z"}}])",
                                        kind, text));
}

} // namespace

TEST_CASE("a sender without a fault is said to have none") {
    const std::string text = report_of(sender("M-1"));
    CHECK(text.starts_with("1 sender, 0 with something to put right\n"));
    CHECK(text.contains("M-1 at 10.0.0.7, connected\n"));
    CHECK(text.contains("ihe-pcd01 (recognised)"));
    CHECK(text.contains("1200 messages, 9000 readings, 3 repetitions; last 2026-11-22T12:00:00.000Z"));
    CHECK(text.contains("nothing to put right"));
    CHECK(report_of("") == "0 senders, 0 with something to put right\n");
}

TEST_CASE("every kind of finding says what is wrong, how often, when, and what to do") {
    for (const char* kind : {"unknown_code", "unknown_unit", "code_and_name_disagree", "sentinel", "no_offset",
                             "bad_time", "bad_value", "test_data", "no_patient", "bad_text"}) {
        const std::string text = report_of(with_finding(kind, "12^FOO^L"));
        CAPTURE(kind);
        CHECK(text.contains("1 with something to put right"));
        CHECK(text.contains("\n    -> "));
        CHECK(text.contains("17 x 12^FOO^L   2026-11-22T10:00:00.000Z to 2026-11-22T11:00:00.000Z"));
        CHECK_FALSE(text.contains(kind)); // in words
        CHECK_FALSE(text.contains("nothing to put right"));
    }
}

TEST_CASE("a missing zone says what to configure") {
    CHECK(report_of(with_finding("no_offset", "20261122120000")).contains("zone missing: add zone = "));
}

TEST_CASE("a finding of a newer server is shown as it is") {
    CHECK(report_of(with_finding("purple", "x")).contains("  * purple\n           17 x x"));
}

TEST_CASE("refused messages, reused control ids and a wrong clock are faults too") {
    CHECK(report_of(with("refused", "4"))
              .contains("4 messages were refused, whole or in part\n    -> see vigil "
                        "quarantine list --sender 'M-1'"));
    CHECK(report_of(with("reused_control_ids", "2")).contains("2 messages had the control id"));
    CHECK(report_of(with("skew_seconds", "3600")).contains("its clock is 3600 s ahead"));
    CHECK(report_of(with("skew_seconds", "-3600.4")).contains("its clock is 3600 s behind"));
    CHECK(report_of(with("skew_seconds", "119")).contains("nothing to put right"));
    CHECK(report_of(with("skew_seconds", "null")).contains("nothing to put right"));
}

TEST_CASE("senders with a fault come first, and the most frequent finding of a kind too") {
    const std::string two = R"([{"kind":"unknown_code","text":"RARE","count":1,"first":"","last":""},)"
                            R"({"kind":"bad_time","text":"WHEN","count":5,"first":"","last":""},)"
                            R"({"kind":"unknown_code","text":"OFTEN","count":900,"first":"","last":""}])";
    const std::string text = report_of(sender("FINE") + "," + with("findings", two));
    CHECK(text.find("M-1") < text.find("FINE"));
    CHECK(text.find("OFTEN") < text.find("RARE"));
    CHECK(text.find("WHEN") < text.find("OFTEN"));
    const auto first = text.find("is in no table");
    CHECK(first != text.npos);
    CHECK(text.find("is in no table", first + 1) == text.npos); // once for both
}

TEST_CASE("text of a sender cannot play with the terminal") {
    const std::string text =
        report_of(with_finding("unknown_code", R"(\u001b[2J\n\u009b)") + "," + sender(R"(\u001b]0;x\u0007)"));
    CHECK(text.find('\x1b') == text.npos);
    CHECK(text.contains(R"(\x1b[2J\n\xc2\x9b)"));
}

TEST_CASE("members that are null or missing are no reason to fail") {
    const std::string text = report_of(R"({"name":"M-2","zone":null,"dialect":null,"last_heard":null})");
    CHECK(text.contains("M-2\n"));
    CHECK(report_of(with("connected", "false")).contains("M-1 at 10.0.0.7, not connected\n"));
    CHECK(text.contains("not recognised yet\n"));
    CHECK(text.contains("zone        none"));
    CHECK(text.contains("last never"));
}

TEST_CASE("findings that the server no longer lists are counted") {
    CHECK(report_of(sender("M-1", R"(,"findings_not_listed":7)")).contains("7 further findings are not listed"));
}

TEST_CASE("an answer that is no list of senders is an error that says so") {
    CHECK(senders_report("<html>").error().starts_with("the answer is no JSON"));
    CHECK(senders_report("{}").error() == "the answer has no list \"senders\"");
    CHECK(senders_report(R"({"senders":3})").error() == "the answer has no list \"senders\"");
    CHECK_FALSE(senders_report(""));
}

} // namespace vigil::app
