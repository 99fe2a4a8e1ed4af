#include "proto/hl7/framing.hpp"

#include <vector>

#include <doctest/doctest.h>

#include "tests/unit/proto/hl7/sample.hpp"

using namespace vigil::hl7;

namespace {

/// Everything a decoder makes of a stream, as text: comparable, and it says what differs.
struct transcript {
    std::vector<std::string> items;
    framing_counts counts;
    bool unfinished = false;

    bool operator==(const transcript& other) const {
        return items == other.items && counts.filler_bytes == other.counts.filler_bytes &&
               counts.garbage_bytes == other.counts.garbage_bytes &&
               counts.skipped_bytes == other.counts.skipped_bytes && unfinished == other.unfinished;
    }
};

/// Feeds `stream` in pieces that end at the given positions, each in memory of its own that is gone afterwards.
transcript decode(std::string_view stream, const std::vector<std::size_t>& cuts, std::size_t bytes_max,
                  bool needs_cr = false) {
    frame_decoder decoder{bytes_max};
    decoder.end_block_needs_cr(needs_cr);
    transcript out;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= cuts.size(); ++i) {
        const std::size_t end = i < cuts.size() ? cuts[i] : stream.size();
        const std::vector<char> piece(stream.begin() + static_cast<std::ptrdiff_t>(begin),
                                      stream.begin() + static_cast<std::ptrdiff_t>(end));
        decoder.feed({piece.data(), piece.size()});
        while (const auto item = decoder.next())
            out.items.push_back("WTL"[static_cast<int>(item->what)] + std::string{item->bytes});
        begin = end;
    }
    out.counts = decoder.counts();
    out.unfinished = decoder.unfinished();
    return out;
}

transcript decode_at_once(std::string_view stream, std::size_t bytes_max = 1 << 20) {
    return decode(stream, {}, bytes_max);
}

std::vector<std::size_t> every_byte(std::size_t size) {
    std::vector<std::size_t> cuts;
    for (std::size_t i = 1; i < size; ++i) cuts.push_back(i);
    return cuts;
}

std::string framed(std::string_view text) {
    std::string out;
    append_frame(out, text);
    return out;
}

} // namespace

TEST_CASE("a frame's content comes out as it went in") {
    const std::string text = sample("ihe-pcd01-request.hl7");
    CHECK(decode_at_once(framed(text)).items == std::vector<std::string>{"W" + text});
    CHECK(decode_at_once(framed("")).items == std::vector<std::string>{"W"});
    for (const char* file :
         {"cosyte-r1-oru-r01.frame.bin", "cosyte-r1-adt-a01.frame.bin", "cosyte-r1-ack-aa.frame.bin"}) {
        const transcript t = decode_at_once(sample(file));
        REQUIRE(t.items.size() == 1);
        CHECK(framed(t.items[0].substr(1)) == sample(file));
        CHECK(t.counts.garbage_bytes + t.counts.filler_bytes == 0);
    }
}

TEST_CASE("however a stream is cut, the frames and counts are the same") {
    const std::string_view odd =
        "noise\x0b"
        "MSH|a\x1c\r\n"
        "\x0b"
        "cut off\x0b"
        "MSH|b\x1c"
        "\x0b"
        "MSH|c\x1c\r\r\x1c"
        "\x0b"
        "far too long for this decoder\x1c\r"
        "\x0b"
        "longer again and no end\x0b"
        "MSH|d\x1c\r"
        "\x0b"
        "exactly 12 b\x1c"
        "x\x0b"
        "exactly 13 by\x1c"
        "\x0bMSH|unfinished";
    std::string stream{odd};
    stream.insert(stream.find('\n') + 1, 1, '\0');
    const transcript expected = decode_at_once(stream, 12);
    CHECK(expected.items == std::vector<std::string>{"WMSH|a", "Tcut off", "WMSH|b", "WMSH|c", "Lfar too long",
                                                     "Llonger again", "WMSH|d", "Wexactly 12 b", "Lexactly 13 b",
                                                     "LMSH|unfinish"});
    CHECK(expected.unfinished);
    CHECK(decode(stream, every_byte(stream.size()), 12) == expected);
    for (std::size_t cut = 0; cut <= stream.size(); ++cut) CHECK(decode(stream, {cut}, 12) == expected);
    for (std::size_t a = 1; a < stream.size(); ++a)
        for (std::size_t b = a; b < stream.size(); b += 5) REQUIRE(decode(stream, {a, b}, 12) == expected);
}

TEST_CASE("each sample cut at every byte gives the same frame") {
    for (const char* file : {"ihe-pcd01-request.hl7", "ihe-pcd01-request2.hl7", "ihe-pcd01-maximum-request.hl7",
                             "philips-mdil-urhl7.hl7", "draeger-pcd04-alarm.hl7"}) {
        const std::string stream = framed(sample(file));
        const transcript expected = decode_at_once(stream);
        REQUIRE(expected.items.size() == 1);
        CHECK(decode(stream, every_byte(stream.size()), 1 << 20) == expected);
        for (std::size_t cut = 0; cut <= stream.size(); ++cut) REQUIRE(decode(stream, {cut}, 1 << 20) == expected);
    }
}

