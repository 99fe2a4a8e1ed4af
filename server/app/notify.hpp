// Tells the service manager how the server is (systemd's notification protocol: datagrams of "NAME=value" lines to the
// socket that NOTIFY_SOCKET names). Without such a socket nothing is sent. Nothing here waits: who does not read its
// socket misses a message.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace vigil::app {

class notifier {
public:
    /// `socket`: a path, or with '@' in front an abstract name; empty: there is nobody to tell. Throws
    /// std::runtime_error if it can be neither. Who is not there yet, or starts again, is told what comes later.
    explicit notifier(std::string_view socket);
    static notifier from_environment(); ///< NOTIFY_SOCKET
    ~notifier();
    notifier(const notifier&) = delete;
    notifier& operator=(const notifier&) = delete;

    void recovering() const;
    void ready(std::string_view status) const; ///< traffic is taken
    void status(std::string_view text) const;
    void alive() const; ///< the watchdog's food: only from the event loop, of which it speaks
    void stopping() const;

private:
    void send(std::string_view lines) const;

    int socket_ = -1;
    sockaddr_un to_{};
    socklen_t to_bytes_ = 0;
};

/// How often the service manager wants to hear alive(): half of what WATCHDOG_USEC grants, for a message may come late.
/// Nothing if it does not ask this process.
std::optional<std::chrono::microseconds> watchdog_period();

} // namespace vigil::app
