#include "server/net/http_answer.hpp"

#include <algorithm>
#include <charconv>

#include "proto/json/problem.hpp"

namespace vigil::net {
namespace {

/// Decodes %xx; nothing if it is malformed.
std::optional<std::string> percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        unsigned value = 0;
        const std::string_view digits = text.substr(i + 1, 2);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
        if (digits.size() != 2 || error != std::errc{} || end != digits.data() + 2) return {};
        out += static_cast<char>(value);
        i += 2;
    }
    return out;
}

} // namespace

std::string_view path_of(const http_request& request) {
    const std::string_view target = view(request.target());
    return target.substr(0, target.find('?'));
}

std::optional<std::vector<std::string>> parts_of(std::string_view path) {
    std::vector<std::string> out;
    while (path.starts_with('/')) {
        path.remove_prefix(1);
        const std::string_view raw = path.substr(0, path.find('/'));
        auto part = percent_decoded(raw);
        if (!part || part->empty()) return {};
        out.push_back(*std::move(part));
        path.remove_prefix(raw.size());
    }
    return path.empty() ? std::optional{std::move(out)} : std::nullopt;
}

std::optional<std::vector<std::pair<std::string, std::string>>> query_of(const http_request& request) {
    std::vector<std::pair<std::string, std::string>> out;
    std::string_view rest = view(request.target()).substr(path_of(request).size());
    while (!rest.empty()) {
        rest.remove_prefix(1); // '?' or '&'
        std::string part{rest.substr(0, rest.find('&'))};
        rest.remove_prefix(part.size());
        std::ranges::replace(part, '+', ' ');
        const std::size_t name_size = std::min(part.find('='), part.size());
        auto name = percent_decoded(part.substr(0, name_size));
        auto value = percent_decoded(std::string_view{part}.substr(std::min(name_size + 1, part.size())));
        const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; };
        if (!name || !value || std::ranges::any_of(*value, is_control)) return {};
        if (!part.empty()) out.emplace_back(*std::move(name), *std::move(value));
    }
    return out;
}

http_response answer(const http_request& request, http::status status, std::string_view type, std::string body) {
    http_response out{status, request.version()};
    out.set(http::field::content_type, beast::string_view{type.data(), type.size()});
    out.set(http::field::cache_control, "no-store");
    out.set("X-Content-Type-Options", "nosniff");
    out.body() = std::move(body);
    out.keep_alive(request.keep_alive());
    out.prepare_payload();
    if (request.method() == http::verb::head) out.body().clear(); // keeps the length that GET would have
    return out;
}

http_response json_answer(const http_request& request, http::status status, std::string body) {
    return answer(request, status, "application/json", std::move(body));
}

http_response problem(const http_request& request, http::status status, std::string_view detail) {
    std::string body;
    json::append_problem(body, static_cast<unsigned>(status), detail);
    return answer(request, status, "application/problem+json", std::move(body));
}

} // namespace vigil::net
