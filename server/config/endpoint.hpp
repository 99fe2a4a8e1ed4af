// "host:port" and "https://host:port/path" taken apart. Pure; resolves nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vigil {

/// IPv4 or IPv6 in digits, without a port or brackets.
bool is_ip_address(std::string_view text);

struct endpoint {
    std::string host; ///< a name or an address; IPv6 without its brackets
    std::uint16_t port = 0;
    friend bool operator==(const endpoint&, const endpoint&) = default;
};

/// "10.0.0.7:4601", "engine.local:4601", "[::1]:4601"; port 1 to 65535. Nothing for anything else.
std::optional<endpoint> endpoint_from_text(std::string_view text);

struct web_address {
    endpoint at;
    bool encrypted = false; ///< https
    std::string authority;  ///< as written, for the Host header
    std::string target;     ///< path and query, "/" at least
};

/// http or https; the port may be left out (80, 443). Nothing for anything else: no user, no fragment, and whatever is
/// not printable ASCII has to be percent-encoded.
std::optional<web_address> web_address_from_text(std::string_view text);

} // namespace vigil
