// A dashboard, and the nurse in front of it. Applies what it is sent as the contract says (proto/asyncapi.yaml), proves
// by every heartbeat that it has everything, resumes where it was, and is slow at times. The nurse's commands are
// repeated until they are answered.
#pragma once

#include <simdjson.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "tests/simulation/server.hpp"

namespace vigil::simulation {

/// What a dashboard holds of its ward.
class picture {
public:
    struct shown_alarm {
        std::uint64_t revision = 0;
        std::string rule, bed;
    };
    explicit picture(world& w) : world_(w) {}

    void read(const std::string& frame);

    bool complete() const { return complete_; } ///< since it was connected last
    void disconnected() { complete_ = false; }
    std::optional<feed::position> position() const { return position_; }
    const std::map<std::string, shown_alarm, std::less<>>& alarms() const { return alarms_; }
    const std::map<std::string, std::string, std::less<>>& stays() const { return stays_; } ///< of its beds
    bool told_to_close() const { return closing_; }

private:
    void apply(const simdjson::dom::element& line);
    void set_alarm(const simdjson::dom::element& alarm);
    void set_bed(const simdjson::dom::element& bed);
    void check(const simdjson::dom::element& heartbeat);

    world& world_;
    simdjson::dom::parser parser_;
    std::optional<feed::position> position_;
    std::map<std::string, shown_alarm, std::less<>> alarms_;
    std::map<std::string, std::string, std::less<>> stays_;
    bool complete_ = false, closing_ = false;
};

class dashboard {
public:
    dashboard(world& w, server& s, ledger& l, std::string ward, std::string station);
    ~dashboard();

    void start();
    void quiet() { reliable_ = true; }
    /// Every urgent alarm that nobody has acknowledged is shown; call every second.
    void check();
    void check_quiet() const;

private:
    class link;
    void connect();
    milliseconds reading_time();
    void received(const std::string& frame);
    void broken();
    void act();
    void command();
    void give(std::function<core::outcome()> what, std::function<void()> promised, int tries);
    std::function<core::outcome()> acknowledge_any(std::function<void()>& promised);
    std::function<core::outcome()> decide_any(const std::string& request);
    std::function<core::outcome()> treat_any(const std::string& request);

    world& world_;
    server& server_;
    ledger& ledger_;
    const std::string ward_, station_;
    picture seen_;
    std::shared_ptr<link> link_;
    milliseconds prompt_since_{0}; ///< reads promptly since then
    std::set<std::string> painted_;
    std::uint64_t requests_ = 0;
    bool reliable_ = false;
};

} // namespace vigil::simulation
