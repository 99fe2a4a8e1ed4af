#include "proto/hl7/message.hpp"

#include <algorithm>

#include "proto/hl7/scan.hpp"

namespace vigil::hl7 {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

bool line_end(char c) {
    return c == '\r' || c == '\n';
}
bool punctuation(char c) {
    return (c > ' ' && c < '0') || (c > '9' && c < 'A') || (c > 'Z' && c < 'a') || (c > 'z' && c < '\x7f');
}

bool wide(std::string_view text) {
    return text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff") || text.substr(0, 4).contains('\0');
}

bool distinct(std::string_view marks) {
    for (std::size_t i = 0; i < marks.size(); ++i)
        if (!punctuation(marks[i]) || marks.find(marks[i], i + 1) != std::string_view::npos) return false;
    return true;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

/// "0D0A" of \X0D0A\; false (and nothing appended) if it is not pairs of hexadecimal digits.
bool append_hex(std::string& out, std::string_view digits) {
    if (digits.empty() || digits.size() % 2 != 0) return false;
    if (std::ranges::any_of(digits, [](char c) { return hex_digit(c) < 0; })) return false;
    for (std::size_t i = 0; i < digits.size(); i += 2)
        out.push_back(static_cast<char>(hex_digit(digits[i]) * 16 + hex_digit(digits[i + 1])));
    return true;
}

bool append_sequence(std::string& out, std::string_view name, const delimiters& marks) {
    if (name == ".br") return out.push_back('\n'), true;
    if (name.starts_with('X')) return append_hex(out, name.substr(1));
    if (name.size() != 1) return false;
    switch (name.front()) {
        case 'F': return out.push_back(marks.field), true;
        case 'S': return out.push_back(marks.component), true;
        case 'T': return out.push_back(marks.subcomponent), true;
        case 'R': return out.push_back(marks.repetition), true;
        case 'E': return out.push_back(marks.escape), true;
        case 'P': return out.push_back('#'), true; // truncation character of 2.7
        default: return false;
    }
}

} // namespace

std::expected<segment_reader, malformed> segment_reader::open(std::string_view message) {
    if (wide(message)) return std::unexpected(malformed::wide_characters);
    if (message.starts_with(byte_order_mark)) message.remove_prefix(byte_order_mark.size());
    while (!message.empty() && line_end(message.front())) message.remove_prefix(1);
    if (message.empty()) return std::unexpected(malformed::empty);
    if (!message.starts_with("MSH") || message.size() < 4) return std::unexpected(malformed::no_header);
    const char separator = message[3];
    const std::string_view others =
        part(message.substr(4, 6), separator, 1); // four, or five with 2.7's truncation mark
    if (others.size() < 4 || others.size() > 5 || !distinct(message.substr(3, others.size() + 1)))
        return std::unexpected(malformed::bad_delimiters);
    return segment_reader{message, {separator, others[0], others[1], others[2], others[3]}};
}

bool segment_reader::next(segment& out) {
    while (pos_ < text_.size() && line_end(text_[pos_])) ++pos_;
    if (pos_ >= text_.size()) return false;
    std::size_t begin = pos_, end = text_.size(), count = 0;
    std::string_view* const fields = out.fields_.data();
    const auto take = [&](std::size_t at) {
        if (count < fields_max) fields[count++] = std::string_view{text_.data() + begin, at - begin};
        begin = at + 1;
    };
    scan(text_, pos_, marks_.field, '\r', '\n', [&](std::size_t at) {
        take(at);
        if (text_[at] == marks_.field) return true;
        end = at;
        return false;
    });
    if (end == text_.size()) take(end);
    out.count_ = count;
    out.shift_ = out.fields_[0] == "MSH" ? 1 : 0;
    pos_ = end;
    return true;
}

std::string_view part(std::string_view text, char mark, std::size_t n) {
    std::size_t begin = 0;
    for (; n > 1; --n) {
        const std::size_t at = text.find(mark, begin);
        if (at == std::string_view::npos) return {};
        begin = at + 1;
    }
    const std::size_t end = text.find(mark, begin);
    return text.substr(begin, end == std::string_view::npos ? end : end - begin);
}

std::string_view component(std::string_view field, const delimiters& marks, std::size_t n) {
    std::size_t begin = 0, end = 0;
    for (; end < field.size() && field[end] != marks.repetition; ++end) {
        if (field[end] == marks.component) {
            if (--n == 0) break;
            begin = end + 1;
        } else if (n == 1 && field[end] == marks.subcomponent) {
            break;
        }
    }
    if (n > 1) return {};
    const std::string_view found = trimmed(field.substr(begin, end - begin));
    return found == "\"\"" ? std::string_view{} : found;
}

void append_unescaped(std::string& out, std::string_view text, const delimiters& marks) {
    while (true) {
        const std::size_t open = text.find(marks.escape);
        out.append(text.substr(0, open));
        if (open == std::string_view::npos) return;
        const std::size_t close = text.find(marks.escape, open + 1);
        if (close == std::string_view::npos) return out.append(text.substr(open)), void();
        if (!append_sequence(out, text.substr(open + 1, close - open - 1), marks))
            out.append(text.substr(open, close - open + 1));
        text.remove_prefix(close + 1);
    }
}

void append_escaped(std::string& out, std::string_view text, const delimiters& marks) {
    const auto sequence = [&](char name) { out.append({marks.escape, name, marks.escape}); };
    for (const char c : text) {
        if (c == marks.field)
            sequence('F');
        else if (c == marks.component)
            sequence('S');
        else if (c == marks.subcomponent)
            sequence('T');
        else if (c == marks.repetition)
            sequence('R');
        else if (c == marks.escape)
            sequence('E');
        else if (c < 0)
            out.push_back('?');
        else
            out.push_back(c < ' ' || c == '\x7f' ? ' ' : c);
    }
}

} // namespace vigil::hl7
