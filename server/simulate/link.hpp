// How a message gets to the server and its answer back: MLLP, or POST /v1/readings over HTTP/1.1.
// Delivery goes on through lost connections: the same message with the same id, until it is answered. One thread.
#pragma once

#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "server/simulate/connection.hpp"

namespace vigil::simulate {

class mllp_link {
public:
    mllp_link(boost::asio::io_context& io, const endpoint& server, run_state& run)
        : connection_(io, server, run), run_(run) {}

    /// Both must live until it is done. Counts the outcome.
    boost::asio::awaitable<outcome> deliver(const std::string& control_id, const std::string& frame);

    connection& transport() { return connection_; }

private:
    boost::asio::awaitable<std::expected<outcome, std::string>> exchange(const std::string& control_id,
                                                                         const std::string& frame);

    connection connection_;
    run_state& run_;
    std::string received_;
};

class http_link {
public:
    /// `keep_alive`: one connection for all requests, otherwise one each.
    http_link(boost::asio::io_context& io, const endpoint& server, run_state& run, bool keep_alive)
        : connection_(io, server, run), run_(run), keep_alive_(keep_alive) {}

    /// `body` holds `messages` report objects; all of them count as the answer says. 429 and 5xx: tried again.
    boost::asio::awaitable<outcome> deliver(std::string body, std::uint64_t messages);

    connection& transport() { return connection_; }

private:
    boost::asio::awaitable<std::expected<outcome, std::string>> exchange(const std::string& body);

    connection connection_;
    run_state& run_;
    bool keep_alive_;
    boost::beast::flat_buffer buffer_;
};

/// What the answer to POST /v1/readings says: refused unless it is 200 and rejects no reading.
outcome read_answer(unsigned status, std::string_view body);

} // namespace vigil::simulate
