#include "server/infusion/dose.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace vigil::infusion {
namespace {

constexpr std::array<std::string_view, 5> unit_names{"mg/h", "mL/h", "mg/kg/h", "ug/kg/min", "mg/(24.h)"};
constexpr std::array<std::string_view, 3> route_names{"intravenous", "subcutaneous", "oral"};

constexpr double weight_least_kg = 2, weight_most_kg = 400;
constexpr double concentration_least_mg_per_ml = 0.01, concentration_most_mg_per_ml = 100;
constexpr double rate_most_ug_per_h = 10e6;
constexpr std::int64_t ms_per_h = 3'600'000;

/// What 1 of a unit is in micrograms an hour; NaN where what it takes is not known.
double ug_per_h_of_one(dose_unit u, std::optional<double> concentration_mg_per_ml, std::optional<double> weight_kg) {
    const double kg = weight_kg.value_or(std::nan("")), mg_per_ml = concentration_mg_per_ml.value_or(std::nan(""));
    switch (u) {
        case dose_unit::mg_per_hour: return 1000;
        case dose_unit::ml_per_hour: return 1000 * mg_per_ml;
        case dose_unit::mg_per_kg_per_hour: return 1000 * kg;
        case dose_unit::ug_per_kg_per_min: return 60 * kg;
        case dose_unit::mg_per_24h: return 1000.0 / 24;
    }
    return std::nan("");
}

std::optional<std::string> missing(const prescription& p) {
    if (p.unit == dose_unit::ml_per_hour && !p.concentration_mg_per_ml)
        return "a rate in mL/h needs the concentration in mg/mL";
    if (needs_weight(p.unit) && !p.weight_kg)
        return fmt::format("a rate in {} needs the patient's weight in kg", name(p.unit));
    return {};
}

std::optional<std::string> impossible(const prescription& p) {
    if (!std::isfinite(p.amount) || p.amount < 0) return fmt::format("{} is no rate", p.amount);
    if (p.weight_kg && !possible_weight(*p.weight_kg))
        return fmt::format("a weight of {} kg is not within {} to {} kg", *p.weight_kg, weight_least_kg,
                           weight_most_kg);
    const auto& c = p.concentration_mg_per_ml;
    if (c && !(*c >= concentration_least_mg_per_ml && *c <= concentration_most_mg_per_ml))
        return fmt::format("a concentration of {} mg/mL is not within {} to {} mg/mL", *c,
                           concentration_least_mg_per_ml, concentration_most_mg_per_ml);
    return {};
}

} // namespace

std::string_view name(dose_unit u) {
    return unit_names[static_cast<std::size_t>(u)];
}

std::optional<dose_unit> dose_unit_from_text(std::string_view text) {
    if (text == "mg/24h") return dose_unit::mg_per_24h;
    const auto found = std::ranges::find(unit_names, text);
    if (found == unit_names.end()) return {};
    return static_cast<dose_unit>(found - unit_names.begin());
}

std::string_view name(route r) {
    return route_names[static_cast<std::size_t>(r)];
}

std::optional<route> route_from_name(std::string_view text) {
    const auto found = std::ranges::find(route_names, text);
    if (found == route_names.end()) return {};
    return static_cast<route>(found - route_names.begin());
}

bool needs_weight(dose_unit u) {
    return u == dose_unit::mg_per_kg_per_hour || u == dose_unit::ug_per_kg_per_min;
}

bool possible_weight(double kg) {
    return kg >= weight_least_kg && kg <= weight_most_kg;
}

std::expected<micrograms_per_hour, std::string> rate_of(const prescription& p) {
    if (auto why = missing(p)) return std::unexpected{std::move(*why)};
    if (auto why = impossible(p)) return std::unexpected{std::move(*why)};
    const double rate = p.amount * ug_per_h_of_one(p.unit, p.concentration_mg_per_ml, p.weight_kg);
    if (rate > rate_most_ug_per_h)
        return std::unexpected{fmt::format("{} {} is more than {:g} g an hour: check the unit and the amount", p.amount,
                                           name(p.unit), rate_most_ug_per_h / 1e6)};
    return micrograms_per_hour{std::llround(rate)};
}

std::optional<double> amount_in(dose_unit u, micrograms_per_hour rate, std::optional<double> concentration_mg_per_ml,
                                std::optional<double> weight_kg) {
    const double amount = static_cast<double>(rate) / ug_per_h_of_one(u, concentration_mg_per_ml, weight_kg);
    if (!std::isfinite(amount)) return {};
    return amount;
}

void dose_history::change(instant at, micrograms_per_hour rate) {
    changes_.push_back({at, rate});
}

void dose_history::give(instant at, micrograms amount) {
    const bolus given{at, amount};
    const auto order = [](const bolus& b) { return std::pair{b.at, b.amount}; };
    boluses_.insert(std::ranges::upper_bound(boluses_, order(given), {}, order), given);
}

/// `use(rate, lasting)` for each change, as far as it lies in the span.
template <typename Use>
void dose_history::for_each_span(instant from, instant until, Use use) const {
    for (std::size_t i = 0; i < changes_.size(); ++i) {
        const instant begin = std::max(changes_[i].at, from);
        const instant end = i + 1 < changes_.size() ? std::min(changes_[i + 1].at, until) : until;
        if (begin < end) use(changes_[i].rate, end - begin);
    }
}

micrograms dose_history::between(instant from, instant until) const {
    std::int64_t ug_ms_per_h = 0;
    for_each_span(from, until, [&](micrograms_per_hour rate, milliseconds lasting) {
        ug_ms_per_h += static_cast<std::int64_t>(rate) * lasting.count();
    });
    std::int64_t sum = ug_ms_per_h / ms_per_h;
    for (const bolus& b : boluses_)
        if (b.at > from && b.at <= until) sum += static_cast<std::int64_t>(b.amount);
    return micrograms{sum};
}

micrograms dose_history::total(instant until) const {
    return between(instant::min(), until);
}

/// Between two moments at which a rate or a bolus enters or leaves the 24 hours the sum is a straight line: it is most
/// at one of these moments.
micrograms dose_history::most_in_24h(instant from, instant until) const {
    micrograms most = std::max(in_24h(from), in_24h(until));
    const auto look = [&](instant at) {
        if (at > from && at < until) most = std::max(most, in_24h(at));
    };
    for (const rate_change& c : changes_) look(c.at), look(c.at + day);
    for (const bolus& b : boluses_) look(b.at), look(b.at + day - milliseconds{1});
    return most;
}

milliseconds dose_history::running(instant until) const {
    milliseconds sum{};
    for_each_span(instant::min(), until, [&](micrograms_per_hour rate, milliseconds lasting) {
        if (rate > micrograms_per_hour{}) sum += lasting;
    });
    return sum;
}

micrograms_per_hour dose_history::rate() const {
    return changes_.empty() ? micrograms_per_hour{} : changes_.back().rate;
}

std::optional<instant> dose_history::last_change() const {
    if (changes_.empty()) return {};
    return changes_.back().at;
}

} // namespace vigil::infusion
