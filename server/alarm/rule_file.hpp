// A TOML text with the list of what is wrong with it: where values stand, so that a fault is reported in its place.
#pragma once

#include <toml++/toml.h>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/alarm/expression.hpp"

namespace vigil::alarm {

/// "a string", "an integer", ... as in "found an integer".
std::string_view kind_of(const toml::node& n);

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

    bool sound() const { return problems_.empty(); }
    std::vector<problem> take_problems(); ///< in the order of their positions

private:
    void report(toml::source_position at, std::string message);
    bool stands_verbatim(toml::source_position at, std::string_view value) const;

    std::string_view text_;
    std::string_view name_;
    toml::table root_;
    std::vector<problem> problems_;
};

} // namespace vigil::alarm
