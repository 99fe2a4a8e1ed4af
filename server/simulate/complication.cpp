#include "server/simulate/complication.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

namespace vigil::simulate {
namespace {

using enum complication::kind;
using enum complication::remedy;

// Targets lie beyond the limits of deploy/rules/ketamine.toml and deploy/protocols, whatever the noise.
constexpr std::array table{
    complication{.name = "contraindication",
                 .tells = "a contraindication is found; two prescribers go on",
                 .what = contraindication},
    complication{.name = "hypertension",
                 .tells = "the blood pressure rises after a step",
                 .what = body,
                 .happens = episode_kind::hypertension,
                 .target = 174,
                 .alarms = {"hypertension"},
                 .then = less},
    complication{.name = "large_step", .tells = "a step is ordered that is too large", .what = large_step},
    complication{.name = "over_sedation",
                 .tells = "the patient drifts off and breathes slowly",
                 .what = body,
                 .happens = episode_kind::over_sedation,
                 .target = 3.3,
                 .finds = {{{"poss", 4}}},
                 .alarms = {"high_sedation", "stop_unrousable", "stop_slow_breathing"},
                 .then = pause},
    complication{.name = "overdue", .tells = "the nurse is called away", .what = overdue, .alarms = {"overdue_"}},
    complication{.name = "hallucination",
                 .tells = "the patient sees what is not there, and is agitated",
                 .what = body,
                 .finds = {{{"hallucination", 2}, {"agitation", 2}}},
                 .alarms = {"hallucination", "agitation", "stop_hallucinating"},
                 .then = less},
    complication{.name = "beyond_ceiling", .tells = "more is ordered than the protocol allows", .what = beyond_ceiling},
    complication{
        .name = "probe_off", .tells = "the oxygen probe comes off", .what = probe_off, .alarms = {"monitoring_gap"}},
    complication{.name = "leaves",
                 .tells = "registration says that the patient leaves, with the pump",
                 .what = leaves,
                 .alarms = {"leaves_with_pump"}},
};

bool has_stop(const infusion::protocol& p, std::string_view name) {
    return std::ranges::count(p.stops, name, &infusion::stop_criterion::name) != 0;
}

bool can_happen(const complication& c, const infusion::protocol& p) {
    switch (c.what) {
        case contraindication:
            return std::ranges::count(p.screening, infusion::consent::second_prescriber,
                                      &infusion::screening_question::otherwise) != 0;
        case large_step: return p.dose.step_mg_per_hour_max || p.dose.step_mg_per_24h_max;
        case beyond_ceiling: return p.dose.beyond != infusion::consent::never;
        case probe_off: return p.continuous_monitoring;
        default: return true;
    }
}

} // namespace

std::span<const complication> complications() {
    return table;
}

std::expected<std::vector<complication>, std::string> choose(std::string_view text, const infusion::protocol& p) {
    std::vector<complication> out;
    if (text == "none") return out;
    if (text == "all") {
        std::ranges::copy_if(table, std::back_inserter(out), [&](const complication& c) { return can_happen(c, p); });
        return out;
    }
    for (const auto part : std::views::split(text, ',')) {
        const std::string_view name{part};
        const auto found = std::ranges::find(table, name, &complication::name);
        if (found == table.end()) {
            std::string all = "all, none";
            for (const complication& c : table) all += fmt::format(", {}", c.name);
            return std::unexpected(fmt::format("there is no complication '{}'; there are {}", name, all));
        }
        if (!can_happen(*found, p)) return std::unexpected(fmt::format("'{}' cannot happen under {}", name, p.name));
        out.push_back(*found);
    }
    return out;
}

std::vector<std::string_view> alarms_of(const complication& c, const infusion::protocol& p) {
    constexpr std::string_view stop = "stop_";
    std::vector<std::string_view> out;
    for (const std::string_view rule : c.alarms)
        if (!rule.empty() && (!rule.starts_with(stop) || has_stop(p, rule.substr(stop.size())))) out.push_back(rule);
    return out;
}

bool means(std::string_view expected, std::string_view rule) {
    return expected.ends_with('_') ? rule.starts_with(expected) : rule == expected;
}

} // namespace vigil::simulate
