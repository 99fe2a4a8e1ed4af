// The least that a server of this kind can do on this machine, as the measure for Vigil: one thread, one epoll set; it
// finds each message, reads every field of it once, compares SpO2 with a limit, writes one ready-made WebSocket frame
// to every subscriber and acknowledges. It keeps no state, checks nothing and understands one message only.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tests/bench/stream.hpp"

namespace vigil::bench {

/// What one pass over a message's delimiters finds.
struct scanned {
    std::string_view control_id;
    std::string_view bed; ///< PV1-3
    struct value {
        std::uint32_t code = 0;
        double number = 0;
    };
    std::array<value, 16> values{};
    std::size_t count = 0;
};
scanned scan(std::string_view frame);

std::string acknowledgement(std::string_view control_id);

/// To RFC 6455's example key, which is the one our client sends.
inline constexpr std::string_view upgrade_answer =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: vigil.v1\r\n\r\n";

class floor_server {
public:
    /// Port 0 picks a free one. With `store`, what arrived in one round of epoll is appended to that file and
    /// synchronised before any of it is acknowledged (group commit).
    floor_server(std::uint16_t mllp_port, std::uint16_t http_port, const std::string& store);

    std::uint16_t mllp_port() const { return port_of(mllp_); }
    std::uint16_t http_port() const { return port_of(http_); }

    /// Until the process is told to end.
    [[noreturn]] void run();

private:
    struct connection {
        stream link;
        bool subscriber = false;
        bool upgraded = false;
    };

    void accept_all(const descriptor& listener, bool subscriber);
    void serve(std::uint64_t tag);
    void take_messages(connection& c);
    bool upgrade(connection& c);
    void announce(const scanned& m);
    void finish_round();
    void drop(std::uint64_t tag);

    poller poller_;
    descriptor mllp_;
    descriptor http_;
    descriptor store_;
    std::unordered_map<std::uint64_t, connection> connections_;
    std::vector<std::uint64_t> subscribers_;
    std::vector<std::uint64_t> answered_; ///< connections with acknowledgements of this round
    std::string round_;                   ///< what goes to the store
    std::string frame_;
    std::uint64_t next_tag_ = 2;
};

} // namespace vigil::bench
