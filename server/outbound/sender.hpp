// One receiver: takes from its queue, delivers, tries again. Lives on the outbound thread.
#pragma once

#include <boost/asio.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "server/config/config.hpp"
#include "server/metrics/server_metrics.hpp"
#include "server/outbound/link.hpp"
#include "server/outbound/queue.hpp"

namespace vigil::outbound {

/// What a sender needs of its surroundings.
struct surroundings {
    server_metrics& counters;
    std::function<void(const std::string&)> log;
    std::function<void()> changed; ///< the queue has to be kept
};

class sender {
public:
    sender(const asio::any_io_executor& on, const config::receiver_entry& to, surroundings around);

    const std::string& name() const { return name_; }
    const std::string& wants() const { return wants_; } ///< which alarms, as text to be compared
    queue& alarms() { return alarms_; }

    /// Delivers for ever.
    asio::awaitable<void> run();
    /// There may be something new.
    void wake();
    /// Gives up on what is too old, says what went wrong. Once a second.
    void check(instant now);

private:
    asio::awaitable<void> deliver_next();
    void take(const delivery& d, const outcome& o);
    void succeeded();
    void failed(const outcome& o);
    void count_losses();
    void count(outbound_result r, std::uint64_t by = 1);

    const std::string name_, wants_;
    const outbound_kind kind_;
    surroundings around_;
    queue alarms_;
    std::unique_ptr<link> link_;
    asio::steady_timer timer_;
    std::minstd_rand chance_{std::random_device{}()};
    losses counted_;
    unsigned failures_ = 0; ///< in a row
    std::optional<std::chrono::steady_clock::time_point> away_since_;
    std::string away_because_;
    bool said_away_ = false, said_refused_ = false;
};

} // namespace vigil::outbound
