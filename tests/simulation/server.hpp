// The server of a ward on its machine: the parts of the program, its timers, and its deaths. Built as app::server
// builds it, but for sockets and threads: what these would do is an event of the world.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/core/engine.hpp"
#include "server/net/hl7_intake.hpp"
#include "tests/simulation/database.hpp"
#include "tests/simulation/disk.hpp"
#include "tests/simulation/ledger.hpp"
#include "tests/simulation/stepped_journal.hpp"

namespace vigil::simulation {

/// Somebody's connection; told when it breaks.
class peer {
public:
    virtual ~peer() = default;
    virtual void cut() = 0;
};

class server {
public:
    server(world& w, disk& d, ledger& l, database& r, std::size_t rows_kept_min);
    ~server();

    bool up() const { return process_ != nullptr; }
    core::engine& engine();
    net::hl7_intake& intake();
    std::uint64_t life() const { return life_; } ///< of this process: nothing of an earlier one may go on

    /// Runs `what` in one turn of the event loop, some time from now, unless the process has died by then.
    void later(milliseconds wait, std::function<void()> what);
    void turn(const std::function<void()>& what);
    void connected(const std::shared_ptr<peer>& who);

    void start();
    void die(death how, milliseconds down_for);
    void stop(milliseconds down_for); ///< as a service manager does
    void change_rules();

    /// How long the disk takes to synchronise, from now on.
    void slow_disk(milliseconds sync_min, milliseconds sync_max) { sync_min_ = sync_min, sync_max_ = sync_max; }

    /// What must hold of a server that runs; every second, and at the end.
    void check();
    /// Nothing is under way any more: the journal, the record and the wards agree.
    bool quiet() const;
    void check_quiet();

private:
    struct process;
    void boot();
    void recover();
    void fall(milliseconds down_for);
    void leave(milliseconds down_for);
    void every(milliseconds interval, const std::function<void()>& what);
    void commit();
    void committed(bool good);
    void checkpoint();
    void follow();
    bool record_once();
    void second();

    world& world_;
    disk& disk_;
    ledger& ledger_;
    database& record_;
    const std::size_t rows_kept_min_;
    std::unique_ptr<process> process_;
    std::uint64_t life_ = 0;
    std::vector<std::weak_ptr<peer>> peers_;
    std::vector<journal::row> under_way_; ///< when the process died
    milliseconds sync_min_{0}, sync_max_{5};
    std::size_t rules_ = 0;
};

} // namespace vigil::simulation
