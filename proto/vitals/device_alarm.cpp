#include "proto/vitals/device_alarm.hpp"

#include <array>
#include <cstddef>

namespace vigil {

std::string_view name(device_alarm::phase p) {
    constexpr std::array<std::string_view, 9> names{"point",    "start",      "continue",   "update", "end",
                                                    "escalate", "deescalate", "inactivate", "reset"};
    return names[static_cast<std::size_t>(p)];
}

std::string_view name(device_alarm::state s) {
    constexpr std::array<std::string_view, 3> names{"inactive", "active", "latched"};
    return names[static_cast<std::size_t>(s)];
}

std::string_view name(device_alarm::priority p) {
    constexpr std::array<std::string_view, 4> names{"none", "low", "medium", "high"};
    return names[static_cast<std::size_t>(p)];
}

std::string_view name(device_alarm::kind k) {
    constexpr std::array<std::string_view, 3> names{"physiological", "technical", "advisory"};
    return names[static_cast<std::size_t>(k)];
}

} // namespace vigil
