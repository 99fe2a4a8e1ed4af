// What the kernel knows about a process that is being measured, and the time.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace vigil::bench {

std::uint64_t now_ns(); ///< monotonic

/// Processor time of all threads of a process since it started.
std::uint64_t cpu_ns(pid_t pid);

/// Resident memory now.
std::uint64_t resident_bytes(pid_t pid);

/// Resident memory once it has been the same for 0.3 s (waits 3 s at most).
std::uint64_t settled_resident_bytes(pid_t pid);

} // namespace vigil::bench
