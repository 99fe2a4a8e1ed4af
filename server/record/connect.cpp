#include "server/record/connect.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <utility>

namespace vigil::record {

// The limits come last, so that they hold whatever the configured string says.
std::string with_time_limits(const std::string& database) {
    constexpr std::array<std::pair<const char*, const char*>, 6> limits{{{"connect_timeout", "3"},
                                                                         {"keepalives", "1"},
                                                                         {"keepalives_idle", "5"},
                                                                         {"keepalives_interval", "2"},
                                                                         {"keepalives_count", "3"},
                                                                         {"tcp_user_timeout", "10000"}}};
    const bool is_uri = database.starts_with("postgresql://") || database.starts_with("postgres://");
    std::string all = database;
    char separator = !is_uri ? ' ' : database.find('?') == std::string::npos ? '?' : '&';
    for (const auto& [key, value] : limits) {
        fmt::format_to(std::back_inserter(all), "{}{}={}", separator, key, value);
        if (is_uri) separator = '&';
    }
    return all;
}

} // namespace vigil::record
