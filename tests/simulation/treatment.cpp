#include "tests/simulation/treatment.hpp"

#include <cmath>
#include <utility>

namespace vigil::simulation {
namespace {

using namespace infusion;
using enum alarm::infusion_phase;

order observe(world& w, const session* s, const std::string& request) {
    chart out{.id = request, .corrects = {}, .values = {}, .note = "calm"};
    out.confirmed = true;
    const auto add = [&](std::string item, double low, double high) {
        if (w.chance(0.7)) out.values.push_back({std::move(item), std::floor(w.random.between(low, high)), {}, false});
    };
    add("spo2", 84, 99);
    add("pulse", 60, 120);
    add("systolic", 100, 170);
    add("respiratory_rate", 7, 20);
    add("poss", 1, 5);
    if (s) add("walks", 0, 2);
    if (s && !s->sets.empty() && w.chance(0.3)) out.corrects = s->sets[w.random.below(s->sets.size())].content.id;
    return out;
}

order dose(world& w) {
    if (w.chance(0.2)) return give_bolus{std::floor(w.random.between(1, 20)), route::oral, "dr-1", "dr-2", true};
    return set_rate{.prescribed = {.amount = std::floor(w.random.between(1, 40)),
                                   .unit = dose_unit::mg_per_hour,
                                   .concentration_mg_per_ml = {},
                                   .weight_kg = {}},
                    .by = route::intravenous,
                    .prescriber = "dr-1",
                    .second_prescriber = "dr-2",
                    .override = true};
}

} // namespace

order next_order(world& w, const session* s, const std::string& request) {
    if (!s || s->phase == discharged) return start_session{"short-12x", 70.0, true};
    if (w.chance(0.3)) return observe(w, s, request);
    switch (s->phase) {
        case screening: return answer_screening{"consent", w.chance(0.9), true, "dr-2"};
        case baseline: return dose(w);
        case paused: return w.chance(0.5) ? order{resume_infusion{"dr-2", true}} : order{stop_infusion{true}};
        case recovery:
        case ready:
            if (s->pump_attached) return remove_pump{};
            if (w.chance(0.3)) return acknowledge_after_care{};
            return sign_discharge{{"recovery_time", "awake", "walks", "after_care"}, "dr-2"};
        default: return w.chance(0.5) ? dose(w) : w.chance(0.5) ? order{pause_infusion{}} : order{stop_infusion{true}};
    }
}

const std::string_view protocol_file = R"toml(
[protocol]
demonstration = 12 # every time below is divided by this
name         = "short"
title        = "Short"
drug         = "ketamine"
source       = "a test"
after_care   = "Rest."
planned      = "24min"
sessions_max = 3
course_most  = "1h"
continuous_monitoring = true
[[item]]
name   = "walks"
ask    = "Walks?"
answer = "yes_no"
[[screening]]
name = "consent"
ask  = "Consent?"
kind = "requirement"
[baseline]
items = ["spo2"]
age   = "12min"
[dose]
routes = ["intravenous", "oral"]
units  = ["mg/h"]
beyond = "reason"
[dose.most]
mg_per_hour = 30
mg_per_24h  = 60
[[check]]
name           = "signs"
title          = "Signs"
items          = ["spo2", "pulse", "sedation"]
phases         = ["infusing", "paused", "recovery"]
every          = "6min"
overdue_low    = "2min"
overdue_medium = "6min"
[[limit]]
rule     = "low_spo2"
priority = "medium"
limit    = 96
[[stop]]
name     = "deep"
text     = "Stop: deep"
when     = "sedation >= 3"
priority = "high"
[recovery]
least = "4min"
[[discharge]]
name = "awake"
text = "Awake"
kind = "sedation"
most = 1
[[discharge]]
name  = "walks"
text  = "Walks"
kind  = "done"
items = ["walks"]
[[discharge]]
name = "after_care"
text = "After-care"
kind = "after_care"
)toml";

} // namespace vigil::simulation
