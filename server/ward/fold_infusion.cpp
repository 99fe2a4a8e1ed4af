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

bool same(const infusion::status& a, const infusion::status& b) {
    const auto due = [](const infusion::status& s) { return s.next ? s.next->due_at : instant{}; };
    const auto missing = [](const infusion::status& s) {
        return s.next ? s.next->missing : std::vector<std::string>{};
    };
    return a.session == b.session && a.phase == b.phase && a.rate == b.rate && a.steps == b.steps &&
           a.step_at == b.step_at && a.pump_attached == b.pump_attached && a.over == b.over && due(a) == due(b) &&
           missing(a) == missing(b);
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

/// Of the patient as far as it is known by an id, and of this stay.
std::vector<infusion::past_session> fold::past_of(bed_index b) const {
    const auto found = courses_.find(beds_[b].patient);
    std::vector<infusion::past_session> past;
    if (found != courses_.end() && !beds_[b].patient.empty()) past = found->second;
    const running_session* s = find_session(b);
    if (!s) return past;
    for (const infusion::past_session& p : s->what.past)
        if (std::ranges::find(past, p.id, &infusion::past_session::id) == past.end()) past.push_back(p);
    if (auto last = infusion::summary_of(s->what, now_, beds_[b].care)) past.push_back(*std::move(last));
    return past;
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
    if (chart) put_charted(b, *chart, a);
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

/// What was observed becomes what rules read, unless it was long ago, or before what is known.
void fold::put_charted(bed_index b, const infusion::chart& c, const infusion::act& a) {
    if (a.entered_at - a.at > infusion::tells_the_present) return;
    report observed;
    observed.readings = infusion::readings_of(c, a);
    std::erase_if(observed.readings, [&](const reading& r) {
        const alarm::observed& known = beds_[b].care.values[r.what]; // a monitor's own times may be wrong
        return (info(r.what).how == sampling::charted ? known.measured_at : known.received_at) > a.at;
    });
    chart(beds_[b], observed); // whoever commands evaluates every rule afterwards
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
            remember_baseline(here);
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
    for (const session_alarm& a : s.alarms) erase(a.id, b);
    remember_course(beds_[b], infusion::summary_of(s.what, now_, beds_[b].care));
    if (s.told && s.told->over) return;
    infusion::status last = infusion::status_of(s.what, surroundings_of(b, now_));
    last.over = true;
    emit(beds_[b].ward, b, infusion_told{beds_[b].stay, std::move(last)});
}

/// For the days of a course that come after, each of which is another stay.
void fold::remember_course(const bed& b, std::optional<infusion::past_session> s) {
    if (!s || b.patient.empty()) return;
    auto& past = courses_[b.patient];
    past.push_back(*std::move(s));
    if (past.size() > infusion::session::past_max) past.erase(past.begin());
    if (courses_.size() <= courses_max) return;
    courses_.erase(std::ranges::min_element(courses_, {}, [](const auto& c) { return c.second.back().ended; }));
}

/// Two records were of one person: so were their infusions.
void fold::merge_courses(const std::string& old, const std::string& id) {
    const auto found = courses_.find(old);
    if (found == courses_.end()) return;
    auto& all = courses_[id];
    all.insert(all.end(), found->second.begin(), found->second.end());
    courses_.erase(found);
    std::ranges::sort(all, {}, [](const infusion::past_session& p) { return std::tie(p.began, p.id); });
    if (all.size() > infusion::session::past_max)
        all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(infusion::session::past_max));
}

/// Limits that the protocol sets tighter, as the rules in force allow it.
void fold::tighten(bed_index b) {
    beds_[b].tighter.clear();
    const auto found = sessions_.find(b);
    if (found == sessions_.end()) return;
    for (const infusion::tighter_limit& t : found->second.what.plan->limits) {
        const auto rule = rules_.find(t.rule);
        if (!rule) continue;
        const auto& levels = rules_.rules[*rule].levels;
        const auto l = std::ranges::find(levels, t.level, &alarm::level::urgency);
        if (l == levels.end() || !l->adjustable || t.limit < l->adjustable->least || t.limit > l->adjustable->most)
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
