#include "proto/hl7/message.hpp"

#include <doctest/doctest.h>

#include "proto/hl7/time.hpp"
#include "tests/unit/proto/hl7/sample.hpp"

using namespace vigil;
using namespace vigil::hl7;

namespace {

std::string unescaped(std::string_view text) {
    std::string out;
    append_unescaped(out, text, {});
    return out;
}

std::string time_text(std::string_view text, std::optional<int> offset = {}) {
    const auto stamp = parse_time(text);
    const auto t = stamp ? to_instant(*stamp, offset) : std::nullopt;
    return t ? to_rfc3339(*t) : "none";
}

} // namespace

TEST_CASE("segments and fields are counted as HL7 does") {
    const std::string text = "MSH|^~\\&|APP\rPID|1||a^b&c~d\r\n\nOBX|\r";
    auto reader = segment_reader::open(text);
    REQUIRE(reader);
    segment s;
    REQUIRE(reader->next(s));
    CHECK(s.field(2) == "^~\\&");
    CHECK(s.field(3) == "APP");
    CHECK(s.field(4).empty());
    REQUIRE(reader->next(s));
    CHECK(s.is("PID"));
    CHECK(s.field(3) == "a^b&c~d");
    CHECK(component(s.field(3), reader->marks(), 1) == "a");
    CHECK(component(s.field(3), reader->marks(), 2) == "b");
    CHECK(component(s.field(3), reader->marks(), 3).empty());
    REQUIRE(reader->next(s));
    CHECK(s.is("OBX"));
    CHECK(s.field(1).empty());
    CHECK_FALSE(reader->next(s));
}

TEST_CASE("a sender's own delimiters and 2.7's truncation mark are understood") {
    const std::string own = sample("cosyte-edge-cases-custom-msh-delimiters.hl7");
    const auto reader = segment_reader::open(own);
    REQUIRE(reader);
    CHECK(reader->marks().field == '@');
    CHECK(reader->marks().subcomponent == '\\');
    CHECK(segment_reader::open(sample("cosyte-edge-cases-truncation-char-msh2.hl7")));
}

TEST_CASE("what stands round a message is passed over; a doubled escape mark is one") {
    const auto marks = [](std::string_view text) {
        const auto reader = segment_reader::open(text);
        return reader ? std::string{reader->marks().escape, reader->marks().subcomponent} : "refused";
    };
    CHECK(marks("\x0b\xef\xbb\xbf\r\nMSH|^~\\&|A\x1c\r") == "\\&");
    CHECK(marks("MSH|^~\\\\&|A") == "\\&"); // as sources escape it
    CHECK(marks("MSH|^~\\&#|A") == "\\&");
    for (const std::string_view bad : {"MSH|^~\\\\\\|A", "MSH|^^\\&|A", "MSH|^~\\&&|A", "MSH|^~\\&#!|A", "MSH|^~\\|A",
                                       "MSH|a~\\&|A", "MSH||A", "MSHX^~\\&XA", "MSH|^~\\\\|A"})
        CHECK(marks(bad) == "refused");
}

TEST_CASE("a place is read from the first repetition that has something there") {
    const std::string text = "MSH|^~\\&|A^B\rPV1|||^^&~u^r&s^b&c&d~x^y^z|\"\"~w\rpid|||||||||||||||||";
    auto reader = segment_reader::open(text);
    REQUIRE(reader);
    const delimiters marks = reader->marks();
    segment msh, pv1;
    reader->next(msh), reader->next(pv1);
    const auto at_place = [&](const segment& s, std::uint8_t field, std::uint8_t part, std::uint8_t sub) {
        return read_path(s, {.segment = "PV1", .field = field, .component = part, .subcomponent = sub}, marks);
    };
    CHECK(at_place(pv1, 3, 0, 0) == "u");
    CHECK(at_place(pv1, 3, 2, 0) == "r");
    CHECK(at_place(pv1, 3, 3, 1) == "b");
    CHECK(at_place(pv1, 3, 3, 2) == "c");
    CHECK(at_place(pv1, 3, 3, 3) == "d");
    CHECK(at_place(pv1, 3, 3, 4).empty());
    CHECK(at_place(pv1, 4, 1, 0) == "w");
    CHECK(at_place(pv1, 39, 1, 0).empty());
    CHECK(at_place(msh, 3, 0, 0) == "A^B");
    CHECK(at_place(msh, 3, 1, 0) == "A");
    int count = 0;
    each_repetition(std::string(100, '~'), '~', [&](std::string_view) { return ++count, true; });
    CHECK(count == repetitions_max);
}

