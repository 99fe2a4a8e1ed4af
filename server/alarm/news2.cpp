#include "server/alarm/news2.hpp"

#include <algorithm>
#include <climits>
#include <cmath>
#include <span>

namespace vigil::alarm {
namespace {

using item = news2_score::item;
using state = news2_score::state;

/// Values up to this one give so many points; bands stand in rising order.
struct band {
    int upto;
    int points;
};
constexpr int any = INT_MAX;

// Royal College of Physicians, National Early Warning Score (NEWS) 2, 2017, chart 1.
constexpr std::array<band, 5> respiratory_rate_bands{{{8, 3}, {11, 1}, {20, 0}, {24, 2}, {any, 3}}};
constexpr std::array<band, 4> spo2_scale_1_bands{{{91, 3}, {93, 2}, {95, 1}, {any, 0}}};
constexpr std::array<band, 4> spo2_scale_2_air_bands{{{83, 3}, {85, 2}, {87, 1}, {any, 0}}};
constexpr std::array<band, 7> spo2_scale_2_oxygen_bands{
    {{83, 3}, {85, 2}, {87, 1}, {92, 0}, {94, 1}, {96, 2}, {any, 3}}};
constexpr std::array<band, 5> systolic_bands{{{90, 3}, {100, 2}, {110, 1}, {219, 0}, {any, 3}}};
constexpr std::array<band, 6> pulse_bands{{{40, 3}, {50, 1}, {90, 0}, {110, 1}, {130, 2}, {any, 3}}};
constexpr std::array<band, 5> temperature_tenths_bands{{{350, 3}, {360, 1}, {380, 0}, {390, 1}, {any, 2}}};
constexpr int points_max = 3, oxygen_points = 2;

constexpr milliseconds temperature_counts_for = std::chrono::hours{4}; // proposal, needs clinical sign-off

constexpr std::array inputs{metric::respiratory_rate, metric::spo2,       metric::oxygen_flow, metric::abp_systolic,
                            metric::nibp_systolic,    metric::heart_rate, metric::pulse_rate,  metric::acvpu,
                            metric::dissociation,     metric::temperature};

int points(std::span<const band> bands, double value) {
    const long rounded = std::lround(value); // half away from zero
    return std::ranges::find_if(bands, [&](const band& b) { return rounded <= b.upto; })->points;
}

milliseconds counts_for(metric m, const observed& o) {
    return m == metric::temperature ? temperature_counts_for : stale_after(m, o);
}

double counted(const patient& p, metric m, instant now) {
    const observed& o = p.values[m];
    return usable(o.status) && now - o.received_at <= counts_for(m, o) ? o.value : no_value;
}

/// What one item gives: between `low` and `high` points.
struct part {
    state what = state::counted;
    int low = 0, high = 0;
};

part exactly(int n) {
    return {state::counted, n, n};
}

/// An item whose sources have no value to count.
part absent(const patient& p, metric first, metric second, int most = points_max) {
    const bool was_known = usable(p.values[first]) || usable(p.values[second]);
    return {was_known ? state::stale : state::missing, 0, most};
}

part banded(const patient& p, metric first, metric second, std::span<const band> bands, double scale, instant now) {
    const double value = counted(p, fresher(p.values, first, second, now), now);
    return std::isnan(value) ? absent(p, first, second) : exactly(points(bands, value * scale));
}

/// Any flow counts, however small: it is not rounded.
part oxygen(const patient& p, instant now) {
    const double flow = counted(p, metric::oxygen_flow, now);
    if (std::isnan(flow)) return absent(p, metric::oxygen_flow, metric::oxygen_flow, oxygen_points);
    return exactly(flow > 0 ? oxygen_points : 0);
}

/// On scale 2 without knowing about oxygen it lies between what it gives on air and on oxygen, which is never less.
part saturation(const patient& p, const part& oxygen_given, instant now) {
    const double value = counted(p, metric::spo2, now);
    if (std::isnan(value)) return absent(p, metric::spo2, metric::spo2);
    if (!p.spo2_scale_2) return exactly(points(spo2_scale_1_bands, value));
    const int on_air = points(spo2_scale_2_air_bands, value);
    const int on_oxygen = points(spo2_scale_2_oxygen_bands, value);
    return {state::counted, oxygen_given.low > 0 ? on_oxygen : on_air, oxygen_given.high > 0 ? on_oxygen : on_air};
}

part consciousness(const patient& p, instant now) {
    const double level = counted(p, metric::acvpu, now);
    if (std::isnan(level)) return absent(p, metric::acvpu, metric::acvpu);
    if (level == acvpu_awake) return exactly(0);
    if (level != acvpu_confused) return exactly(points_max);
    if (p.confused == confusion::dissociation) return exactly(0);
    if (confusion_undecided(p, now) == true) return {state::undecided, 0, points_max};
    return exactly(points_max);
}

} // namespace

bool news2_score::complete() const {
    return std::ranges::all_of(items, [](state s) { return s == state::counted; });
}

std::string_view name(news2_score::item i) {
    constexpr std::array<std::string_view, news2_score::item_count> names{
        "respiratory_rate", "spo2", "oxygen", "systolic", "pulse", "consciousness", "temperature"};
    return names[static_cast<std::size_t>(i)];
}

news2_score news2(const patient& p, instant now) {
    using enum metric;
    const part oxygen_given = oxygen(p, now);
    // In the order of news2_score::item.
    const std::array<part, news2_score::item_count> parts{
        banded(p, respiratory_rate, respiratory_rate, respiratory_rate_bands, 1, now),
        saturation(p, oxygen_given, now),
        oxygen_given,
        banded(p, abp_systolic, nibp_systolic, systolic_bands, 1, now),
        banded(p, heart_rate, pulse_rate, pulse_bands, 1, now),
        consciousness(p, now),
        banded(p, temperature, temperature, temperature_tenths_bands, 10, now),
    };
    news2_score out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        out.items[i] = parts[i].what;
        out.low += parts[i].low;
        out.high += parts[i].high;
        out.single_low = std::max(out.single_low, parts[i].low);
        out.single_high = std::max(out.single_high, parts[i].high);
    }
    return out;
}

instant news2_due(const patient& p, instant after) {
    instant first = never;
    for (const metric m : inputs) {
        const observed& o = p.values[m];
        const instant at = o.received_at + counts_for(m, o) + milliseconds{1};
        if (usable(o.status) && at > after) first = std::min(first, at);
    }
    return first;
}

std::uint64_t news2_metrics() {
    std::uint64_t bits = 0;
    for (const metric m : inputs) bits |= std::uint64_t{1} << index(m);
    return bits;
}

} // namespace vigil::alarm
