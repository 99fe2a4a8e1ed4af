#include "server/alarm/patient.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "proto/vitals/scale.hpp"

namespace vigil::alarm {
namespace {

constexpr std::array<std::string_view, 8> phase_names{"none",   "screening", "baseline", "infusing",
                                                      "paused", "recovery",  "ready",    "discharged"};

/// The phases in which dissociation is what the infusion does.
bool under_ketamine(infusion_phase p) {
    return p == infusion_phase::infusing || p == infusion_phase::paused || p == infusion_phase::recovery;
}

} // namespace

std::string_view name(infusion_phase p) {
    return phase_names[static_cast<std::size_t>(p)];
}

std::optional<infusion_phase> infusion_phase_from_name(std::string_view text) {
    const auto found = std::ranges::find(phase_names, text);
    if (found == phase_names.end()) return {};
    return static_cast<infusion_phase>(found - phase_names.begin());
}

instant identities_differ_until(const patient& p) {
    instant latest{}, second{};
    for (const naming& n : p.named) {
        second = std::max(second, std::min(latest, n.until));
        latest = std::max(latest, n.until);
    }
    return second;
}

std::string patients_named(const patient& p, instant now) {
    std::string out;
    for (const naming& n : p.named) {
        if (n.until <= now) continue;
        if (!out.empty()) out += ", ";
        out += n.who;
    }
    return out;
}

double baseline_of(const patient& p, metric m) {
    const auto found = std::ranges::find(p.baselines, m, &baseline_value::what);
    return found == p.baselines.end() ? no_value : found->value;
}

std::optional<bool> confusion_undecided(const patient& p, instant now) {
    if (p.confused != confusion::open || !under_ketamine(p.phase)) return false;
    const double level = known(p.values, metric::acvpu, now);
    const double dissociation = known(p.values, metric::dissociation, now);
    if ((!std::isnan(level) && level != acvpu_confused) || dissociation < 1) return false;
    if (std::isnan(level) || std::isnan(dissociation)) return {};
    return true;
}

std::optional<std::string> charted_sedation(const chart& values) {
    const observed& depth = values[metric::sedation];
    for (const metric_info& scale : metrics()) {
        const observed& charted = values[scale.what];
        if (!is_sedation_scale(scale.what) || charted.received_at != depth.received_at) continue;
        const auto* l = level_of(scale.what, charted.value);
        if (l && l->depth == depth.value) return charted_text(scale.what, charted.value);
    }
    return {};
}

} // namespace vigil::alarm
