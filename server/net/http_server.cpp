#include "server/net/http_server.hpp"

#include <algorithm>
#include <utility>

#include "server/net/dashboard_session.hpp"
#include "server/net/http_session.hpp"
#include "server/net/readings_session.hpp"

namespace vigil::net {
namespace {

constexpr std::size_t ended_in_a_turn_max = 16;

} // namespace

http_server::http_server(asio::io_context& loop, const std::string& address, std::uint16_t port, http_context context)
    : loop_(loop), context_(std::move(context)), listener_(loop, address, port) {}

http_server::~http_server() = default;

void http_server::start() {
    listener_.start(
        [this] { return connections_ + dashboards_.size() + senders_.size() < context_.options.connections_max; },
        [this](tcp::socket socket) { serve(std::move(socket)); });
}

void http_server::serve(tcp::socket socket) {
    tune(socket);
    ++connections_;
    upgrades upgrade{[this](auto stream, auto request, auto ward) {
                         become_dashboard(std::move(stream), std::move(request), std::move(ward));
                     },
                     [this](auto stream, auto request) { become_sender(std::move(stream), std::move(request)); }};
    asio::co_spawn(loop_, serve_http(beast::tcp_stream{std::move(socket)}, context_, std::move(upgrade)),
                   [this](const std::exception_ptr&) { --connections_; });
}

void http_server::become_dashboard(beast::tcp_stream stream, http_request request, std::string ward) {
    dashboards_.push_back(std::make_shared<dashboard_session>(std::move(stream), std::move(ward), context_.engine,
                                                              context_.metrics, context_.parse.commands));
    dashboards_.back()->start(std::move(request));
}

void http_server::become_sender(beast::tcp_stream stream, http_request request) {
    senders_.push_back(std::make_shared<readings_session>(std::move(stream), context_));
    senders_.back()->start(std::move(request));
}

void http_server::stop() {
    listener_.stop();
    for (const auto& d : dashboards_) d->close(dashboard_end::shutdown);
    dashboards_.clear();
    for (const auto& s : senders_) s->cut();
    senders_.clear();
}

/// When a thousand stall, they stall together, and each may have megabytes unsent that are to be freed.
void http_server::end_dashboards() {
    const auto now = std::chrono::steady_clock::now();
    std::size_t ended = 0;
    std::erase_if(dashboards_, [&](const auto& d) {
        if (ended == ended_in_a_turn_max) return false;
        d->check_deadlines(now);
        if (d->is_open()) return false;
        ++ended;
        return true;
    });
    if (ended == ended_in_a_turn_max) asio::post(loop_, [this] { end_dashboards(); });
}

void http_server::check_deadlines() {
    end_dashboards();
    const auto now = std::chrono::steady_clock::now();
    for (const auto& s : senders_) s->check_deadlines(now);
    std::erase_if(senders_, [](const auto& s) { return !s->is_open(); });
    context_.metrics.connections(transport::http).Set(static_cast<double>(connections_));
    context_.metrics.connections(transport::websocket).Set(static_cast<double>(dashboards_.size() + senders_.size()));
    const auto most = [this](auto value) {
        double out = 0;
        for (const auto& d : dashboards_) out = std::max(out, value(*d));
        return out;
    };
    context_.metrics.dashboard_heap_bytes_max.Set(most([](const auto& d) { return d.heap_bytes(); }));
    context_.metrics.dashboard_clock_offset_seconds_max.Set(most([](const auto& d) { return d.clock_offset_s(); }));
    context_.metrics.stations_sound_armed.Set(
        static_cast<double>(std::ranges::count_if(dashboards_, [](const auto& d) { return d->sound_armed(); })));
}

} // namespace vigil::net
