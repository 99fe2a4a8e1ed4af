#include "proto/hl7/envelope.hpp"

#include <utility>

#include <fmt/format.h>

#include "proto/hl7/place.hpp"

namespace vigil::hl7 {

std::string sender_of(const header& head) {
    const bool anonymous = head.sending_application.empty();
    const std::string_view who = anonymous ? head.sending_facility : head.sending_application;
    return who.empty() ? "unknown" : std::string{who};
}

message_error error_in(std::string_view segment, int field, int code, std::string reason) {
    return {verdict::error, code, segment, field, std::move(reason)};
}

message_error too_many_segments() {
    return error_in({}, 0, 102, fmt::format("more than {} segments", segments_max));
}

message_error second_header() {
    return error_in("MSH", 0, 100, "more than one message in a frame: send each in its own, or a batch");
}

std::optional<instant> stamps::to_time(const time_stamp& stamp) const {
    if (stamp.offset_minutes) return to_instant(stamp, {});
    if (head_.time && head_.time->offset_minutes) return to_instant(stamp, head_.time->offset_minutes);
    return options_.local ? options_.local->to_instant(stamp.local, options_.received_at) : std::nullopt;
}

bool stamps::offset_known(const time_stamp& stamp) const {
    return stamp.offset_minutes || (head_.time && head_.time->offset_minutes) || options_.local;
}

std::optional<instant> stamps::read(std::string_view field) const {
    const auto stamp = parse_time(component(field, head_.marks, 1));
    return stamp ? to_time(*stamp) : std::nullopt;
}

instant stamps::sent_at() const {
    const auto sent = head_.time ? to_time(*head_.time) : std::nullopt;
    return sent.value_or(options_.received_at);
}

} // namespace vigil::hl7
