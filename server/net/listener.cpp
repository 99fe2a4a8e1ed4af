#include "server/net/listener.hpp"

#include <fmt/format.h>
#include <netinet/tcp.h>

#include <stdexcept>
#include <utility>

namespace vigil::net {

namespace {

tcp::acceptor bind(asio::io_context& loop, const std::string& address, std::uint16_t port) {
    try {
        return {loop, tcp::endpoint{asio::ip::make_address(address), port}};
    } catch (const boost::system::system_error& e) {
        throw std::runtime_error(fmt::format("cannot listen on {}:{}: {}", address, port, e.code().message()));
    }
}

} // namespace

listener::listener(asio::io_context& loop, const std::string& address, std::uint16_t port)
    : loop_(loop), acceptor_(bind(loop, address, port)) {}

void listener::start(std::function<bool()> may_accept, std::function<void(tcp::socket)> serve) {
    asio::co_spawn(loop_, run(std::move(may_accept), std::move(serve)), [](const std::exception_ptr& error) {
        if (error) std::rethrow_exception(error); // a port that accepts nobody any more must not look open
    });
}

asio::awaitable<void> listener::run(std::function<bool()> may_accept, std::function<void(tcp::socket)> serve) {
    asio::steady_timer pause(loop_);
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    for (;;) {
        tcp::socket socket = co_await acceptor_.async_accept(token);
        if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor) co_return;
        if (error) { // out of descriptors or memory: those who are connected go on, newcomers wait
            pause.expires_after(std::chrono::milliseconds{100});
            co_await pause.async_wait(token);
            continue;
        }
        if (!may_accept()) continue;
        serve(std::move(socket));
    }
}

void tune(tcp::socket& socket) {
    boost::system::error_code ignored; // a socket that is closed already says so at its first read
    socket.non_blocking(true, ignored);
    socket.set_option(tcp::no_delay{true}, ignored);
    socket.set_option(asio::socket_base::keep_alive{true}, ignored);
    const auto set = [&](int name, int value) {
        ::setsockopt(socket.native_handle(), IPPROTO_TCP, name, &value, sizeof value);
    };
    set(TCP_KEEPIDLE, 5);
    set(TCP_KEEPINTVL, 2);
    set(TCP_KEEPCNT, 3);
    set(TCP_USER_TIMEOUT, 10'000);
}

} // namespace vigil::net
