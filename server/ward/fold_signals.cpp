// An alarm's signals: who takes note, what pauses it, when it sounds again, who is called when nobody answers.
#include <algorithm>

#include "server/ward/fold.hpp"

namespace vigil::ward {
namespace {

/// Changes with which an alarm begins to sound.
bool begins_to_sound(alarm::change how) {
    switch (how) {
        case alarm::change::onset:
        case alarm::change::escalated:
        case alarm::change::realarmed:
        case alarm::change::resumed:
        case alarm::change::renewed: return true;
        default: return false;
    }
}

} // namespace

/// A new revision of the alarm, counted in its ward's digest and told to everybody.
void fold::publish(alarm::alarm& a, bed_index b, alarm::change how) {
    const ward_index home = b == no_bed ? *find_ward(a.ward) : beds_[b].ward;
    ward& w = wards_[home];
    if (a.revision > 0) {
        w.digest ^= digest(a);
        --w.active;
    }
    ++a.revision;
    if (begins_to_sound(how)) {
        a.signalled_at = now_;
        a.called.reset();
        break_through(w, a);
    }
    emit(home, b, alarm_changed{a, how});
    if (how == alarm::change::cleared) return;
    if (how == alarm::change::onset) a.state = alarm::phase::active;
    w.digest ^= digest(a);
    ++w.active;
}

/// The last revision of an alarm, and its end.
void fold::erase(alarm::alarm_id id, bed_index b) {
    const auto found = alarms_.find(id);
    found->second.state = alarm::phase::cleared;
    publish(found->second, b, alarm::change::cleared);
    alarms_.erase(found);
}

/// "Audio paused" ends at every station of the ward as soon as something sounds that is more urgent than what was known
/// there when it began.
void fold::break_through(ward& w, const alarm::alarm& a) {
    if (a.acknowledged || a.paused) return;
    for (station& s : w.stations)
        if (s.audio_paused_until && (!s.paused_upto || a.urgency > *s.paused_upto))
            end_audio_pause(static_cast<ward_index>(&w - wards_.data()), s);
}

void fold::take(const acknowledge& in) {
    const auto found = alarms_.find(in.alarm);
    if (found == alarms_.end()) return;
    const std::vector<std::string> beds = found->second.beds;
    const std::string ward_name = found->second.ward, rule = found->second.rule;
    acknowledge_one(found->second, in);
    for (const std::string& name : beds) { // one act for what is shown as one
        const bed& member = beds_[*find_bed(ward_name, name)];
        const auto index = rules_.find(rule);
        const live_condition* c = index ? find_condition(member, *index) : nullptr;
        if (c && c->alarm != alarm::alarm_id{}) acknowledge_one(alarms_.at(c->alarm), in);
    }
}

void fold::acknowledge_one(alarm::alarm& a, const acknowledge& in) {
    if (a.acknowledged) return;
    a.acknowledged = {in.by, now_};
    const bed_index b = bed_of(a);
    if (a.state == alarm::phase::latched) {
        const std::size_t rule = *rules_.find(a.rule);
        if (!beds_[b].away) return step(b, rule); // with this it is over
        const auto live = std::ranges::find(beds_[b].conditions, rule, &live_condition::rule);
        end(b, *live);
        beds_[b].conditions.erase(live);
        return;
    }
    publish(a, b, alarm::change::acknowledged);
    if (b == no_bed)
        schedule_ward(*find_ward(a.ward));
    else
        book(b, alarm_due(a.id, now_));
}

void fold::take(const alarm_shown& in) {
    const auto found = alarms_.find(in.alarm);
    if (found == alarms_.end() || found->second.shown_at) return;
    found->second.shown_at = now_; // no new revision: nothing changes for who looks at it
    emit(*find_ward(found->second.ward), bed_of(found->second), alarm_seen{in.alarm, in.station});
}

/// The next one to be called; the file orders them by how long they wait.
const alarm::call_rule* fold::next_call(const alarm::alarm& a) const {
    for (std::size_t i = a.called ? a.called->step : 0; i < rules_.calls.size(); ++i)
        if (rules_.calls[i].least <= a.urgency) return &rules_.calls[i];
    return nullptr;
}

/// Whatever is due because nobody acted.
void fold::signal(alarm::alarm_id id) {
    while (alarm_due(id, instant::min()) <= now_) {
        alarm::alarm& a = alarms_.at(id);
        const bed_index b = bed_of(a);
        if (a.acknowledged) {
            a.acknowledged.reset();
            publish(a, b, alarm::change::realarmed);
        } else {
            const alarm::call_rule* next = next_call(a);
            const auto step = static_cast<std::uint32_t>(next - rules_.calls.data()) + 1;
            a.called = {step, next->whom, now_};
            publish(a, b, alarm::change::called);
        }
    }
}

void fold::signal_bed(bed_index b) {
    for (std::size_t i = 0; i < beds_[b].conditions.size(); ++i) signal(beds_[b].conditions[i].alarm);
    if (const running_session* s = find_session(b))
        for (const session_alarm& a : s->alarms) signal(a.id);
}

void fold::signal_ward(ward_index w) {
    for (const alarm::alarm_id id : wards_[w].fixed) signal(id);
    for (const group& g : wards_[w].groups) signal(g.alarm);
}

} // namespace vigil::ward
