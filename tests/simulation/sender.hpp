// Somebody who sends HL7 over MLLP and repeats what is not answered: a monitor, or the hospital's registration.
// Remembers what it was promised.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "server/core/engine.hpp"
#include "tests/simulation/server.hpp"

namespace vigil::simulation {

/// One connection, both ends of it: what net::mllp_session does, without a socket.
class mllp_link final : public peer, public core::commit_listener, public std::enable_shared_from_this<mllp_link> {
public:
    mllp_link(world& w, server& s, std::string address, std::function<void(std::string)> answered,
              std::function<void()> broken);

    /// The frame is on its way. Order is kept, as on a connection.
    void send(std::string frame, milliseconds takes);
    /// The sender does not care any more; what is on its way may still arrive.
    void forget() { answered_ = nullptr, broken_ = nullptr; }
    void cut() override;
    bool open() const { return open_; }

    void on_committed(journal::sequence upto) override;
    void on_journal_failed() override;

private:
    struct answer {
        journal::sequence row;
        std::string text;
    };
    void arrive(const std::string& frame);
    void take(const std::string& frame);
    void flush();
    void resume();

    world& world_;
    server& server_;
    net::hl7_peer peer_;
    std::function<void(std::string)> answered_;
    std::function<void()> broken_;
    std::deque<answer> answers_;
    std::deque<std::string> unread_; ///< while the journal's queue is full
    milliseconds last_arrival_{0};
    std::uint64_t life_;
    bool open_ = true;
};

class sender {
public:
    struct message {
        std::string id;
        std::string frame;
    };
    /// `next`: what it has to say when it is asked, every `interval`.
    sender(world& w, server& s, ledger& l, std::string address, milliseconds interval,
           std::function<message(std::uint64_t)> next);

    void start();
    void quiet() { reliable_ = true, talking_ = false; } ///< nothing new, and nothing goes wrong any more
    bool idle() const { return waiting_.empty(); }

private:
    void talk();
    void connect();
    void send();
    void answered(const std::string& text);
    void timed_out(std::uint64_t attempt);
    void broken();

    world& world_;
    server& server_;
    ledger& ledger_;
    const std::string address_;
    const milliseconds interval_;
    const std::function<message(std::uint64_t)> next_;
    std::deque<message> waiting_; ///< oldest first: the one that is being sent
    std::shared_ptr<mllp_link> link_;
    std::uint64_t said_ = 0, attempt_ = 0;
    bool sending_ = false, sent_before_ = false, connecting_ = false;
    bool talking_ = true, reliable_ = false;
};

} // namespace vigil::simulation
