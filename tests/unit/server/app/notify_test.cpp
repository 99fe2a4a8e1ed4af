#include "server/app/notify.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace vigil::app {
namespace {

/// A service manager's end: a real datagram socket.
class manager {
public:
    explicit manager(std::string name) : name_{std::move(name)} {
        sockaddr_un at{.sun_family = AF_UNIX, .sun_path = {}};
        name_.copy(at.sun_path, name_.size());
        if (name_.front() == '@') at.sun_path[0] = '\0';
        const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name_.size());
        REQUIRE(bind(socket_, reinterpret_cast<const sockaddr*>(&at), length) == 0);
    }
    ~manager() {
        close(socket_);
        if (name_.front() == '/') std::filesystem::remove(name_);
    }

    /// Every message that has come, without waiting.
    std::vector<std::string> heard() {
        std::vector<std::string> all;
        std::string text(4096, '\0');
        for (;;) {
            const ssize_t size = recv(socket_, text.data(), text.size(), MSG_DONTWAIT);
            if (size < 0) return all;
            all.emplace_back(text, 0, static_cast<std::size_t>(size));
        }
    }

private:
    std::string name_;
    int socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
};

std::string path() {
    return (std::filesystem::temp_directory_path() / ("vigil-notify-" + std::to_string(getpid()))).string();
}

/// Sets a variable, or removes it, for as long as it lives.
class with_variable {
public:
    with_variable(const char* name, const std::string& value) : name_{name} { setenv(name, value.c_str(), 1); }
    ~with_variable() { unsetenv(name_); }

private:
    const char* name_;
};

using messages = std::vector<std::string>;

} // namespace

TEST_CASE("the service manager hears of recovery, readiness, life and the end, at a path or an abstract name") {
    for (const std::string& name : {path(), "@vigil-notify-" + std::to_string(getpid())}) {
        CAPTURE(name);
        manager of_services{name};
        const with_variable socket{"NOTIFY_SOCKET", name};
        const notifier tell = notifier::from_environment();
        tell.recovering();
        tell.ready("ready: http 1");
        tell.alive();
        tell.status("the journal fails");
        tell.stopping();
        CHECK(of_services.heard() == messages{"STATUS=recovering from the journal", "READY=1\nSTATUS=ready: http 1",
                                              "WATCHDOG=1", "STATUS=the journal fails", "STOPPING=1\nSTATUS=stopping"});
    }
}

TEST_CASE("without a service manager nothing is sent and nothing fails") {
    const notifier nobody = notifier::from_environment();
    nobody.ready("ready");
    const notifier not_there{path()};
    not_there.alive();
}

TEST_CASE("a service manager that starts again is heard again, and one that does not read holds nothing up") {
    const std::string name = path();
    const notifier tell{name};
    tell.alive();
    {
        manager first{name};
        tell.alive();
        CHECK(first.heard() == messages{"WATCHDOG=1"});
    }
    manager second{name};
    for (int i = 0; i < 10'000; ++i) tell.alive(); // many more than its socket holds
    CHECK(!second.heard().empty());
    tell.alive();
    CHECK(second.heard() == messages{"WATCHDOG=1"});
}

TEST_CASE("a socket that can be none is named at once") {
    CHECK_THROWS_AS(notifier{"relative/path"}, std::runtime_error);
    CHECK_THROWS_AS(notifier{"/" + std::string(200, 'x')}, std::runtime_error);
}

TEST_CASE("the watchdog is fed twice in the time that it grants") {
    CHECK(!watchdog_period());
    const with_variable granted{"WATCHDOG_USEC", "3000000"};
    CHECK(watchdog_period() == std::chrono::microseconds{1'500'000});
    const with_variable asked{"WATCHDOG_PID", std::to_string(getpid())};
    CHECK(watchdog_period() == std::chrono::microseconds{1'500'000});
}

TEST_CASE("a watchdog that waits for another process, or for no time, is not fed") {
    for (const char* wrong : {"", "0", "1", "soon", "3000000s", "-3000000"}) {
        CAPTURE(wrong);
        const with_variable granted{"WATCHDOG_USEC", wrong};
        CHECK(!watchdog_period());
    }
    const with_variable granted{"WATCHDOG_USEC", "3000000"};
    const with_variable asked{"WATCHDOG_PID", "1"};
    CHECK(!watchdog_period());
}

} // namespace vigil::app
