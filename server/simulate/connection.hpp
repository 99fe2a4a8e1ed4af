// One TCP connection of a simulated sender that comes back by itself. One thread: the event loop's.
#pragma once

#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "server/simulate/endpoint.hpp"

namespace vigil::simulate {

/// What all senders of a run share. Counts are of messages; a message sent again is one message.
struct run_state {
    bool stopping = false;  ///< finish what is under way, begin nothing
    bool away_told = false; ///< stderr has been told once that a server is away
    std::uint64_t sent = 0;
    std::uint64_t acknowledged = 0;
    std::uint64_t refused = 0;
    std::uint64_t reconnects = 0;
};

/// How a message ended.
enum class outcome : std::uint8_t {
    acknowledged,
    refused,
    unanswered, ///< the run stopped first
};

class connection {
public:
    connection(boost::asio::io_context& io, endpoint server, run_state& run);

    /// Opens it if it is closed, trying again with longer and longer pauses (0.1 s to 5 s). False: the run stops.
    boost::asio::awaitable<bool> open();

    /// The exchange failed: closes, counts a reconnect, pauses.
    boost::asio::awaitable<void> lost(std::string_view why);

    /// The exchange worked: the next pause is short again.
    void succeeded() { pause_ = pause_min; }

    /// Every read and write from here on ends within 10 s of this call.
    void expect_answer() { stream_.expires_after(std::chrono::seconds(10)); }

    boost::beast::tcp_stream& stream() { return stream_; }
    const endpoint& server() const { return server_; }

    void wake();  ///< ends a pause
    void close(); ///< ends whatever is under way with an error

private:
    static constexpr std::chrono::milliseconds pause_min{100};
    static constexpr std::chrono::milliseconds pause_max{5000};

    boost::asio::awaitable<bool> try_once();
    boost::asio::awaitable<void> pause();

    endpoint server_;
    run_state& run_;
    boost::asio::ip::tcp::resolver resolver_;
    boost::beast::tcp_stream stream_;
    boost::asio::steady_timer timer_;
    std::chrono::milliseconds pause_ = pause_min;
};

} // namespace vigil::simulate
