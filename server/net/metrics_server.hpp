// /metrics, /healthz and /readyz on a port and a thread of their own: rendering a page never delays an alarm, and a
// stuck event loop can still be seen.
#pragma once

#include <atomic>
#include <boost/asio.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include "server/metrics/server_metrics.hpp"
#include "server/net/listener.hpp"

namespace vigil::net {

/// Set by the event loop, read by the metrics thread.
struct health {
    std::atomic<std::chrono::steady_clock::rep> loop_alive{0}; ///< when the loop last turned
    std::atomic<bool> ready{false};                            ///< sockets are open, the wards are rebuilt
    std::atomic<bool> journal_failed{false};
};

class metrics_server {
public:
    metrics_server(const std::string& address, std::uint16_t port, const server_metrics& counters, const health& state);
    ~metrics_server();

    std::uint16_t port() const { return listener_.port(); }

private:
    asio::io_context loop_{1};
    const server_metrics& metrics_;
    const health& health_;
    listener listener_;
    std::size_t connections_ = 0;
    std::jthread thread_;
};

} // namespace vigil::net
