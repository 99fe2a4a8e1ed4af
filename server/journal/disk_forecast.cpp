#include "server/journal/disk_forecast.hpp"

namespace vigil::journal {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds sample_interval = 10s, window = 10min, window_min = 2min;
constexpr std::chrono::seconds warned_within = 2h, over_beyond = 4h;
constexpr std::uint64_t free_bytes_min = 256u << 20; ///< four times what the write-ahead log may grow to in a burst

} // namespace

void disk_forecast::note(seconds at, std::uint64_t free_bytes) {
    const std::size_t n = samples_.size();
    if (n > 1 && samples_[n - 1].at - samples_[n - 2].at < sample_interval) samples_.pop_back();
    samples_.push_back({at, free_bytes});
    while (samples_.front().at + window < at) samples_.pop_front();
    const auto left = full_in();
    const bool scarce = free_bytes < (filling_ ? 2 * free_bytes_min : free_bytes_min);
    filling_ = scarce || (left && *left < (filling_ ? over_beyond : warned_within));
}

std::optional<disk_forecast::seconds> disk_forecast::full_in() const {
    if (samples_.empty()) return {};
    const sample &first = samples_.front(), &last = samples_.back();
    const seconds watched = last.at - first.at;
    if (watched < window_min || last.free_bytes >= first.free_bytes) return {};
    const double bytes_per_s =
        static_cast<double>(first.free_bytes - last.free_bytes) / static_cast<double>(watched.count());
    constexpr double ever = 1e9; // 30 years
    return seconds{static_cast<std::int64_t>(std::min(ever, static_cast<double>(last.free_bytes) / bytes_per_s))};
}

} // namespace vigil::journal
