// What was, asked of the record: GET /v1/beds/{ward}/{bed}/trend, GET /v1/alarms and GET /v1/burden. 400 names what is
// wrong with a parameter, 503 means: not now.
#pragma once

#include <boost/asio.hpp>

#include "server/net/http_answer.hpp"
#include "server/net/http_server.hpp"

namespace vigil::net {

/// Of /v1/beds/{ward}/{bed}/trend.
struct trend_target {
    std::string ward, bed;
};
std::optional<trend_target> trend_target_of(std::string_view path);

asio::awaitable<http_response> get_trend(const http_request& request, const http_context& context,
                                         const trend_target& target, asio::any_io_executor executor);

asio::awaitable<http_response> get_alarms(const http_request& request, const http_context& context,
                                          asio::any_io_executor executor);

asio::awaitable<http_response> get_burden(const http_request& request, const http_context& context,
                                          asio::any_io_executor executor);

} // namespace vigil::net
