#include "server/alarm/rule_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "server/alarm/duration.hpp"
#include "server/alarm/suggestion.hpp"

namespace vigil::alarm {
namespace {

using namespace std::chrono_literals;

auto place_of(const problem& p) {
    return std::tuple{p.line, p.column, std::string_view{p.message}};
}

} // namespace

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

std::optional<double> number_of(const toml::node& n) {
    const auto value = n.is_number() ? n.value<double>() : std::nullopt;
    return value && std::isfinite(*value) ? value : std::nullopt;
}

std::size_t count_characters(std::string_view text) {
    const auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
    return static_cast<std::size_t>(std::ranges::count_if(text, starts));
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
        place.column += static_cast<toml::source_index>(1 + count_characters(value->get().substr(0, offset)));
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
    return start <= text_.size() && text_.substr(start, value.size()) == value;
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

std::optional<bool> rule_file::flag(const toml::table& t, std::string_view key) {
    const toml::node* value = t.get(key);
    if (!value) return {};
    const auto flag = value->value_exact<bool>();
    if (!flag) report(*value, fmt::format("'{}' is true or false, found {}", key, kind_of(*value)));
    return flag;
}

std::optional<double> rule_file::number(const toml::table& t, std::string_view key) {
    const toml::node* value = t.get(key);
    if (!value) return {};
    const auto number = number_of(*value);
    if (!number)
        report(*value, fmt::format("'{}' is a number, found {}", key,
                                   value->is_number() ? "one that is not finite" : kind_of(*value)));
    return number;
}

std::optional<std::int64_t> rule_file::integer(const toml::table& t, std::string_view key, std::int64_t least,
                                               std::int64_t most) {
    const toml::node* value = t.get(key);
    if (!value) return {};
    const auto number = value->value_exact<std::int64_t>();
    if (number && *number >= least && *number <= most) return number;
    report(*value, fmt::format("'{}' is a whole number from {} to {}, found {}", key, least, most,
                               number ? std::to_string(*number) : std::string{kind_of(*value)}));
    return {};
}

std::optional<milliseconds> rule_file::duration(const toml::table& t, std::string_view key, milliseconds least,
                                                bool required, milliseconds most) {
    const std::string* text = this->text(t, key, required);
    if (!text) return {};
    const auto value = duration_from_text(*text);
    if (value && *value >= least && *value <= most) return value;
    const toml::node& at = *t.get(key);
    if (value)
        report(at, fmt::format("'{}' is from {} to {}, found {}", key, in_words(least), in_words(most), *text));
    else
        report(at, fmt::format("'{}' is a whole number and one of {}, as in \"{}\"; found \"{}\"", key,
                               most > 24h ? "s, min, h, d" : "ms, s, min, h", most > 24h ? "3d" : "10s", *text));
    return {};
}

std::vector<const toml::table*> rule_file::tables(const toml::table& t, std::string_view key,
                                                  std::string_view heading) {
    const toml::node* all = t.get(key);
    if (!all) return {};
    const auto misplaced = [&](const toml::node& at) {
        report(at, fmt::format("this stands under [[{}]], with two brackets; found {}", heading, kind_of(at)));
    };
    std::vector<const toml::table*> out;
    if (const toml::array* list = all->as_array()) {
        for (const toml::node& entry : *list) {
            if (const toml::table* one = entry.as_table())
                out.push_back(one);
            else
                misplaced(entry);
        }
    } else {
        misplaced(*all);
    }
    return out;
}

const toml::table* rule_file::table(const toml::table& t, std::string_view key, std::string_view heading) {
    const toml::node* value = t.get(key);
    if (!value) return nullptr;
    if (const toml::table* found = value->as_table()) return found;
    report(*value, fmt::format("this is the table [{}], with one bracket; found {}", heading, kind_of(*value)));
    return nullptr;
}

std::vector<problem> rule_file::take_problems() {
    std::ranges::sort(problems_, {}, place_of);
    // A message that several levels share is looked at for each of them.
    const auto repeated = std::ranges::unique(problems_, {}, place_of);
    problems_.erase(repeated.begin(), repeated.end());
    return std::move(problems_);
}

} // namespace vigil::alarm
