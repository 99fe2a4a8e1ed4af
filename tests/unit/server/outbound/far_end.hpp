// A receiver of alarms on this machine that does as it is told, connection by connection.
#pragma once

#include <doctest/doctest.h>

#include <boost/asio.hpp>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace vigil::outbound {

using boost::asio::ip::tcp;

class far_end {
public:
    using conduct = std::function<void(tcp::socket&)>;

    /// What to do on the first connection, the second, ...; then it listens no more.
    explicit far_end(std::vector<conduct> connections)
        : thread_{[this, all = std::move(connections)] {
              boost::system::error_code error;
              for (const conduct& next : all) {
                  tcp::socket socket{loop_};
                  acceptor_.accept(socket, error);
                  if (error) return;
                  next(socket);
              }
              acceptor_.close(error);
          }} {}
    ~far_end() { thread_.join(); }

    std::uint16_t port() const { return port_; }

private:
    boost::asio::io_context loop_;
    tcp::acceptor acceptor_{loop_, {boost::asio::ip::address_v4::loopback(), 0}};
    std::uint16_t port_ = acceptor_.local_endpoint().port();
    std::thread thread_;
};

/// Up to `end`, and what came with it; or what came before the connection ended.
inline std::string read_until(tcp::socket& socket, const std::string& end) {
    std::string text;
    boost::system::error_code error;
    boost::asio::read_until(socket, boost::asio::dynamic_buffer(text), end, error);
    return text;
}

inline void say(tcp::socket& socket, const std::string& text) {
    boost::system::error_code ignored;
    boost::asio::write(socket, boost::asio::buffer(text), ignored);
}

/// Nothing more, until the other side has closed.
inline void wait_closed(tcp::socket& socket) {
    boost::system::error_code error;
    char byte = 0;
    while (!error) socket.read_some(boost::asio::buffer(&byte, 1), error);
}

} // namespace vigil::outbound
