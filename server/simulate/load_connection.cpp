#include "server/simulate/load_connection.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "server/simulate/acknowledgement.hpp"

namespace vigil::simulate {
namespace {

/// A connected non-blocking socket, or minus the error number.
int connect_to(const endpoint& server) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(server.host.c_str(), server.port.c_str(), &hints, &found) != 0) return -EHOSTUNREACH;
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, &freeaddrinfo);
    int error = EHOSTUNREACH;
    for (const addrinfo* a = found; a != nullptr; a = a->ai_next) {
        const int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);
        if (fd < 0) return -errno;
        const timeval limit{.tv_sec = 1, .tv_usec = 0}; // bounds connect() too
        const int on = 1;
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (connect(fd, a->ai_addr, a->ai_addrlen) == 0 && fcntl(fd, F_SETFL, O_NONBLOCK) == 0) return fd;
        error = errno;
        ::close(fd);
    }
    return -error;
}

constexpr std::size_t acknowledgement_bytes_max = 64 * 1024;

bool would_block() {
    return errno == EAGAIN || errno == EINTR;
}

} // namespace

load_connection::~load_connection() {
    close();
}

void load_connection::close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
    out_.clear();
    written_ = 0;
    in_.clear();
}

int load_connection::open(const endpoint& server) {
    const int fd = connect_to(server);
    if (fd < 0) return -fd;
    fd_ = fd;
    for (std::uint64_t n = outstanding_.first(); n != outstanding_.next(); ++n) {
        if (outstanding_.at(n).answered) continue;
        append(n);
        ++shared_.resent;
    }
    return 0;
}

void load_connection::queue(std::uint64_t due_ns, std::int64_t now_ms) {
    const std::uint64_t number = outstanding_.add(due_ns, now_ms);
    if (is_open()) append(number);
    ++shared_.sent;
}

/// The bytes depend on nothing but the number and the time kept with it: sent again, they are the same.
void load_connection::append(std::uint64_t number) {
    const unsigned own_beds = shared_.beds > index_ ? (shared_.beds - index_ - 1) / shared_.connections + 1 : 1;
    const unsigned bed = (index_ + static_cast<unsigned>(number % own_beds) * shared_.connections) % shared_.beds + 1;
    const auto id = control_id(shared_.run, index_, number);
    shared_.message.append(out_, {id.data(), id.size()}, bed, number,
                           from_epoch_ms(outstanding_.at(number).written_at_ms));
}

bool load_connection::write() {
    while (has_unwritten()) {
        const ssize_t n = send(fd_, out_.data() + written_, out_.size() - written_, MSG_NOSIGNAL);
        if (n < 0 && would_block()) return true;
        if (n < 0) {
            ++shared_.disconnects;
            close();
            return false;
        }
        written_ += static_cast<std::size_t>(n);
    }
    out_.clear();
    written_ = 0;
    return true;
}

std::optional<unsigned> load_connection::read(std::string& scratch) {
    const ssize_t n = recv(fd_, scratch.data(), scratch.size(), 0);
    if (n < 0 && would_block()) return 0;
    if (n <= 0) {
        ++shared_.disconnects;
        close();
        return {};
    }
    const std::string_view received(scratch.data(), static_cast<std::size_t>(n));
    if (in_.empty()) return take(received);
    in_ += received;
    const std::string whole = std::move(in_);
    in_.clear();
    return take(whole);
}

unsigned load_connection::take(std::string_view received) {
    unsigned answered = 0;
    std::size_t at = 0;
    for (auto end = received.find('\x1c'); end != std::string_view::npos; end = received.find('\x1c', at)) {
        answered += take_acknowledgement(received.substr(at, end - at)) ? 1 : 0;
        at = end + 1;
    }
    in_ = received.substr(at);
    if (in_ == "\r") in_.clear(); // the end of the last frame, not the beginning of one
    if (in_.size() > acknowledgement_bytes_max) {
        ++shared_.unknown;
        in_.clear();
    }
    return answered;
}

bool load_connection::take_acknowledgement(std::string_view frame) {
    const auto ack = read_acknowledgement(frame);
    const std::int64_t number = ack ? number_of(ack->control_id, shared_.run, index_) : -1;
    const settlement s = number < 0 ? settlement::unknown : outstanding_.settle(static_cast<std::uint64_t>(number));
    if (s == settlement::unknown) ++shared_.unknown;
    if (s == settlement::repeated) ++shared_.repeated;
    if (s == settlement::out_of_order) ++shared_.out_of_order;
    if (s == settlement::unknown || s == settlement::repeated) return false;
    if (ack->positive) {
        ++shared_.acknowledged;
        if (shared_.recording) shared_.record.append(ack->control_id) += '\n';
    } else {
        ++shared_.negative;
    }
    shared_.answered(outstanding_.at(static_cast<std::uint64_t>(number)).due_ns);
    return true;
}

} // namespace vigil::simulate
