// Writes segments of an answer in the delimiters of the message that is answered.
#pragma once

#include <string>
#include <string_view>

#include "proto/hl7/message.hpp"
#include "proto/vitals/instant.hpp"

namespace vigil::hl7 {

/// Fields stand in the order of the calls: `skip(n)` leaves n of them empty, `next()` begins a component.
class segment_writer {
public:
    /// `utf8`: the receiver reads UTF-8. Otherwise what is not ASCII is written as '?'.
    segment_writer(std::string& out, const delimiters& marks, bool utf8) : out_(out), marks_(marks), utf8_(utf8) {}

    segment_writer& begin(std::string_view name);
    segment_writer& skip(int fields);
    segment_writer& text(std::string_view plain);    ///< a field, escaped
    segment_writer& as_sent(std::string_view field); ///< a field of the message that is answered
    segment_writer& time(instant at);
    segment_writer& number(double value);
    segment_writer& next(std::string_view plain); ///< a component, escaped
    void end() { out_.push_back('\r'); }

    /// A whole segment of the message that is answered.
    void echo(std::string_view segment_as_sent);

private:
    void append_plain(std::string_view text);
    void append_sent(std::string_view text);

    std::string& out_;
    const delimiters& marks_;
    bool utf8_;
};

} // namespace vigil::hl7
