// Connection strings for threads that must notice a server that is gone.
#pragma once

#include <string>

namespace vigil::record {

/// `database` with limits: 3 s to connect, about 10 s until a server that went away without a word is noticed.
std::string with_time_limits(const std::string& database);

} // namespace vigil::record
