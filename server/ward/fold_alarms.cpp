// Conditions of a bed become alarms of its ward, change, and end.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <utility>

#include "server/ward/fold.hpp"

namespace vigil::ward {

/// From what the alarm is about, the message that was newest at its onset, and the alarms raised since that message:
/// the same wherever and whenever the same inputs are applied. The server's own time is left out, so a message sent
/// again after a crash raises the same alarm.
alarm::alarm_id fold::make_id(const ward& w, const bed& b, std::string_view rule) {
    XXH64_hash_t hash = b.last_key;
    for (const std::string_view part :
         {std::string_view{w.name}, std::string_view{b.name}, std::string_view{b.stay}, rule})
        hash = XXH3_64bits_withSeed(part.data(), part.size(), hash);
    return alarm::alarm_id{hash};
}

const live_condition* fold::find_condition(const bed& b, std::size_t rule) {
    const auto found = std::ranges::lower_bound(b.conditions, rule, {}, &live_condition::rule);
    return found != b.conditions.end() && found->rule == rule ? &*found : nullptr;
}

alarm::limits fold::limits_of(const bed& b, std::size_t rule) const {
    alarm::limits out = alarm::limits_of(rules_.rules[rule]);
    for (const protocol_limit& t : b.tighter)
        if (t.rule == rule) out[t.level] = t.limit;
    for (const own_limit& own : b.limits)
        if (own.rule == rule) out[own.level] = own.limit;
    return out;
}

void fold::evaluate(bed_index b, const alarm::news& n) {
    for (std::size_t rule = 0; rule < rules_.rules.size(); ++rule)
        if (alarm::concerns(rules_.rules[rule], n, !find_condition(beds_[b], rule))) step(b, rule);
}

/// One condition looks at the patient. What this can have brought closer is booked; what it has put off is noticed when
/// the agenda comes to it.
void fold::step(bed_index b, std::size_t rule) {
    bed& here = beds_[b];
    if (here.away) return;
    auto live = std::ranges::lower_bound(here.conditions, rule, {}, &live_condition::rule);
    const bool was_live = live != here.conditions.end() && live->rule == rule;
    const alarm::rule& r = rules_.rules[rule];
    const alarm::limits in_force = limits_of(here, rule);
    ++evaluations_;
    if (!was_live && alarm::stays_blank(r, here.care, in_force, now_))
        return book(b, alarm::due(r, blank_, here.care, now_));
    live_condition c = was_live ? *live : live_condition{.rule = static_cast<std::uint32_t>(rule)};
    const alarm::alarm* known = was_live ? find_alarm(c.alarm) : nullptr;
    const bool acknowledged = known && known->acknowledged;
    const auto decided = alarm::step(r, c.state, here.care, in_force, acknowledged, now_);
    if (decided.what != alarm::verdict::nothing) act(b, c, decided);
    if (was_live && c.state.blank())
        here.conditions.erase(live);
    else if (was_live)
        *live = c;
    else if (!c.state.blank())
        here.conditions.insert(live, c);
    book(b, std::min(alarm::due(r, c.state, here.care, now_), alarm_due(c.alarm, now_)));
}

void fold::act(bed_index b, live_condition& c, const alarm::decision& d) {
    switch (d.what) {
        case alarm::verdict::nothing: return;
        case alarm::verdict::onset: return raise(b, c, d);
        case alarm::verdict::escalated: return shift(b, c, d, alarm::change::escalated);
        case alarm::verdict::deescalated: return shift(b, c, d, alarm::change::deescalated);
        case alarm::verdict::renewed: return shift(b, c, d, alarm::change::renewed);
        case alarm::verdict::latched: {
            alarm::alarm& a = alarms_.at(c.alarm);
            a.state = alarm::phase::latched;
            return publish(a, b, alarm::change::latched);
        }
        case alarm::verdict::cleared: return end(b, c);
    }
}

/// What the alarm says about the level that is now the most urgent one.
void fold::fill(alarm::alarm& a, const bed& b, std::size_t rule, const alarm::decision& d) const {
    const alarm::level& l = rules_.rules[rule].levels[d.level];
    a.urgency = l.urgency;
    a.message = alarm::message(l, d.because, b.care, now_);
    a.because.reset();
    if (!d.because) return;
    const alarm::observed& seen = b.care.values[d.because->what];
    a.because = {d.because->what, seen.value, d.because->limit, seen.measured_at, seen.received_at, rules_.version};
}

void fold::raise(bed_index b, live_condition& c, const alarm::decision& d) {
    bed& here = beds_[b];
    const alarm::rule& r = rules_.rules[c.rule];
    const ward& w = wards_[here.ward];
    alarm::alarm a{.id = make_id(w, here, r.name),
                   .ward = w.name,
                   .bed = here.name,
                   .stay = here.stay,
                   .rule = r.name,
                   .what = r.what,
                   .latching = r.latching,
                   .since = now_};
    fill(a, here, c.rule, d);
    c.alarm = a.id;
    here.last_key = static_cast<std::uint64_t>(a.id); // raised again by time alone, it needs another id
    if (c.rule == rules_.silence()) {
        here.care.silent = true;
        here.recovering = false;
        announce(b);
    }
    alarm::alarm& raised = alarms_.insert_or_assign(a.id, std::move(a)).first->second;
    apply_pause(b, c.rule, raised);
    publish(raised, b, alarm::change::onset);
    if (r.what == alarm::kind::technical) count_in(b, c.rule);
    if (c.rule == rules_.silence()) end_device_alarms(b, never); // of what goes on now nothing is heard
}

/// The same alarm is now more urgent, or less, or there again. More urgent, it is news for whoever had taken note.
void fold::shift(bed_index b, live_condition& c, const alarm::decision& d, alarm::change how) {
    alarm::alarm& a = alarms_.at(c.alarm);
    fill(a, beds_[b], c.rule, d);
    a.state = alarm::phase::active;
    if (how == alarm::change::escalated) a.acknowledged.reset();
    apply_pause(b, c.rule, a);
    publish(a, b, how);
    if (a.what == alarm::kind::technical) recount(b, c.rule);
}

void fold::end(bed_index b, live_condition& c) {
    erase(std::exchange(c.alarm, {}), b);
    if (c.rule == rules_.silence() && std::exchange(beds_[b].care.silent, false)) announce(b); // by other rules
    if (rules_.rules[c.rule].what == alarm::kind::technical) recount(b, c.rule);
}

/// Nothing is measured any more: what nobody has seen of an alarm that latches stays to be seen, all else is over.
void fold::set_aside_all(bed_index b) {
    for (live_condition& c : beds_[b].conditions) {
        const auto found = alarms_.find(c.alarm);
        if (found == alarms_.end()) continue;
        alarm::alarm& a = found->second;
        const bool unseen = a.latching && !a.acknowledged;
        c.state = {.levels = {}, .latched = unseen, .onset = c.state.onset, .judged = c.state.judged};
        if (!unseen)
            end(b, c);
        else if (std::exchange(a.state, alarm::phase::latched) != alarm::phase::latched)
            publish(a, b, alarm::change::latched);
    }
    std::erase_if(beds_[b].conditions, [](const live_condition& c) { return c.alarm == alarm::alarm_id{}; });
}

void fold::clear_all(bed_index b) {
    for (live_condition& c : beds_[b].conditions) {
        if (c.alarm == alarm::alarm_id{}) continue;
        erase(std::exchange(c.alarm, {}), b);
        if (rules_.rules[c.rule].what == alarm::kind::technical) recount(b, c.rule);
    }
    beds_[b].conditions.clear();
}

} // namespace vigil::ward
