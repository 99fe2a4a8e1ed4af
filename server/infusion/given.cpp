#include "server/infusion/given.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace vigil::infusion {
namespace {

/// What took less time was given at once: a dose by mouth takes none.
constexpr milliseconds at_once{60'000};

/// Rates are whole micrograms an hour: a day's sum may be half of one too large for each hour.
constexpr std::int64_t sum_slack_ug = 100;

constexpr std::int64_t ms_per_h = 3'600'000;

/// By how much all that runs becomes more, or less.
struct rate_difference {
    instant at{};
    std::int64_t ug_per_h = 0;
};

void add(const past_session& p, std::vector<rate_difference>& rates, dose_history& all) {
    const milliseconds lasted = p.ended - p.began;
    if (lasted < at_once) return all.give(p.ended, p.total);
    const std::int64_t rate = static_cast<std::int64_t>(p.total) * ms_per_h / lasted.count();
    rates.push_back({p.began, rate});
    rates.push_back({p.ended, -rate});
}

} // namespace

std::int64_t most_allowed_ug(double limit_mg) {
    return std::llround(limit_mg * 1000) + sum_slack_ug;
}

bool exceeds(micrograms sum, double limit_mg) {
    return static_cast<std::int64_t>(sum) > most_allowed_ug(limit_mg);
}

dose_history with_past(const dose_history& own, std::span<const past_session> past) {
    if (past.empty()) return own;
    dose_history all;
    std::vector<rate_difference> rates;
    for (const past_session& p : past) add(p, rates, all);
    std::int64_t before = 0;
    for (const auto& [at, rate] : own.changes()) {
        rates.push_back({at, static_cast<std::int64_t>(rate) - before});
        before = static_cast<std::int64_t>(rate);
    }
    for (const auto& [at, amount] : own.boluses()) all.give(at, amount);
    std::ranges::sort(rates, {}, &rate_difference::at);
    std::int64_t running = 0;
    for (std::size_t i = 0; i < rates.size(); ++i) {
        running += rates[i].ug_per_h;
        const bool last_of_moment = i + 1 == rates.size() || rates[i + 1].at != rates[i].at;
        if (last_of_moment) all.change(rates[i].at, micrograms_per_hour{running});
    }
    return all;
}

micrograms given_in_24h(const session& s, instant until) {
    return with_past(s.doses, s.past).in_24h(until);
}

} // namespace vigil::infusion
