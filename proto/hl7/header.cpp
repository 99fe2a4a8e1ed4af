#include "proto/hl7/header.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace vigil::hl7 {
namespace {

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

/// A type of message and what its events are for.
struct kind {
    std::string_view type;
    std::string_view events; ///< as an answer names them
    std::optional<purpose> (*purpose_of)(std::string_view event);
};

constexpr std::string_view types = "ORU, ADT, QRY, NMD";

constexpr std::array kinds{
    kind{"ORU", "R01, R30, R40",
         [](std::string_view event) -> std::optional<purpose> {
             if (event.empty() || event == "R01" || event == "R30") return purpose::observations;
             if (event == "R40") return purpose::device_alarm;
             return {};
         }},
    kind{"ADT", "", [](std::string_view) { return std::optional{purpose::movement}; }},
    kind{"QRY", "R02, A19",
         [](std::string_view event) {
             return event == "R02" || event == "A19" ? std::optional{purpose::query} : std::nullopt;
         }},
    kind{"NMD", "", [](std::string_view) { return std::optional{purpose::notice}; }},
};

const kind* find_kind(std::string_view type) {
    const auto found = std::ranges::find(kinds, type, &kind::type);
    return found == kinds.end() ? nullptr : &*found;
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

std::expected<purpose, message_error> check_header(const header& head, bool needs_control_id) {
    using enum verdict;
    const std::string_view processing = head.processing_id;
    const auto fail = [](verdict what, int code, int field, std::string reason) {
        return std::unexpected(message_error{what, code, "MSH", field, std::move(reason)});
    };
    if (!supported_version(head.version))
        return fail(rejected, 203, 12, fmt::format("version {} is not one of 2.1 to 2.9", shown(head.version)));
    if (head.type.empty()) return fail(error, 101, 9, "message type is missing");
    const kind* const known = find_kind(head.type);
    if (!known) return fail(rejected, 200, 9, fmt::format("message type {} is none of {}", shown(head.type), types));
    const auto what = known->purpose_of(head.event);
    if (!what)
        return fail(rejected, 201, 9,
                    fmt::format("event {} of {} is none of {}", shown(head.event), head.type, known->events));
    if (!processing.empty() && processing != "P" && processing != "D" && processing != "T")
        return fail(rejected, 202, 11, fmt::format("processing id {} is not P, D or T", shown(processing)));
    if (needs_control_id && head.control_id.empty()) return fail(error, 101, 10, "message control id is missing");
    return *what;
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
