// Questions and orders to the server over HTTP/1.1, one at a time on one connection, asked again through lost
// connections: orders carry a request id, and count once. One thread.
#pragma once

#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <expected>
#include <string>

#include "server/simulate/connection.hpp"

namespace vigil::simulate {

struct api_answer {
    unsigned status = 0; ///< 0: the run stopped first
    std::string body;
};

class api_link {
public:
    api_link(boost::asio::io_context& io, const endpoint& server, run_state& run) : connection_(io, server, run) {}

    boost::asio::awaitable<api_answer> get(std::string path);
    /// `body` is one JSON object.
    boost::asio::awaitable<api_answer> post(std::string path, std::string body);

    connection& transport() { return connection_; }

private:
    using request = boost::beast::http::request<boost::beast::http::string_body>;

    boost::asio::awaitable<api_answer> deliver(request asked);
    boost::asio::awaitable<std::expected<api_answer, std::string>> exchange(const request& asked);

    connection connection_;
    boost::beast::flat_buffer buffer_;
};

} // namespace vigil::simulate
