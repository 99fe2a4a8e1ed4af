// What the nurse in front of a dashboard does in an infusion session: mostly what comes next.
#pragma once

#include <string>
#include <string_view>

#include "server/infusion/session.hpp"
#include "tests/simulation/world.hpp"

namespace vigil::simulation {

/// `s`: null if the bed has none. A chart's id is the request.
infusion::order next_order(world& w, const infusion::session* s, const std::string& request);

/// A protocol that is over within minutes.
extern const std::string_view protocol_file;

} // namespace vigil::simulation
