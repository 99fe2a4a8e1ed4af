// From the tables of a protocol's file to its parts. Faults go to the file's list of problems, and reading goes on.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/alarm/rule_file.hpp"
#include "server/infusion/protocol.hpp"

namespace vigil::infusion {

/// [protocol], [recovery] and the after-care text.
void read_heading(alarm::rule_file& file, protocol& out);
/// [[item]], [[screening]], [baseline].
void read_questions(alarm::rule_file& file, protocol& out);
/// [dose] and what stands below it.
void read_dose(alarm::rule_file& file, protocol& out);
/// [[check]]; needs the items.
void read_checks(alarm::rule_file& file, protocol& out);
/// [[limit]], compared with `rules` if there are any, and [[stop]].
void read_warnings(alarm::rule_file& file, const alarm::rule_set* rules, protocol& out);
/// [[discharge]]; needs the items.
void read_discharge(alarm::rule_file& file, protocol& out);

// What these have in common.

/// The longest time that a protocol speaks of.
inline constexpr milliseconds time_max = std::chrono::hours{366 * 24};

/// The place of the text under `key` in `names`; reported if it is none of them.
std::optional<std::size_t> read_choice(alarm::rule_file& file, const toml::table& t, std::string_view key,
                                       std::span<const std::string_view> names, bool required);
std::optional<consent> read_consent(alarm::rule_file& file, const toml::table& t, std::string_view key);

/// A line of text, 1 to protocol::line_max characters; "" if there is none.
std::string read_line(alarm::rule_file& file, const toml::table& t, std::string_view key, bool required = true);

/// A number above 0 and up to `most`.
std::optional<double> read_amount(alarm::rule_file& file, const toml::table& t, std::string_view key, double most);

/// The texts of the array under `key`; each that is something else, or stands there twice, is reported.
std::vector<std::string> read_list(alarm::rule_file& file, const toml::table& t, std::string_view key,
                                   std::size_t count_max);
/// The same of what may be charted or measured: each is one of knows_item().
std::vector<std::string> read_item_names(alarm::rule_file& file, const toml::table& t, std::string_view key,
                                         const protocol& p);
void check_item_name(alarm::rule_file& file, const toml::node& at, std::string_view name, const protocol& p);

/// The tables under [[key]], up to `count_max` of them.
std::vector<const toml::table*> read_tables(alarm::rule_file& file, std::string_view key, std::size_t count_max);

/// Reports a name that is none, or that one of `others` has.
void check_name(alarm::rule_file& file, const toml::table& t, std::span<const std::string_view> others,
                std::string& out);
template <class Named>
void read_name(alarm::rule_file& file, const toml::table& t, const std::vector<Named>& others, std::string& out) {
    std::vector<std::string_view> names;
    for (const Named& each : others) names.push_back(each.name);
    check_name(file, t, names, out);
}

} // namespace vigil::infusion
