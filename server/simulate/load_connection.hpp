// One MLLP connection of the load: non-blocking, batched writes, acknowledgements checked one by one. Linux.
// Not for several threads; the owner polls and calls.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "server/simulate/endpoint.hpp"
#include "server/simulate/load_message.hpp"
#include "server/simulate/outstanding.hpp"

namespace vigil::simulate {

/// What is the same for all connections of a run, and what they count.
struct load_shared {
    explicit load_shared(std::string_view ward) : message(ward) {}

    load_message message;
    std::uint32_t run = 0; ///< first part of every control id
    unsigned beds = 0;
    unsigned connections = 0;

    std::uint64_t sent = 0; ///< a message sent again is one
    std::uint64_t resent = 0;
    std::uint64_t acknowledged = 0; ///< positively, the first time
    std::uint64_t negative = 0;
    std::uint64_t out_of_order = 0;
    std::uint64_t repeated = 0;
    std::uint64_t unknown = 0; ///< no MSA, or an id that was never sent
    std::uint64_t disconnects = 0;
    std::string record; ///< control ids acknowledged positively and not yet written to the file, one a line
    bool recording = false;
    /// Told the due time of each message that is answered the first time.
    std::function<void(std::uint64_t due_ns)> answered;
};

class load_connection {
public:
    /// `capacity`: messages unanswered at once at most, a power of two.
    load_connection(load_shared& shared, std::uint32_t index, std::size_t capacity)
        : shared_(shared), index_(index), outstanding_(capacity) {}
    ~load_connection();
    load_connection(const load_connection&) = delete;
    load_connection& operator=(const load_connection&) = delete;

    /// Blocks up to a second. An error number of connect() or, if it worked, 0; then everything unanswered is queued
    /// again.
    int open(const endpoint& server);

    bool is_open() const { return fd_ >= 0; }
    int descriptor() const { return fd_; }
    bool has_unwritten() const { return written_ < out_.size(); }
    bool is_full() const { return outstanding_.full(); }
    std::uint64_t unanswered() const { return outstanding_.unanswered(); }

    /// Queues a new message; not when full. While the connection is closed it waits for open().
    void queue(std::uint64_t due_ns, std::int64_t now_ms);

    /// Writes what is queued, as far as the socket takes it. False: the connection is gone, and closed.
    bool write();

    /// Reads once. How many messages were answered, or nothing: the connection is gone, and closed.
    std::optional<unsigned> read(std::string& scratch);

private:
    void append(std::uint64_t number);
    unsigned take(std::string_view received);
    bool take_acknowledgement(std::string_view frame);
    void close();

    load_shared& shared_;
    std::uint32_t index_;
    outstanding outstanding_;
    int fd_ = -1;
    std::string out_;
    std::size_t written_ = 0;
    std::string in_; ///< the beginning of an acknowledgement
};

} // namespace vigil::simulate
