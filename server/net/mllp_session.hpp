// One monitor or gateway on MLLP. Reads whatever has arrived, applies each message, and answers in order once the
// journal has it. Any number of messages may be under way on one connection.
#pragma once

#include <boost/asio.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "proto/hl7/framing.hpp"
#include "server/core/engine.hpp"
#include "server/net/hl7_intake.hpp"
#include "server/net/listener.hpp"

namespace vigil::net {

struct mllp_options {
    std::size_t connections_max = 4096;
    std::size_t frame_bytes_max = 1u << 20;
    bool end_block_needs_cr = false;             ///< of every sender, whatever its dialect says
    std::chrono::seconds frame_deadline{30};     ///< from a frame's first byte to its last
    std::size_t unanswered_bytes_max = 1u << 20; ///< answers waiting for the journal or for the peer to read them
};

class mllp_session : public core::commit_listener, public std::enable_shared_from_this<mllp_session> {
public:
    /// `scratch` is one buffer for all sessions: a connection with nothing to say needs none of its own.
    mllp_session(tcp::socket socket, hl7_peer peer, hl7_intake& intake, std::string& scratch,
                 const mllp_options& options);
    ~mllp_session() override;

    void start();
    void close();
    bool is_open() const { return socket_.is_open(); }

    /// What names its sender where a sender has one connection only; empty while that is not known.
    const std::string& identity() const { return peer_.identity; }
    /// Called once, in the turn in which identity() becomes known.
    std::function<void(mllp_session&)> on_identified;

    /// Call every second: ends a connection whose frame has not ended in time, and one that its peer does not read.
    void check_deadlines(std::chrono::steady_clock::time_point now);

    void on_committed(journal::sequence upto) override;
    void on_journal_failed() override;

private:
    struct answer {
        journal::sequence row; ///< may be sent once this is committed
        std::uint64_t end;     ///< of its text, counted from the first byte ever sent
    };

    asio::awaitable<void> run();
    void abandon();
    void finish();
    void read(std::size_t size);
    void take(const hl7::frame& f);
    bool must_pause() const;
    void flush();

    tcp::socket socket_;
    hl7_peer peer_;
    hl7_intake& intake_;
    std::string& scratch_;
    const mllp_options& options_;
    hl7::frame_decoder decoder_;
    asio::steady_timer resume_; ///< cancelled when reading may go on
    std::string outgoing_;      ///< answers in order, framed
    std::uint64_t sent_ = 0;    ///< bytes ever sent: where outgoing_ begins
    std::uint64_t ready_ = 0;   ///< bytes that may be sent by now, counted as answer::end
    std::deque<answer> answers_;
    std::chrono::steady_clock::time_point frame_began_{};
    std::chrono::steady_clock::time_point write_began_{};
    std::uint64_t garbage_counted_ = 0;
    bool writing_ = false;
    bool waiting_ = false;  ///< to be told when the first of answers_ may be sent
    bool finished_ = false; ///< nothing more will be read
};

} // namespace vigil::net
