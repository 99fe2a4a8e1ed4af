// How HTTP requests are taken apart and answered.
#pragma once

#include <boost/beast.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vigil::net {

namespace beast = boost::beast;
namespace http = boost::beast::http;

using http_request = http::request<http::string_body>;
using http_response = http::response<http::string_body>;

inline std::string_view view(beast::string_view text) {
    return {text.data(), text.size()};
}

/// The target without its query.
std::string_view path_of(const http_request& request);

/// The parts of "/v1/wards/W%201" after the first '/', decoded: "v1", "wards", "W 1". Nothing if a part is empty or
/// malformed.
std::optional<std::vector<std::string>> parts_of(std::string_view path);

/// The query's parameters, decoded, in their order. Nothing if it is malformed, or if a control character is in it.
std::optional<std::vector<std::pair<std::string, std::string>>> query_of(const http_request& request);

http_response answer(const http_request& request, http::status status, std::string_view type, std::string body);
http_response json_answer(const http_request& request, http::status status, std::string body);
http_response problem(const http_request& request, http::status status, std::string_view detail);

} // namespace vigil::net
