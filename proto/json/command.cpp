#include "proto/json/command.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "proto/json/fields.hpp"

namespace vigil::json {
namespace {

using simdjson::dom::object;
using std::string_view;

constexpr std::array<string_view, 4> types{"subscribe", "acknowledge", "shown", "station"};

/// The id that an answer to this command names; empty if it has none that can be used.
std::string request_of(object source) {
    simdjson::dom::element id;
    const bool given = source.at_key("request").get(id) == simdjson::SUCCESS;
    return std::string{read_text(given ? field{id} : field{}, "request").value_or("")};
}

/// One object's fields by name. The first error sticks; readers then give empty values.
template <std::size_t N>
class form {
public:
    form(object source, const std::array<string_view, N>& names) : source_(source), names_(names) {
        if (auto found = collect(source, names_, fields_)) error_ = std::move(found->reason);
    }

    const field& at(string_view name) const {
        return fields_[static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin())];
    }

    std::string text(string_view name) {
        const auto value = read_text(at(name), name);
        if (!value) return fail(value.error()), std::string{};
        return std::string{*value};
    }

    std::uint64_t alarm() {
        const std::string id = text("alarm");
        const auto value = parse_alarm_id(id);
        if (!value) fail("alarm must be 16 lower-case hexadecimal digits");
        return value.value_or(0);
    }

    bool flag(string_view name) {
        bool value = false;
        if (!at(name) || at(name)->get(value) != simdjson::SUCCESS) fail(fmt::format("{} must be true or false", name));
        return value;
    }

    std::uint64_t count(string_view name) {
        std::uint64_t value = 0;
        if (!at(name) || at(name)->get(value) != simdjson::SUCCESS)
            fail(fmt::format("{} must be a whole number", name));
        return value;
    }

    void fail(std::string reason) {
        if (error_.empty()) error_ = std::move(reason);
    }

    template <class Command>
    std::expected<Command, command_error> finish(Command made) {
        if (error_.empty()) return made;
        return std::unexpected(
            command_error{request_of(source_), error_}); // not what was collected: that may have ended early
    }

private:
    object source_;
    const std::array<string_view, N>& names_;
    std::array<field, N> fields_;
    std::string error_;
};

std::expected<command, command_error> read_subscribe(object source) {
    static constexpr std::array<string_view, 2> keys{"type", "resume"};
    static constexpr std::array<string_view, 2> position_keys{"epoch", "seq"};
    form f{source, keys};
    subscribe made;
    object position;
    const field& resume = f.at("resume");
    if (!resume) {
        f.fail("resume is missing: null or {\"epoch\":...,\"seq\":...}");
    } else if (resume->get(position) == simdjson::SUCCESS) {
        form p{position, position_keys};
        made.resume = {p.count("epoch"), p.count("seq")};
        if (const auto read = p.finish(made); !read) f.fail(read.error().reason);
    } else if (!resume->is_null()) {
        f.fail("resume must be null or an object");
    }
    return f.finish<command>(made);
}

std::expected<command, command_error> read_acknowledge_command(object source) {
    static constexpr std::array<string_view, 4> keys{"type", "request", "alarm", "by"};
    form f{source, keys};
    return f.finish<command>(acknowledge{f.text("request"), f.alarm(), f.text("by")});
}

std::expected<command, command_error> read_shown(object source) {
    static constexpr std::array<string_view, 4> keys{"type", "request", "alarm", "station"};
    form f{source, keys};
    return f.finish<command>(shown{f.text("request"), f.alarm(), f.text("station")});
}

std::expected<command, command_error> read_station(object source) {
    static constexpr std::array<string_view, 5> keys{"type", "request", "station", "sound_armed", "visible"};
    form f{source, keys};
    return f.finish<command>(station{f.text("request"), f.text("station"), f.flag("sound_armed"), f.flag("visible")});
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
    if (type == "subscribe") return read_subscribe(*source);
    if (type == "acknowledge") return read_acknowledge_command(*source);
    if (type == "shown") return read_shown(*source);
    if (type == "station") return read_station(*source);
    return std::unexpected(
        command_error{request_of(*source), fmt::format("unknown type {}{}", quoted(type), suggestion(type, types))});
}

std::expected<acknowledge, command_error> command_reader::read_acknowledge(string_view body, std::uint64_t alarm) {
    static constexpr std::array<string_view, 2> keys{"by", "request"};
    const auto source = parse_object(document_->parser, body);
    if (!source) return std::unexpected(source.error());
    form f{*source, keys};
    return f.finish(acknowledge{f.text("request"), alarm, f.text("by")});
}

std::optional<std::uint64_t> parse_alarm_id(string_view text) {
    const auto digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    std::uint64_t id = 0;
    if (text.size() != 16 || !std::ranges::all_of(text, digit)) return {};
    std::from_chars(text.data(), text.data() + text.size(), id, 16);
    return id;
}

} // namespace vigil::json
