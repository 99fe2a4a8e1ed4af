// One sender on `WS /v1/readings` (proto/asyncapi.yaml): a text frame holds what the body of POST /v1/readings would,
// and is answered by one text frame, in order, once it is on disk. Any number of frames may be under way; a sender is
// not read from while too much of its answers waits, or the journal is full.
//
// On the event loop's thread. A sender that is gone, stuck or breaks the protocol loses its connection and nothing
// else; what it got no answer to it sends again, and that counts once.
#pragma once

#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <chrono>
#include <deque>
#include <memory>
#include <string>

#include "server/core/engine.hpp"
#include "server/net/http_answer.hpp"
#include "server/net/http_server.hpp"
#include "server/net/websocket.hpp"

namespace vigil::net {

class readings_session : public core::commit_listener, public std::enable_shared_from_this<readings_session> {
public:
    readings_session(beast::tcp_stream stream, const http_context& context);

    /// Accepts the upgrade and serves the sender until it leaves.
    void start(http_request request);

    /// Cuts the connection.
    void cut();
    bool is_open() const { return !ended_; }

    /// Call every second: ends a connection whose frame has not ended in time, and one that its peer does not read.
    void check_deadlines(std::chrono::steady_clock::time_point now);

    void on_committed(journal::sequence upto) override;
    void on_journal_failed() override;

private:
    using clock = std::chrono::steady_clock;

    struct answer {
        journal::sequence row; ///< may be sent once this is committed
        std::string text;
    };

    asio::awaitable<void> run(http_request request);
    asio::awaitable<void> serve();
    void take();
    void answer_later(journal::sequence row, std::string text);
    void flush();
    void written(const boost::system::error_code& error);
    bool must_pause() const;
    void resume();
    void close(beast::websocket::close_code why);

    websocket_stream stream_;
    const http_context& context_;
    asio::steady_timer resume_; ///< cancelled when reading may go on
    beast::flat_buffer incoming_;
    std::deque<answer> answers_;
    std::size_t unanswered_bytes_ = 0;
    clock::time_point message_began_{}; ///< nothing: none has
    clock::time_point write_began_{};
    clock::time_point close_began_{};
    bool whole_ = false; ///< incoming_ holds a whole message
    bool writing_ = false;
    bool closing_ = false; ///< politely: waits for the peer's close frame
    bool ended_ = false;
};

} // namespace vigil::net
