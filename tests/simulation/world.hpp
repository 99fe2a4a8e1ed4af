// Virtual time, the order of everything that happens in it, and the only source of chance: one seed, one course.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "proto/vitals/instant.hpp"
#include "server/core/time_source.hpp"
#include "server/simulate/random_source.hpp"

namespace vigil::simulation {

using simulate::random_source;
using namespace std::chrono_literals;

/// Something that must always hold did not. No std::exception: the parts of the server that go on after an error must
/// not go on after this.
struct violation {
    std::string what;
};

struct counts {
    std::uint64_t seeds = 0, virtual_ms = 0, steps = 0, kills = 0, power_cuts = 0, restarts = 0, disk_faults = 0,
                  record_faults = 0, clock_jumps = 0, rows = 0, trims = 0, messages = 0, repeated = 0, acknowledged = 0,
                  commands = 0, alarms = 0, frames = 0, reconnects = 0, resumed = 0;
    counts& operator+=(const counts& o);
};
std::string to_text(const counts& c); ///< "seeds=12 virtual_hours=3.4 ...": one line

class world : public core::clocks {
public:
    explicit world(std::uint64_t seed);

    random_source random;
    counts seen;

    bool chance(double probability) { return random.between(0, 1) < probability; }
    milliseconds between(milliseconds low, milliseconds high) {
        return low + milliseconds{random.below(static_cast<std::uint64_t>((high - low).count()) + 1)};
    }

    milliseconds now() const { return now_; } ///< since the beginning; no clock of the simulated machines
    std::uint64_t step() const { return seen.steps; }

    /// What is due at the same moment happens in an order that the seed decides.
    void after(milliseconds wait, std::function<void()> what);
    void run_until(milliseconds end);

    // the clocks of the server's machine
    std::chrono::nanoseconds wall() const override { return wall_start_ + now_ + wall_jumped_; }
    std::chrono::nanoseconds monotonic() const override { return monotonic_start_ + now_; }
    void jump_wall(milliseconds by) { wall_jumped_ += by; }
    void boot() { monotonic_start_ = boot_clock(); } ///< the monotonic clock begins anew with the machine

    /// Into the hash of everything that happened, and, in short, into the trace.
    void note(std::string_view kind, std::string_view content = {});
    std::uint64_t hash() const { return hash_; }
    const std::deque<std::string>& trace() const { return trace_; }

    template <class... Args>
    void require(bool holds, fmt::format_string<Args...> what, Args&&... args) {
        if (!holds) throw violation{fmt::format(what, std::forward<Args>(args)...)};
    }

private:
    struct event {
        milliseconds at;
        std::uint64_t order; ///< of the same moment: by chance
        std::uint64_t number;
        std::function<void()> what;
        friend bool operator>(const event& a, const event& b) {
            return std::tie(a.at, a.order, a.number) > std::tie(b.at, b.order, b.number);
        }
    };
    std::chrono::nanoseconds boot_clock();

    milliseconds now_{0};
    std::vector<event> agenda_; ///< a heap
    std::uint64_t numbered_ = 0, hash_ = 0;
    std::deque<std::string> trace_;
    std::chrono::nanoseconds wall_start_, wall_jumped_{0}, monotonic_start_;
};

} // namespace vigil::simulation
