#include "tests/simulation/world.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>

namespace vigil::simulation {
namespace {

constexpr std::size_t trace_lines = 40;
constexpr std::size_t trace_width = 150;
constexpr milliseconds begin_of_time = std::chrono::milliseconds{1'795'000'000'000}; // November 2026

} // namespace

counts& counts::operator+=(const counts& o) {
    seeds += o.seeds, virtual_ms += o.virtual_ms, steps += o.steps, kills += o.kills, power_cuts += o.power_cuts;
    restarts += o.restarts, disk_faults += o.disk_faults, record_faults += o.record_faults;
    clock_jumps += o.clock_jumps, rows += o.rows, trims += o.trims, messages += o.messages, repeated += o.repeated;
    acknowledged += o.acknowledged, commands += o.commands, alarms += o.alarms, frames += o.frames;
    reconnects += o.reconnects, resumed += o.resumed;
    return *this;
}

std::string to_text(const counts& c) {
    return fmt::format(
        "seeds={} virtual_hours={:.1f} steps={} kills={} power_cuts={} restarts={} disk_faults={} record_faults={} "
        "clock_jumps={} rows={} trims={} messages={} repeated={} acknowledged={} commands={} alarms={} frames={} "
        "reconnects={} resumed={}",
        c.seeds, static_cast<double>(c.virtual_ms) / 3'600'000, c.steps, c.kills, c.power_cuts, c.restarts,
        c.disk_faults, c.record_faults, c.clock_jumps, c.rows, c.trims, c.messages, c.repeated, c.acknowledged,
        c.commands, c.alarms, c.frames, c.reconnects, c.resumed);
}

world::world(std::uint64_t seed)
    : random{seed},
      hash_{seed},
      wall_start_{begin_of_time + between(0ms, 400'000'000'000ms)},
      monotonic_start_{boot_clock()} {}

/// Some machines have run for so long that their milliseconds pass 2^31 or 2^32 while we look.
std::chrono::nanoseconds world::boot_clock() {
    const milliseconds soon = between(0ms, 600'000ms);
    switch (random.below(4)) {
        case 0: return milliseconds{std::int64_t{1} << 31} - soon;
        case 1: return milliseconds{std::int64_t{1} << 32} - soon;
        default: return soon;
    }
}

void world::after(milliseconds wait, std::function<void()> what) {
    agenda_.push_back({now_ + wait, random.bits(), numbered_++, std::move(what)});
    std::ranges::push_heap(agenda_, std::greater<>{});
}

void world::run_until(milliseconds end) {
    while (!agenda_.empty() && agenda_.front().at <= end) {
        std::ranges::pop_heap(agenda_, std::greater<>{});
        const event next = std::move(agenda_.back());
        agenda_.pop_back();
        now_ = next.at;
        ++seen.steps;
        next.what();
    }
    now_ = end;
}

void world::note(std::string_view kind, std::string_view content) {
    hash_ = XXH3_64bits_withSeed(kind.data(), kind.size(), hash_ ^ static_cast<std::uint64_t>(now_.count()));
    hash_ = XXH3_64bits_withSeed(content.data(), content.size(), hash_);
    std::string line = fmt::format("{:9.3f} s  {} ", static_cast<double>(now_.count()) / 1000, kind);
    for (const char c : content.substr(0, trace_width)) line += c >= ' ' && c <= '~' ? c : '.';
    trace_.push_back(std::move(line));
    if (trace_.size() > trace_lines) trace_.pop_front();
}

} // namespace vigil::simulation
