// One seed: a small hospital, what goes wrong in it, and the end, when nothing goes wrong any more and everything must
// agree.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "server/simulate/bedside.hpp"
#include "tests/simulation/dashboard.hpp"
#include "tests/simulation/sender.hpp"

namespace vigil::simulation {

class course {
public:
    explicit course(std::uint64_t seed);

    /// Throws violation.
    void run();

    const world& what_happened() const { return world_; }
    counts seen() const;

private:
    void add_monitors(std::size_t beds);
    void add_registration(std::size_t beds);
    void add_dashboards();
    sender::message observe(std::size_t bed, std::uint64_t number);
    sender::message move(std::uint64_t number, std::size_t beds);
    void trouble();
    void disk_trouble();
    void record_trouble();
    void clock_trouble();
    void watch();
    void settle();
    bool settled() const;

    struct monitor {
        simulate::bedside at;
        milliseconds clock_is_off; ///< a monitor's own clock
    };

    world world_;
    disk disk_;
    ledger ledger_;
    database record_;
    server server_;
    std::deque<monitor> monitors_;
    std::deque<sender> senders_;
    std::deque<dashboard> dashboards_;
    milliseconds lasts_, trouble_every_;
    bool over_ = false;
};

} // namespace vigil::simulation
