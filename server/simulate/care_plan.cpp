#include "server/simulate/care_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace vigil::simulate {
namespace {

constexpr double well_below = 0.8; // of a ceiling: noise and rounding stay under it

/// The lowest of a ceiling's numbers, in mg/h; nothing if it has none.
std::optional<double> lowest(const infusion::ceiling& c, double weight_kg) {
    std::optional<double> out;
    const auto take = [&out](std::optional<double> mg_per_h) {
        if (mg_per_h && (!out || *mg_per_h < *out)) out = mg_per_h;
    };
    take(c.mg_per_hour);
    take(c.mg_per_kg_per_hour.transform([&](double each) { return each * weight_kg; }));
    take(c.mg_per_24h.transform([](double each) { return each / 24; }));
    return out;
}

double rounded(double amount) {
    return std::floor(amount * 100) / 100;
}

/// Numbers that a monitor or a hand measures.
std::optional<double> measured(std::string_view item, const vitals& v) {
    struct source {
        std::string_view item;
        double vitals::* value;
    };
    constexpr std::array sources{source{"heart_rate", &vitals::heart_rate},
                                 source{"pulse", &vitals::heart_rate},
                                 source{"pulse_rate", &vitals::pulse_rate},
                                 source{"spo2", &vitals::spo2},
                                 source{"respiratory_rate", &vitals::respiratory_rate},
                                 source{"temperature", &vitals::temperature},
                                 source{"systolic", &vitals::systolic},
                                 source{"diastolic", &vitals::diastolic},
                                 source{"mean", &vitals::mean}};
    const auto found = std::ranges::find(sources, item, &source::item);
    if (found == sources.end()) return {};
    return std::round(v.*found->value);
}

/// The value of an item, as JSON.
std::string answer_of(const infusion::protocol& p, std::string_view item, const vitals& v,
                      std::span<const complication::finding> finds) {
    const auto found = std::ranges::find(finds, item, &complication::finding::item);
    if (found != finds.end()) return fmt::format("{}", found->value);
    if (const auto number = measured(item, v)) return fmt::format("{}", *number);
    if (item == "poss") return fmt::format("{}", v.sedation);
    if (item == "pain") return "3";
    const auto own = std::ranges::find(p.items, item, &infusion::item::name);
    if (own == p.items.end()) return "0"; // graded by a scale of its own: none
    switch (own->kind) {
        case infusion::item::answer::yes_no: return "true";
        case infusion::item::answer::text: return "\"nothing unusual\"";
        default: return "0";
    }
}

} // namespace

double dose_ladder::mg_per_h(double amount) const {
    const auto rate = infusion::rate_of({amount, unit, mg_per_ml, weight_kg});
    return rate ? static_cast<double>(*rate) / 1000 : 0;
}

std::optional<dose_ladder> ladder_of(const infusion::protocol& p, double weight_kg) {
    if (p.dose.units.empty() || p.dose.routes.empty()) return {};
    dose_ladder out{.unit = p.dose.units.front(),
                    .by = p.dose.routes.front(),
                    .weight_kg = weight_kg,
                    .mg_per_ml = p.dose.concentration_mg_per_ml.value_or(1)};
    const auto amount = [&](double mg_per_h) {
        const auto rate = infusion::rate_of({mg_per_h, infusion::dose_unit::mg_per_hour, {}, {}});
        return rate ? infusion::amount_in(out.unit, *rate, out.mg_per_ml, weight_kg) : std::nullopt;
    };
    const auto most = lowest(p.dose.most, weight_kg).and_then(amount);
    const auto start =
        lowest(p.dose.start, weight_kg).or_else([&] { return lowest(p.dose.most, weight_kg); }).and_then(amount);
    if (!most || !start) return {};
    const double step_mg_per_h =
        std::min(p.dose.step_mg_per_hour_max.value_or(1e9), p.dose.step_mg_per_24h_max.value_or(1e9) / 24);
    out.step_most = step_mg_per_h < 1e6 ? amount(step_mg_per_h).value_or(0) : 0;
    out.start = rounded(std::min(0.6 * *start, 0.5 * *most));
    out.step = rounded((well_below * *most - out.start) / dose_ladder::steps);
    if (out.step_most > 0) out.step = rounded(std::min(out.step, out.step_most));
    out.most = *most;
    return out;
}

std::string rate_members(const dose_ladder& ladder, double amount) {
    return fmt::format(R"("amount":{:.2f},"unit":"{}","route":"{}","weight_kg":{},"concentration_mg_per_ml":{},)"
                       R"("prescriber":"prescriber-1")",
                       amount, infusion::name(ladder.unit), infusion::name(ladder.by), ladder.weight_kg,
                       ladder.mg_per_ml);
}

std::string chart_members(const infusion::protocol& p, std::span<const std::string> items, const vitals& v,
                          std::span<const complication::finding> finds) {
    std::string out = R"("values":[)";
    for (const std::string_view item : items) {
        const std::string_view charted = item == "sedation" ? "poss" : item; // on a scale, by its level
        fmt::format_to(std::back_inserter(out), R"({}{{"item":"{}","value":{}}})", out.ends_with('[') ? "" : ",",
                       charted, answer_of(p, charted, v, finds));
    }
    return out += ']';
}

std::vector<std::string> discharge_items(const infusion::protocol& p) {
    std::vector<std::string> out;
    const auto add = [&out](std::string_view item) {
        if (std::ranges::count(out, item) == 0) out.emplace_back(item);
    };
    for (const infusion::discharge_item& d : p.discharge) {
        using enum infusion::discharge_item::kind;
        if (d.what == sedation) add("sedation");
        if (d.what == done || d.what == near_baseline) std::ranges::for_each(d.items, add);
        if (d.what == signs_within) std::ranges::for_each(d.ranges, add, &infusion::discharge_item::range::item);
    }
    return out;
}

} // namespace vigil::simulate
