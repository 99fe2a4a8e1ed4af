// What is read the same way in every kind of message: its segments one by one, who sent it, and when things happened.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "proto/hl7/oru.hpp"

namespace vigil::hl7 {

/// MSH-3, else MSH-4, as sent; "unknown" for neither.
std::string sender_of(const header& head);

message_error too_many_segments();
message_error second_header();
/// AE about a field of a segment.
message_error error_in(std::string_view segment, int field, int code, std::string reason);

/// Gives each segment after MSH to `take`, which returns an error (std::optional<message_error>) to stop at.
template <class Take>
std::expected<void, message_error> walk(message& m, Take take) {
    segment s;
    for (std::size_t count = 1; m.rest.next(s); ++count) {
        if (count >= segments_max) return std::unexpected(too_many_segments());
        if (s.is("MSH")) return std::unexpected(second_header());
        if (std::optional<message_error> error = take(s)) return std::unexpected(std::move(*error));
    }
    return {};
}

/// Stamps of one message. One without an offset takes MSH-7's, else the sender's zone; without either it is not used.
class stamps {
public:
    stamps(const header& head, const decode_options& options) : head_(head), options_(options) {}

    std::optional<instant> read(std::string_view field) const;
    std::optional<instant> to_time(const time_stamp& stamp) const;
    /// False where neither the stamp nor MSH-7 nor the configuration tells the offset.
    bool offset_known(const time_stamp& stamp) const;
    /// MSH-7, else when the message was received.
    instant sent_at() const;

private:
    const header& head_;
    const decode_options& options_;
};

} // namespace vigil::hl7
