// `vigil senders report`: asks a running server what it has found about its senders.
#pragma once

#include <string>

namespace vigil::app {

struct senders_options {
    std::string http = "127.0.0.1:8080"; ///< host:port of the server's HTTP listener
    bool json = false;                   ///< the answer as it is
};

/// Blocks for 10 s at most. Exit codes: 0 done, 1 the server could not be asked, 2 `http` is no host:port.
int report_senders(const senders_options& o);

} // namespace vigil::app
