// One HTTP connection: requests one after another, until it is closed or becomes a WebSocket.
#pragma once

#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <functional>
#include <memory>
#include <string>

#include "server/net/http_answer.hpp"
#include "server/net/http_server.hpp"

namespace vigil::net {

/// Who takes over a stream and its upgrade request: that of a dashboard, and that of a sender of readings.
struct upgrades {
    std::function<void(beast::tcp_stream, http_request, std::string ward)> dashboard;
    std::function<void(beast::tcp_stream, http_request)> readings;
};

/// Serves `stream` until it ends. Never throws.
asio::awaitable<void> serve_http(beast::tcp_stream stream, const http_context& context, upgrades upgrade);

/// Answers one request (routes.cpp).
asio::awaitable<http_response> route(const http_request& request, const http_context& context,
                                     asio::any_io_executor executor);

/// The ward of "/v1/wards/{ward}/stream"; nothing for other targets.
std::optional<std::string> stream_ward(std::string_view target);

/// True unless a browser says that the page comes from somewhere else than this server.
bool same_origin(const http_request& request);

} // namespace vigil::net
