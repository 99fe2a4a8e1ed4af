#include "proto/hl7/scan.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace vigil::hl7;

TEST_CASE("a line's marks are found wherever they stand, and none behind its end") {
    std::uint32_t random = 1;
    const auto next = [&](std::uint32_t below) { return (random = random * 1664525 + 1013904223) % 65536 % below; };
    std::size_t found_in_all = 0;
    for (std::size_t size = 0; size < 300; ++size) {
        // Its own memory, so that a byte read behind it is seen.
        std::vector<char> bytes(size);
        for (char& c : bytes) c = "||ab\xff\x80"[next(6)];
        if (size > 0 && size % 3 != 0) bytes[next(static_cast<std::uint32_t>(size))] = size % 2 != 0 ? '\r' : '\n';
        const std::string_view text{bytes.data(), size};
        std::vector<std::size_t> found, expected;
        const std::size_t end = line_scanner{}.scan(text, 0, '|', [&](std::size_t from, std::uint64_t marks) {
            each_mark(from, marks, [&](std::size_t at) { found.push_back(at); });
        });
        const std::size_t expected_end = std::min(text.find_first_of("\r\n"), size);
        for (std::size_t i = 0; i < expected_end; ++i)
            if (text[i] == '|') expected.push_back(i);
        CAPTURE(size);
        CHECK(end == expected_end);
        CHECK(found == expected);
        found_in_all += found.size();
    }
    CHECK(found_in_all > 1000);
}

TEST_CASE("of line after line the marks are found, wherever 64 bytes end") {
    std::uint32_t random = 7;
    const auto next = [&](std::uint32_t below) { return (random = random * 1664525 + 1013904223) % 65536 % below; };
    std::size_t lines_in_all = 0;
    for (int round = 0; round < 200; ++round) {
        std::vector<char> bytes(next(1500));
        const std::uint32_t rareness = 6 + next(150);
        for (char& c : bytes) c = "|\r\n|ab"[std::min(next(rareness), 5U)];
        const std::string_view text{bytes.data(), bytes.size()};
        line_scanner lines;
        for (std::size_t pos = 0; pos < text.size();) {
            std::vector<std::size_t> found, expected;
            const std::size_t end = lines.scan(text, pos, '|', [&](std::size_t from, std::uint64_t marks) {
                each_mark(from, marks, [&](std::size_t at) { found.push_back(at); });
            });
            const std::size_t expected_end = std::min(text.find_first_of("\r\n", pos), text.size());
            for (std::size_t i = pos; i < expected_end; ++i)
                if (text[i] == '|') expected.push_back(i);
            CAPTURE(round);
            CAPTURE(pos);
            REQUIRE(end == expected_end);
            REQUIRE(found == expected);
            pos = end + 1;
            ++lines_in_all;
        }
    }
    CHECK(lines_in_all > 1000);
}
