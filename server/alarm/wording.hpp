// Expressions in plain English, for explain().
#pragma once

#include <span>
#include <string>

#include "server/alarm/expression.hpp"

namespace vigil::alarm {

struct wording {
    std::string text;    ///< "SpO2 is below 90 %"
    bool joined = false; ///< by "and" or "or"
};

/// What the expression says. The word `limit` is written as the value it has; parentheses only where needed.
wording in_words(const expression& e, double limit, std::span<const window_spec> windows);

} // namespace vigil::alarm
