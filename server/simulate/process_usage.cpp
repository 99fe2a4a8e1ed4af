#include "server/simulate/process_usage.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>

namespace vigil::simulate {

std::optional<process_usage> usage_of(long pid) {
    std::ifstream stat_file(fmt::format("/proc/{}/stat", pid));
    std::string stat;
    if (!std::getline(stat_file, stat)) return {};
    std::istringstream fields(stat.substr(stat.rfind(')') + 1)); // the name before it may hold spaces
    std::string skipped;
    for (int i = 0; i < 11; ++i) fields >> skipped; // state to cmajflt, proc(5)
    std::uint64_t user = 0;
    std::uint64_t system = 0;
    fields >> user >> system;
    process_usage usage;
    usage.cpu_us = static_cast<double>(user + system) * 1e6 / static_cast<double>(sysconf(_SC_CLK_TCK));

    std::ifstream status_file(fmt::format("/proc/{}/status", pid));
    for (std::string line; std::getline(status_file, line);) {
        if (line.starts_with("VmRSS:")) usage.resident_mib = std::stod(line.substr(6)) / 1024;
        if (line.starts_with("VmHWM:")) usage.resident_max_mib = std::stod(line.substr(6)) / 1024;
    }
    return usage;
}

} // namespace vigil::simulate
