// Commands of infusion sessions as they were written, in the words of the wards.
#pragma once

#include <expected>
#include <string>

#include "proto/json/infusion.hpp"
#include "server/ward/input.hpp"

namespace vigil::net {

/// `request` names an observation set. The error says which word does not exist.
std::expected<ward::infusion_order, std::string> infusion_order_of(json::infusion_command c,
                                                                   const std::string& request);

} // namespace vigil::net
