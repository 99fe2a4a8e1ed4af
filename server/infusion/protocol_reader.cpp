#include "server/infusion/protocol_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

#include "proto/vitals/suggestion.hpp"
#include "server/alarm/rule_reader.hpp"
#include "server/alarm/vocabulary.hpp"

namespace vigil::infusion {

using alarm::rule_file;

std::optional<std::size_t> read_choice(rule_file& file, const toml::table& t, std::string_view key,
                                       std::span<const std::string_view> names, bool required) {
    const std::string* text = file.text(t, key, required);
    if (!text) return {};
    const auto found = std::ranges::find(names, *text);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    file.report(*t.get(key), fmt::format("'{}' is one of {}; found '{}'{}", key, fmt::join(names, ", "), *text,
                                         did_you_mean(*text, names)));
    return {};
}

std::optional<consent> read_consent(rule_file& file, const toml::table& t, std::string_view key) {
    constexpr std::array<std::string_view, 3> names{"reason", "second_prescriber", "never"};
    const auto at = read_choice(file, t, key, names, false);
    return at ? std::optional{static_cast<consent>(*at)} : std::nullopt;
}

std::string read_line(rule_file& file, const toml::table& t, std::string_view key, bool required) {
    const std::string* text = alarm::read_short_text(file, t, key, protocol::line_max, required);
    return text ? *text : std::string{};
}

std::optional<double> read_amount(rule_file& file, const toml::table& t, std::string_view key, double most) {
    const auto number = file.number(t, key);
    if (!number || (*number > 0 && *number <= most)) return number;
    file.report(*t.get(key), fmt::format("'{}' is more than 0 and at most {}, found {}", key, most, *number));
    return {};
}

std::vector<std::string> read_list(rule_file& file, const toml::table& t, std::string_view key, std::size_t count_max) {
    const toml::node* value = t.get(key);
    if (!value) return file.report(t, fmt::format("'{}' is missing", key)), std::vector<std::string>{};
    const toml::array* all = value->as_array();
    if (!all || all->empty() || all->size() > count_max) {
        file.report(*value, fmt::format("'{}' is a list of 1 to {} texts, as in [\"a\", \"b\"]", key, count_max));
        return {};
    }
    std::vector<std::string> out;
    for (const toml::node& each : *all) {
        const auto* text = each.as_string();
        if (!text)
            file.report(each, fmt::format("'{}' holds texts in quotes, found {}", key, alarm::kind_of(each)));
        else if (std::ranges::find(out, text->get()) != out.end())
            file.report(each, fmt::format("'{}' stands there already", text->get()));
        else
            out.push_back(text->get());
    }
    return out;
}

void check_item_name(rule_file& file, const toml::node& at, std::string_view name, const protocol& p) {
    if (knows_item(p, name)) return;
    std::vector<std::string_view> known = alarm::source_names();
    for (const item& each : p.items) known.push_back(each.name);
    file.report(at, fmt::format("'{}' is no metric, family or [[item]]{}", name, did_you_mean(name, known)));
}

std::vector<std::string> read_item_names(rule_file& file, const toml::table& t, std::string_view key,
                                         const protocol& p) {
    const std::vector<std::string> names = read_list(file, t, key, protocol::checks_max);
    const toml::array* all = t.get_as<toml::array>(key);
    for (const std::string& name : names)
        for (const toml::node& each : *all)
            if (const auto* text = each.as_string(); text && text->get() == name) {
                check_item_name(file, each, name, p);
                break;
            }
    return names;
}

std::vector<const toml::table*> read_tables(rule_file& file, std::string_view key, std::size_t count_max) {
    auto all = file.tables(file.root(), key, key);
    if (all.size() > count_max) {
        file.report(*all[count_max], fmt::format("there are at most {} [[{}]]", count_max, key));
        all.resize(count_max);
    }
    return all;
}

void check_name(rule_file& file, const toml::table& t, std::span<const std::string_view> others, std::string& out) {
    const std::string* name = file.text(t, "name", true);
    if (!name) return;
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    if (name->empty() || name->size() > protocol::name_max || !std::ranges::all_of(*name, allowed))
        file.report(*t.get("name"), fmt::format("a name is 1 to {} small letters, digits and '_'", protocol::name_max));
    else if (std::ranges::find(others, *name) != others.end())
        file.report(*t.get("name"), fmt::format("there is one called '{}' already", *name));
    out = *name;
}

} // namespace vigil::infusion
