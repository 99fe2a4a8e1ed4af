// "host:port" of a server to talk to.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vigil::simulate {

struct endpoint {
    std::string host;
    std::string port;

    std::string text() const { return host + ':' + port; }
};

/// "127.0.0.1:2575", "server:2575", "[::1]:2575". Nothing without a host or a port from 1 to 65535.
inline std::optional<endpoint> parse_endpoint(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return {};
    std::string_view host = text.substr(0, colon);
    const std::string_view port = text.substr(colon + 1);
    std::uint16_t number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (error != std::errc{} || end != port.data() + port.size() || number == 0) return {};
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (host.empty()) return {};
    return endpoint{std::string(host), std::string(port)};
}

/// Letters, digits, '-', '_', '.': what a ward may be called here.
inline bool is_plain_name(std::string_view text) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    return !text.empty() && text.size() <= 40 && text.find_first_not_of(plain) == std::string_view::npos;
}

} // namespace vigil::simulate
