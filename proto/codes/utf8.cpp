#include "proto/codes/utf8.hpp"

#include <algorithm>

namespace vigil::codes {
namespace {

unsigned byte(std::string_view text, std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

} // namespace

std::size_t utf8_length(std::string_view text) {
    const unsigned first = byte(text, 0), second = byte(text, 1);
    const auto continues = [&](std::size_t at) { return (byte(text, at) & 0xc0) == 0x80; };
    if (text.empty()) return 0;
    if (first < 0x80) return 1;
    if (first < 0xc2 || first > 0xf4 || !continues(1)) return 0;
    if (first < 0xe0) return 2;
    if (!continues(2)) return 0;
    if (first < 0xf0) return (first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ? 0 : 3;
    if (!continues(3)) return 0;
    return (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f) ? 0 : 4;
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

} // namespace vigil::codes
