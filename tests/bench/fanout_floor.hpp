// The least that telling many dashboards of one event costs on this machine: one thread, one epoll set. Each message
// makes one line, ready made but for its number; the lines of a round go to every subscriber as one WebSocket frame,
// which is made once. While a subscriber's write waits for room, lines for it are joined, as Vigil does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/stream.hpp"

namespace vigil::bench {

class fanout_floor {
public:
    fanout_floor(); ///< listens on free ports

    std::uint16_t mllp_port() const { return port_of(mllp_); }
    std::uint16_t http_port() const { return port_of(http_); }

    /// Until the process is told to end.
    [[noreturn]] void run();

private:
    struct connection {
        stream link;
        bool subscriber = false;
        bool upgraded = false;
        std::string joined; ///< lines that came while a write waited
    };

    void accept_all(const descriptor& listener, bool subscriber);
    void serve(std::size_t number);
    bool serve_subscriber(connection& c);
    bool take_messages(connection& c);
    bool tell(connection& c);

    poller poller_;
    descriptor mllp_ = listen_on_loopback(0);
    descriptor http_ = listen_on_loopback(0);
    std::vector<connection> connections_; ///< by poller tag, less the listeners' two
    std::string lines_;                   ///< of this round
    std::string frame_;
    std::uint64_t sequence_ = 0;
};

} // namespace vigil::bench
