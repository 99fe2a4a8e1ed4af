// The commands by which people say something about an alarm, and where a sender measures.
#include "proto/json/command_form.hpp"

namespace vigil::json {
namespace {

using simdjson::dom::object;
using std::string_view;

constexpr std::array<string_view, 2> common_keys{"request", "by"};
constexpr std::array<string_view, 2> stream_keys{"type", "alarm"};

/// What stands in the frame, and over HTTP in the path.
std::span<const string_view> where_keys(const std::optional<std::uint64_t>& alarm) {
    return alarm ? std::span<const string_view>{} : std::span<const string_view>{stream_keys};
}

std::uint64_t read_alarm(form& f, const std::optional<std::uint64_t>& alarm) {
    return alarm ? *alarm : f.alarm();
}

} // namespace

std::expected<note_alarm, command_error> read_note_alarm_of(object source, std::optional<std::uint64_t> alarm) {
    static constexpr std::array<string_view, 1> keys{"text"};
    form f{source, {where_keys(alarm), common_keys, keys}};
    return f.finish(
        note_alarm{f.text("request"), read_alarm(f, alarm), f.text("by"), f.text("text", alarm_note_bytes_max)});
}

std::expected<assign_alarm, command_error> read_assign_alarm_of(object source, std::optional<std::uint64_t> alarm) {
    static constexpr std::array<string_view, 1> keys{"to"};
    form f{source, {where_keys(alarm), common_keys, keys}};
    return f.finish(assign_alarm{f.text("request"), read_alarm(f, alarm), f.text("by"), f.text_or_null("to")});
}

/// A ward, a slash and a bed, each of the length of a name.
std::expected<assign_sender, command_error> read_assign_sender_of(object source) {
    static constexpr std::array<string_view, 2> keys{"sender", "bed"};
    form f{source, {common_keys, keys}};
    return f.finish(assign_sender{f.text("request"), f.text("sender"), f.text("by"),
                                  f.text_or_null("bed", 2 * text_bytes_max + 1)});
}

} // namespace vigil::json
