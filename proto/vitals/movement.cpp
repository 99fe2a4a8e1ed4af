#include "proto/vitals/movement.hpp"

#include <array>
#include <cstddef>

namespace vigil {

std::string_view name(movement::kind k) {
    constexpr std::array<std::string_view, 11> names{"admitted",
                                                     "transferred",
                                                     "discharged",
                                                     "updated",
                                                     "admission_cancelled",
                                                     "transfer_cancelled",
                                                     "discharge_cancelled",
                                                     "swapped",
                                                     "merged",
                                                     "on_leave",
                                                     "returned"};
    return names[static_cast<std::size_t>(k)];
}

} // namespace vigil
