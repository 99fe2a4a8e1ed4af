// Infusion sessions at beds: what people order, what time brings, and what a session has to say by an alarm.
#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

#include "server/infusion/charting.hpp"
#include "server/ward/fold.hpp"

namespace vigil::ward {
namespace {

using infusion::objection;

std::string session_id(const ward& w, const bed& b, std::string_view request) {
    XXH64_hash_t hash = 0;
    for (const std::string_view part :
         {std::string_view{w.name}, std::string_view{b.name}, std::string_view{b.stay}, request})
        hash = XXH3_64bits_withSeed(part.data(), part.size(), hash);
    return fmt::format("{:016x}", hash);
}

/// What may be charted at a bed without one: vital signs and scales.
const infusion::session& without_session() {
    static const infusion::session none{.plan = std::make_shared<const infusion::protocol>()};
    return none;
}

infusion::act act_of(const patient_command& c, const infusion_order& o, instant at) {
    return {c.by, c.reason, o.happened_at.value_or(at), at};
}

/// A session that is over is kept for who looks at it, and decides nothing any more.
bool over(const running_session& s) {
    return s.what.phase == alarm::infusion_phase::discharged;
}

infusion::status without_sums(infusion::status s) {
    s.total = s.total_24h = {};
    return s;
}

/// Than what the rule has: it was tightened since the protocol was written.
bool is_looser(double limit, const alarm::level& l) {
    const auto above = l.when.holds_above_limit();
    return above && l.limit && (*above ? limit > *l.limit : limit < *l.limit);
}

/// What people do besides shows in the sums only, which are left out.
bool shows_in_sums(const infusion::order& o) {
    return std::holds_alternative<infusion::give_bolus>(o);
}

/// Somebody sees the patient who does this.
bool needs_the_patient(const infusion::order& o) {
    using namespace infusion;
    return std::holds_alternative<chart>(o) || std::holds_alternative<set_rate>(o) ||
           std::holds_alternative<give_bolus>(o) || std::holds_alternative<resume_infusion>(o);
}

bool same(const infusion::status& a, const infusion::status& b) {
    const auto due = [](const infusion::status& s) { return s.next ? s.next->due_at : instant{}; };
    const auto missing = [](const infusion::status& s) {
        return s.next ? s.next->missing : std::vector<std::string>{};
    };
    return a.session == b.session && a.day == b.day && a.weight_kg == b.weight_kg && a.phase == b.phase &&
           a.rate == b.rate && a.steps == b.steps && a.step_at == b.step_at && a.pump_attached == b.pump_attached &&
           a.over == b.over && due(a) == due(b) && missing(a) == missing(b);
}

} // namespace

void fold::take(const protocols_changed& in) {
    auto parsed = parse_protocols(in);
    if (parsed)
        protocols_ = *std::move(parsed); // the edge checks first; one that does not parse must not end the others
}

std::optional<std::vector<infusion::protocol_ptr>> parse_protocols(const protocols_changed& in) {
    std::vector<infusion::protocol_ptr> out;
    for (const protocols_changed::file& f : in.protocols) {
        auto parsed = infusion::parse_protocol(f.text, f.source);
        if (!parsed) return {};
        out.push_back(std::make_shared<const infusion::protocol>(*std::move(parsed)));
    }
    return out;
}

infusion::protocol_ptr fold::find_protocol(std::string_view name) const {
    const auto found = std::ranges::find(protocols_, name, [](const auto& p) -> const std::string& { return p->name; });
    return found == protocols_.end() ? nullptr : *found;
}

const running_session* fold::find_session(bed_index b) const {
    const auto found = sessions_.find(b);
    return found == sessions_.end() ? nullptr : &found->second;
}

infusion::surroundings fold::surroundings_of(bed_index b, instant at) const {
    const bed& here = beds_[b];
    const auto high = [this](alarm::alarm_id id) {
        const alarm::alarm* a = find_alarm(id);
        return a && a->urgency == alarm::priority::high && a->state == alarm::phase::active;
    };
    const running_session* s = find_session(b);
    return {here.care, at,
            std::ranges::any_of(here.conditions, high, &live_condition::alarm) ||
                (s && std::ranges::any_of(s->alarms, high, &session_alarm::id))};
}

std::vector<objection> fold::objections(bed_index b, const patient_command& c, const infusion_order& o,
                                        instant at) const {
    const infusion::act a = act_of(c, o, at);
    const running_session* s = find_session(b);
    if (const auto* start = std::get_if<infusion::start_session>(&o.what)) {
        const auto plan = find_protocol(start->protocol);
        if (!plan) return {{"protocol", fmt::format("there is no protocol '{}'", start->protocol)}};
        if (s && !over(*s)) return {{"wrong_phase", "this bed has a session already"}};
        return infusion::can_start(*plan, past_of(b), *start, a);
    }
    if (s && !over(*s)) return infusion::objections(s->what, o.what, a, surroundings_of(b, at));
    if (const auto* chart = std::get_if<infusion::chart>(&o.what))
        return infusion::chart_objections(without_session(), *chart);
    return {{"wrong_phase", "no infusion session has begun at this bed"}};
}

void fold::decide(bed_index b, const patient_command& c, const infusion_order& o) {
    const infusion::act a = act_of(c, o, now_);
    const auto* chart = std::get_if<infusion::chart>(&o.what);
    const auto s = sessions_.find(b);
    const bool runs = s != sessions_.end() && !over(s->second);
    if (chart && runs && infusion::charted(s->second.what, chart->id)) return; // told again
    if (const auto* start = std::get_if<infusion::start_session>(&o.what)) {
        begin_session(b, c, *start, a);
    } else if (runs) {
        infusion::apply(s->second.what, o.what, a, surroundings_of(b, now_));
    }
    if (needs_the_patient(o.what)) beds_[b].away = false;
    if (chart) put_charted(b, *chart, a);
    if (runs && shows_in_sums(o.what)) s->second.told.reset();
    follow_session(b);
    carry_out_held(b);
}

void fold::begin_session(bed_index b, const patient_command& c, const infusion::start_session& o,
                         const infusion::act& a) {
    auto past = past_of(b);
    end_session(b);
    beds_[b].care.baselines.clear();
    sessions_.insert_or_assign(
        b, running_session{.what = infusion::begin(session_id(wards_[beds_[b].ward], beds_[b], c.request),
                                                   find_protocol(o.protocol), o, a, std::move(past)),
                           .alarms = {},
                           .told = {},
                           .held = {}});
    tighten(b);
}

/// The session decides the phase, and when the dose was changed.
void fold::follow_session(bed_index b) {
    const auto found = sessions_.find(b);
    if (found == sessions_.end() || (found->second.told && found->second.told->over)) return;
    infusion::session& s = found->second.what;
    bed& here = beds_[b];
    infusion::advance(s, surroundings_of(b, now_));
    const auto phase_before = here.care.phase;
    here.care.step_at = s.doses.last_change();
    here.care.scheduled = infusion::scheduled_now(s);
    if (s.phase != phase_before) {
        here.care.phase = s.phase;
        here.care.phase_since = s.phase_since;
        if (s.phase == alarm::infusion_phase::infusing && phase_before != alarm::infusion_phase::paused &&
            here.care.baselines.empty())
            remember_baseline(b, *s.infusing_since);
        if (over(found->second)) tighten(b);
    }
    warn(b);
    tell_session(b);
}

/// Because of time, or a value: what the session says now, and what follows from its phase.
void fold::refresh_session(bed_index b) {
    const auto before = beds_[b].care.phase;
    if (!sessions_.contains(b)) return;
    follow_session(b);
    if (beds_[b].care.phase == before) return;
    announce(b);
    evaluate(b, alarm::news::everything());
}

void fold::tell_session(bed_index b) {
    running_session& s = sessions_.at(b);
    infusion::status now = infusion::status_of(s.what, surroundings_of(b, now_));
    if (s.told && same(*s.told, now)) return;
    s.told = without_sums(now);
    emit(beds_[b].ward, b, infusion_told{beds_[b].stay, std::move(now)});
}

/// Alarms of the session as they should be now: new ones, changed ones, and those that are over.
void fold::warn(bed_index b) {
    running_session& s = sessions_.at(b);
    const infusion::surroundings around = surroundings_of(b, now_);
    std::vector<infusion::warning> now = infusion::warnings(s.what, around);
    infusion::remember_warnings(s.what, now, around);
    if (!s.held.empty())
        now.push_back({"leaves_with_pump", alarm::kind::technical, alarm::priority::medium,
                       "Registration moves this patient: the pump is attached", now_});
    std::erase_if(s.alarms, [&](const session_alarm& a) {
        if (std::ranges::find(now, a.rule, &infusion::warning::rule) != now.end()) return false;
        if (infusion::undecided(s.what, a.rule, around)) return false;
        erase(a.id, b);
        return true;
    });
    for (const infusion::warning& w : now) {
        const auto at = std::ranges::lower_bound(s.alarms, w.rule, {}, &session_alarm::rule);
        if (at != s.alarms.end() && at->rule == w.rule)
            restate(alarms_.at(at->id), b, w.urgency, w.message);
        else
            s.alarms.insert(at, {w.rule, raise_for_session(b, w)});
    }
}

alarm::alarm_id fold::raise_for_session(bed_index b, const infusion::warning& w) {
    bed& here = beds_[b];
    const ward& home = wards_[here.ward];
    alarm::alarm a{.id = make_id(home, here, w.rule),
                   .ward = home.name,
                   .bed = here.name,
                   .stay = here.stay,
                   .rule = w.rule,
                   .what = w.what,
                   .urgency = w.urgency,
                   .since = now_,
                   .message = w.message};
    here.last_key = static_cast<std::uint64_t>(a.id);
    const alarm::alarm_id id = a.id;
    publish(alarms_.insert_or_assign(id, std::move(a)).first->second, b, alarm::change::onset);
    return id;
}

/// Of a stay that ends, or before another session begins: it is over, whatever it was about.
void fold::end_session(bed_index b) {
    const auto found = sessions_.find(b);
    if (found == sessions_.end()) return;
    running_session s = std::move(found->second);
    sessions_.erase(found);
    beds_[b].tighter.clear();
    beds_[b].care.scheduled = 0;
    const auto to = over(s) ? std::nullopt : destination_of(b);
    std::vector<alarm::alarm> alarms;
    for (const session_alarm& a : s.alarms) {
        if (to) alarms.push_back(alarms_.at(a.id));
        erase(a.id, b);
    }
    auto summary = infusion::summary_of(s.what, now_, beds_[b].care);
    if (!to) remember_course(b, std::move(summary));
    if (s.told && s.told->over) return;
    infusion::status last = infusion::status_of(s.what, surroundings_of(b, now_));
    last.over = true;
    if (to) last.ended_why = fmt::format("it goes on in {}/{}, where the patient is moved", to->ward, to->bed);
    emit(beds_[b].ward, b, infusion_told{beds_[b].stay, std::move(last)});
    if (to)
        carried_.push_back(
            {std::move(s.what), *to, beds_[b].who(), std::move(alarms), beds_[b].care.baselines, std::move(summary)});
}

/// Limits that the protocol sets tighter, as the rules in force allow it, until the session is over.
void fold::tighten(bed_index b) {
    beds_[b].tighter.clear();
    const auto found = sessions_.find(b);
    if (found == sessions_.end() || over(found->second)) return;
    for (const infusion::tighter_limit& t : found->second.what.plan->limits) {
        const auto rule = rules_.find(t.rule);
        if (!rule) continue;
        const auto& levels = rules_.rules[*rule].levels;
        const auto l = std::ranges::find(levels, t.level, &alarm::level::urgency);
        if (l == levels.end() || !l->adjustable || t.limit < l->adjustable->least || t.limit > l->adjustable->most ||
            is_looser(t.limit, *l))
            continue;
        beds_[b].tighter.push_back(
            {static_cast<std::uint32_t>(*rule), static_cast<std::uint32_t>(l - levels.begin()), t.limit});
    }
}

instant fold::session_due(bed_index b, instant after) const {
    const auto found = sessions_.find(b);
    if (found == sessions_.end()) return never;
    instant first = infusion::next_deadline(found->second.what, surroundings_of(b, after));
    for (const session_alarm& a : found->second.alarms) first = std::min(first, alarm_due(a.id, after));
    return first;
}

} // namespace vigil::ward
