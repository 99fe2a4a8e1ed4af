#include "server/outbound/connect.hpp"

#include <fmt/format.h>

namespace vigil::outbound {

namespace asio = boost::asio;
using asio::ip::tcp;

link_error failure(const char* doing, const boost::system::error_code& error) {
    return link_error{fmt::format("{}: {}", doing, error.message())};
}

asio::awaitable<void> connect(boost::beast::tcp_stream& stream, const endpoint& to) {
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    const auto address = asio::ip::make_address(to.host, error);
    if (!error) {
        const tcp::endpoint at{address, to.port};
        co_await stream.async_connect(at, token);
    } else {
        tcp::resolver resolver{stream.get_executor()};
        const std::string port = fmt::to_string(to.port);
        const auto found = co_await resolver.async_resolve(to.host, port, token);
        if (error) throw failure("looking up its name", error);
        co_await stream.async_connect(found, token);
    }
    if (error) throw failure("connecting", error);
    stream.socket().set_option(tcp::no_delay{true}, error);
    stream.socket().set_option(asio::socket_base::keep_alive{true}, error);
}

} // namespace vigil::outbound
