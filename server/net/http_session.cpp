#include "server/net/http_session.hpp"

#include <utility>

namespace vigil::net {
namespace {

using parser = http::request_parser<http::string_body>;

/// What to tell a client whose request could not be read; nothing if it is simply gone.
std::optional<http_response> refuse(const boost::system::error_code& error) {
    if (error == http::error::body_limit)
        return problem({}, http::status::payload_too_large, "the body is larger than this server takes");
    if (error == http::error::header_limit)
        return problem({}, http::status::request_header_fields_too_large,
                       "the header is larger than this server takes");
    if (error.category() == make_error_code(http::error::end_of_stream).category() &&
        error != http::error::end_of_stream && error != http::error::partial_message)
        return problem({}, http::status::bad_request, "this is not an HTTP request: " + error.message());
    return {};
}

/// For a client that asks before it sends a large body.
asio::awaitable<void> go_ahead(beast::tcp_stream& stream) {
    boost::system::error_code ignored; // the body's read sees what is wrong
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    const http::response<http::empty_body> interim{http::status::continue_, 11};
    co_await http::async_write(stream, interim, token);
}

asio::awaitable<bool> write(beast::tcp_stream& stream, http_response response) {
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    co_await http::async_write(stream, response, token);
    co_return !error && response.keep_alive();
}

} // namespace

asio::awaitable<void> serve_http(beast::tcp_stream stream, const http_context& context, upgrades upgrade) {
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    beast::flat_buffer buffer;
    bool open = true;
    while (open) {
        parser incoming;
        incoming.header_limit(static_cast<std::uint32_t>(context.options.header_bytes_max));
        incoming.body_limit(context.options.body_bytes_max);
        stream.expires_after(context.options.request_deadline); // one absolute deadline for all of the request
        co_await http::async_read_header(stream, buffer, incoming, token);
        if (!error && beast::iequals(incoming.get()[http::field::expect], "100-continue")) co_await go_ahead(stream);
        if (!error) co_await http::async_read(stream, buffer, incoming, token);
        if (error) {
            auto refusal = refuse(error);
            if (refusal) co_await write(stream, std::move(*refusal));
            break;
        }
        http_request request = incoming.release();
        if (beast::websocket::is_upgrade(request)) {
            auto ward = stream_ward(view(request.target()));
            const bool readings = path_of(request) == "/v1/readings";
            const bool known = ward || readings;
            if (readings && same_origin(request)) co_return upgrade.readings(std::move(stream), std::move(request));
            if (ward && same_origin(request))
                co_return upgrade.dashboard(std::move(stream), std::move(request), std::move(*ward));
            http_response refusal = problem(request, known ? http::status::forbidden : http::status::not_found,
                                            known ? "this page's origin may not open streams"
                                                  : "no such stream; see /v1/wards/{ward}/stream and /v1/readings");
            co_await write(stream, std::move(refusal));
            break;
        }
        const asio::any_io_executor executor = stream.get_executor();
        http_response response = co_await route(request, context, executor);
        open = co_await write(stream, std::move(response));
    }
    boost::system::error_code ignored;
    stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
}

} // namespace vigil::net
