#include "server/alarm/rule_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "server/alarm/suggestion.hpp"

namespace vigil::alarm {

std::string_view kind_of(const toml::node& n) {
    switch (n.type()) {
        case toml::node_type::table: return "a table";
        case toml::node_type::array: return "an array";
        case toml::node_type::string: return "a string";
        case toml::node_type::integer: return "an integer";
        case toml::node_type::floating_point: return "a decimal number";
        case toml::node_type::boolean: return "true or false";
        default: return "a date or time";
    }
}

rule_file::rule_file(std::string_view text, std::string_view name) : text_{text}, name_{name} {
    try {
        root_ = toml::parse(text, name);
    } catch (const toml::parse_error& error) {
        report(error.source().begin, std::string{error.description()});
    }
}

void rule_file::report(toml::source_position at, std::string message) {
    problems_.push_back(
        {std::string{name_}, static_cast<int>(at.line), static_cast<int>(at.column), std::move(message)});
}

void rule_file::report(const toml::node& at, std::string message) {
    report(at.source().begin, std::move(message));
}

void rule_file::report_at_start(std::string message) {
    report(toml::source_position{1, 1}, std::move(message));
}

void rule_file::report_inside(const toml::node& at, std::size_t offset, std::string message) {
    toml::source_position place = at.source().begin;
    if (const auto* value = at.as_string(); value && stands_verbatim(place, value->get()))
        place.column += static_cast<toml::source_index>(1 + offset);
    report(place, std::move(message));
}

/// Whether the characters of a string stand in the text as they are, right after one opening quote.
bool rule_file::stands_verbatim(toml::source_position at, std::string_view value) const {
    std::size_t start = 0;
    for (toml::source_index line = 1; line < at.line; ++line) {
        start = text_.find('\n', start);
        if (start == text_.npos) return false;
        ++start;
    }
    start += at.column;
    return start <= text_.size() && text_.substr(start, value.size()) == value && value.find('\n') == value.npos;
}

void rule_file::check_keys(const toml::table& t, std::span<const std::string_view> known) {
    for (const auto& [key, value] : t)
        if (std::ranges::find(known, key.str()) == known.end())
            report(key.source().begin, fmt::format("unknown key '{}'{}", key.str(), did_you_mean(key.str(), known)));
}

const std::string* rule_file::text(const toml::table& t, std::string_view key, bool required) {
    const toml::node* value = t.get(key);
    if (!value) {
        if (required) report(t, fmt::format("'{}' is missing", key));
        return nullptr;
    }
    if (const auto* text = value->as_string()) return &text->get();
    report(*value, fmt::format("'{}' is text in quotes, found {}", key, kind_of(*value)));
    return nullptr;
}

std::vector<problem> rule_file::take_problems() {
    std::ranges::stable_sort(problems_, {}, [](const problem& p) { return std::tuple{p.line, p.column}; });
    return std::move(problems_);
}

} // namespace vigil::alarm
