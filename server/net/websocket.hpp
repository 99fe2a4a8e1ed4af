// Accepting a WebSocket, the same for every endpoint that is one.
#pragma once

#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <chrono>
#include <string_view>

#include "server/net/frame_stream.hpp"
#include "server/net/http_answer.hpp"

namespace vigil::net {

namespace asio = boost::asio;

using websocket_stream = beast::websocket::stream<beast::tcp_stream>;
using dashboard_stream = beast::websocket::stream<frame_stream>;

/// What an endpoint asks of those who connect.
struct websocket_terms {
    std::string_view subprotocol; ///< named in the answer if the peer offers it
    std::size_t message_bytes_max = 0;
    std::chrono::seconds handshake_max{}; ///< to accept, and to close
};

/// True once the stream is open: whole text messages, pings to a peer that is silent, and cut if they are not answered.
/// `request` must live until then. On the event loop's thread.
template <class Stream>
asio::awaitable<bool> accept_websocket(beast::websocket::stream<Stream>& stream, const http_request& request,
                                       const websocket_terms& terms);

} // namespace vigil::net
