// Warnings of what stands around the patient: the pump, and gaps in continuous monitoring.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "server/infusion/judgement.hpp"

namespace vigil::infusion {
namespace {

using namespace std::chrono_literals;
using alarm::infusion_phase;
using alarm::kind;
using alarm::priority;
using enum metric;

// A pump's rate that differs from the ordered one by more than the larger of these, for so long; and how long a pump
// may be unheard. Proposal, needs clinical sign-off.
constexpr double differs_fraction = 0.05, differs_mg_per_hour = 1;
constexpr milliseconds differs_for = 1min, unheard_for = 60s;

constexpr std::array pump_metrics{pump_flow, pump_dose_rate, pump_concentration, pump_remaining};

/// A value that is known, and since when it has been the same.
struct steady {
    double value = no_value;
    instant since = instant::min();
};
steady read(const alarm::patient& care, metric m, instant now) {
    return {alarm::known(care.values, m, now), care.values[m].unchanged_since};
}

/// What is in the syringe, where the pump does not say it: as last ordered, else as the protocol has it.
double ordered_concentration(const session& s) {
    const auto& last = s.steps.empty() ? std::nullopt : s.steps.back().ordered.prescribed.concentration_mg_per_ml;
    return last.value_or(s.plan->dose.concentration_mg_per_ml.value_or(no_value));
}

/// mg/h by the pump's own word, else as its flow and what it holds come to.
steady pump_rate(const session& s, const surroundings& around) {
    const steady dose = read(around.care, pump_dose_rate, around.now), flow = read(around.care, pump_flow, around.now);
    if (!std::isnan(dose.value)) return dose;
    const steady told = read(around.care, pump_concentration, around.now);
    if (std::isnan(told.value)) return {flow.value * ordered_concentration(s), flow.since};
    return {flow.value * told.value, std::max(flow.since, told.since)};
}

instant next_stale(const alarm::patient& care, instant now) {
    instant next = never;
    for (const metric m : pump_metrics)
        if (const instant at = alarm::stale_at(m, care.values[m].received_at); care.values.has(m) && at > now)
            next = std::min(next, at);
    return next;
}

judgement pump_differs(const session& s, const surroundings& around) {
    const instant stale = next_stale(around.care, around.now);
    const steady pump = pump_rate(s, around);
    const double ordered = static_cast<double>(s.doses.rate()) / 1000;
    const bool differs = std::abs(pump.value - ordered) > std::max(ordered * differs_fraction, differs_mg_per_hour);
    if (!differs) return {.next = stale};
    const instant began = std::max({pump.since, s.doses.last_change().value_or(*s.infusing_since), *s.infusing_since});
    judgement out = from(began + differs_for, around.now,
                         {"pump_differs",
                          kind::technical,
                          priority::medium,
                          fmt::format("The pump runs at {:.4g} mg/h, ordered are {:.4g} mg/h", pump.value, ordered),
                          {}});
    out.next = std::min(out.next, stale);
    return out;
}

judgement pump_lost(const session& s, const surroundings& around) {
    instant heard = instant::min();
    for (const metric m : pump_metrics) heard = std::max(heard, around.care.values[m].received_at);
    if (heard < s.began.at) return {};
    return from(heard + unheard_for, around.now,
                {"pump_lost", kind::technical, priority::medium, "The pump is not heard any more", {}});
}

struct watched {
    std::string_view noun;
    metric first, second;
};
constexpr std::array continuous{watched{"SpO2", spo2, spo2}, watched{"pulse", heart_rate, pulse_rate},
                                watched{"respiratory rate", respiratory_rate, respiratory_rate}};

/// When a monitor's word was no longer known, or will not be: gone stale, or told as not measured. What somebody charts
/// by hand is no monitoring.
instant known_until(const alarm::patient& care, metric m) {
    const instant until = care.values[m].monitor_until;
    return until == instant{} ? instant::min() : until;
}

judgement gap(const session& s, const surroundings& around) {
    judgement out;
    std::vector<std::string_view> missing;
    instant since = never;
    for (const watched& w : continuous) {
        const instant until = std::max(known_until(around.care, w.first), known_until(around.care, w.second));
        if (until > around.now)
            out.next = std::min(out.next, until);
        else
            missing.push_back(w.noun), since = std::min(since, until);
    }
    if (!missing.empty())
        out.holds = {"monitoring_gap", kind::technical, priority::medium,
                     fmt::format("Not measured during the infusion: {}", fmt::join(missing, ", ")),
                     std::max(since, *s.infusing_since)};
    return out;
}

} // namespace

void judge_devices(const session& s, const surroundings& around, std::vector<judgement>& out) {
    if (!s.infusing_since || s.phase == infusion_phase::discharged) return;
    if (s.pump_attached) out.push_back(pump_differs(s, around));
    if (s.pump_attached && s.phase == infusion_phase::infusing) out.push_back(pump_lost(s, around));
    if (s.plan->continuous_monitoring && runs(s)) out.push_back(gap(s, around));
}

} // namespace vigil::infusion
