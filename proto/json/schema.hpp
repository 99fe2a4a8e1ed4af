// proto/schema/readings.schema.json, as it was when the program was built.
#pragma once

#include <string_view>

namespace vigil::json {

/// JSON Schema (2020-12) of what POST /v1/readings takes and answers.
std::string_view readings_schema();

} // namespace vigil::json
