#include "server/app/terminal_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "proto/codes/utf8.hpp"

namespace vigil::app {
namespace {

void append_byte(std::string& out, char c) {
    switch (c) {
        case '\r': out += "\\r"; return;
        case '\n': out += "\\n"; return;
        case '\t': out += "\\t"; return;
        default: fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(c));
    }
}

/// A whole character that only shows itself; 0 if there is none at the front.
std::size_t harmless(std::string_view text) {
    const std::size_t length = codes::utf8_length(text);
    const auto first = static_cast<unsigned char>(text.front());
    const bool c0 = length == 1 && (first < 0x20 || first == 0x7f);
    const bool c1 = length == 2 && first == 0xc2 && static_cast<unsigned char>(text[1]) < 0xa0;
    return c0 || c1 ? 0 : length;
}

std::string shown(std::string_view text, bool segments) {
    std::string out;
    while (!text.empty()) {
        const std::size_t length = std::max<std::size_t>(harmless(text), 1);
        if (harmless(text))
            out += text.substr(0, length);
        else
            append_byte(out, text.front());
        const char last = text.front();
        text.remove_prefix(length);
        const bool ends_line = last == '\n' || (last == '\r' && !text.starts_with('\n'));
        if (segments && ends_line) out += '\n';
    }
    return out;
}

} // namespace

std::string on_one_line(std::string_view text) {
    return shown(text, false);
}

std::string as_segments(std::string_view raw) {
    std::string out = shown(raw, true);
    if (!out.empty() && !out.ends_with('\n')) out += '\n';
    return out;
}

std::string fitted(std::string_view one_line, std::size_t width) {
    std::string out;
    std::size_t characters = 0, before_last = 0;
    while (!one_line.empty() && characters < width) {
        const std::size_t length = std::max<std::size_t>(codes::utf8_length(one_line), 1);
        before_last = out.size();
        out += one_line.substr(0, length);
        one_line.remove_prefix(length);
        ++characters;
    }
    if (!one_line.empty() && width > 0) {
        out.resize(before_last);
        out += "…";
    }
    return out.append(width - characters, ' ');
}

std::string hexdump(std::string_view raw) {
    constexpr std::size_t row = 16;
    std::string out;
    for (std::size_t at = 0; at < raw.size(); at += row) {
        const std::string_view part = raw.substr(at, row);
        fmt::format_to(std::back_inserter(out), "{:08x} ", at);
        for (const char c : part) fmt::format_to(std::back_inserter(out), " {:02x}", static_cast<unsigned char>(c));
        out.append(3 * (row - part.size()) + 2, ' ');
        for (const char c : part) out += c >= ' ' && c <= '~' ? c : '.';
        out += '\n';
    }
    return out;
}

} // namespace vigil::app
