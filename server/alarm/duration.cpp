#include "server/alarm/duration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vigil::alarm {
namespace {

using namespace std::chrono_literals;

struct unit_of_time {
    std::string_view name;
    milliseconds length;
};
constexpr std::array<unit_of_time, 4> units{{{"h", 1h}, {"min", 1min}, {"s", 1s}, {"ms", 1ms}}};
constexpr milliseconds day = 24h; // read, and not written: "24h" is what everybody means by it

} // namespace

std::optional<milliseconds> duration_from_text(std::string_view text) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || digits > 9) return {};
    std::int64_t number = 0;
    for (const char c : text.substr(0, digits)) number = number * 10 + (c - '0');
    for (const auto& [name, length] : units)
        if (text.substr(digits) == name) return length * number;
    if (text.substr(digits) == "d") return day * number;
    return {};
}

std::string to_text(milliseconds d) {
    const auto fits = std::ranges::find_if(units, [&](const unit_of_time& u) { return d % u.length == 0ms; });
    return fmt::format("{}{}", d / fits->length, fits->name);
}

std::string in_words(milliseconds d) {
    std::string out;
    for (const auto& [name, length] : units) {
        if (d < length) continue;
        out += fmt::format("{}{} {}", out.empty() ? "" : " ", d / length, name);
        d %= length;
    }
    return out.empty() ? "0 s" : out;
}

} // namespace vigil::alarm
