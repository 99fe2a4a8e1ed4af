// One command's members by name, read one by one: for command.cpp, alarm_command.cpp and patient_command.cpp.
#pragma once

#include <algorithm>
#include <array>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "proto/json/command.hpp"
#include "proto/json/fields.hpp"

namespace vigil::json {

/// The first error sticks; readers then give empty values.
class form {
public:
    /// Every key in `names` may stand in the object, and no other.
    form(simdjson::dom::object source, std::initializer_list<std::span<const std::string_view>> names);

    const field& at(std::string_view name) const;
    bool has(std::string_view name) const { return at(name).has_value(); }

    std::string text(std::string_view name, std::size_t bytes_max = text_bytes_max);
    /// It must be there, and may be null: then empty.
    std::string text_or_null(std::string_view name, std::size_t bytes_max = text_bytes_max);
    std::string text_or_empty(std::string_view name) { return has(name) ? text(name) : std::string{}; }
    bool flag(std::string_view name);
    std::uint64_t count(std::string_view name);
    double number(std::string_view name);
    std::uint64_t alarm();

    void fail(std::string reason);

    template <class Command>
    std::expected<Command, command_error> finish(Command made) {
        if (error_.empty()) return made;
        return std::unexpected(command_error{request(), error_});
    }

private:
    static constexpr std::size_t names_max = 16;
    std::string request() const;

    simdjson::dom::object source_;
    std::array<std::string_view, names_max> names_{};
    std::size_t count_ = 0;
    std::array<field, names_max> fields_{};
    std::string error_;
};

/// The id that an answer to this command names; empty if it has none that can be used.
std::string request_of(simdjson::dom::object source);

/// What people say about an alarm: on a stream; over HTTP, where the path names it, with `alarm`.
std::expected<note_alarm, command_error> read_note_alarm_of(simdjson::dom::object source,
                                                            std::optional<std::uint64_t> alarm);
std::expected<assign_alarm, command_error> read_assign_alarm_of(simdjson::dom::object source,
                                                                std::optional<std::uint64_t> alarm);
std::expected<assign_sender, command_error> read_assign_sender_of(simdjson::dom::object source);

/// The types of patient commands, for a suggestion.
std::span<const std::string_view> patient_command_types();

/// A patient command of this type on a stream; nothing if there is no such type.
std::optional<std::expected<patient_command, command_error>> read_patient_command_of(std::string_view type,
                                                                                     simdjson::dom::object source);

/// The same over HTTP, by the last part of its path.
std::optional<std::expected<patient_command, command_error>> read_patient_command_at(std::string_view resource,
                                                                                     simdjson::dom::object source);

} // namespace vigil::json
