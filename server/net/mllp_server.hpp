// The MLLP port: accepts monitors, keeps their sessions, watches their deadlines.
#pragma once

#include <memory>
#include <unordered_set>

#include "server/net/mllp_session.hpp"

namespace vigil::net {

class mllp_server {
public:
    mllp_server(asio::io_context& loop, const std::string& address, std::uint16_t port, mllp_options options,
                hl7_intake& intake, server_metrics& counters);

    std::uint16_t port() const { return listener_.port(); }
    void start();
    void stop();

    /// Call every second.
    void check_deadlines();

    /// A connection that we made ourselves; nothing if it is gone already or there are too many.
    std::shared_ptr<mllp_session> adopt(tcp::socket socket, const ingest::sender_rule& dialled);

private:
    std::shared_ptr<mllp_session> serve(tcp::socket socket, hl7_peer peer);
    void forget_closed();
    void supersede(mllp_session& newer);

    mllp_options options_;
    hl7_intake& intake_;
    server_metrics& metrics_;
    std::string scratch_; ///< shared by the sessions: what was read is used up in the same turn
    listener listener_;
    std::unordered_set<std::shared_ptr<mllp_session>> sessions_;
};

} // namespace vigil::net
