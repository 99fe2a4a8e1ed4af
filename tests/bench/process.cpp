#include "tests/bench/process.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <ctime>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace vigil::bench {
namespace {

std::uint64_t read_ns(clockid_t clock) {
    timespec t{};
    if (clock_gettime(clock, &t) != 0) throw std::runtime_error("the measured process has ended");
    return static_cast<std::uint64_t>(t.tv_sec) * 1'000'000'000u + static_cast<std::uint64_t>(t.tv_nsec);
}

} // namespace

std::uint64_t now_ns() {
    return read_ns(CLOCK_MONOTONIC);
}

std::uint64_t cpu_ns(pid_t pid) {
    clockid_t clock{};
    if (clock_getcpuclockid(pid, &clock) != 0) throw std::runtime_error(fmt::format("no process {}", pid));
    return read_ns(clock);
}

std::uint64_t resident_bytes(pid_t pid) {
    std::ifstream statm(fmt::format("/proc/{}/statm", pid));
    std::uint64_t total = 0;
    std::uint64_t resident = 0;
    if (!(statm >> total >> resident)) throw std::runtime_error(fmt::format("no process {}", pid));
    return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

std::uint64_t settled_resident_bytes(pid_t pid) {
    auto last = resident_bytes(pid);
    for (int unchanged = 0, looks = 0; unchanged < 6 && looks < 60; ++looks) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        const auto now = resident_bytes(pid);
        unchanged = now == last ? unchanged + 1 : 0;
        last = now;
    }
    return last;
}

} // namespace vigil::bench
