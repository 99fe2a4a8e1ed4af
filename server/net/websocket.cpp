#include "server/net/websocket.hpp"

namespace vigil::net {

template <class Stream>
asio::awaitable<bool> accept_websocket(beast::websocket::stream<Stream>& stream, const http_request& request,
                                       const websocket_terms& terms) {
    namespace websocket = beast::websocket;
    using namespace std::chrono_literals;
    beast::get_lowest_layer(stream).expires_never(); // from here on the WebSocket's own deadlines hold
    websocket::stream_base::timeout deadlines{};
    deadlines.handshake_timeout = terms.handshake_max;
    deadlines.idle_timeout = 30s; // with pings: notices a peer that is gone
    deadlines.keep_alive_pings = true;
    stream.set_option(deadlines);
    stream.set_option(websocket::stream_base::decorator([&](websocket::response_type& response) {
        const std::string_view offered = view(request[http::field::sec_websocket_protocol]);
        if (offered.contains(terms.subprotocol))
            response.set(http::field::sec_websocket_protocol,
                         beast::string_view{terms.subprotocol.data(), terms.subprotocol.size()});
    }));
    stream.read_message_max(terms.message_bytes_max);
    stream.auto_fragment(false);
    stream.text(true);
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    co_await stream.async_accept(request, token);
    co_return !error;
}

template asio::awaitable<bool> accept_websocket(websocket_stream&, const http_request&, const websocket_terms&);
template asio::awaitable<bool> accept_websocket(dashboard_stream&, const http_request&, const websocket_terms&);

} // namespace vigil::net
