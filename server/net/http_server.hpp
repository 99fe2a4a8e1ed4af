// The HTTP port: readings as JSON, commands, the wards as JSON, the dashboard's files, and upgrades to WebSocket.
#pragma once

#include <boost/asio.hpp>
#include <memory>
#include <string>
#include <vector>

#include "proto/fhir/message.hpp"
#include "proto/json/command.hpp"
#include "proto/json/readings.hpp"
#include "server/core/engine.hpp"
#include "server/ingest/bed_map.hpp"
#include "server/ingest/sender.hpp"
#include "server/metrics/server_metrics.hpp"
#include "server/net/http_answer.hpp"
#include "server/net/listener.hpp"
#include "server/net/static_files.hpp"
#include "server/record/queries.hpp"

namespace vigil::net {

class dashboard_session;
class readings_session;

struct http_options {
    std::size_t connections_max = 4096;
    std::size_t header_bytes_max = 16u << 10;
    std::size_t body_bytes_max = 8u << 20;
    std::chrono::seconds request_deadline{60}; ///< from the end of the last answer to the end of the next request
};

/// Parsers that keep their memory; used by one request at a time, within one turn of the loop.
struct decoders {
    explicit decoders(json::local_clock zones = {}) : reports(std::move(zones)) {}

    json::command_reader commands;
    json::report_reader reports;
    json::report_item item;
    fhir::message_reader fhir;
    fhir::message_item fhir_item;
};

/// What requests need, for as long as the server runs.
struct http_context {
    core::engine& engine;
    const ingest::bed_map& beds;
    ingest::senders& senders;
    const static_files& files;
    server_metrics& metrics;
    decoders& parse;
    http_options options{};
    record::queries* queries = nullptr; ///< nothing: no record is kept
};

class http_server {
public:
    http_server(asio::io_context& loop, const std::string& address, std::uint16_t port, http_context context);
    ~http_server();

    std::uint16_t port() const { return listener_.port(); }
    void start();
    void stop();

    /// Call every second.
    void check_deadlines();

private:
    void end_dashboards();
    void serve(tcp::socket socket);
    void become_dashboard(beast::tcp_stream stream, http_request request, std::string ward);
    void become_sender(beast::tcp_stream stream, http_request request);

    asio::io_context& loop_;
    http_context context_;
    listener listener_;
    std::size_t connections_ = 0;
    std::vector<std::shared_ptr<dashboard_session>> dashboards_;
    std::vector<std::shared_ptr<readings_session>> senders_;
};

} // namespace vigil::net