TEST_CASE("512 frames in one write come out one by one, in order, without a copy") {
    std::string stream;
    for (int i = 0; i < 512; ++i) append_frame(stream, "MSH|" + std::to_string(i));
    frame_decoder decoder;
    decoder.feed(stream);
    for (int i = 0; i < 512; ++i) {
        const auto item = decoder.next();
        REQUIRE(item);
        CHECK(item->bytes == "MSH|" + std::to_string(i));
        CHECK(item->bytes.data() > stream.data());
        CHECK(item->bytes.data() < stream.data() + stream.size());
    }
    CHECK_FALSE(decoder.next());
    CHECK_FALSE(decoder.unfinished());
}

TEST_CASE("what stands between frames is counted: harmless filler apart from garbage") {
    std::string stream{"GET /\r\n"};
    stream += framed("MSH|1");
    stream.append("\0\r\n", 3);
    stream += framed("MSH|2");
    const transcript t = decode_at_once(stream);
    CHECK(t.items.size() == 2);
    CHECK(t.counts.filler_bytes == 5);
    CHECK(t.counts.garbage_bytes == 5);
}

TEST_CASE("the first kilobyte of a frame that is too long is given, so that it can be answered") {
    const std::string text = "MSH|" + std::string(100'000, 'x');
    const transcript t = decode_at_once(framed(text), 50'000);
    REQUIRE(t.items.size() == 1);
    CHECK(t.items[0] == "L" + text.substr(0, 1024));
    CHECK(t.counts.skipped_bytes == text.size() - 50'000);
    CHECK_FALSE(t.unfinished);
}

TEST_CASE("a start block written twice begins one frame") {
    const transcript t = decode_at_once("\x0b\x0bMSH|1\x1c\r");
    CHECK(t.items == std::vector<std::string>{"WMSH|1"});
    CHECK(t.counts.garbage_bytes == 1);
}

TEST_CASE("a lenient sender's 0x1C ends a frame only before 0x0D") {
    const std::string stream =
        "\x0bMSH|a\x1c"
        "b\x1c\x1c\r\x0bMSH|c\x1c\r";
    const transcript t = decode(stream, {}, 100, true);
    CHECK(t.items == std::vector<std::string>{"WMSH|a\x1c"
                                              "b\x1c",
                                              "WMSH|c"});
    CHECK(t.counts.garbage_bytes + t.counts.filler_bytes == 0);
    CHECK(decode("\x0bMSH|a\x1c", {}, 100, true).unfinished); // the byte that decides has not come
    CHECK(decode("\x0bMSH|a\x1c", {}, 100, false).items.size() == 1);
}

TEST_CASE("what the end of a connection cuts off is given out as far as it came") {
    const auto ended = [](std::string_view stream, bool needs_cr) -> std::optional<std::string> {
        frame_decoder decoder;
        decoder.end_block_needs_cr(needs_cr);
        decoder.feed(stream);
        while (decoder.next()) {
        }
        const auto last = decoder.end();
        CHECK_FALSE(decoder.unfinished());
        if (!last) return {};
        return "WTL"[static_cast<int>(last->what)] + std::string{last->bytes};
    };
    CHECK(ended("\x0bMSH|a", false) == "TMSH|a");
    CHECK(ended("\x0bMSH|1\x1c\r\x0bMSH|2", false) == "TMSH|2");
    CHECK(ended("\x0bMSH|a\x1c", true) == "WMSH|a"); // nothing follows that could make it data
    for (const std::string_view none : {"", "\x0b", "\x0bMSH|1\x1c\r", "garbage"}) CHECK_FALSE(ended(none, false));
}

TEST_CASE("however a lenient sender's stream is cut, the frames and counts are the same") {
    const std::string stream =
        "x\x0b"
        "a\x1c\r\r"
        "\x0b"
        "b\x1c"
        "c\x1c\x1c\r\n"
        "\x0b"
        "cut\x1c"
        "\x0b"
        "exactly 12 b\x1c"
        "\r"
        "\x0b"
        "exactly 12 b\x1c"
        "too"
        "\x1c\r"
        "\x0b"
        "far too long to take\x1c"
        "and\x1c\x1c\r"
        "\x0b"
        "too long, cut off\x1c"
        "\x0b"
        "d\x1c\r\x0b\x0b"
        "e\x1c\r"
        "\x0b"
        "open\x1c";
    const transcript expected = decode(stream, {}, 12, true);
    CHECK(expected.items == std::vector<std::string>{"Wa",
                                                     "Wb\x1c"
                                                     "c\x1c",
                                                     "Tcut\x1c", "Wexactly 12 b", "Lexactly 12 b", "Lfar too long",
                                                     "Ltoo long, cu", "Wd", "We"});
    CHECK(expected.unfinished);
    CHECK(decode(stream, every_byte(stream.size()), 12, true) == expected);
    for (std::size_t cut = 0; cut <= stream.size(); ++cut) REQUIRE(decode(stream, {cut}, 12, true) == expected);
    for (std::size_t a = 1; a < stream.size(); ++a)
        for (std::size_t b = a; b < stream.size(); ++b) REQUIRE(decode(stream, {a, b}, 12, true) == expected);
}
