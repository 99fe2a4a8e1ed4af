// Which beds people gave to senders that had none; see assign_sender.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "proto/vitals/instant.hpp"

namespace vigil::ward {

struct placed_sender {
    std::string ward;
    std::string bed;
    std::string by;
    instant at{};
};

/// By the name of the sender in the ward `unassigned`.
using placed_senders = std::map<std::string, placed_sender, std::less<>>;

} // namespace vigil::ward
