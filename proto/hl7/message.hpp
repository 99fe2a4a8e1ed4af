// A message as segments, fields and components: views into the frame, nothing copied, nothing allocated.
// Bounds: the frame's size (framing), segments_max, fields_max, repetitions_max. Linear in the frame's size; no
// recursion.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "proto/dialects/dialect.hpp"
#include "proto/hl7/scan.hpp"

namespace vigil::hl7 {

inline constexpr std::size_t segments_max = 10'000;
inline constexpr std::size_t fields_max = 40;      ///< of a segment; nothing Vigil reads stands further back
inline constexpr std::size_t repetitions_max = 32; ///< of a field; later ones are not looked at

struct delimiters {
    char field = '|';
    char component = '^';
    char repetition = '~';
    char escape = '\\';
    char subcomponent = '&';
};

enum class malformed : std::uint8_t {
    empty,
    wide_characters, ///< UTF-16 or UTF-32
    no_header,       ///< does not begin with MSH
    bad_delimiters,  ///< MSH-1 and MSH-2 are not five distinct punctuation marks
};

/// One segment; counts fields as HL7 does: field(1) is the first after the name. MSH-1, the separator itself, is empty.
class segment {
public:
    /// "OBX"; compare with is().
    std::string_view name() const { return {text_ + starts_[0], name_size_}; }
    /// In any case of letters: some senders write "obx", and its data must not be lost.
    bool is(std::string_view three_letters) const { return letters_ == packed(three_letters); }
    bool is_of(const dialects::path& where) const { return letters_ == std::bit_cast<std::uint32_t>(where.segment); }
    /// As sent, escapes and all; empty if the segment ends before it.
    std::string_view field(std::size_t n) const {
        if (n >= count_) return {};
        return {text_ + starts_[n], std::size_t{starts_[n + 1]} - starts_[n] - 1};
    }

private:
    friend class segment_reader;
    /// Three capital letters as dialects::path has them, as one number; 0 for a name of another length.
    static constexpr std::uint32_t packed(std::string_view name) {
        if (name.size() != 3) return 0;
        const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; };
        return std::bit_cast<std::uint32_t>(std::array{upper(name[0]), upper(name[1]), upper(name[2]), '\0'});
    }
    const char* text_ = nullptr; ///< of the whole message
    std::uint32_t letters_ = 0;  ///< of the name
    std::uint32_t name_size_ = 0;
    std::uint32_t count_ = 0;
    std::array<std::uint32_t, fields_max + 2> starts_{}; ///< of each field in text_; each ends one byte before the next
};

/// Walks the segments of one message. Segments end in CR, LF or CRLF; empty lines are passed over.
class segment_reader {
public:
    segment_reader() = default; ///< of an empty message
    /// Reads MSH's delimiters. Tolerated: a byte order mark or line ends before MSH, block characters of MLLP round the
    /// message, a doubled escape mark in MSH-2 (senders that escape it for their own source write `^~\\\\&`).
    static std::expected<segment_reader, malformed> open(std::string_view message);

    /// False at the end.
    bool next(segment& out);
    const delimiters& marks() const { return marks_; }
    /// The last segment has its end too; many senders leave it out, so that alone is no sign of a cut message.
    bool ended() const { return text_.ends_with('\r') || text_.ends_with('\n'); }

private:
    segment_reader(std::string_view message, delimiters marks) : text_(message), marks_(marks) {}

    std::string_view text_;
    std::size_t pos_ = 0;
    line_scanner lines_;
    delimiters marks_;
};

/// Without spaces and tabs at its ends.
inline std::string_view trimmed(std::string_view text) {
    if (text.empty() || (text.front() > ' ' && text.back() > ' ')) return text; // nearly always
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// The n-th part (from 1) of `text` cut at `mark`; empty if there are fewer.
std::string_view part(std::string_view text, char mark, std::size_t n);

/// First repetition, then component n, then its first sub-component: how nearly every field is read. "\"\"" (HL7's
/// null) is empty too.
std::string_view component_of(std::string_view field, const delimiters& marks, std::size_t n);
inline std::string_view component(std::string_view field, const delimiters& marks, std::size_t n) {
    return field.empty() ? field : component_of(field, marks, n); // half of those that are asked for
}

/// What stands at a place of a segment of that name: in the first repetition that has something there, a component (a
/// path that names none: the first; in MSH the whole field) and its sub-component (the first, if none is named).
std::string_view read_field(const segment& from, const dialects::path& where, const delimiters& marks);
inline std::string_view read_path(const segment& from, const dialects::path& where, const delimiters& marks) {
    return from.field(where.field).empty() ? std::string_view{} : read_field(from, where, marks);
}

/// Calls `use(repetition)` for each of a field, up to repetitions_max, until it returns false.
template <class Use>
void each_repetition(std::string_view field, char mark, Use use) {
    for (std::size_t n = 0; n < repetitions_max; ++n) {
        const std::size_t end = field.find(mark);
        if (!use(field.substr(0, end)) || end == std::string_view::npos) return;
        field.remove_prefix(end + 1);
    }
}

/// Appends `text` with escape sequences replaced: \F\ \S\ \T\ \R\ \E\ \P\ \Xhh..\; of formatting, \.br\ \.sp\ \.ce\ are
/// line ends, \.sk\ a space, \H\ \N\ \.in\ \.ti\ \.fi\ \.nf\ nothing. Any other stays as it is: \Cxxyy\ and
/// \Mxxyyzz\ too.
void append_unescaped(std::string& out, std::string_view text, const delimiters& marks);

/// The same as text to keep: bytes that escapes made and that are no UTF-8 become U+FFFD.
void append_plain(std::string& out, std::string_view text, const delimiters& marks);

/// Appends `text` so that it stands in one component: delimiters escaped, control characters as spaces, other than
/// ASCII as '?' (an answer is sent in whatever character set the message declared).
void append_escaped(std::string& out, std::string_view text, const delimiters& marks);

} // namespace vigil::hl7
