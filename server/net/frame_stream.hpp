// The connection below a dashboard's WebSocket. Beast reads it, keeps it alive and closes it; text frames are written
// here. Written by Beast each of them took 3 us more, in allocations, handlers and a copy, than the system needs to
// send it, and to a thousand dashboards that is more than all the rest.
//
// What is written goes to the socket at once. What the socket does not take waits here and goes first later, so frames
// stay whole and in order whoever writes: one text frame at a time, shared with other connections, and behind it what
// Beast answers to pings, bounded.
// Lives on the event-loop thread.
#pragma once

#include <sys/uio.h>

#include <array>
#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "server/feed/hub.hpp"

namespace vigil::net {

namespace asio = boost::asio;
namespace beast = boost::beast;

class frame_stream : public beast::tcp_stream {
public:
    /// A peer that sends pings and reads nothing: more than this unsent is an error (no_buffer_space).
    static constexpr std::size_t control_bytes_max = 4'096;

    explicit frame_stream(beast::tcp_stream&& accepted) : beast::tcp_stream(std::move(accepted)) {}

    /// Not while something waits. Sends `text` as one text frame; see flush().
    boost::system::error_code send(feed::line text);

    /// Sends what waits as far as the socket takes it. What is left then goes when the socket is writable.
    boost::system::error_code flush();
    bool waits() const { return payload_ || !control_.empty(); }

    /// For Beast: done at once, and completed in another turn of the loop.
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, const Buffers& what) {
                const boost::system::error_code error = send_control(beast::buffers_to_string(what));
                const std::size_t sent = error ? 0 : beast::buffer_bytes(what);
                asio::post(get_executor(), beast::bind_front_handler(std::move(handler), error, sent));
            },
            token, buffers);
    }

private:
    boost::system::error_code send_control(std::string bytes);
    std::size_t unsent(std::array<iovec, 3>& parts);
    void sent(std::size_t bytes);

    std::array<unsigned char, 10> header_{}; ///< of the frame that is being sent
    std::size_t header_bytes_ = 0;
    feed::line payload_;   ///< null when it has been sent
    std::size_t sent_ = 0; ///< of header and payload together
    std::string control_;  ///< behind the payload
};

/// Beast's ways to end a connection, which are found by the type of the stream.
inline void beast_close_socket(frame_stream& s) {
    beast::beast_close_socket(static_cast<beast::tcp_stream&>(s));
}
inline void teardown(beast::role_type role, frame_stream& s, boost::system::error_code& error) {
    beast::teardown(role, static_cast<beast::tcp_stream&>(s), error);
}
template <class Handler>
void async_teardown(beast::role_type role, frame_stream& s, Handler&& handler) {
    beast::async_teardown(role, static_cast<beast::tcp_stream&>(s), std::forward<Handler>(handler));
}

} // namespace vigil::net
