#include "proto/hl7/text.hpp"

#include <doctest/doctest.h>

#include "tests/unit/proto/hl7/sample.hpp"

using namespace vigil;
using namespace vigil::hl7;

namespace {

std::string with_charset(std::string_view charset, std::string_view name) {
    std::string text = "MSH|^~\\&|MON||||20261122020000+0000||ORU^R01|1|P|2.6||||||";
    return text.append(charset).append("\rPID|||P-17||").append(name).append("\r");
}

struct converted {
    std::string utf8;
    std::string charset;
    bool replaced = false;
    bool unknown = false;
};

converted read(const std::string& bytes, std::string_view fallback = {}) {
    text_reader reader;
    const auto out = reader.read(bytes, fallback);
    REQUIRE(out);
    return {std::string{out->utf8}, std::string{out->charset}, out->replaced, out->unknown_charset};
}

std::string name_of(std::string_view charset, std::string_view name) {
    const std::string text = read(with_charset(charset, name)).utf8;
    const std::size_t at = text.find("P-17||") + 6;
    return text.substr(at, text.find('\r', at) - at);
}

} // namespace

TEST_CASE("plain ASCII and valid UTF-8 are looked at where they stand") {
    text_reader reader;
    for (const std::string_view charset : {"", "ASCII", "8859/1", "UNICODE UTF-8", "~ISO IR87", "GB 18030-2000"}) {
        const std::string plain = with_charset(charset, "Doe^John");
        CHECK(reader.read(plain, "")->utf8.data() == plain.data());
    }
    const std::string utf8 = with_charset("UNICODE UTF-8", "M\xc3\xbcller");
    CHECK(reader.read(utf8, "")->utf8.data() == utf8.data());
    CHECK_FALSE(reader.read(utf8, "")->replaced);
}

TEST_CASE("each character set of table 0211 becomes UTF-8, misspelt or not") {
    for (const std::string_view latin : {"8859/1", "ISO-8859-1", "iso8859_1", "ISO 8859/1"})
        CHECK(name_of(latin, "M\xfcller") == "M\xc3\xbcller");
    CHECK(name_of("8859/2", "\xa3") == "\xc5\x81");
    CHECK(name_of("8859/5", "\xd4") == "\xd0\xb4");
    CHECK(name_of("8859/6", "\xc7") == "\xd8\xa7");
    CHECK(name_of("8859/7", "\xe1") == "\xce\xb1");
    CHECK(name_of("8859/8", "\xe0") == "\xd7\x90");
    CHECK(name_of("8859/9", "\xfd") == "\xc4\xb1");
    CHECK(name_of("8859/11", "\xa1") == "\xe0\xb8\x81");
    CHECK(name_of("8859/15", "\xa4") == "\xe2\x82\xac");
    for (const int part : {3, 4, 10, 13, 14})
        CHECK_FALSE(read(with_charset("8859/" + std::to_string(part), "\xe1")).unknown);
    for (const std::string_view utf8 : {"UTF-8", "UTF8", "UNICODE", "unicode utf-8", "ASCII", ""})
        CHECK(name_of(utf8, "\xe5\xb1\xb1") == "\xe5\xb1\xb1");
    CHECK(name_of("GB 18030-2000", "\xd6\xd0") == "\xe4\xb8\xad");
    CHECK(name_of("GB2312", "\xd6\xd0") == "\xe4\xb8\xad");
}

TEST_CASE("a loss is told of the message that has it, and not of the next") {
    text_reader reader;
    const std::string bad = with_charset("GB 18030-2000", "\xff"), good = with_charset("GB 18030-2000", "\xd6\xd0");
    CHECK(reader.read(bad, "")->replaced);
    CHECK_FALSE(reader.read(good, "")->replaced);
}

TEST_CASE("in ISO-2022-JP the bytes of delimiters inside characters split nothing") {
    // Two characters whose bytes are "|^" and "~&"'s neighbours: ESC $ B, 0x4A7C 0x4A5E, ESC ( B
    const std::string name = "\x1b$BJ|J^\x1b(B^x";
    for (const std::string_view charset :
         {"~ISO IR87", "ISO IR87", "~ISO IR14~ISO IR87", "~ISO IR159", "ASCII~ISO IR87"}) {
        CAPTURE(charset);
        const decoded d{with_charset(charset, name)};
        REQUIRE(d.result);
        CHECK(d.content.patient_name == "\xe6\x94\xbe\xe8\x88\x97, x");
    }
    CHECK(read(with_charset("~ISO IR87", name)).charset == "ISO IR87");
    SUBCASE("nor do they in the fields before MSH-18") {
        std::string text = with_charset("~ISO IR87", name);
        text.replace(text.find("MON"), 3, "\x1b$BJ|J|\x1b(B");
        CHECK(decoded{text}.content.patient_name == "\xe6\x94\xbe\xe8\x88\x97, x");
    }
}

