// Connects to the senders that wait for us to call them, and again whenever a connection ends.
#pragma once

#include <boost/asio.hpp>
#include <chrono>
#include <functional>
#include <string>

#include "server/net/mllp_server.hpp"

namespace vigil::net {

class mllp_dialler {
public:
    /// `note` is told, in a line, when a sender cannot be reached and when it is reached again. All must outlive the
    /// loop.
    mllp_dialler(asio::io_context& loop, mllp_server& server, std::function<void(const std::string&)> note)
        : loop_(loop), server_(server), note_(std::move(note)) {}

    /// One coroutine for each rule that says whom to dial; they end with the loop.
    void start(const ingest::senders& who);

    static constexpr std::chrono::seconds connect_deadline{10};
    static constexpr std::chrono::seconds lasting_after{5}; ///< a connection that lives so long is one
    static constexpr std::chrono::seconds again_after_min{1};
    static constexpr std::chrono::seconds again_after_max{30};

private:
    asio::awaitable<void> keep_connected(const ingest::sender_rule& rule);
    asio::awaitable<std::shared_ptr<mllp_session>> connect(const ingest::sender_rule& rule, std::string& problem);

    asio::io_context& loop_;
    mllp_server& server_;
    std::function<void(const std::string&)> note_;
};

} // namespace vigil::net
