// The messages of one connection that are sent, or about to be, and not acknowledged: a ring of fixed size. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vigil::simulate {

/// What an acknowledgement of message `number` means.
enum class settlement : std::uint8_t {
    in_order,
    out_of_order, ///< an earlier message is still unanswered
    repeated,     ///< answered before
    unknown,      ///< never sent
};

class outstanding {
public:
    struct message {
        std::uint64_t due_ns = 0;       ///< steady clock; latency counts from here
        std::int64_t written_at_ms = 0; ///< time in the message: one sent again must be the same to the byte
        bool answered = false;
    };

    /// `capacity`: a power of two.
    explicit outstanding(std::size_t capacity) : ring_(capacity) {}

    bool full() const { return next_ - first_ == ring_.size(); }

    /// Numbers from 0 on, of the oldest unanswered and of the next message.
    std::uint64_t first() const { return first_; }
    std::uint64_t next() const { return next_; }

    message& at(std::uint64_t number) { return ring_[number & (ring_.size() - 1)]; }

    /// Not when full.
    std::uint64_t add(std::uint64_t due_ns, std::int64_t written_at_ms) {
        at(next_) = {due_ns, written_at_ms, false};
        ++unanswered_;
        return next_++;
    }

    settlement settle(std::uint64_t number) {
        if (number >= next_) return settlement::unknown;
        if (number < first_ || at(number).answered) return settlement::repeated;
        at(number).answered = true;
        --unanswered_;
        if (number != first_) return settlement::out_of_order;
        while (first_ != next_ && at(first_).answered) ++first_;
        return settlement::in_order;
    }

    std::uint64_t unanswered() const { return unanswered_; }

private:
    std::vector<message> ring_;
    std::uint64_t first_ = 0;
    std::uint64_t next_ = 0;
    std::uint64_t unanswered_ = 0;
};

} // namespace vigil::simulate
