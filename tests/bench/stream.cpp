#include "tests/bench/stream.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace vigil::bench {
namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(port);
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return a;
}

// The socket interface takes every address family through one pointer type.
sockaddr* generic(sockaddr_in& a) {
    return reinterpret_cast<sockaddr*>(&a);
}

void send_at_once(int fd) {
    const int on = 1;
    if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) fail("set TCP_NODELAY");
}

bool would_block() {
    return errno == EAGAIN || errno == EINTR;
}

} // namespace

void fail(const char* doing) {
    throw std::system_error(errno, std::generic_category(), doing);
}

descriptor::~descriptor() {
    if (fd_ >= 0) close(fd_);
}

descriptor listen_on_loopback(std::uint16_t port) {
    descriptor d(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int on = 1;
    auto address = loopback(port);
    if (!d || setsockopt(d.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0) fail("make a listener");
    if (bind(d.get(), generic(address), sizeof address) != 0 || listen(d.get(), 4096) != 0) fail("listen");
    return d;
}

std::uint16_t port_of(const descriptor& listener) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (getsockname(listener.get(), generic(address), &size) != 0) fail("ask for the port");
    return ntohs(address.sin_port);
}

descriptor connect_to_loopback(std::uint16_t port) {
    descriptor d(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    auto address = loopback(port);
    if (!d || connect(d.get(), generic(address), sizeof address) != 0) fail("connect");
    send_at_once(d.get());
    if (fcntl(d.get(), F_SETFL, O_NONBLOCK) != 0) fail("make a socket non-blocking");
    return d;
}

descriptor accept_from(const descriptor& listener) {
    descriptor d(accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (d) send_at_once(d.get());
    return d;
}

poller::poller() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    if (!epoll_) fail("epoll_create1");
}

void poller::add(int fd, std::uint64_t tag) {
    epoll_event e{.events = EPOLLIN, .data = {.u64 = tag}};
    if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &e) != 0) fail("epoll_ctl");
}

void poller::set_writing(int fd, std::uint64_t tag, bool wanted) {
    epoll_event e{.events = wanted ? EPOLLIN | EPOLLOUT : EPOLLIN, .data = {.u64 = tag}};
    if (epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, fd, &e) != 0) fail("epoll_ctl");
}

std::span<const epoll_event> poller::wait(std::uint64_t timeout_ns) {
    const timespec t{.tv_sec = static_cast<time_t>(timeout_ns / 1'000'000'000u),
                     .tv_nsec = static_cast<long>(timeout_ns % 1'000'000'000u)};
    const int n = epoll_pwait2(epoll_.get(), events_.data(), static_cast<int>(events_.size()), &t, nullptr);
    if (n < 0 && errno != EINTR) fail("epoll_pwait2");
    return std::span(events_).first(n < 0 ? 0 : static_cast<std::size_t>(n));
}

bool stream::fill() {
    std::array<char, 65536> buffer;
    const auto n = recv(socket.get(), buffer.data(), buffer.size(), 0);
    if (n > 0) in.append(buffer.data(), static_cast<std::size_t>(n));
    return n > 0 || (n < 0 && would_block());
}

bool stream::flush(poller& p) {
    std::size_t sent = 0;
    bool alive = true;
    while (sent < out.size()) {
        const auto n = send(socket.get(), out.data() + sent, out.size() - sent, MSG_NOSIGNAL);
        if (n < 0) {
            alive = would_block();
            break;
        }
        sent += static_cast<std::size_t>(n);
    }
    out.erase(0, sent);
    if (alive && writing == out.empty()) {
        writing = !out.empty();
        p.set_writing(socket.get(), tag, writing);
    }
    return alive;
}

void stream::reset() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    if (setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now) != 0) fail("set SO_LINGER");
    socket = descriptor();
}

std::string_view take_frame(std::string_view& bytes) {
    const auto start = bytes.find('\x0b');
    const auto end = bytes.find("\x1c\r", start == std::string_view::npos ? 0 : start);
    if (start == std::string_view::npos || end == std::string_view::npos) return {};
    const auto frame = bytes.substr(start + 1, end - start - 1);
    bytes.remove_prefix(end + 2);
    return frame;
}

} // namespace vigil::bench
