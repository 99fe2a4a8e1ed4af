// A TOML text with the list of what is wrong with it: where values stand, so that a fault is reported in its place.
#pragma once

#include <toml++/toml.h>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/alarm/expression.hpp"

namespace vigil::alarm {

/// "a string", "an integer", ... as in "found an integer".
std::string_view kind_of(const toml::node& n);

/// The number that a node holds, if it is a finite one.
std::optional<double> number_of(const toml::node& n);

/// Of UTF-8 text.
std::size_t count_characters(std::string_view text);

class rule_file {
public:
    /// A fault of the TOML itself is the first problem, and root() is then empty. `text` and `name` must outlive this.
    rule_file(std::string_view text, std::string_view name);

    const toml::table& root() const { return root_; }

    void report(const toml::node& at, std::string message);
    void report_at_start(std::string message);
    /// At byte `offset` of the string `at`; at its start where escapes or several lines hide the place.
    void report_inside(const toml::node& at, std::size_t offset, std::string message);

    /// Reports every key of `t` that is not one of `known`.
    void check_keys(const toml::table& t, std::span<const std::string_view> known);

    /// The string under `key`; null, and reported, if it is something else, or missing although required.
    const std::string* text(const toml::table& t, std::string_view key, bool required);

    /// Each of these: nothing if there is no such key; nothing, and reported, if it holds something else.
    std::optional<bool> flag(const toml::table& t, std::string_view key);
    std::optional<double> number(const toml::table& t, std::string_view key);
    std::optional<std::int64_t> integer(const toml::table& t, std::string_view key, std::int64_t least,
                                        std::int64_t most);

    /// The duration under `key`, reported if it is not between `least` and `most`.
    std::optional<milliseconds> duration(const toml::table& t, std::string_view key, milliseconds least,
                                         bool required = false, milliseconds most = std::chrono::hours{24});

    /// The tables under [[key]]; each that is something else is reported.
    std::vector<const toml::table*> tables(const toml::table& t, std::string_view key, std::string_view heading);
    /// The table [key]; null if there is none, and reported if it is something else.
    const toml::table* table(std::string_view key) { return table(root_, key, key); }
    /// The table under `key` of another one, [heading].
    const toml::table* table(const toml::table& t, std::string_view key, std::string_view heading);

    bool sound() const { return problems_.empty(); }
    std::vector<problem> take_problems(); ///< in the order of their positions, each once

private:
    void report(toml::source_position at, std::string message);
    bool stands_verbatim(toml::source_position at, std::string_view value) const;

    std::string_view text_;
    std::string_view name_;
    toml::table root_;
    std::vector<problem> problems_;
};

} // namespace vigil::alarm
