#include "server/ward/wire.hpp"

namespace vigil::ward {
namespace {

namespace wire = vigil::journal;

void write_evidence(const alarm::evidence& e, wire::Evidence& out) {
    out.set_metric(static_cast<std::uint32_t>(e.what));
    out.set_value(one_nan(e.value));
    out.set_limit(one_nan(e.limit));
    out.set_measured_at_ms(to_epoch_ms(e.measured_at));
    out.set_received_at_ms(to_epoch_ms(e.received_at));
    out.set_rule_version(e.rule_version);
}

bool read_evidence(const wire::Evidence& in, alarm::evidence& out) {
    out.value = in.value();
    out.limit = in.limit();
    out.rule_version = in.rule_version();
    return read_metric(in.metric(), out.what) && !std::isinf(out.limit) &&
           read_time(in.measured_at_ms(), out.measured_at) && read_time(in.received_at_ms(), out.received_at);
}

void write_call(const alarm::call& c, wire::Call& out) {
    out.set_step(c.step);
    out.set_whom(c.whom);
    out.set_at_ms(to_epoch_ms(c.at));
}

bool read_call(const wire::Call& in, alarm::call& out) {
    out.step = in.step();
    out.whom = in.whom();
    return read_time(in.at_ms(), out.at);
}

void write_words(const alarm::alarm& a, wire::Alarm& out) {
    if (a.assigned) {
        out.mutable_assigned()->set_to(a.assigned->to);
        out.mutable_assigned()->set_by(a.assigned->by);
        out.mutable_assigned()->set_at_ms(to_epoch_ms(a.assigned->at));
    }
    for (const alarm::note& n : a.notes) {
        wire::Note& w = *out.add_notes();
        w.set_by(n.by);
        w.set_at_ms(to_epoch_ms(n.at));
        w.set_text(n.text);
    }
}

/// What people say about it.
bool read_words(const wire::Alarm& in, alarm::alarm& a) {
    if (in.has_assigned()) {
        a.assigned = {in.assigned().to(), in.assigned().by(), {}};
        if (!read_time(in.assigned().at_ms(), a.assigned->at)) return false;
    }
    for (const wire::Note& w : in.notes()) {
        alarm::note& n = a.notes.emplace_back(w.by(), instant{}, w.text());
        if (!read_time(w.at_ms(), n.at)) return false;
    }
    return a.notes.size() <= alarm::notes_max;
}

bool read_times(const wire::Alarm& in, alarm::alarm& a) {
    if (in.has_acknowledged_at_ms()) {
        a.acknowledged.emplace().by = in.acknowledged_by();
        if (!read_time(in.acknowledged_at_ms(), a.acknowledged->at)) return false;
    }
    return read_time(in.since_ms(), a.since) && read_time(in.has_shown_at_ms(), in.shown_at_ms(), a.shown_at) &&
           read_time(in.signalled_at_ms(), a.signalled_at);
}

} // namespace

void write_baseline(const alarm::baseline_value& b, wire::Baseline& out) {
    out.set_metric(static_cast<std::uint32_t>(b.what));
    out.set_value(one_nan(b.value));
    out.set_taken_at_ms(to_epoch_ms(b.taken_at));
}

bool read_baseline(const wire::Baseline& in, alarm::baseline_value& out) {
    out.value = in.value();
    return read_metric(in.metric(), out.what) && read_time(in.taken_at_ms(), out.taken_at);
}

void write_pause(const alarm::pause& p, wire::Pause& out) {
    out.set_by(p.by);
    out.set_reason(p.reason);
    out.set_until_ms(to_epoch_ms(p.until));
    out.set_upto_priority(static_cast<std::uint32_t>(p.upto));
}

bool read_pause(const wire::Pause& in, alarm::pause& out) {
    out.by = in.by();
    out.reason = in.reason();
    return read_time(in.until_ms(), out.until) && read_priority(in.upto_priority(), out.upto);
}

void write_station(const station& s, wire::Station& out) {
    out.set_name(s.name);
    out.set_connected(s.connected);
    out.set_sound_armed(s.sound_armed);
    out.set_visible(s.visible);
    if (s.audio_paused_until) out.set_audio_paused_until_ms(to_epoch_ms(*s.audio_paused_until));
    out.set_paused_by(s.paused_by);
    if (s.paused_upto) out.set_paused_upto_priority(static_cast<std::uint32_t>(*s.paused_upto));
}

bool read_station(const wire::Station& in, station& out) {
    out = {.name = in.name(),
           .connected = in.connected(),
           .sound_armed = in.sound_armed(),
           .visible = in.visible(),
           .paused_by = in.paused_by()};
    if (in.has_paused_upto_priority() && !read_priority(in.paused_upto_priority(), out.paused_upto.emplace()))
        return false;
    return read_time(in.has_audio_paused_until_ms(), in.audio_paused_until_ms(), out.audio_paused_until);
}

void write_alarm(const alarm::alarm& a, wire::Alarm& out) {
    out.set_id(static_cast<std::uint64_t>(a.id));
    out.set_revision(a.revision);
    out.set_ward(a.ward);
    out.set_bed(a.bed);
    out.set_stay(a.stay);
    out.set_rule(a.rule);
    out.set_kind(static_cast<std::uint32_t>(a.what));
    out.set_priority(static_cast<std::uint32_t>(a.urgency));
    out.set_phase(static_cast<std::uint32_t>(a.state));
    out.set_latching(a.latching);
    if (a.acknowledged) {
        out.set_acknowledged_by(a.acknowledged->by);
        out.set_acknowledged_at_ms(to_epoch_ms(a.acknowledged->at));
    }
    out.set_since_ms(to_epoch_ms(a.since));
    if (a.shown_at) out.set_shown_at_ms(to_epoch_ms(*a.shown_at));
    out.set_message(a.message);
    if (a.because) write_evidence(*a.because, *out.mutable_because());
    out.set_signalled_at_ms(to_epoch_ms(a.signalled_at));
    if (a.paused) write_pause(*a.paused, *out.mutable_paused());
    if (a.called) write_call(*a.called, *out.mutable_called());
    for (const std::string& bed : a.beds) out.add_beds(bed);
    write_words(a, out);
}

bool read_alarm(const wire::Alarm& in, alarm::alarm& a) {
    a = {.id = alarm::alarm_id{in.id()},
         .revision = in.revision(),
         .ward = in.ward(),
         .bed = in.bed(),
         .stay = in.stay(),
         .rule = in.rule(),
         .latching = in.latching(),
         .message = in.message(),
         .beds = {in.beds().begin(), in.beds().end()}};
    if (!read_enum(in.kind(), alarm::kind::technical, a.what) || !read_priority(in.priority(), a.urgency) ||
        !read_enum(in.phase(), alarm::phase::cleared, a.state) || !read_times(in, a) || !read_words(in, a))
        return false;
    return (!in.has_because() || read_evidence(in.because(), a.because.emplace())) &&
           (!in.has_paused() || read_pause(in.paused(), a.paused.emplace())) &&
           (!in.has_called() || read_call(in.called(), a.called.emplace()));
}

void write_device_alarm(const device_alarm& a, wire::DeviceAlarm& out) {
    out.set_id(a.id);
    out.set_device(a.device);
    out.set_text(a.text);
    out.set_code(a.code);
    out.set_source(a.source);
    out.set_phase(static_cast<std::uint32_t>(a.step));
    out.set_state(static_cast<std::uint32_t>(a.now));
    out.set_priority(static_cast<std::uint32_t>(a.urgency));
    out.set_kind(static_cast<std::uint32_t>(a.what));
    out.set_inactivation(a.inactivation);
    out.set_measured_at_ms(to_epoch_ms(a.measured_at));
}

bool read_device_alarm(const wire::DeviceAlarm& in, device_alarm& out) {
    out.id = in.id();
    out.device = in.device();
    out.text = in.text();
    out.code = in.code();
    out.source = in.source();
    out.inactivation = static_cast<std::uint8_t>(in.inactivation());
    constexpr unsigned all_bits = device_alarm::audio_paused | device_alarm::audio_off | device_alarm::alarm_paused |
                                  device_alarm::alarm_off | device_alarm::acknowledged;
    return in.inactivation() <= all_bits && read_enum(in.phase(), device_alarm::phase::reset, out.step) &&
           read_enum(in.state(), device_alarm::state::latched, out.now) &&
           read_enum(in.priority(), device_alarm::priority::high, out.urgency) &&
           read_enum(in.kind(), device_alarm::kind::advisory, out.what) &&
           read_time(in.measured_at_ms(), out.measured_at);
}

void write_identity(const identity& who, wire::Identity& out) {
    out.set_id(who.id);
    out.set_name(who.name);
}

identity read_identity(const wire::Identity& in) {
    return {in.id(), in.name()};
}

} // namespace vigil::ward
