// Protocols of infusions as JSON.
#pragma once

#include <string>

#include "server/ward/fold.hpp"

namespace vigil::feed {

/// {"protocols":[{"name","version","title","drug","source"}]}
std::string protocols_object(const ward::fold& wards);

/// What a form needs to know of a protocol: questions, items with their answers, checks, routes, units, ceilings.
std::string protocol_object(const infusion::protocol& p);

} // namespace vigil::feed
