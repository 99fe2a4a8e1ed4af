#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "server/scenario/story.hpp"

namespace vigil::scenario {
namespace {

using std::chrono::duration_cast;

struct unit_of_time {
    std::string_view name;
    double milliseconds;
};
constexpr unit_of_time units[]{{"ms", 1}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}};
constexpr double longest_ms = 1e10; // four months

} // namespace

std::optional<milliseconds> time_from_text(std::string_view text) {
    if (text.empty()) return {};
    double total = 0;
    while (!text.empty()) {
        double number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{} || !(number >= 0)) return {};
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        bool found = false;
        for (const unit_of_time& u : units) {
            if (!text.starts_with(u.name)) continue;
            text.remove_prefix(u.name.size());
            total += number * u.milliseconds;
            found = true;
            break;
        }
        if (!found || total > longest_ms) return {};
    }
    return milliseconds{std::llround(total)};
}

std::string to_text(milliseconds t) {
    const std::int64_t ms = t.count() % 60'000;
    std::string out;
    if (t.count() >= 3'600'000) out += fmt::format("{}h", t.count() / 3'600'000);
    if (t.count() / 60'000 % 60 != 0) out += fmt::format("{}m", t.count() / 60'000 % 60);
    if (ms % 1'000 != 0) return out + fmt::format("{}.{:03}s", ms / 1'000, ms % 1'000);
    if (ms != 0 || out.empty()) out += fmt::format("{}s", ms / 1'000);
    return out;
}

} // namespace vigil::scenario
