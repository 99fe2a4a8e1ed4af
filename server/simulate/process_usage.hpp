// What another process has used, read from /proc. Linux.
#pragma once

#include <optional>

namespace vigil::simulate {

struct process_usage {
    double cpu_us = 0; ///< user and system time of all its threads, in steps of 10 ms
    double resident_mib = 0;
    double resident_max_mib = 0;
};

/// Nothing if there is no such process.
std::optional<process_usage> usage_of(long pid);

} // namespace vigil::simulate
