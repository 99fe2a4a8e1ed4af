#include "server/metrics/process.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

namespace vigil {
namespace {

std::optional<double> resident_bytes() {
    std::ifstream statm{"/proc/self/statm"};
    double total_pages = 0;
    double resident_pages = 0;
    if (!(statm >> total_pages >> resident_pages)) return std::nullopt;
    return resident_pages * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/// From Linux 6.2 on the directory's size is their number; listing thousands of sockets takes milliseconds.
std::optional<double> open_files() {
    struct stat directory{};
    if (stat("/proc/self/fd", &directory) == 0 && directory.st_size > 0) return static_cast<double>(directory.st_size);
    std::error_code failed;
    const std::filesystem::directory_iterator files{"/proc/self/fd", failed};
    if (failed) return std::nullopt;
    return static_cast<double>(std::distance(begin(files), end(files)) - 1); // one of them lists the others
}

std::optional<double> files_max() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
    return limit.rlim_cur == RLIM_INFINITY ? std::numeric_limits<double>::infinity()
                                           : static_cast<double>(limit.rlim_cur);
}

double seconds(const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
}

std::optional<double> processor_seconds() {
    rusage used{};
    if (getrusage(RUSAGE_SELF, &used) != 0) return std::nullopt;
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

std::optional<double> boot_seconds() {
    std::ifstream stat{"/proc/stat"};
    for (std::string line; std::getline(stat, line);)
        if (line.starts_with("btime ")) return std::stod(line.substr(6));
    return std::nullopt;
}

std::optional<double> start_seconds() {
    std::ifstream stat{"/proc/self/stat"};
    const std::string line{std::istreambuf_iterator<char>{stat}, {}};
    // The second field is the program's name in parentheses and may hold anything; field 22 is the start, in ticks.
    const auto name_end = line.rfind(')');
    const auto boot = boot_seconds();
    if (name_end == std::string::npos || !boot) return std::nullopt;
    std::istringstream fields{line.substr(name_end + 1)};
    std::string field;
    for (int number = 3; number <= 22; ++number)
        if (!(fields >> field)) return std::nullopt;
    return *boot + std::stod(field) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

} // namespace

std::vector<prometheus::MetricFamily> process_metrics() {
    using prometheus::MetricType;
    std::vector<prometheus::MetricFamily> families;
    const auto add = [&](const char* name, const char* help, MetricType type, std::optional<double> value) {
        if (!value) return;
        prometheus::ClientMetric metric;
        (type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = *value;
        families.push_back({name, help, type, {std::move(metric)}});
    };
    add("process_resident_memory_bytes", "Memory in use", MetricType::Gauge, resident_bytes());
    add("process_open_fds", "Open files and sockets", MetricType::Gauge, open_files());
    add("process_max_fds", "Files and sockets that may be open", MetricType::Gauge, files_max());
    add("process_cpu_seconds_total", "Processor time used", MetricType::Counter, processor_seconds());
    add("process_start_time_seconds", "Start of the process since 1970", MetricType::Gauge, start_seconds());
    return families;
}

} // namespace vigil
