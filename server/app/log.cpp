#include "server/app/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace vigil::app {
namespace {

/// Synchronous: what was logged is out before a crash can lose it.
spdlog::logger& out() {
    static const auto logger = [] {
        auto made = spdlog::stderr_logger_mt("vigil");
        made->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
        return made;
    }();
    return *logger;
}

} // namespace

void log_info(std::string_view text) {
    out().info(text);
}
void log_warning(std::string_view text) {
    out().warn(text);
}
void log_error(std::string_view text) {
    out().error(text);
}

} // namespace vigil::app
