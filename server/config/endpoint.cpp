#include "server/config/endpoint.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace vigil {
namespace {

constexpr std::size_t host_letters_max = 253; // RFC 1035

bool is_name_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_';
}

bool is_host_name(std::string_view text) {
    return !text.empty() && text.size() <= host_letters_max && text.front() != '-' && text.front() != '.' &&
           std::ranges::all_of(text, is_name_letter);
}

std::optional<std::uint16_t> port_from_text(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port == 0) return {};
    return port;
}

/// Host and what follows it: "[::1]" and ":80" of "[::1]:80".
struct split_host {
    std::string_view host;
    std::string_view rest;
};

std::optional<split_host> split(std::string_view text) {
    if (!text.starts_with('[')) {
        const auto end = std::min(text.find(':'), text.size());
        const auto host = text.substr(0, end);
        if (!is_host_name(host)) return {};
        return split_host{host, text.substr(end)};
    }
    const auto end = text.find(']');
    if (end == text.npos) return {};
    const auto host = text.substr(1, end - 1);
    if (host.find(':') == host.npos || !is_ip_address(host)) return {};
    return split_host{host, text.substr(end + 1)};
}

} // namespace

bool is_ip_address(std::string_view text) {
    const std::string terminated{text};
    std::array<unsigned char, sizeof(in6_addr)> binary{};
    return text.find('\0') == text.npos && (inet_pton(AF_INET, terminated.c_str(), binary.data()) == 1 ||
                                            inet_pton(AF_INET6, terminated.c_str(), binary.data()) == 1);
}

std::optional<endpoint> endpoint_from_text(std::string_view text) {
    const auto found = split(text);
    if (!found || !found->rest.starts_with(':')) return {};
    const auto port = port_from_text(found->rest.substr(1));
    if (!port) return {};
    return endpoint{std::string{found->host}, *port};
}

std::optional<web_address> web_address_from_text(std::string_view text) {
    web_address out;
    if (text.starts_with("https://"))
        out.encrypted = true;
    else if (!text.starts_with("http://"))
        return {};
    if (std::ranges::any_of(text, [](char c) { return c <= ' ' || c > '~' || c == '#' || c == '\\'; })) return {};
    text.remove_prefix(out.encrypted ? 8 : 7);
    const auto end = std::min(text.find_first_of("/?"), text.size());
    out.authority = text.substr(0, end);
    out.target = text.substr(end);
    if (!out.target.starts_with('/')) out.target.insert(0, 1, '/');
    const auto found = split(out.authority);
    if (!found) return {};
    out.at = {std::string{found->host}, static_cast<std::uint16_t>(out.encrypted ? 443 : 80)};
    if (found->rest.empty()) return out;
    const auto port = found->rest.starts_with(':') ? port_from_text(found->rest.substr(1)) : std::nullopt;
    if (!port) return {};
    out.at.port = *port;
    return out;
}

} // namespace vigil
