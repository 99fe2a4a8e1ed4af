// A dashboard that only counts: upgrades, subscribes, answers pings, hands out the JSON lines it is sent.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/bench/stream.hpp"

namespace vigil::bench {

class websocket_client {
public:
    /// Connects, upgrades (subprotocol vigil.v1) and subscribes; waits 5 s at most for the upgrade.
    websocket_client(std::uint16_t port, std::string_view ward);

    void watch(poller& p, std::uint64_t tag);

    /// Reads what has arrived and calls `on_line` with each whole line. False once the server has ended the connection.
    bool receive(poller& p, std::invocable<std::string_view> auto on_line) {
        if (!link_.socket) return false;
        const bool alive = link_.fill();
        while (take_text_or_control()) {
            for (std::string_view rest = text_; !rest.empty();) {
                const auto end = rest.find('\n');
                on_line(rest.substr(0, end));
                rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
            }
            text_.clear();
        }
        link_.in.erase(0, consumed_);
        consumed_ = 0;
        if (!alive || closed_ || !link_.flush(p)) link_.socket = descriptor();
        return static_cast<bool>(link_.socket);
    }

private:
    void upgrade(std::string_view ward);
    void put_frame(unsigned opcode, std::string_view payload);

    /// Consumes frames until `text_` holds a whole message (true) or none is complete (false). Answers pings.
    bool take_text_or_control();

    stream link_;
    std::string text_;
    std::size_t consumed_ = 0; ///< of link_.in
    bool closed_ = false;
};

} // namespace vigil::bench