TEST_CASE("what escapes make stays UTF-8") {
    std::string out = "x";
    append_plain(out, "a\\XFF\\b\\XC3BC\\", {});
    CHECK(out ==
          "xa\xef\xbf\xbd"
          "b\xc3\xbc");
    append_plain(out = "", "plain", {});
    CHECK(out == "plain");
    append_plain(out = "", "\\T\\", {});
    CHECK(out == "&");
}

TEST_CASE("CRLF and LF twins are the same message") {
    const auto names = [](const std::string& text) {
        std::string out;
        segment s;
        auto reader = segment_reader::open(text);
        while (reader->next(s)) out.append(s.name()).append(" ");
        return out;
    };
    const std::string crlf = names(sample("cosyte-edge-cases-crlf-line-endings.hl7"));
    CHECK(crlf == names(sample("cosyte-edge-cases-lf-line-endings.hl7")));
    CHECK(crlf.starts_with("MSH "));
    CHECK(crlf.size() > 8);
}

TEST_CASE("escape sequences are decoded, unknown ones left alone") {
    CHECK(unescaped("2.73x10\\S\\-7") == "2.73x10^-7");
    CHECK(unescaped("\\F\\\\S\\\\T\\\\R\\\\E\\") == "|^&~\\");
    for (const char* line_end : {"a\\.br\\b", "a\\.sp\\b", "a\\.sp2\\b", "a\\.ce\\b"})
        CHECK(unescaped(line_end) == "a\nb");
    CHECK(unescaped("a\\.sk3\\b") == "a b");
    for (const char* nothing : {"a\\.in+2\\b", "a\\.ti4\\b", "a\\.fi\\b", "a\\.nf\\b", "\\H\\a\\N\\b"})
        CHECK(unescaped(nothing) == "ab");
    CHECK(unescaped("\\P\\") == "#");
    CHECK(unescaped("a\\.zz\\b") == "a\\.zz\\b");
    CHECK(unescaped("\\X21\\\\X48694A\\") == "!HiJ");
    for (const char* left :
         {"\\X2\\", "\\X\\", "\\XZZ\\", "\\C2842\\", "\\M1B2442\\", "\\Z1\\", "\\Z\\", "\\", "a\\F", "\\\\", "\\X-1\\"})
        CHECK(unescaped(left) == left);
}

TEST_CASE("what is written escaped reads back the same") {
    const std::string text = "a|b^c~d\\e&f";
    std::string escaped;
    append_escaped(escaped, text, {});
    CHECK(unescaped(escaped) == text);
    CHECK_FALSE(escaped.contains('|'));
}

TEST_CASE("time stamps of any precision become instants") {
    CHECK(time_text("20090813095715+0500") == "2009-08-13T04:57:15.000Z");
    CHECK(time_text("20261122101530.1239+0000") == "2026-11-22T10:15:30.123Z");
    CHECK(time_text("20261122101530.5-0830") == "2026-11-22T18:45:30.500Z");
    CHECK(time_text("202611221015+0100") == "2026-11-22T09:15:00.000Z");
    CHECK(time_text("2026+0000") == "2026-01-01T00:00:00.000Z");
    CHECK(time_text("20261122", 120) == "2026-11-21T22:00:00.000Z");
    CHECK(time_text("20261122101530", 0) == "2026-11-22T10:15:30.000Z");
}

