#include "server/app/quarantine_text.hpp"

#include <doctest/doctest.h>
#include <simdjson.h>

#include "server/app/terminal_text.hpp"

namespace vigil::app {
namespace {

using namespace std::string_literals;

record::quarantined message() {
    record::quarantined q;
    q.id = 17;
    q.from.received_at = *parse_rfc3339("2026-11-22T12:00:00Z");
    q.transport = "mllp";
    q.sender = "MONITOR-4";
    q.address = "10.0.0.4";
    q.control_id = "c-1";
    q.dialect = "ihe-pcd01";
    q.raw = "MSH|^~\\&|M\rPID|1\r";
    q.size = q.raw.size();
    q.reasons = "OBX[3]-6\tunit 'bananas' is unknown\nOBX[4]-3\tcode 1 is unknown";
    return q;
}

} // namespace

TEST_CASE("an empty quarantine says so") {
    CHECK(quarantine_table({}) == "nothing is in quarantine\n");
    CHECK(quarantine_json({}) == "[\n]\n");
}

TEST_CASE("the table has a line a message, with the first reason and how many more there are") {
    record::quarantined again = message();
    again.id = 18;
    again.partly = true;
    again.reasons = "MSH-12\tversion 9";
    again.rerun_at = again.from.received_at;
    again.rerun_result = "nothing recorded; not understood:\nMSH-12\tversion 9";
    const std::vector all{again, message()};
    const std::string text = quarantine_table(all);
    CHECK(std::ranges::count(text, '\n') == 3);
    CHECK(text.contains("      17  2026-11-22T12:00:00.000Z  MONITOR-4 "));
    CHECK(text.contains("OBX[3]-6 unit 'bananas' is unknown (+1)"));
    CHECK(text.contains("not read again\n"));
    CHECK(text.contains("partly   MSH-12 version 9 "));
    CHECK(text.contains("nothing recorded; not understood: (+1)\n"));
}

TEST_CASE("a program reads the list as JSON, whatever senders wrote") {
    record::quarantined q = message();
    q.sender = "\"\\\n\x1b\xff";
    const std::vector all{q, message()};
    simdjson::dom::parser parser;
    simdjson::dom::array list;
    const simdjson::padded_string json{quarantine_json(all)};
    REQUIRE(parser.parse(json).get(list) == simdjson::SUCCESS);
    CHECK(list.size() == 2);
    CHECK(std::uint64_t(list.at(1)["id"]) == 17);
    CHECK(std::string_view(list.at(1)["reasons"].at(1)) == "OBX[4]-3\tcode 1 is unknown");
    CHECK(std::string_view(list.at(1)["address"]) == "10.0.0.4");
    CHECK(list.at(1)["rerun_at"].is_null());
    CHECK_FALSE(bool(list.at(1)["partly"]));
}

TEST_CASE("a page shows what is known, every reason, and the bytes with their line ends") {
    const std::string page = quarantine_page(message(), false);
    CHECK(page.contains("message     17\n"));
    CHECK(page.contains("address     10.0.0.4\n"));
    CHECK(page.contains("  OBX[3]-6       unit 'bananas' is unknown\n  OBX[4]-3       code 1 is unknown\n"));
    CHECK(page.ends_with("17 bytes:\nMSH|^~\\&|M\\r\nPID|1\\r\n"));
    record::quarantined cut = message();
    cut.size = 70'000;
    CHECK(quarantine_page(cut, false).contains("70000 bytes, of which the first 17 were kept:\n"));
    CHECK(quarantine_page(message(), true).contains("00000000  4d 53 48 7c"));
}

TEST_CASE("what became of a message is one line, and what is still not understood stands below it") {
    CHECK(quarantine_result("2 readings recorded for W1/4") == "2 readings recorded for W1/4");
    CHECK(quarantine_result("1 reading recorded for W1/4; not understood:\nOBX[2]-6\tx\x1b") ==
          "1 reading recorded for W1/4; not understood:\n    OBX[2]-6 x\\x1b");
}

TEST_CASE("bytes that move a cursor are shown, and other text is left alone") {
    CHECK(on_one_line("Zo\xc3\xab \xe2\x82\xac") == "Zo\xc3\xab \xe2\x82\xac");
    CHECK(on_one_line("\x1b[2J\r\n\t\0\x7f"s) == "\\x1b[2J\\r\\n\\t\\x00\\x7f");
    CHECK(on_one_line("\xc2\x9b"
                      "2J\xff\xc2") == "\\xc2\\x9b2J\\xff\\xc2");
}

TEST_CASE("a segment stands on a line of its own, however lines end") {
    CHECK(as_segments("A\rB") == "A\\r\nB\n");
    CHECK(as_segments("A\r\nB\n\x0b") == "A\\r\\n\nB\\n\n\\x0b\n");
    CHECK(as_segments("") == "");
}

TEST_CASE("text is fitted by characters, not bytes") {
    CHECK(fitted("abc", 5) == "abc  ");
    CHECK(fitted("abcde", 5) == "abcde");
    CHECK(fitted("abcdef", 5) == "abcd\xe2\x80\xa6");
    CHECK(fitted("\xc3\xab\xc3\xab\xc3\xab", 2) == "\xc3\xab\xe2\x80\xa6");
    CHECK(fitted("", 2) == "  ");
    CHECK(fitted("a", 0).empty());
}

TEST_CASE("a hexdump has sixteen bytes a line") {
    CHECK(hexdump("ABCDEFGHIJKLMNOP\r\xff") ==
          "00000000  41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f 50  ABCDEFGHIJKLMNOP\n"
          "00000010  0d ff                                            ..\n");
    CHECK(hexdump("").empty());
}

} // namespace vigil::app
