// A bedside gateway on one connection, and the count of everything that may go wrong with its acknowledgements.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <string_view>

#include "tests/bench/histogram.hpp"
#include "tests/bench/message.hpp"
#include "tests/bench/stream.hpp"

namespace vigil::bench {

/// What became of the messages. All but `sent` and `acknowledged` must be 0 before a rate counts.
struct tally {
    std::uint64_t sent = 0;
    std::uint64_t acknowledged = 0; ///< answered in order with AA or CA and the right MSA-2
    std::uint64_t lost = 0;         ///< never answered
    std::uint64_t repeated = 0;     ///< answered again, or an answer to nothing that was asked
    std::uint64_t out_of_order = 0;
    std::uint64_t refused = 0; ///< answered with another code than AA or CA
    std::uint64_t closed = 0;  ///< connections that the server ended

    std::uint64_t faults() const { return lost + repeated + out_of_order + refused + closed; }
};

/// The two fields of an acknowledgement that matter.
struct answer {
    std::string_view code;       ///< MSA-1
    std::string_view control_id; ///< MSA-2
};
answer read_answer(std::string_view frame);

class mllp_client {
public:
    mllp_client(std::uint16_t port, message m, tally& t);

    void watch(poller& p, std::uint64_t tag);

    /// Queues the next message; flush() sends what is queued, as far as the socket takes it.
    void queue(std::uint64_t at_ns, int spo2);
    void flush(poller& p);

    /// Reads answers. `latencies` may be null.
    void receive(poller& p, std::uint64_t at_ns, histogram* latencies);

    /// Adds what is still unanswered to tally::lost.
    void give_up();

    std::size_t unanswered() const { return pending_.size(); }
    bool open() const { return static_cast<bool>(link_.socket); }

private:
    struct sent_message {
        std::array<char, message::control_id_size> control_id;
        std::uint64_t at_ns;
    };

    void close();
    void settle(const answer& a, std::uint64_t at_ns, histogram* latencies);

    stream link_;
    message message_;
    std::deque<sent_message> pending_;
    tally* tally_;
};

} // namespace vigil::bench
