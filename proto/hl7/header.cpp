#include "proto/hl7/header.hpp"

#include <utility>

#include <fmt/format.h>

#include "proto/hl7/charset.hpp"

namespace vigil::hl7 {
namespace {

message_error in_header(verdict what, int code, int field, std::string reason) {
    return {what, code, "MSH", field, std::move(reason)};
}

/// 2.1 to 2.9 with any minor part, and empty: devices leave it out.
bool supported_version(std::string_view version) {
    if (version.empty()) return true;
    const bool second = version.size() >= 3 && version.starts_with("2.") && version[2] >= '1' && version[2] <= '9';
    return second && (version.size() == 3 || version[3] == '.');
}

/// Text of the sender's, short enough for an answer.
std::string_view shown(std::string_view text) {
    return text.substr(0, 40);
}

} // namespace

header read_header(const segment& msh, const delimiters& marks) {
    header head{.marks = marks,
                .sending_application = trimmed(msh.field(3)),
                .sending_facility = trimmed(msh.field(4)),
                .receiving_application = trimmed(msh.field(5)),
                .receiving_facility = trimmed(msh.field(6)),
                .type = component(msh.field(9), marks, 1),
                .event = component(msh.field(9), marks, 2),
                .control_id = trimmed(msh.field(10)),
                .processing_id = component(msh.field(11), marks, 1),
                .version = component(msh.field(12), marks, 1),
                .accept_when = component(msh.field(15), marks, 1),
                .application_when = component(msh.field(16), marks, 1),
                .charset = component(msh.field(18), marks, 1),
                .time = parse_time(component(msh.field(7), marks, 1))};
    return head;
}

std::optional<message_error> check_header(const header& head) {
    using enum verdict;
    const std::string_view processing = head.processing_id;
    if (!supported_version(head.version))
        return in_header(rejected, 203, 12, fmt::format("version {} is not one of 2.1 to 2.9", shown(head.version)));
    if (head.type.empty()) return in_header(error, 101, 9, "message type is missing");
    if (head.type != "ORU")
        return in_header(rejected, 200, 9, fmt::format("message type {} is not ORU", shown(head.type)));
    if (!head.event.empty() && head.event != "R01")
        return in_header(rejected, 201, 9, fmt::format("event {} of ORU is not R01", shown(head.event)));
    if (!processing.empty() && processing != "P" && processing != "D" && processing != "T")
        return in_header(rejected, 202, 11, fmt::format("processing id {} is not P, D or T", shown(processing)));
    if (is_wide_charset(head.charset))
        return in_header(rejected, 103, 18, fmt::format("character set {} is not supported", shown(head.charset)));
    if (head.control_id.empty()) return in_header(error, 101, 10, "message control id is missing");
    return {};
}

message_error describe(malformed what) {
    using enum malformed;
    constexpr auto rejected = verdict::rejected;
    switch (what) {
        case empty: return {rejected, 100, "MSH", 0, "the frame is empty"};
        case wide_characters: return {rejected, 102, {}, 0, "UTF-16 and UTF-32 are not supported: send UTF-8"};
        case no_header: return {rejected, 100, "MSH", 0, "the message does not begin with MSH"};
        case bad_delimiters: return {rejected, 102, "MSH", 2, "MSH-1 and MSH-2 are not five distinct delimiters"};
    }
    std::unreachable();
}

} // namespace vigil::hl7
