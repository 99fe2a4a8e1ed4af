// What operators read on standard error: one line an occurrence, UTC, never a patient's data.
#pragma once

#include <string_view>

namespace vigil::app {

void log_info(std::string_view text);
void log_warning(std::string_view text);
void log_error(std::string_view text);

} // namespace vigil::app
