// Accepts connections on one port, up to a limit, and hands each to whoever serves it.
#pragma once

#include <boost/asio.hpp>
#include <functional>
#include <memory>
#include <string>

namespace vigil::net {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

class listener {
public:
    /// Binds at once: throws std::runtime_error that names the address if it cannot. Port 0 picks a free one.
    listener(asio::io_context& loop, const std::string& address, std::uint16_t port);

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    /// Runs until stop(). `serve` is given each connection while `may_accept()`; others are closed at once, which their
    /// sender sees, instead of waiting unanswered.
    void start(std::function<bool()> may_accept, std::function<void(tcp::socket)> serve);
    void stop() { acceptor_.close(); }

private:
    asio::awaitable<void> run(std::function<bool()> may_accept, std::function<void(tcp::socket)> serve);

    asio::io_context& loop_;
    tcp::acceptor acceptor_;
};

/// Notices a peer that is gone without saying so: keep-alive after 5 s idle, 3 probes 2 s apart, 10 s for
/// unacknowledged data. Sends small answers at once.
void tune(tcp::socket& socket);

} // namespace vigil::net
