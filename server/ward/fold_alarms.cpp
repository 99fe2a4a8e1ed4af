// Conditions of a bed become alarms of its ward, and end.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <utility>

#include "server/ward/fold.hpp"

namespace vigil::ward {
namespace {

/// From what the alarm is about, the message that was newest at its onset, and the alarms raised since that message:
/// the same wherever and whenever the same inputs are applied. The server's own time is left out, so a message sent
/// again after a crash raises the same alarm.
alarm::alarm_id make_id(const ward& w, const bed& b, std::string_view rule) {
    XXH64_hash_t hash = b.last_key;
    for (const std::string_view part :
         {std::string_view{w.name}, std::string_view{b.name}, std::string_view{b.stay}, rule})
        hash = XXH3_64bits_withSeed(part.data(), part.size(), hash);
    return alarm::alarm_id{hash};
}

} // namespace

void fold::evaluate(bed_index b, std::uint32_t changed) {
    if (!changed) return;
    for (std::size_t rule = 0; rule < silence(); ++rule)
        if (rules_.rules[rule].metrics & changed) step(b, rule);
}

void fold::step(bed_index b, std::size_t rule) {
    bed& here = beds_[b];
    const auto known = alarms_.find(here.alarms[rule]);
    const bool acknowledged = known != alarms_.end() && known->second.acknowledged.has_value();
    ++evaluations_;
    const auto decided = alarm::step(rules_.rules[rule], here.conditions[rule], here.chart, acknowledged, now_);
    switch (decided.what) {
        case alarm::change::none:
        case alarm::change::pending:
        case alarm::change::withdrawn: return;
        case alarm::change::onset: return raise(b, rule, &decided.because);
        case alarm::change::renewed: return settle(b, rule, alarm::phase::active);
        case alarm::change::latched: return settle(b, rule, alarm::phase::latched);
        case alarm::change::cleared: return settle(b, rule, alarm::phase::cleared);
    }
}

/// `because` is null for monitor_silent, which has no value to show.
void fold::raise(bed_index b, std::size_t rule, const alarm::limit_term* because) {
    bed& here = beds_[b];
    const ward& w = wards_[here.ward];
    alarm::alarm a{.ward = w.name, .bed = here.name, .stay = here.stay, .since = now_};
    if (because) {
        const alarm::rule& r = rules_.rules[rule];
        const alarm::observed& seen = here.chart[index(because->what)];
        a.rule = r.name;
        a.urgency = r.urgency;
        a.latching = r.latching;
        a.message = alarm::message(r, *because, here.chart, now_);
        a.because = {because->what, seen.value, because->limit, seen.measured_at, seen.received_at, rules_.version};
    } else {
        a.rule = "monitor_silent";
        a.what = alarm::kind::technical;
        a.urgency = rules_.monitor_silent.urgency;
        a.message = rules_.monitor_silent.message;
        here.conditions[rule] = {alarm::stage::active, now_};
    }
    a.id = make_id(w, here, a.rule);
    here.alarms[rule] = a.id;
    here.last_key = static_cast<std::uint64_t>(a.id); // raised again by time alone, it needs another id
    publish(alarms_.insert_or_assign(a.id, std::move(a)).first->second, b, alarm::phase::onset);
}

void fold::settle(bed_index b, std::size_t rule, alarm::phase phase) {
    const auto found = alarms_.find(beds_[b].alarms[rule]);
    if (phase == alarm::phase::cleared) {
        beds_[b].conditions[rule] = {};
        beds_[b].alarms[rule] = {}; // equal states have equal snapshots
    }
    if (found == alarms_.end()) return;
    publish(found->second, b, phase);
    if (phase == alarm::phase::cleared) alarms_.erase(found);
}

/// A new revision of the alarm, counted in its ward's digest and told to everybody.
void fold::publish(alarm::alarm& a, bed_index b, alarm::phase phase) {
    ward& w = wards_[beds_[b].ward];
    if (a.revision > 0) {
        w.digest ^= digest(a);
        --w.active;
    }
    ++a.revision;
    a.state = phase;
    emit(b, alarm_changed{a});
    if (phase == alarm::phase::cleared) return;
    if (phase == alarm::phase::onset) a.state = alarm::phase::active;
    w.digest ^= digest(a);
    ++w.active;
}

void fold::fall_silent(bed_index b) {
    beds_[b].monitored = false;
    announce(b);
    raise(b, silence(), nullptr);
}

void fold::clear_all(bed_index b) {
    for (std::size_t rule = 0; rule < beds_[b].conditions.size(); ++rule) {
        const alarm::stage at = beds_[b].conditions[rule].at;
        if (at == alarm::stage::active || at == alarm::stage::latched) settle(b, rule, alarm::phase::cleared);
        beds_[b].conditions[rule] = {};
    }
}

void fold::adopt(alarm::rule_set rules) {
    const alarm::rule_set old = std::exchange(rules_, std::move(rules));
    for (bed_index b = 0; b < beds_.size(); ++b) {
        bed& here = beds_[b];
        const auto conditions = std::exchange(here.conditions, std::vector<alarm::condition>(silence() + 1));
        const auto ids = std::exchange(here.alarms, std::vector<alarm::alarm_id>(silence() + 1));
        here.conditions[silence()] = conditions[old.rules.size()];
        here.alarms[silence()] = ids[old.rules.size()];
        for (std::size_t was = 0; was < old.rules.size(); ++was) {
            const auto kept = std::ranges::find(rules_.rules, old.rules[was].name, &alarm::rule::name);
            if (kept != rules_.rules.end()) {
                const auto now_at = static_cast<std::size_t>(kept - rules_.rules.begin());
                here.conditions[now_at] = conditions[was];
                here.alarms[now_at] = ids[was];
            } else if (const auto gone = alarms_.find(ids[was]); gone != alarms_.end()) {
                publish(gone->second, b, alarm::phase::cleared);
                alarms_.erase(gone);
            }
        }
        evaluate(b, ~0u);
        schedule(b);
    }
}

} // namespace vigil::ward
