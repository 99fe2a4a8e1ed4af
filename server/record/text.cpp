#include "server/record/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace vigil::record {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd"; // U+FFFD

/// Length of the valid character that `text` begins with, 0 if there is none. NUL counts as none.
std::size_t character(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t first = byte(0);
    if (first < 0x80) return first != 0;
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xc0) != 0x80) return 0;
    const bool overlong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
    const bool surrogate = first == 0xed && byte(1) >= 0xa0;
    const bool beyond = first == 0xf4 && byte(1) >= 0x90;
    return overlong || surrogate || beyond ? 0 : length;
}

const instant earliest = from_epoch_ms(-62'135'596'800'000); // 0001-01-01
const instant latest = from_epoch_ms(253'402'300'799'999);   // 9999-12-31

} // namespace

void append_clean(std::string& out, std::string_view text) {
    const auto ordinary = [](char c) { return c > 0; };
    if (std::ranges::all_of(text, ordinary)) {
        out += text;
        return;
    }
    while (!text.empty()) {
        const std::size_t length = character(text);
        out += length ? text.substr(0, length) : replacement;
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
}

void append_bytes(std::string& out, std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\x";
    for (const char c : bytes) {
        const auto byte = static_cast<std::uint8_t>(c);
        out += digits[byte >> 4];
        out += digits[byte & 0xf];
    }
}

instant storable(instant t) {
    return std::clamp(t, earliest, latest);
}

void append_time(std::string& out, instant t) {
    append_rfc3339(out, storable(t));
}

void append_number(std::string& out, double value) {
    if (std::isnan(value)) {
        out += "NaN";
    } else if (std::isinf(value)) {
        out += value > 0 ? "Infinity" : "-Infinity";
    } else {
        std::array<char, 32> digits;
        out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
    }
}

} // namespace vigil::record
