#include "proto/json/command.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <vector>

#include <fmt/format.h>

#include "proto/json/command_form.hpp"

namespace vigil::json {
namespace {

using simdjson::dom::object;
using std::string_view;

using result = std::expected<command, command_error>;

result read_subscribe(object source) {
    static constexpr std::array<string_view, 2> keys{"type", "resume"};
    static constexpr std::array<string_view, 2> position_keys{"epoch", "seq"};
    form f{source, {keys}};
    subscribe made;
    object position;
    const field& resume = f.at("resume");
    if (!resume) {
        f.fail("resume is missing: null or {\"epoch\":...,\"seq\":...}");
    } else if (resume->get(position) == simdjson::SUCCESS) {
        form p{position, {position_keys}};
        made.resume = {p.count("epoch"), p.count("seq")};
        if (const auto read = p.finish(made); !read) f.fail(read.error().reason);
    } else if (!resume->is_null()) {
        f.fail("resume must be null or an object");
    }
    return f.finish<command>(made);
}

result read_acknowledge_command(object source) {
    static constexpr std::array<string_view, 4> keys{"type", "request", "alarm", "by"};
    form f{source, {keys}};
    return f.finish<command>(acknowledge{f.text("request"), f.alarm(), f.text("by")});
}

result read_shown(object source) {
    static constexpr std::array<string_view, 4> keys{"type", "request", "alarm", "station"};
    form f{source, {keys}};
    return f.finish<command>(shown{f.text("request"), f.alarm(), f.text("station")});
}

result read_station(object source) {
    static constexpr std::array<string_view, 7> keys{"type",    "request",    "station",        "sound_armed",
                                                     "visible", "heap_bytes", "clock_offset_ms"};
    form f{source, {keys}};
    station made{f.text("request"), f.text("station"), f.flag("sound_armed"), f.flag("visible"), {}, {}};
    if (f.has("heap_bytes")) made.heap_bytes = f.count("heap_bytes");
    if (f.has("clock_offset_ms")) made.clock_offset_ms = f.number("clock_offset_ms");
    return f.finish<command>(std::move(made));
}

result read_note_alarm_command(object source) {
    return read_note_alarm_of(source, {});
}

result read_assign_alarm_command(object source) {
    return read_assign_alarm_of(source, {});
}

/// More than 0: `seconds: 0` is not how a pause is ended.
double read_seconds(form& f) {
    const double seconds = f.number("seconds");
    if (seconds <= 0) f.fail("seconds must be more than 0");
    return seconds;
}

result read_pause_audio_command(object source) {
    static constexpr std::array<string_view, 3> keys{"type", "request", "seconds"};
    form f{source, {keys}};
    return f.finish<command>(pause_audio{f.text("request"), {}, read_seconds(f)});
}

result read_resume_audio(object source) {
    static constexpr std::array<string_view, 2> keys{"type", "request"};
    form f{source, {keys}};
    return f.finish<command>(pause_audio{f.text("request"), {}, 0});
}

struct type_reader {
    string_view type;
    result (*read)(object);
};

constexpr std::array<type_reader, 8> readers{{
    {"subscribe", read_subscribe},
    {"acknowledge", read_acknowledge_command},
    {"note_alarm", read_note_alarm_command},
    {"assign_alarm", read_assign_alarm_command},
    {"shown", read_shown},
    {"station", read_station},
    {"pause_audio", read_pause_audio_command},
    {"resume_audio", read_resume_audio},
}};

std::string unknown_type(string_view type) {
    std::vector<string_view> types;
    std::ranges::transform(readers, std::back_inserter(types), &type_reader::type);
    std::ranges::copy(patient_command_types(), std::back_inserter(types));
    return fmt::format("unknown type {}{}", quoted(type), suggestion(type, types));
}

std::expected<object, command_error> parse_object(simdjson::dom::parser& parser, string_view text) {
    object source;
    if (text.size() > command_bytes_max)
        return std::unexpected(command_error{{}, fmt::format("more than {} bytes", command_bytes_max)});
    const auto root = parse_document(parser, text);
    if (!root) return std::unexpected(command_error{{}, fmt::format("not JSON: {}", root.error())});
    if (root->get(source) != simdjson::SUCCESS)
        return std::unexpected(command_error{{}, "a command must be an object"});
    return source;
}

} // namespace

struct command_reader::document {
    simdjson::dom::parser parser;
};

command_reader::command_reader() : document_(std::make_unique<document>()) {}
command_reader::~command_reader() = default;

std::expected<command, command_error> command_reader::read(string_view text) {
    const auto source = parse_object(document_->parser, text);
    if (!source) return std::unexpected(source.error());
    string_view type;
    if (source->at_key("type").get(type) != simdjson::SUCCESS)
        return std::unexpected(command_error{request_of(*source), "type is missing or no string"});
    const auto known = std::ranges::find(readers, type, &type_reader::type);
    if (known != readers.end()) return known->read(*source);
    if (auto patient = read_patient_command_of(type, *source)) return *std::move(patient);
    return std::unexpected(command_error{request_of(*source), unknown_type(type)});
}

std::expected<acknowledge, command_error> command_reader::read_acknowledge(string_view body, std::uint64_t alarm) {
    static constexpr std::array<string_view, 2> keys{"by", "request"};
    const auto source = parse_object(document_->parser, body);
    if (!source) return std::unexpected(source.error());
    form f{*source, {keys}};
    return f.finish(acknowledge{f.text("request"), alarm, f.text("by")});
}

std::expected<note_alarm, command_error> command_reader::read_note_alarm(string_view body, std::uint64_t alarm) {
    const auto source = parse_object(document_->parser, body);
    if (!source) return std::unexpected(source.error());
    return read_note_alarm_of(*source, alarm);
}

std::expected<assign_alarm, command_error> command_reader::read_assign_alarm(string_view body, std::uint64_t alarm) {
    const auto source = parse_object(document_->parser, body);
    if (!source) return std::unexpected(source.error());
    return read_assign_alarm_of(*source, alarm);
}

std::expected<assign_sender, command_error> command_reader::read_assign_sender(string_view body) {
    const auto source = parse_object(document_->parser, body);
    if (!source) return std::unexpected(source.error());
    return read_assign_sender_of(*source);
}

std::expected<patient_command, command_error> command_reader::read_patient_command(string_view body,
                                                                                   string_view resource) {
    const auto source = parse_object(document_->parser, body);
    if (!source) return std::unexpected(source.error());
    auto read = read_patient_command_at(resource, *source);
    if (!read) return std::unexpected(command_error{request_of(*source), "no such command"});
    return *std::move(read);
}

std::expected<pause_audio, command_error> command_reader::read_pause_audio(string_view body, bool resume) {
    static constexpr std::array<string_view, 3> keys{"by", "request", "seconds"};
    const auto source = parse_object(document_->parser, body);
    if (!source) return std::unexpected(source.error());
    form f{*source, {std::span{keys}.first(resume ? 2 : 3)}};
    return f.finish(pause_audio{f.text("request"), f.text("by"), resume ? 0 : read_seconds(f)});
}

std::optional<std::uint64_t> parse_alarm_id(string_view text) {
    const auto digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    std::uint64_t id = 0;
    if (text.size() != 16 || !std::ranges::all_of(text, digit)) return {};
    std::from_chars(text.data(), text.data() + text.size(), id, 16);
    return id;
}

} // namespace vigil::json
