// Sockets of the bench programs: 127.0.0.1 only, one thread, one epoll set. Errors are exceptions: a bench that cannot
// measure stops.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace vigil::bench {

/// Throws std::system_error with errno.
[[noreturn]] void fail(const char* doing);

/// Owns a file descriptor.
class descriptor {
public:
    descriptor() = default;
    explicit descriptor(int fd) : fd_(fd) {}
    descriptor(descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    descriptor& operator=(descriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~descriptor();

    int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }

private:
    int fd_ = -1;
};

descriptor listen_on_loopback(std::uint16_t port); ///< port 0 picks a free one
std::uint16_t port_of(const descriptor& listener);
descriptor connect_to_loopback(std::uint16_t port); ///< blocking until connected; the socket does not block afterwards
descriptor accept_from(const descriptor& listener); ///< empty when nobody waits

/// One epoll set, level-triggered.
class poller {
public:
    poller();
    void add(int fd, std::uint64_t tag);
    void set_writing(int fd, std::uint64_t tag, bool wanted);
    std::span<const epoll_event> wait(std::uint64_t timeout_ns);

private:
    descriptor epoll_;
    std::array<epoll_event, 512> events_{};
};

/// A connection with what has arrived and what could not yet be sent.
struct stream {
    descriptor socket;
    std::uint64_t tag = 0;
    std::string in;
    std::string out;
    bool writing = false; ///< the poller waits for room

    /// Reads once, up to 64 KB. False when the peer is gone.
    bool fill();

    /// Sends what fits of `out`. False when the peer is gone.
    bool flush(poller& p);

    /// Ends the connection with a TCP reset, dropping what was not yet delivered.
    void reset();
};

/// The contents of the first whole MLLP frame in `bytes`, which loses the frame; `data() == nullptr` if there is none.
std::string_view take_frame(std::string_view& bytes);

} // namespace vigil::bench
