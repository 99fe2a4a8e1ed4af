// Which dialect a message speaks, by its own marks.
#pragma once

#include "proto/dialects/dialect.hpp"
#include "proto/hl7/oru.hpp"

namespace vigil::ingest {

/// nullptr if nothing marks it. Looks at MSH and at the first 24 segments; `m` is not moved on.
const dialects::dialect* recognise(const hl7::message& m);

} // namespace vigil::ingest
