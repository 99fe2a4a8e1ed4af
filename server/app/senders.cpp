#include "server/app/senders.hpp"

#include <fmt/format.h>

#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <chrono>
#include <cstdio>
#include <expected>

#include "server/app/senders_report.hpp"
#include "server/app/terminal_text.hpp"
#include "server/simulate/endpoint.hpp"

namespace vigil::app {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr auto deadline = std::chrono::seconds(10);
constexpr std::uint64_t answer_bytes_max = 64u << 20;

asio::awaitable<std::string> get(simulate::endpoint server, std::string path) {
    const auto io = co_await asio::this_coro::executor;
    asio::ip::tcp::resolver resolver(io);
    const auto found = co_await resolver.async_resolve(server.host, server.port, asio::use_awaitable);
    beast::tcp_stream stream(io);
    stream.expires_after(deadline);
    co_await stream.async_connect(found, asio::use_awaitable);
    http::request<http::empty_body> request{http::verb::get, path, 11};
    request.set(http::field::host, server.text());
    request.keep_alive(false);
    co_await http::async_write(stream, request, asio::use_awaitable);
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(answer_bytes_max);
    co_await http::async_read(stream, buffer, parser, asio::use_awaitable);
    if (parser.get().result() != http::status::ok)
        throw std::runtime_error(fmt::format("GET {} was answered with {}", path, parser.get().result_int()));
    co_return std::move(parser.get().body());
}

std::expected<std::string, std::string> fetch(const simulate::endpoint& server, const std::string& path) {
    asio::io_context io;
    std::expected<std::string, std::string> answer = std::unexpected(std::string("no answer within 10 s"));
    asio::co_spawn(io, get(server, path), [&](const std::exception_ptr& failure, std::string body) {
        try {
            if (failure) std::rethrow_exception(failure);
            answer = std::move(body);
        } catch (const boost::system::system_error& e) {
            answer = std::unexpected(e.code().message()); // what() also says where in the library
        } catch (const std::exception& e) {
            answer = std::unexpected(std::string(e.what()));
        }
    });
    io.run_for(deadline); // resolving the name included
    return answer;
}

} // namespace

int report_senders(const senders_options& o) {
    const auto server = simulate::parse_endpoint(o.http);
    if (!server) {
        fmt::print(stderr, "--http: '{}' is no host:port\n", on_one_line(o.http));
        return 2;
    }
    const auto answer = fetch(*server, "/v1/senders");
    const auto text = !answer || o.json ? answer : senders_report(*answer);
    if (!text) {
        fmt::print(stderr, "{}: {}\n", server->text(), on_one_line(text.error()));
        return 1;
    }
    std::fwrite(text->data(), 1, text->size(), stdout);
    if (!text->ends_with('\n')) std::fputc('\n', stdout);
    return 0;
}

} // namespace vigil::app
