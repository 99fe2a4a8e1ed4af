#include "server/app/notify.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace vigil::app {
namespace {

std::string_view variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return {};
    return value;
}

[[noreturn]] void refuse(std::string_view socket, std::string_view why) {
    throw std::runtime_error{fmt::format("NOTIFY_SOCKET '{}' cannot be used: {}", socket, why)};
}

} // namespace

notifier::notifier(std::string_view socket) {
    if (socket.empty()) return;
    if (socket.front() != '/' && socket.front() != '@') refuse(socket, "it is no path and no abstract name");
    if (socket.size() >= sizeof to_.sun_path) refuse(socket, "it is too long");
    to_.sun_family = AF_UNIX;
    socket.copy(to_.sun_path, socket.size());
    if (socket.front() == '@') to_.sun_path[0] = '\0';
    to_bytes_ = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket.size());
    socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket_ < 0) refuse(socket, std::strerror(errno));
}

notifier notifier::from_environment() {
    return notifier{variable("NOTIFY_SOCKET")};
}

notifier::~notifier() {
    if (socket_ >= 0) ::close(socket_);
}

void notifier::send(std::string_view lines) const {
    if (socket_ < 0) return;
    ::sendto(socket_, lines.data(), lines.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&to_), to_bytes_);
}

void notifier::recovering() const {
    send("STATUS=recovering from the journal");
}

void notifier::ready(std::string_view status) const {
    send(fmt::format("READY=1\nSTATUS={}", status));
}

void notifier::status(std::string_view text) const {
    send(fmt::format("STATUS={}", text));
}

void notifier::alive() const {
    send("WATCHDOG=1");
}

void notifier::stopping() const {
    send("STOPPING=1\nSTATUS=stopping");
}

std::optional<std::chrono::microseconds> watchdog_period() {
    const auto granted = number(variable("WATCHDOG_USEC"));
    const std::string_view asked = variable("WATCHDOG_PID");
    if (!granted || *granted < 2 || (!asked.empty() && number(asked) != static_cast<std::uint64_t>(::getpid())))
        return {};
    return std::chrono::microseconds{*granted / 2};
}

} // namespace vigil::app
