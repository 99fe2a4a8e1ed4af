// A session goes with its patient: registration moves them to another bed, where the checklist of recovery goes on.
// Only where registration says who, and to which bed; never to another patient. A new stay inherits nothing else.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "server/ward/fold.hpp"

namespace vigil::ward {
namespace {

bool same_person(const identity& said, const bed& b) {
    return !is_nobody(said) && compare(meant(said, b.who(), b.former_ids), b.who()) == likeness::same;
}

} // namespace

/// Of a session whose stay ends: to which bed registration moves its patient just now. Whoever has no name is moved by
/// a transfer that says from which bed.
std::optional<place> fold::destination_of(bed_index from) const {
    using enum movement::kind;
    if (!moving_) return {};
    const movement& m = *moving_;
    const bed& here = beds_[from];
    const place left{wards_[here.ward].name, here.name};
    const auto other_bed = [&](const place& to) {
        return to.bed.empty() || to == left ? std::nullopt : std::optional{to};
    };
    switch (m.what) {
        case swapped:
            if (same_person(m.other, here)) return other_bed(m.from);
            [[fallthrough]];
        case transferred:
        case admitted:
        case transfer_cancelled:
        case discharge_cancelled:
        case returned: break;
        default: return {};
    }
    const bool named_by_its_bed = m.what == transferred && m.from == left && here.anonymous() && !here.vacated;
    return same_person(m.who, here) || named_by_its_bed ? other_bed(m.to) : std::nullopt;
}

/// In the bed where the patient lies now. An alarm of the session that still holds is raised there, also one whose
/// values are not known there yet: it is for other people to hear.
void fold::set_down(carried_session c) {
    const bed_index b = bed_of(c.to.ward, c.to.bed);
    const running_session* is_there = find_session(b);
    if (is_there && is_there->what.phase != alarm::infusion_phase::discharged)
        return remember_course(b, std::move(c.summary)); // of the same patient, who had no name there
    end_session(b);
    bed& here = beds_[b];
    running_session& s =
        sessions_.insert_or_assign(b, running_session{.what = std::move(c.what), .alarms = {}, .told = {}, .held = {}})
            .first->second;
    here.care.baselines = std::move(c.baselines);
    here.care.phase = s.what.phase;
    here.care.phase_since = now_; // what is due in this phase by the rules begins with the stay
    refresh_past(b);
    tighten(b);
    for (const alarm::alarm& a : c.alarms) {
        if (!infusion::undecided(s.what, a.rule, surroundings_of(b, now_))) continue;
        const alarm::alarm_id id = raise_for_session(b, {a.rule, a.what, a.urgency, a.message, now_});
        s.alarms.insert(std::ranges::lower_bound(s.alarms, a.rule, {}, &session_alarm::rule), {a.rule, id});
    }
    follow_session(b);
    announce(b);
    evaluate(b, alarm::news::everything());
    schedule(b);
}

} // namespace vigil::ward
