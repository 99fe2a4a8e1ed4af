// `vigil serve`: builds every part, connects them, runs the event loop until a signal, and takes all down in reverse.
#pragma once

#include <string>

#include "server/app/settings.hpp"

namespace vigil::app {

/// Returns the exit code. `ports_file`: where to write the ports in use, one `name=number` a line; empty: nowhere.
int serve(const settings& with, const std::string& ports_file);

} // namespace vigil::app
