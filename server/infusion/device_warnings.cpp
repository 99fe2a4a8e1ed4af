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

// A pump's rate that differs from the ordered one by more than the larger of these, for so long; how long it then has
// to be the ordered one, since of two pumps at a bed, which are not told apart, one says what is ordered; and how long
// a pump may be unheard. Proposal, needs clinical sign-off.
constexpr double differs_fraction = 0.05, differs_mg_per_hour = 1;
constexpr milliseconds differs_for = 1min, agrees_for = 30s, unheard_for = 60s;

constexpr std::array pump_metrics{pump_flow, pump_dose_rate, pump_concentration, pump_remaining};

/// A value that is known, since when it has been the same, and when it was heard last.
struct steady {
    double value = no_value;
    instant since = instant::min();
    instant heard = instant::min();
};
steady read(const alarm::patient& care, metric m, instant now) {
    return {alarm::known(care.values, m, now), care.values[m].unchanged_since, care.values[m].received_at};
}

/// mg/h by the pump's own word, else as its flow comes to with what it holds, or should hold where it does not say it.
steady pump_rate(const session& s, const surroundings& around) {
    const steady dose = read(around.care, pump_dose_rate, around.now), flow = read(around.care, pump_flow, around.now);
    if (!std::isnan(dose.value)) return dose;
    const steady told = read(around.care, pump_concentration, around.now);
    if (std::isnan(told.value)) return {flow.value * concentration_of(s).value_or(no_value), flow.since, flow.heard};
    return {flow.value * told.value, std::max(flow.since, told.since), flow.heard};
}

bool differs(double mg_per_hour, micrograms_per_hour ordered) {
    const double right = milligrams_per_hour(ordered);
    return std::abs(mg_per_hour - right) > std::max(right * differs_fraction, differs_mg_per_hour);
}

/// Since when the rate has been the one that is ordered: a stop after a pause orders nothing new.
instant ordered_since(const session& s) {
    const auto& changes = s.doses.changes();
    auto at = changes.size();
    while (at > 1 && changes[at - 2].rate == s.doses.rate()) --at;
    return at == 0 ? *s.infusing_since : changes[at - 1].at;
}

instant next_stale(const alarm::patient& care, instant now) {
    instant next = never;
    for (const metric m : pump_metrics)
        if (const instant at = alarm::stale_at(m, care.values[m].received_at); care.values.has(m) && at > now)
            next = std::min(next, at);
    return next;
}

/// The rate that is not as ordered, as the pump says it, or said it.
std::string rates(const session& s, const surroundings& around) {
    const auto say = [&](std::string_view ran, std::string_view when) {
        return fmt::format("{} {:.4g} mg/h{}, ordered are {:.4g} mg/h", ran, s.pump->differed_mg_per_hour, when,
                           milligrams_per_hour(s.pump->ordered));
    };
    if (s.pump->agrees_since) return say("A pump ran at", " a moment ago");
    if (std::isnan(pump_rate(s, around).value)) return say("The pump ran at", " when it was heard last");
    return say("The pump runs at", "");
}

judgement pump_differs(const session& s, const surroundings& around) {
    const instant stale = next_stale(around.care, around.now);
    if (!s.pump || !s.pump->differs_since) return {.next = stale};
    const pump_word& p = *s.pump;
    const instant at = *p.differs_since + differs_for;
    judgement out;
    if (!p.agrees_since || *p.agrees_since >= at)
        out = from(at, around.now, {"pump_differs", kind::technical, priority::medium, rates(s, around), {}});
    if (p.agrees_since) out.next = std::min(out.next, *p.agrees_since + agrees_for);
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

void listen_to_pump(session& s, const surroundings& around) {
    if (!s.pump_attached || !s.infusing_since || s.phase == infusion_phase::discharged) return s.pump.reset();
    const steady said = pump_rate(s, around);
    const bool known = !std::isnan(said.value);
    if (!known && !s.pump) return;
    if (!s.pump) s.pump = pump_word{.ordered = s.doses.rate()};
    pump_word& p = *s.pump;
    if (known) p.mg_per_hour = said.value, p.heard = said.heard;
    if (p.ordered != s.doses.rate()) p.ordered = s.doses.rate(), p.differs_since.reset(), p.agrees_since.reset();
    const instant asked = ordered_since(s);
    if (p.heard <= asked) return; // it was still to be set
    if (differs(p.mg_per_hour, p.ordered)) {
        if (!p.differs_since) p.differs_since = std::max(known ? said.since : p.heard, asked);
        p.differed_mg_per_hour = p.mg_per_hour;
        p.agrees_since.reset();
    } else if (p.differs_since) {
        if (!p.agrees_since) p.agrees_since = p.heard;
        if (around.now - *p.agrees_since >= agrees_for) p.differs_since.reset(), p.agrees_since.reset();
    }
}

void judge_devices(const session& s, const surroundings& around, std::vector<judgement>& out) {
    if (!s.infusing_since || s.phase == infusion_phase::discharged) return;
    if (s.pump_attached) out.push_back(pump_differs(s, around));
    if (s.pump_attached && s.phase == infusion_phase::infusing) out.push_back(pump_lost(s, around));
    if (s.plan->continuous_monitoring && runs(s)) out.push_back(gap(s, around));
}

} // namespace vigil::infusion
