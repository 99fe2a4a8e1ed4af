// The words, numbers and signs of an expression.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace vigil::alarm {

struct token {
    enum class kind : std::uint8_t { end, number, word, sign };

    kind what = kind::end;
    std::string_view text;
    std::size_t at = 0; ///< bytes from the start of the expression
    double number = 0;
};

struct misread {
    std::size_t at = 0;
    std::string message;
};

/// The first token at or after `from`.
std::expected<token, misread> next_token(std::string_view text, std::size_t from);

/// As a message names it: "'and'", "the end".
std::string quoted(const token& t);

} // namespace vigil::alarm
