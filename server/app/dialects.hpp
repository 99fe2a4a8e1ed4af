// vigil dialects: what the program knows of the HL7 of monitors. Each returns the exit code.
#pragma once

#include <string_view>

namespace vigil::app {

/// One line each: name and title.
int list_dialects();

/// The file as it is part of the program. An unknown name: the nearest is suggested.
int show_dialect(std::string_view name);

} // namespace vigil::app
