// Places in a message as dialect files write them.
#pragma once

#include <optional>
#include <string_view>

#include "proto/dialects/dialect.hpp"

namespace vigil::dialects {

/// "PV1-3", "PV1-3.3", "PV1-3.3.2"; fields 1 to 39, parts 1 to 99.
std::optional<path> parse_path(std::string_view text);

/// "PV1-3.2+PV1-3.3"; one to four paths.
std::optional<joined> parse_joined(std::string_view text);

} // namespace vigil::dialects
