// A message as segments, fields and components: views into the frame, nothing copied, nothing allocated.
// Bounds: the frame's size (framing), segments_max, fields_max. Linear in the frame's size; no recursion.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace vigil::hl7 {

inline constexpr std::size_t segments_max = 10'000;
inline constexpr std::size_t fields_max = 40; ///< of a segment; nothing Vigil reads stands further back

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

/// One segment; counts fields as HL7 does: field(1) is the first after the name, MSH-1 is the separator itself.
class segment {
public:
    /// "OBX"; compare with is().
    std::string_view name() const { return fields_[0]; }
    /// In any case of letters: some senders write "obx", and its data must not be lost.
    bool is(std::string_view three_letters) const {
        const std::string_view own = fields_[0];
        const auto same = [&](std::size_t i) {
            return own[i] == three_letters[i] || (own[i] >= 'a' && own[i] - ('a' - 'A') == three_letters[i]);
        };
        return own.size() == 3 && same(0) && same(1) && same(2);
    }
    /// As sent, escapes and all; empty if the segment ends before it.
    std::string_view field(std::size_t n) const {
        const std::size_t at = n - shift_;
        return at < count_ ? fields_[at] : std::string_view{};
    }

private:
    friend class segment_reader;
    std::array<std::string_view, fields_max> fields_;
    std::size_t count_ = 0;
    std::size_t shift_ = 0; ///< 1 in MSH
};

/// Walks the segments of one message. Segments end in CR, LF or CRLF; empty lines are passed over.
class segment_reader {
public:
    /// Reads MSH's delimiters; a byte order mark before MSH is tolerated.
    static std::expected<segment_reader, malformed> open(std::string_view message);

    /// False at the end.
    bool next(segment& out);
    const delimiters& marks() const { return marks_; }

private:
    segment_reader(std::string_view message, delimiters marks) : text_(message), marks_(marks) {}

    std::string_view text_;
    std::size_t pos_ = 0;
    delimiters marks_;
};

/// Without spaces and tabs at its ends.
inline std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// The n-th part (from 1) of `text` cut at `mark`; empty if there are fewer.
std::string_view part(std::string_view text, char mark, std::size_t n);

/// First repetition, then component n, then its first sub-component: how nearly every field is read. "\"\"" (HL7's
/// null) is empty too.
std::string_view component(std::string_view field, const delimiters& marks, std::size_t n);

/// Appends `text` with escape sequences replaced: \F\ \S\ \T\ \R\ \E\ \P\ \Xhh..\ \.br\; any other stays as it is.
void append_unescaped(std::string& out, std::string_view text, const delimiters& marks);

/// Appends `text` so that it stands in one component: delimiters escaped, control characters as spaces, other than
/// ASCII as '?' (an answer is sent in whatever character set the message declared).
void append_escaped(std::string& out, std::string_view text, const delimiters& marks);

} // namespace vigil::hl7
