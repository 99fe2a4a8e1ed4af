// The parameters of a question to the record, one by one. Pure.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "proto/json/fields.hpp"
#include "proto/vitals/instant.hpp"

namespace vigil::net {

using parameters = std::vector<std::pair<std::string, std::string>>;

/// Why a value cannot be; to stand after its parameter's name.
using fault = std::optional<std::string>;

/// Into an instant, or an optional one.
template <class Time>
fault read_time(std::string text, Time& out) {
    std::ranges::replace(text, ' ', '+'); // what an unescaped '+' of an offset becomes
    const auto t = parse_rfc3339(text);
    if (!t) return "must be a time with an offset, like 2026-11-22T02:00:00Z";
    out = *t;
    return {};
}

/// Carries `read` out for each parameter; the first fault, with its parameter's name.
template <class Read>
fault each(const parameters& given, Read read) {
    for (const auto& [name, value] : given) {
        const fault wrong = read(name, value);
        if (wrong) return fmt::format("{} {}", json::quoted(name), *wrong);
    }
    return {};
}

} // namespace vigil::net
