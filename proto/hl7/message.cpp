#include "proto/hl7/message.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>

#include "proto/codes/utf8.hpp"
#include "proto/hl7/framing.hpp"

namespace vigil::hl7 {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

bool line_end(char c) {
    return c == '\r' || c == '\n';
}
constexpr bool punctuation(char c) {
    return (c > ' ' && c < '0') || (c > '9' && c < 'A') || (c > 'Z' && c < 'a') || (c > 'z' && c < '\x7f');
}

/// Saves comparing most characters with each of the marks.
constexpr auto may_be_mark = [] {
    std::array<bool, 256> out{};
    for (std::size_t c = 0; c < out.size(); ++c) out[c] = punctuation(static_cast<char>(c));
    return out;
}();

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

/// ".sp+2": a formatting command and how much of it.
bool append_formatting(std::string& out, std::string_view command) {
    const auto is_one_of = [&](std::initializer_list<std::string_view> known) {
        return std::ranges::any_of(known, [&](std::string_view k) { return command.starts_with(k); });
    };
    if (is_one_of({".br", ".sp", ".ce"})) return out.push_back('\n'), true;
    if (command.starts_with(".sk")) return out.push_back(' '), true;
    return is_one_of({".in", ".ti", ".fi", ".nf"});
}

bool append_sequence(std::string& out, std::string_view name, const delimiters& marks) {
    if (name.starts_with('.')) return append_formatting(out, name);
    if (name.starts_with('X')) return append_hex(out, name.substr(1));
    if (name.size() != 1) return false;
    switch (name.front()) {
        case 'F': return out.push_back(marks.field), true;
        case 'S': return out.push_back(marks.component), true;
        case 'T': return out.push_back(marks.subcomponent), true;
        case 'R': return out.push_back(marks.repetition), true;
        case 'E': return out.push_back(marks.escape), true;
        case 'P': return out.push_back('#'), true; // truncation character of 2.7
        case 'H':
        case 'N': return true; // highlighting on and off
        default: return false;
    }
}

/// Without what stands round a message and is not part of it.
std::string_view unwrapped(std::string_view message) {
    if (message.starts_with(start_block)) message.remove_prefix(1);
    if (message.starts_with(byte_order_mark)) message.remove_prefix(byte_order_mark.size());
    while (!message.empty() && line_end(message.front())) message.remove_prefix(1);
    if (message.ends_with('\r')) message.remove_suffix(1);
    if (message.ends_with(end_block)) message.remove_suffix(1);
    return message;
}

/// The marks of MSH-1 and MSH-2; of five in MSH-2 the last is 2.7's truncation mark.
std::optional<delimiters> read_marks(char separator, std::string_view others) {
    if (others.size() != 4 && others.size() != 5) return {};
    const bool doubled_escape = others.size() == 5 && others[2] == others[3];
    const delimiters marks{separator, others[0], others[1], others[2], others[doubled_escape ? 4 : 3]};
    const char all[] = {separator, others[0], others[1], others[2], marks.subcomponent, others.back()};
    const std::size_t count = others.size() == 5 && !doubled_escape ? 6 : 5;
    return distinct({all, count}) ? std::optional{marks} : std::nullopt;
}

std::string_view without_null(std::string_view text) {
    text = trimmed(text);
    return text == "\"\"" ? std::string_view{} : text;
}

} // namespace

std::expected<segment_reader, malformed> segment_reader::open(std::string_view message) {
    if (wide(message)) return std::unexpected(malformed::wide_characters);
    message = unwrapped(message);
    if (message.empty()) return std::unexpected(malformed::empty);
    if (!message.starts_with("MSH") || message.size() < 4) return std::unexpected(malformed::no_header);
    const auto marks = read_marks(message[3], part(message.substr(4, 6), message[3], 1));
    if (!marks) return std::unexpected(malformed::bad_delimiters);
    return segment_reader{message, *marks};
}

bool segment_reader::next(segment& out) {
    while (pos_ < text_.size() && line_end(text_[pos_])) ++pos_;
    if (pos_ >= text_.size()) return false;
    out.text_ = text_.data();
    std::uint32_t* const starts = out.starts_.data();
    starts[0] = static_cast<std::uint32_t>(pos_);
    std::size_t count = 0;
    const auto take = [&](std::size_t from, std::uint64_t marks) {
        for (; marks != 0 && count < fields_max; marks &= marks - 1)
            starts[++count] =
                static_cast<std::uint32_t>(from) + static_cast<std::uint32_t>(std::countr_zero(marks)) + 1;
    };
    pos_ = lines_.scan(text_, pos_, marks_.field, take);
    take(pos_, 1);
    out.name_size_ = starts[1] - starts[0] - 1;
    out.letters_ = segment::packed(out.name());
    if (out.is("MSH")) { // room for MSH-1
        std::copy_backward(starts + 1, starts + count + 1, starts + count + 2);
        ++count;
        --starts[1];
    }
    out.count_ = static_cast<std::uint32_t>(count);
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

std::string_view component_of(std::string_view field, const delimiters& marks, std::size_t n) {
    const char *at = field.data(), *const last = at + field.size();
    const auto skip_to = [&](char a, char b, char c) {
        const auto is_any = [&](char here) {
            return may_be_mark[static_cast<unsigned char>(here)] && (here == a || here == b || here == c);
        };
        while (at != last && !is_any(*at)) ++at;
    };
    for (; n > 1; --n, ++at) {
        skip_to(marks.component, marks.repetition, marks.component);
        if (at == last || *at == marks.repetition) return {};
    }
    const char* const begin = at;
    skip_to(marks.component, marks.repetition, marks.subcomponent);
    return without_null({begin, at});
}

std::string_view read_field(const segment& from, const dialects::path& where, const delimiters& marks) {
    const std::string_view field = from.field(where.field);
    if (where.component == 0 && from.is("MSH")) return without_null(field);
    std::string_view found;
    each_repetition(field, marks.repetition, [&](std::string_view one) {
        const std::size_t n = where.component == 0 ? 1 : where.component;
        if (where.subcomponent <= 1) return found = component(one, marks, n), found.empty();
        found = without_null(part(part(one, marks.component, n), marks.subcomponent, where.subcomponent));
        return found.empty();
    });
    return found;
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

void append_plain(std::string& out, std::string_view text, const delimiters& marks) {
    if (!text.contains(marks.escape)) return out.append(text), void();
    const std::size_t before = out.size();
    append_unescaped(out, text, marks);
    if (codes::is_ascii(std::string_view{out}.substr(before))) return;
    const std::string unescaped = out.substr(before);
    out.resize(before);
    for (std::string_view rest = unescaped; !rest.empty();) {
        const std::size_t length = codes::utf8_length(rest);
        out.append(length == 0 ? codes::replacement_character : rest.substr(0, length));
        rest.remove_prefix(length == 0 ? 1 : length);
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