TEST_CASE("times as ISO 8601 writes them are read by the same rules") {
    CHECK(time_text("2026-01-15T14:30:00", 60) == "2026-01-15T13:30:00.000Z");
    CHECK(time_text("2026-01-15T14:30:00") == "none");
    CHECK(time_text("2026-01-15T14:30:00.25Z") == "2026-01-15T14:30:00.250Z");
    CHECK(time_text("2026-01-15 14:30+01:00") == "2026-01-15T13:30:00.000Z");
    CHECK(time_text("2026-01-15T14:30-0330") == "2026-01-15T18:00:00.000Z");
    CHECK(time_text("2026-01-15", 0) == "2026-01-15T00:00:00.000Z");
    CHECK(time_text("20260115T143000Z") == "2026-01-15T14:30:00.000Z");
    CHECK(time_text("20260115143000Z") == "2026-01-15T14:30:00.000Z");
    CHECK(time_text("2026-0500") == "2026-01-01T05:00:00.000Z"); // a year and an offset, not a month
}

TEST_CASE("a time without a known offset is not an instant") {
    CHECK(time_text("20261122101530") == "none");
    CHECK(time_text("20261122101530-0000") == "none");
    CHECK(time_text("20261122101530-0000", 60) == "2026-11-22T09:15:30.000Z");
}

TEST_CASE("what is no time is refused") {
    for (const char* bad : {"",
                            "0",
                            "20",
                            "202",
                            "20261",
                            "00000000000000",
                            "20261322",
                            "20260230",
                            "2026112225",
                            "20261122101530.",
                            "20261122101530.x",
                            "20261122101530+1",
                            "20261122101530+2500",
                            "20261122101530+0060",
                            "202611221015301",
                            "01/15/2025 14:30:00",
                            "2026-01",
                            "2026-01-15X",
                            "2026-01-15T14",
                            "2026-01-15T14:30:",
                            "2026-01-15T14:30:00.",
                            "2026-01-15T14:30+1",
                            "2026/01/15",
                            "20261122T",
                            "2026-13-01"})
        CHECK(time_text(bad, 0) == "none");
}

TEST_CASE("a written time reads back the same") {
    std::string text;
    append_time(text, at("2026-11-22T02:03:04.056Z"));
    CHECK(text == "20261122020304.056+0000");
    CHECK(time_text(text) == "2026-11-22T02:03:04.056Z");
}

TEST_CASE("no time is written that could not be read") {
    std::string text;
    append_time(text, never);
    CHECK(text == "99991231235959.999+0000");
    append_time(text += ' ', instant::min());
    CHECK(text == "99991231235959.999+0000 00010101000000.000+0000");
}

TEST_CASE("fields of the header are counted from the mark behind its name") {
    auto reader = segment_reader::open("MSH|^~\\&|A|B\rPID|1|2\r");
    REQUIRE(reader);
    segment s;
    REQUIRE(reader->next(s));
    CHECK(s.name() == "MSH");
    CHECK(s.field(1).empty());
    CHECK(s.field(2) == "^~\\&");
    CHECK(s.field(3) == "A");
    CHECK(s.field(4) == "B");
    CHECK(s.field(5).empty());
    REQUIRE(reader->next(s));
    CHECK(s.name() == "PID");
    CHECK(s.field(1) == "1");
    CHECK(s.field(2) == "2");
    CHECK(s.field(3).empty());
}

TEST_CASE("of a header with too many fields the first are read, and of its message all") {
    const std::string marks(200, '|');
    const std::string text = "MSH|^~\\&|A" + marks + "\rOBX|1" + marks + "\rPID|7";
    auto reader = segment_reader::open(text);
    REQUIRE(reader);
    segment s;
    REQUIRE(reader->next(s));
    CHECK(s.field(3) == "A");
    for (std::size_t n = 4; n < 250; ++n) CHECK(s.field(n).empty());
    REQUIRE(reader->next(s));
    CHECK(s.field(1) == "1");
    CHECK(s.field(250).empty());
    REQUIRE(reader->next(s));
    CHECK(s.field(1) == "7");
    CHECK_FALSE(reader->next(s));
}
