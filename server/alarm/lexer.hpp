// The words, numbers and signs of an expression.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "proto/vitals/unit.hpp"

namespace vigil::alarm {

struct token {
    enum class kind : std::uint8_t { end, number, duration, word, sign };
    static constexpr int duration_hours_max = 168;

    kind what = kind::end;
    std::string_view text; ///< with the unit, if it has one
    std::size_t at = 0;    ///< bytes from the start of the expression
    double number = 0;     ///< of a duration: milliseconds
    unit in = unit::none;  ///< of a number: "21 kPa", "90%"
};

struct misread {
    std::size_t at = 0;
    std::string message;
};

/// The first token at or after `from`. What follows a number is its unit where it spells one: "120 /min" is a rate, and
/// "120 / 2" a division.
std::expected<token, misread> next_token(std::string_view text, std::size_t from);

/// As a message names it: "'and'", "the end".
std::string quoted(const token& t);

} // namespace vigil::alarm
