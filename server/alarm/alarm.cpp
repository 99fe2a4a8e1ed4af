#include "server/alarm/alarm.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace vigil::alarm {
namespace {

constexpr std::array<std::string_view, 3> priorities{"low", "medium", "high"};
constexpr std::array<std::string_view, 2> kinds{"physiological", "technical"};
constexpr std::array<std::string_view, 4> phases{"onset", "active", "latched", "cleared"};
constexpr std::array<std::string_view, 14> changes{"onset",   "escalated", "deescalated", "acknowledged", "realarmed",
                                                   "paused",  "resumed",   "called",      "updated",      "latched",
                                                   "renewed", "cleared",   "noted",       "assigned"};
static_assert(static_cast<std::size_t>(last_change) + 1 == changes.size());

} // namespace

std::string_view name(priority p) {
    return priorities[static_cast<std::size_t>(p)];
}
std::string_view name(kind k) {
    return kinds[static_cast<std::size_t>(k)];
}
std::string_view name(phase p) {
    return phases[static_cast<std::size_t>(p)];
}
std::string_view name(change c) {
    return changes[static_cast<std::size_t>(c)];
}

std::optional<priority> priority_from_name(std::string_view text) {
    for (std::size_t i = 0; i < priorities.size(); ++i)
        if (priorities[i] == text) return static_cast<priority>(i);
    return {};
}

std::string to_text(alarm_id id) {
    return fmt::format("{:016x}", static_cast<std::uint64_t>(id));
}

/// Only the text that to_text() writes: a second spelling of an id would be a second name for one alarm.
std::optional<alarm_id> alarm_id_from_text(std::string_view text) {
    std::uint64_t value = 0;
    if (text.size() != 16 || text.find_first_not_of("0123456789abcdef") != text.npos) return {};
    std::from_chars(text.data(), text.data() + text.size(), value, 16);
    return alarm_id{value};
}

} // namespace vigil::alarm
