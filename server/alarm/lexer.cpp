#include "server/alarm/lexer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "proto/vitals/suggestion.hpp"

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
constexpr std::array<std::string_view, 13> signs{"<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "(", ")", ","};

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

struct duration_unit {
    std::string_view name;
    double ms;
};
constexpr std::array<duration_unit, 4> duration_units{{{"ms", 1}, {"s", 1e3}, {"min", 60e3}, {"h", 3600e3}}};
constexpr std::array<std::string_view, 12> common_units{"/min", "bpm",   "%",  "mmHg", "kPa", "degC",
                                                        "degF", "L/min", "ms", "s",    "min", "h"};
constexpr std::size_t unit_size_max = 16; ///< bytes; longer than any spelling

struct suffix {
    std::size_t size = 0; ///< 0: there is none
    unit in = unit::none;
    std::optional<double> ms; ///< of a duration
};

std::optional<suffix> suffix_from_text(std::string_view text) {
    for (const duration_unit& d : duration_units)
        if (d.name == text) return suffix{text.size(), unit::none, d.ms};
    if (const auto u = unit_from_text(text)) return suffix{text.size(), *u, {}};
    return {};
}

/// The longest unit that `rest` begins with and that ends there: "mm Hg" is not "mm", nor "/minutes" the unit "/min".
suffix read_suffix(std::string_view rest) {
    if (rest.empty() || is_digit(rest[0])) return {};
    for (std::size_t size = std::min(rest.size(), unit_size_max); size > 0; --size) {
        if (size < rest.size() && (is_letter(rest[size]) || is_digit(rest[size]))) continue;
        if (const auto found = suffix_from_text(rest.substr(0, size))) return *found;
    }
    return {};
}

/// Where the digits of a number end.
std::expected<std::size_t, misread> read_digits(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end == text.size() || text[end] != '.') return end;
    const std::size_t point = end++;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end == point + 1) return std::unexpected{misread{end, "expected a digit after the decimal point"}};
    return end;
}

std::expected<token, misread> as_duration(token t, double unit_ms) {
    t.what = kind::duration;
    t.number *= unit_ms;
    if (t.number > token::duration_hours_max * 3600e3)
        return std::unexpected{misread{t.at, fmt::format("a duration is at most {}h", token::duration_hours_max)}};
    if (t.number != std::floor(t.number))
        return std::unexpected{misread{t.at, "a duration is a whole number of milliseconds"}};
    return t;
}

std::expected<token, misread> read_number(std::string_view text, std::size_t at) {
    const auto end = read_digits(text, at);
    if (!end) return std::unexpected{end.error()};
    token t{.what = kind::number, .at = at};
    if (std::from_chars(text.data() + at, text.data() + *end, t.number).ec != std::errc{})
        return std::unexpected{misread{at, "this number is too large"}};
    const std::size_t unit_at = std::min(text.find_first_not_of(" \t\r\n", *end), text.size());
    const suffix found = read_suffix(text.substr(unit_at));
    if (found.size == 0 && unit_at == *end && unit_at < text.size() && is_letter(text[unit_at])) {
        const std::string_view word = text.substr(unit_at, text.find_first_of(" \t\r\n()<>=!+-*,", unit_at) - unit_at);
        return std::unexpected{
            misread{unit_at, fmt::format("unknown unit '{}' after the number {}{}", word, text.substr(at, *end - at),
                                         did_you_mean(word, common_units))}};
    }
    t.text = text.substr(at, (found.size == 0 ? *end : unit_at + found.size) - at);
    t.in = found.in;
    return found.ms ? as_duration(t, *found.ms) : t;
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
