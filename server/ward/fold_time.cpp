// What happens in the wards because time passes: delays end, monitors stay silent, pauses run out, nobody answers.
#include <algorithm>

#include "server/ward/fold.hpp"

namespace vigil::ward {

/// The agenda holds for each bed and ward one live entry, `scheduled`, that is never later than its true deadline. An
/// entry that comes too early, because a monitor was heard meanwhile, is put back: cheaper than moving it with each
/// message.
void fold::advance(instant to) {
    while (!agenda_.empty() && agenda_.top().at <= to) {
        const due next = agenda_.top();
        agenda_.pop();
        const bool of_ward = next.who >= first_ward;
        const auto at = static_cast<std::uint32_t>(of_ward ? next.who - first_ward : next.who);
        instant& scheduled = of_ward ? wards_[at].scheduled : beds_[at].scheduled;
        if (scheduled != next.at) continue; // an earlier entry took its place
        scheduled = never;
        // A neighbour's deadline of the same moment may have brought now_ there: what is due then is still to come
        // here.
        const instant moment = std::max(now_, next.at);
        const instant before = moment - milliseconds{1};
        const instant first = of_ward ? ward_due(wards_[at], before) : bed_due(at, before);
        if (first > moment) { // asked again from now_, it might say the same early moment for ever
            book(next.who, first);
            continue;
        }
        now_ = moment;
        of_ward ? apply_ward_deadline(at) : apply_bed_deadline(at);
        of_ward ? schedule_ward(at) : schedule(at);
    }
}

instant fold::next_deadline() const {
    return agenda_.empty() ? never : agenda_.top().at;
}

instant fold::bed_due(bed_index at, instant after) const {
    const bed& b = beds_[at];
    instant first = session_due(at, after);
    if (b.away)
        for (const live_condition& c : b.conditions) first = std::min(first, alarm_due(c.alarm, after));
    auto live = b.conditions.begin();
    for (std::size_t rule = 0; rule < rules_.rules.size() && !b.away; ++rule) {
        const bool lives = live != b.conditions.end() && live->rule == rule;
        first = std::min(first, alarm::due(rules_.rules[rule], lives ? live->state : blank_, b.care, after));
        if (!lives) continue;
        first = std::min(first, alarm_due(live->alarm, after));
        ++live;
    }
    for (const own_limit& l : b.limits) first = std::min(first, l.until);
    for (const paused_rule& p : b.pauses) first = std::min(first, p.what.until);
    for (const relayed_alarm& a : b.device_alarms) first = std::min(first, a.heard_at + device_alarm_holds);
    return first;
}

instant fold::ward_due(const ward& w, instant after) const {
    instant first = never;
    const auto consider = [&](const std::optional<instant>& at) {
        if (at && *at > after) first = std::min(first, *at);
    };
    for (std::size_t which = 0; which < w.fixed.size(); ++which) {
        if (w.fixed[which] == alarm::alarm_id{}) consider(fixed_due(w, which));
        consider(alarm_due(w.fixed[which], after));
    }
    for (const group& g : w.groups) {
        consider(g.look_at);
        consider(alarm_due(g.alarm, after));
    }
    for (const station& s : w.stations) consider(s.audio_paused_until);
    return first;
}

/// When an alarm sounds again, or somebody is called, because nobody acted.
instant fold::alarm_due(alarm::alarm_id id, instant after) const {
    if (id == alarm::alarm_id{}) return never;
    const auto found = alarms_.find(id);
    if (found == alarms_.end() || found->second.paused) return never;
    const alarm::alarm& a = found->second;
    instant at = never;
    if (a.acknowledged) {
        const auto rule = rules_.find(a.rule);
        if (!rule && !a.bed.empty() && a.urgency == alarm::priority::high)
            at = a.acknowledged->at + session_realarm; // of an infusion session: no rule says when
        else if (rule && rules_.rules[*rule].realarm_after)
            at = a.acknowledged->at + *rules_.rules[*rule].realarm_after;
    } else if (const alarm::call_rule* next = next_call(a)) {
        at = a.signalled_at + next->after;
    }
    return at > after ? at : never;
}

void fold::apply_bed_deadline(bed_index b) {
    expire_decisions(b);
    end_device_alarms(b, now_ - device_alarm_holds);
    const instant before = now_ - milliseconds{1};
    for (std::size_t rule = 0; rule < rules_.rules.size(); ++rule) {
        const bed& here = beds_[b];
        const live_condition* live = find_condition(here, rule);
        if (alarm::due(rules_.rules[rule], live ? live->state : blank_, here.care, before) == now_) step(b, rule);
    }
    refresh_session(b);
    signal_bed(b);
}

void fold::apply_ward_deadline(ward_index w) {
    refresh_fixed(w);
    for (group& g : wards_[w].groups)
        if (g.look_at && *g.look_at <= now_) look_at(w, g);
    for (station& s : wards_[w].stations)
        if (s.audio_paused_until && *s.audio_paused_until <= now_) end_audio_pause(w, s);
    signal_ward(w);
}

/// `who` as in the agenda.
void fold::book(std::uint64_t who, instant at) {
    instant& scheduled = who >= first_ward ? wards_[who - first_ward].scheduled : beds_[who].scheduled;
    if (at >= scheduled) return;
    scheduled = at;
    agenda_.push({at, who});
}

// What is due is after now: a mistake in that would stop the clock of all wards, and costs a look each millisecond
// here.
void fold::schedule(bed_index b) {
    book(b, std::max(bed_due(b, now_), now_ + milliseconds{1}));
}

void fold::schedule_ward(ward_index w) {
    book(first_ward + w, std::max(ward_due(wards_[w], now_), now_ + milliseconds{1}));
}

} // namespace vigil::ward
