#include "proto/json/write.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "proto/codes/utf8.hpp"

namespace vigil::json {
namespace {

bool plain(char c) {
    return c >= ' ' && c != '"' && c != '\\' && c != '\x7f';
} // bytes from 0x80 on are negative: not plain

void append_escape(std::string& out, unsigned code) {
    constexpr std::string_view digits = "0123456789abcdef";
    out.append("\\u");
    for (const unsigned shift : {12U, 8U, 4U, 0U}) out.push_back(digits[code >> shift & 0xf]);
}

void append_ascii(std::string& out, char c) {
    switch (c) {
        case '"': out.append("\\\""); return;
        case '\\': out.append("\\\\"); return;
        case '\n': out.append("\\n"); return;
        case '\r': out.append("\\r"); return;
        case '\t': out.append("\\t"); return;
        default: append_escape(out, static_cast<unsigned char>(c));
    }
}

/// One character beyond ASCII, or one byte that belongs to none; returns the bytes used.
std::size_t append_wide(std::string& out, std::string_view text) {
    const std::size_t length = codes::utf8_length(text);
    if (length == 0) return out.append(codes::replacement_character), 1;
    const std::string_view character = text.substr(0, length);
    if (character == "\xe2\x80\xa8")
        append_escape(out, 0x2028);
    else if (character == "\xe2\x80\xa9")
        append_escape(out, 0x2029);
    else
        out.append(character);
    return length;
}

template <class Number>
void append_shortest(std::string& out, Number value) {
    std::array<char, 32> text;
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
    out.append(text.data(), end);
}

} // namespace

void append_string(std::string& out, std::string_view text) {
    out.push_back('"');
    while (!text.empty()) {
        std::size_t size = 0;
        while (size < text.size() && plain(text[size])) ++size;
        out.append(text.substr(0, size));
        text.remove_prefix(size);
        if (text.empty()) break;
        if (text.front() < 0) {
            text.remove_prefix(append_wide(out, text));
        } else {
            append_ascii(out, text.front());
            text.remove_prefix(1);
        }
    }
    out.push_back('"');
}

void append_number(std::string& out, double value) {
    if (std::isfinite(value))
        append_shortest(out, value);
    else
        out.append("null");
}

void append_integer(std::string& out, std::uint64_t value) {
    append_shortest(out, value);
}

void append_time(std::string& out, instant t) {
    out.push_back('"');
    append_rfc3339(out, t);
    out.push_back('"');
}

} // namespace vigil::json
