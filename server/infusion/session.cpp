#include "server/infusion/session.hpp"

#include <algorithm>
#include <cmath>
#include <ranges>

#include "server/infusion/charting.hpp"
#include "server/infusion/discharge.hpp"
#include "server/infusion/guards.hpp"
#include "server/infusion/judgement.hpp"

namespace vigil::infusion {
namespace {

using enum alarm::infusion_phase;

void enter(session& s, alarm::infusion_phase next, instant at) {
    if (s.phase == next) return;
    s.phase = next;
    s.phase_since = at;
}

/// What an order does. `against`: names of the guards that it overrides.
struct doing {
    session& s;
    const act& a;
    std::vector<std::string> against;

    void operator()(const start_session&) const {}
    void operator()(const answer_screening& o) const {
        s.screening[o.question] = {
            .yes = o.yes, .overridden = !against.empty(), .by = a, .second_prescriber = o.second_prescriber};
        enter(s, open_questions(s).empty() ? baseline : screening, a.at);
    }
    void operator()(const set_rate& o) {
        const micrograms_per_hour rate = *ordered_rate(s, o);
        const bool asked = !gives_less(s, rate) || !s.weight_kg; // a weight of less was not compared with the session's
        if (o.prescribed.weight_kg && asked) s.weight_kg = o.prescribed.weight_kg;
        s.doses.change(a.at, rate);
        s.steps.push_back({o, rate, a, std::move(against)});
        s.pump_attached = true;
        if (s.phase == paused) s.pauses.push_back({a, o.second_prescriber, s.steps.back().against});
        begin();
        enter(s, infusing, a.at);
    }
    void operator()(const give_bolus& o) {
        s.doses.give(a.at, micrograms{std::llround(o.mg * 1000)});
        s.boluses.push_back({o, a, std::move(against)});
        begin();
        if (s.phase == baseline) enter(s, infusing, a.at); // one that is told late changes no phase
    }
    void operator()(const pause_infusion&) const { halt(), s.pauses.push_back({a, {}, {}}), enter(s, paused, a.at); }
    void operator()(const resume_infusion& o) {
        s.doses.change(a.at, s.steps.empty() ? micrograms_per_hour{} : s.steps.back().rate);
        s.pauses.push_back({a, o.second_prescriber, std::move(against)});
        enter(s, infusing, a.at);
    }
    void operator()(const stop_infusion& o) const {
        s.ended = a;
        s.early = o.early;
        if (o.early) s.early_reason = a.reason;
        if (!s.infusing_since) {
            s.discharged = a;
            return enter(s, discharged, a.at);
        }
        halt();
        s.stopped_at = a.at;
        enter(s, recovery, a.at);
    }
    void operator()(const remove_pump&) const { s.pump_attached = false, s.pump_removed = a; }
    void operator()(const chart& c) const {
        for (observation_set& set : s.sets)
            if (!c.corrects.empty() && set.content.id == c.corrects) set.corrected_by = c.id;
        s.sets.emplace_back(with_numbers(c), a);
        if (s.sets.size() > session::sets_max) s.sets.erase(s.sets.begin());
    }
    void operator()(const acknowledge_after_care&) const { s.after_care = a; }
    void operator()(const sign_discharge& o) {
        s.discharged = a;
        s.discharge_second_prescriber = o.second_prescriber;
        s.discharge_overridden = std::move(against);
        enter(s, discharged, a.at);
    }

    void begin() const { s.infusing_since = std::min(s.infusing_since.value_or(a.at), a.at); }
    void halt() const { s.doses.change(a.at, {}); }
};

/// The last pain that was charted in a span, its ends excluded.
std::optional<double> last_pain(const session& s, instant from, instant until) {
    const auto* found = newest_before(s, name(metric::pain), from, until);
    return found ? found->number : std::nullopt;
}

} // namespace

session begin(std::string id, protocol_ptr plan, const start_session& o, const act& a, std::vector<past_session> past) {
    session s;
    s.id = std::move(id);
    s.phase = plan->screening.empty() ? baseline : screening;
    s.phase_since = a.at;
    s.began = a;
    s.weight_kg = o.weight_kg;
    s.day = day_of_course(*plan, past, a.at);
    s.past = std::move(past);
    if (s.past.size() > session::past_max)
        s.past.erase(s.past.begin(), s.past.end() - static_cast<std::ptrdiff_t>(session::past_max));
    s.plan = std::move(plan);
    return s;
}

void apply(session& s, const order& o, const act& a, const surroundings& around) {
    if (const auto* c = std::get_if<chart>(&o); c && charted(s, c->id)) return;
    std::vector<std::string> against;
    for (objection& one : standing_against(s, o, a, around)) against.push_back(std::move(one.guard));
    std::visit(doing{s, a, std::move(against)}, o);
    advance(s, around);
}

bool advance(session& s, const surroundings& around) {
    listen_to_pump(s, around);
    if (s.phase != recovery && s.phase != ready) return false;
    const auto next = complete(checklist(s, around)) ? ready : recovery;
    if (s.phase == next) return false;
    enter(s, next, around.now);
    return true;
}

std::optional<double> ordered_concentration(const session& s) {
    for (const step& each : s.steps | std::views::reverse)
        if (const auto said = each.ordered.prescribed.concentration_mg_per_ml) return said;
    return {};
}

std::optional<double> concentration_of(const session& s) {
    const auto said = ordered_concentration(s);
    return said ? said : s.plan->dose.concentration_mg_per_ml;
}

std::optional<instant> last_given(const session& s) {
    if (!s.stopped_at || s.doses.boluses().empty()) return s.stopped_at;
    return std::max(*s.stopped_at, s.doses.boluses().back().at);
}

std::optional<past_session> summary_of(const session& s, instant now, const alarm::patient& care) {
    if (!s.infusing_since) return {};
    const instant began = *s.infusing_since, ended = last_given(s).value_or(now);
    return past_session{.id = s.id,
                        .protocol = s.plan->name,
                        .began = began,
                        .ended = ended,
                        .total = s.doses.total(ended),
                        .baselines = care.baselines,
                        .pain_before = last_pain(s, instant::min(), began + milliseconds{1}),
                        .pain_after = last_pain(s, ended, never),
                        .early = s.early};
}

} // namespace vigil::infusion
