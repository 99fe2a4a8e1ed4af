#include "proto/hl7/segment_writer.hpp"

#include <iterator>

#include <fmt/format.h>

#include "proto/hl7/time.hpp"

namespace vigil::hl7 {

void segment_writer::append_plain(std::string_view text) {
    if (!utf8_) return append_escaped(out_, text, marks_);
    while (!text.empty()) { // append_escaped() knows ASCII only
        std::size_t ascii = 0;
        while (ascii < text.size() && text[ascii] >= 0) ++ascii;
        append_escaped(out_, text.substr(0, ascii), marks_);
        std::size_t other = ascii;
        while (other < text.size() && text[other] < 0) ++other;
        out_.append(text.substr(ascii, other - ascii));
        text.remove_prefix(other);
    }
}

/// Delimiters stay; control characters would break the frame.
void segment_writer::append_sent(std::string_view text) {
    for (const char c : text) {
        if (c < 0)
            out_.push_back(utf8_ ? c : '?');
        else
            out_.push_back(c < ' ' || c == '\x7f' ? ' ' : c);
    }
}

segment_writer& segment_writer::begin(std::string_view name) {
    return out_.append(name), *this;
}

segment_writer& segment_writer::skip(int fields) {
    return out_.append(static_cast<std::size_t>(fields), marks_.field), *this;
}

segment_writer& segment_writer::text(std::string_view plain) {
    return skip(1), append_plain(plain), *this;
}

segment_writer& segment_writer::as_sent(std::string_view field) {
    return skip(1), append_sent(field), *this;
}

segment_writer& segment_writer::time(instant at) {
    return skip(1), append_time(out_, at), *this;
}

segment_writer& segment_writer::number(double value) {
    return skip(1), fmt::format_to(std::back_inserter(out_), "{}", value), *this;
}

segment_writer& segment_writer::next(std::string_view plain) {
    return out_.push_back(marks_.component), append_plain(plain), *this;
}

void segment_writer::echo(std::string_view segment_as_sent) {
    append_sent(segment_as_sent);
    end();
}

} // namespace vigil::hl7
