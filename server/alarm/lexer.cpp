#include "server/alarm/lexer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace vigil::alarm {
namespace {

using kind = token::kind;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/// Longer signs first: "<=" is not "<".
constexpr std::array<std::string_view, 12> signs{"<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "(", ")"};

struct habit {
    std::string_view written, meant;
};
constexpr std::array<habit, 10> habits{{
    {"=", "=="},
    {"&&", "and"},
    {"&", "and"},
    {"||", "or"},
    {"|", "or"},
    {"!", "not"},
    {"\xe2\x89\xa4", "<="},
    {"\xe2\x89\xa5", ">="},
    {"\xe2\x89\xa0", "!="},
    {"\xc3\x97", "*"},
}};

/// The character at the start of `rest`, whole even if it is not ASCII; as a code where it cannot be printed.
std::string character(std::string_view rest) {
    const auto first = static_cast<unsigned char>(rest[0]);
    if (first < 0x20 || first == 0x7f) return fmt::format("\\x{:02x}", first);
    std::size_t length = 1;
    while (length < rest.size() && length < 4 && (static_cast<unsigned char>(rest[length]) & 0xc0) == 0x80) ++length;
    if (first >= 0x80 && (first < 0xc0 || length == 1)) return fmt::format("\\x{:02x}", first);
    return std::string{rest.substr(0, first < 0x80 ? 1 : length)};
}

std::expected<token, misread> read_number(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end < text.size() && text[end] == '.') {
        const std::size_t point = end++;
        while (end < text.size() && is_digit(text[end])) ++end;
        if (end == point + 1) return std::unexpected{misread{end, "expected a digit after the decimal point"}};
    }
    if (end < text.size() && is_letter(text[end]))
        return std::unexpected{misread{end, fmt::format("expected a space or a sign after the number {}, found '{}'",
                                                        text.substr(at, end - at), text[end])}};
    token t{.what = kind::number, .text = text.substr(at, end - at), .at = at};
    const auto [rest, error] = std::from_chars(t.text.data(), t.text.data() + t.text.size(), t.number);
    if (error != std::errc{}) return std::unexpected{misread{at, "this number is too large"}};
    return t;
}

} // namespace

std::expected<token, misread> next_token(std::string_view text, std::size_t from) {
    const std::size_t at = std::min(text.find_first_not_of(" \t\r\n", from), text.size());
    const std::string_view rest = text.substr(at);
    if (rest.empty()) return token{.what = kind::end, .text = rest, .at = at};
    if (is_digit(rest[0])) return read_number(text, at);
    if (is_letter(rest[0])) {
        const auto end = std::ranges::find_if_not(rest, [](char c) { return is_letter(c) || is_digit(c); });
        return token{.what = kind::word, .text = {rest.begin(), end}, .at = at};
    }
    for (const std::string_view sign : signs)
        if (rest.starts_with(sign)) return token{.what = kind::sign, .text = rest.substr(0, sign.size()), .at = at};
    for (const habit& h : habits)
        if (rest.starts_with(h.written))
            return std::unexpected{misread{at, fmt::format("unexpected '{}'; write '{}'", h.written, h.meant)}};
    return std::unexpected{misread{at, fmt::format("unexpected character '{}'", character(rest))}};
}

std::string quoted(const token& t) {
    return t.what == kind::end ? "the end" : fmt::format("'{}'", t.text);
}

} // namespace vigil::alarm