TEST_CASE("bytes that are no characters are replaced one by one, and it is told") {
    const converted bad = read(with_charset("", "M\xfcl\xffler"));
    CHECK(bad.replaced);
    CHECK(bad.utf8.contains("M\xef\xbf\xbdl\xef\xbf\xbdler"));
    CHECK(read(with_charset("8859/3", "a\xa5z")).replaced); // 0xA5 is none of 8859/3
    CHECK(read(with_charset("~ISO IR87", "\x1b$B\x7f\x7f\x1b(B")).replaced);
    CHECK_FALSE(read(with_charset("8859/1", "\xfc")).replaced);
}

TEST_CASE("an unknown character set is read as UTF-8, and it is told") {
    for (const std::string_view unknown : {"ISO IR 999", "8859/12", "8859/16", "EBCDIC", "8859/1x",
                                           "a name that is longer than any character set has"}) {
        CAPTURE(unknown);
        CHECK(read(with_charset(unknown, "Doe")).unknown);
        CHECK(name_of(unknown, "M\xc3\xbcller") == "M\xc3\xbcller");
    }
    CHECK_FALSE(read(with_charset("8859/15", "Doe")).unknown);
}

TEST_CASE("where MSH-18 is empty or missing the sender's configured set counts") {
    std::string bytes = with_charset("", "M\xfcller");
    CHECK(read(bytes, "8859/1").utf8.contains("M\xc3\xbcller"));
    CHECK(read("MSH|^~\\&|A\rPID|||1||M\xfcller", "8859/1").utf8.contains("M\xc3\xbcller"));
    CHECK(read(bytes, "8859/1").charset == "8859/1");
    CHECK(read(with_charset("8859/2", "\xa3"), "8859/1").utf8.contains("\xc5\x81"));
    CHECK(read("\xa3 no header", "8859/1").utf8 == "\xc2\xa3 no header");
}

TEST_CASE("a batch's first message speaks for all") {
    const std::string batch = "FHS|^~\\&|A\rBHS|^~\\&|A\r" + with_charset("8859/1", "M\xfcller") + "BTS|1\r";
    CHECK(read(batch).utf8.contains("M\xc3\xbcller"));
    CHECK(read("BHS|^~\\&|A\rBTS|0\r").charset.empty());
}

TEST_CASE("UTF-16 and UTF-32 are refused with what to send instead") {
    text_reader reader;
    for (const std::string& bytes :
         {std::string{"\xff\xfeM\0S\0", 6}, std::string{"\xfe\xff\0M", 4}, std::string{"M\0S\0H\0", 6},
          std::string{"\0\0\0M", 4}, with_charset("UNICODE UTF-16", "Doe"), with_charset("UTF-32", "Doe")}) {
        const auto out = reader.read(bytes, "");
        REQUIRE_FALSE(out);
        CHECK(out.error().contains("send UTF-8"));
    }
}

TEST_CASE("one reader serves messages of any sets, one after the other") {
    text_reader reader;
    const std::string latin = with_charset("8859/1", "\xfc"), greek = with_charset("8859/7", "\xe1"),
                      plain = with_charset("", "x");
    for (int i = 0; i < 3; ++i) {
        CHECK(reader.read(latin, "")->utf8.contains("\xc3\xbc"));
        CHECK(reader.read(greek, "")->utf8.contains("\xce\xb1"));
        CHECK(reader.read(plain, "")->utf8 == plain);
    }
}

TEST_CASE("text that is cut anywhere is survived") {
    const std::string name = "\x1b$BJ|J^\x1b(B^x";
    for (const std::string_view charset : {"~ISO IR87", "8859/1", "GB 18030-2000", "UTF-8"}) {
        const std::string whole = with_charset(charset, name + "\xd6\xd0\xfc");
        for (std::size_t size = 0; size <= whole.size(); ++size) {
            const std::string cut = whole.substr(0, size);
            text_reader reader;
            CHECK(reader.read(cut, ""));
        }
    }
}
