#include "proto/json/command_form.hpp"

#include <fmt/format.h>

namespace vigil::json {

form::form(simdjson::dom::object source, std::initializer_list<std::span<const std::string_view>> names)
    : source_(source) {
    for (const auto part : names)
        for (const std::string_view name : part) names_.at(count_++) = name;
    const auto all = std::span{names_}.first(count_);
    const auto place = [all](std::string_view key) {
        return static_cast<std::size_t>(std::ranges::find(all, key) - all.begin());
    };
    if (auto found = collect(source, all, place, fields_)) error_ = std::move(found->reason);
}

const field& form::at(std::string_view name) const {
    return fields_.at(static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin()));
}

std::string form::text(std::string_view name, std::size_t bytes_max) {
    const auto value = read_text(at(name), name, bytes_max);
    if (!value) return fail(value.error()), std::string{};
    return std::string{*value};
}

std::string form::text_or_null(std::string_view name, std::size_t bytes_max) {
    if (has(name) && at(name)->is_null()) return {};
    if (!has(name)) return fail(fmt::format("{} is missing: a text, or null", name)), std::string{};
    return text(name, bytes_max);
}

std::uint64_t form::alarm() {
    const std::string id = text("alarm");
    const auto value = parse_alarm_id(id);
    if (!value) fail("alarm must be 16 lower-case hexadecimal digits");
    return value.value_or(0);
}

bool form::flag(std::string_view name) {
    bool value = false;
    if (!has(name) || at(name)->get(value) != simdjson::SUCCESS) fail(fmt::format("{} must be true or false", name));
    return value;
}

std::uint64_t form::count(std::string_view name) {
    std::uint64_t value = 0;
    if (!has(name) || at(name)->get(value) != simdjson::SUCCESS) fail(fmt::format("{} must be a whole number", name));
    return value;
}

double form::number(std::string_view name) {
    double value = 0;
    if (!has(name) || at(name)->get(value) != simdjson::SUCCESS) fail(fmt::format("{} must be a number", name));
    return value;
}

void form::fail(std::string reason) {
    if (error_.empty()) error_ = std::move(reason);
}

/// Not from what was collected: that may have ended early.
std::string form::request() const {
    return request_of(source_);
}

std::string request_of(simdjson::dom::object source) {
    simdjson::dom::element id;
    const bool given = source.at_key("request").get(id) == simdjson::SUCCESS;
    return std::string{read_text(given ? field{id} : field{}, "request").value_or("")};
}

} // namespace vigil::json
