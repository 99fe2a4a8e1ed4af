#include "server/simulate/api_link.hpp"

#include <fmt/format.h>

#include <utility>

namespace vigil::simulate {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

asio::awaitable<api_answer> api_link::get(std::string path) {
    request asked{http::verb::get, path, 11};
    co_return co_await deliver(std::move(asked));
}

asio::awaitable<api_answer> api_link::post(std::string path, std::string body) {
    request asked{http::verb::post, path, 11, std::move(body)};
    asked.set(http::field::content_type, "application/json");
    co_return co_await deliver(std::move(asked));
}

asio::awaitable<api_answer> api_link::deliver(request asked) {
    asked.set(http::field::host, connection_.server().text());
    asked.prepare_payload();
    for (;;) {
        const bool opened = co_await connection_.open();
        if (!opened) co_return api_answer{};
        auto answer = co_await exchange(asked);
        if (answer) {
            connection_.succeeded();
            co_return *std::move(answer);
        }
        co_await connection_.lost(answer.error());
    }
}

asio::awaitable<std::expected<api_answer, std::string>> api_link::exchange(const request& asked) {
    error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    connection_.expect_answer();
    co_await http::async_write(connection_.stream(), asked, token);
    http::response_parser<http::string_body> parser;
    buffer_.clear();
    if (!error) co_await http::async_read(connection_.stream(), buffer_, parser, token);
    if (error) co_return std::unexpected(error.message());
    auto response = parser.release();
    if (!response.keep_alive()) connection_.close();
    const unsigned status = response.result_int();
    if (status == 429 || status >= 500) co_return std::unexpected(fmt::format("answered {}", status));
    co_return api_answer{status, std::move(response.body())};
}

} // namespace vigil::simulate
