#include "server/simulate/connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace vigil::simulate {

namespace asio = boost::asio;
using boost::system::error_code;

connection::connection(asio::io_context& io, endpoint server, run_state& run)
    : server_(std::move(server)), run_(run), resolver_(io), stream_(io), timer_(io) {}

asio::awaitable<bool> connection::open() {
    if (stream_.socket().is_open()) co_return true;
    while (!run_.stopping) {
        const bool connected = co_await try_once();
        if (connected) co_return true;
        co_await pause();
    }
    co_return false;
}

asio::awaitable<bool> connection::try_once() {
    error_code error;
    auto resolve_token = asio::redirect_error(asio::use_awaitable, error);
    const auto addresses = co_await resolver_.async_resolve(server_.host, server_.port, resolve_token);
    if (!error) {
        stream_.expires_after(std::chrono::seconds(5));
        auto connect_token = asio::redirect_error(asio::use_awaitable, error);
        co_await stream_.async_connect(addresses, connect_token);
    }
    if (error) {
        if (!std::exchange(run_.away_told, true))
            fmt::print(stderr, "{}: {}; trying again\n", server_.text(), error.message());
        close();
        co_return false;
    }
    stream_.socket().set_option(asio::ip::tcp::no_delay(true), error);
    run_.away_told = false;
    co_return true;
}

asio::awaitable<void> connection::lost(std::string_view why) {
    if (!run_.stopping) fmt::print(stderr, "{}: {}; connecting again\n", server_.text(), why);
    close();
    ++run_.reconnects;
    co_await pause();
}

asio::awaitable<void> connection::pause() {
    if (run_.stopping) co_return;
    timer_.expires_after(pause_);
    pause_ = std::min(2 * pause_, pause_max);
    error_code woken;
    auto token = asio::redirect_error(asio::use_awaitable, woken);
    co_await timer_.async_wait(token);
}

void connection::wake() {
    timer_.cancel();
}

void connection::close() {
    resolver_.cancel();
    error_code ignored; // closing an open socket cannot usefully fail
    stream_.socket().close(ignored);
}

} // namespace vigil::simulate
