// What people do in infusion sessions, and registration with their patients, in random courses: mostly what comes next.
#include <algorithm>
#include <string>
#include <utility>

#include "tests/unit/server/ward/choice.hpp"

namespace vigil::ward {
namespace {

using namespace infusion;
using enum alarm::infusion_phase;

constexpr const char* beds[]{"1", "2"};

charted_value number(std::string item, double value) {
    return {.item = std::move(item), .number = value, .text = {}};
}

chart random_chart(chooser& c, const session* s, std::size_t number_of_input) {
    constexpr double oxygen[]{97, 96, 91, 84}, pulses[]{80, 84, 118, 130}, levels[]{1, 1, 2, 4},
        breaths[]{12, 14, 22, 7};
    chart out{.id = std::to_string(number_of_input - c.below(16) / 15), .corrects = {}, .values = {}, .note = "calm"};
    out.confirmed = c.below(4) != 0;
    const auto add = [&](std::string item, double value) {
        if (c.below(3)) out.values.push_back(number(std::move(item), value));
    };
    add("spo2", c.of(oxygen));
    add(c.below(2) ? "pulse" : "heart_rate", c.of(pulses));
    add("systolic", c.of(pulses) + 40);
    add("respiratory_rate", c.of(breaths));
    add("poss", c.of(levels));
    if (s) add("walks", c.below(4) != 0);
    for (charted_value& v : out.values) v.from_device = v.item == "spo2" && c.below(8) == 0;
    if (s && !s->sets.empty() && c.below(3) == 0)
        out.corrects =
            s->sets[s->sets.size() - 1 - c.below(static_cast<std::uint32_t>(std::min<std::size_t>(s->sets.size(), 3)))]
                .content.id;
    return out;
}

order random_rate(chooser& c) {
    constexpr double amounts[]{5, 10, 15, 30, 60};
    const bool by_volume = c.below(8) == 0;
    return set_rate{.prescribed = {.amount = c.of(amounts),
                                   .unit = by_volume ? dose_unit::ml_per_hour : dose_unit::mg_per_hour,
                                   .concentration_mg_per_ml = by_volume ? std::optional{1.0} : std::nullopt},
                    .by = route::intravenous,
                    .prescriber = "dr-1",
                    .second_prescriber = c.below(4) ? "dr-2" : "",
                    .override = c.below(8) != 0};
}

order random_bolus(chooser& c) {
    return give_bolus{.mg = 1.0 + c.below(30),
                      .by = c.below(3) ? route::oral : route::intravenous,
                      .prescriber = "dr-1",
                      .second_prescriber = "dr-2",
                      .override = true};
}

order while_it_runs(chooser& c, const session* s, std::size_t number) {
    switch (c.below(8)) {
        case 0:
        case 1: return random_rate(c);
        case 2: return random_bolus(c);
        case 3: return pause_infusion{};
        case 4:
        case 5: return stop_infusion{c.below(2) == 0};
        default: return random_chart(c, s, number);
    }
}

order all_is_well(std::size_t number_of_input) {
    chart out{.id = std::to_string(number_of_input), .corrects = {}, .values = {}, .note = {}};
    out.values = {number("spo2", 97), number("poss", 1), number("walks", 1)};
    return out;
}

order afterwards(chooser& c, const session& s, std::size_t number) {
    if (s.pump_attached && c.below(2)) return remove_pump{};
    switch (c.below(10)) {
        case 0:
        case 1:
        case 2: return acknowledge_after_care{};
        case 3:
        case 4: return all_is_well(number);
        case 5: return sign_discharge{{"pump_off", "awake", "near", "walks", "after_care", "recovery_time"}, "dr-2"};
        case 6: return random_bolus(c);
        default: return random_chart(c, &s, number);
    }
}

order next_order(chooser& c, const running_session* r, std::size_t number) {
    const session* s = r ? &r->what : nullptr;
    if (!s || s->phase == discharged) {
        if (c.below(4) == 0) return random_chart(c, nullptr, number);
        return start_session{short_protocol_name, c.below(2) ? std::optional{70.0} : std::nullopt, c.below(8) != 0};
    }
    if (c.below(8) == 0) return while_it_runs(c, s, number);
    switch (s->phase) {
        case screening: return answer_screening{"consent", c.below(8) != 0, c.below(2) == 0, "dr-2"};
        case baseline: return c.below(3) ? random_rate(c) : c.below(2) ? random_bolus(c) : random_chart(c, s, number);
        case paused: return c.below(2) ? order{resume_infusion{"dr-2", true}} : order{stop_infusion{true}};
        case recovery:
        case ready: return afterwards(c, *s, number);
        default: return while_it_runs(c, s, number);
    }
}

/// Mostly one that has a session: so that sessions come to their end.
bed_index random_bed(chooser& c, const fold& wards) {
    if (!wards.sessions().empty() && c.below(8)) return wards.sessions().begin()->first;
    return c.below(static_cast<std::uint32_t>(wards.beds().size()));
}

patient_moved random_move(chooser& c, const fold& wards, const bed& b, std::size_t number, instant now) {
    using enum movement::kind;
    constexpr movement::kind kinds[]{transferred, transferred, swapped,           on_leave,
                                     returned,    discharged,  transfer_cancelled};
    const place here{wards.wards()[b.ward].name, b.name};
    const place there{c.below(2) ? "W1" : "W2", c.of(beds)};
    const movement::kind what = c.of(kinds);
    const bool goes = what == transferred || what == swapped || what == transfer_cancelled;
    patient_moved in;
    in.content = {.what = what,
                  .sender = "registration",
                  .control_id = "1",
                  .who = {b.patient.empty() ? "MRN-1" : b.patient, b.patient_name},
                  .other = {"MRN-2", ""},
                  .to = goes ? there : here,
                  .from = goes ? here : place{},
                  .at = now};
    in.key = (number + 1) * 0x9e37'79b9'7f4a'7c15u;
    return in;
}

} // namespace

const protocols_changed& short_protocol() {
    static const protocols_changed one{{{"short.toml", R"toml(
[protocol]
demonstration = 12 # every time below is divided by this
name         = "short"
title        = "Short"
drug         = "ketamine"
source       = "a test"
after_care   = "Rest."
planned      = "8min"
sessions_max = 2
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
age   = "6min"
[dose]
routes = ["intravenous", "oral"]
units  = ["mg/h", "mL/h"]
beyond = "reason"
[dose.most]
mg_per_hour = 40
mg_per_24h  = 60
mg_total    = 50
[dose.step]
mg_per_hour = 20
interval    = "1min"
[dose.bolus]
mg       = 20
interval = "1min"
[dose.requires]
sedation_max = 1
[[check]]
name           = "signs"
title          = "Signs"
items          = ["spo2", "pulse", "sedation"]
phases         = ["infusing", "paused", "recovery"]
every          = "2min"
after_step     = { every = "1min", until = "4min" }
overdue_low    = "36s"
overdue_medium = "96s"
[[check]]
name           = "walk"
title          = "Walk"
items          = ["walks"]
phases         = ["infusing", "recovery", "ready"]
once           = "6min"
overdue_low    = "60s"
overdue_medium = "120s"
[[limit]]
rule     = "low_spo2"
priority = "medium"
limit    = 94
[[limit]]
rule     = "tachycardia"
priority = "medium"
limit    = 115
[[stop]]
name     = "deep"
text     = "Stop: deep"
when     = "sedation >= 3"
priority = "high"
[[stop]]
name     = "oxygen"
text     = "Stop: oxygen"
when     = "spo2 < 85 or pulse > 125"
priority = "medium"
[recovery]
least = "2min"
[[discharge]]
name = "pump_off"
text = "Pump off"
kind = "pump_removed"
[[discharge]]
name = "awake"
text = "Awake"
kind = "sedation"
most = 1
[[discharge]]
name    = "near"
text    = "Near the baseline"
kind    = "near_baseline"
items   = ["spo2"]
percent = 10
[[discharge]]
name  = "walks"
text  = "Walks"
kind  = "done"
items = ["walks"]
[[discharge]]
name = "after_care"
text = "After-care"
kind = "after_care"
)toml"}}};
    return one;
}

decltype(input::what) random_treatment(chooser& c, const fold& wards, std::size_t number, instant now) {
    const bed_index b = random_bed(c, wards);
    const bed& here = wards.beds()[b];
    if (c.below(12) == 0) return random_move(c, wards, here, number, now);
    infusion_order o{next_order(c, wards.find_session(b), number), {}};
    if (c.below(4) == 0) o.happened_at = now - milliseconds{c.below(c.below(8) ? 20'000 : 2'000'000)};
    return patient_command{.ward = wards.wards()[here.ward].name,
                           .bed = here.name,
                           .stay = here.stay,
                           .by = "nurse",
                           .reason = c.below(16) ? "because" : "",
                           .request = std::to_string(number),
                           .what = std::move(o)};
}

} // namespace vigil::ward
