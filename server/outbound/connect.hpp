// A TCP connection to a receiver.
#pragma once

#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <stdexcept>

#include "server/config/endpoint.hpp"

namespace vigil::outbound {

/// Says for the log what could not be done.
struct link_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Connects within the stream's deadline, which must be set. Throws link_error. An address in digits asks no resolver:
/// one receiver's slow name server does not hold up the others.
boost::asio::awaitable<void> connect(boost::beast::tcp_stream& stream, const endpoint& to);

/// "connecting: timeout".
link_error failure(const char* doing, const boost::system::error_code& error);

} // namespace vigil::outbound
