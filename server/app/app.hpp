// The command line: one binary, one function a subcommand.
#pragma once

namespace vigil::app {

/// Exit codes: 0 done, 1 the subcommand found a fault and said so, 2 wrong usage, or rules or stories that cannot be
/// used.
int run(int argc, char** argv);

} // namespace vigil::app
