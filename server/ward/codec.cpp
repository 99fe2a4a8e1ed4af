#include "server/ward/codec.hpp"

#include <cmath>

#include "server/ward/fold.hpp"
#include "server/ward/wire.hpp"

namespace vigil::ward {
namespace {

namespace wire = vigil::journal;

void to_wire(const readings_received& in, instant at, wire::Report& out) {
    const report& r = in.content;
    out.set_sender(r.sender);
    out.set_control_id(r.control_id);
    out.set_ward(r.ward);
    out.set_bed(r.bed);
    out.set_patient(r.patient);
    out.set_key(in.key);
    out.set_reported_text(r.reported_text);
    if (r.reported_at) out.set_reported_at_ms(to_epoch_ms(*r.reported_at));
    for (const reading& next : r.readings) {
        wire::Reading& w = *out.add_readings();
        w.set_metric(static_cast<std::uint32_t>(next.what));
        w.set_validity(static_cast<std::uint32_t>(next.status));
        w.set_unit(static_cast<std::uint32_t>(next.declared));
        w.set_code(next.code);
        w.set_has_value(!std::isnan(next.value));
        if (w.has_value()) w.set_value(next.value);
        w.set_measured_before_ms((at - next.measured_at).count());
    }
}

/// False for values that this version does not know: a newer journal, or a damaged one.
bool from_wire(const wire::Report& in, instant at, readings_received& out) {
    report& r = out.content;
    r.clear();
    r.sender = in.sender();
    r.control_id = in.control_id();
    r.ward = in.ward();
    r.bed = in.bed();
    r.patient = in.patient();
    out.key = in.key();
    r.reported_text = in.reported_text();
    if (in.has_reported_at_ms()) r.reported_at = from_epoch_ms(in.reported_at_ms());
    for (const wire::Reading& w : in.readings()) {
        if (w.metric() >= metric_count || w.validity() > static_cast<std::uint32_t>(validity::test) ||
            w.unit() > static_cast<std::uint32_t>(unit::score) || !sane_time(w.measured_before_ms()))
            return false;
        r.readings.push_back({.what = static_cast<metric>(w.metric()),
                              .status = static_cast<validity>(w.validity()),
                              .declared = static_cast<unit>(w.unit()),
                              .code = w.code(),
                              .value = w.has_value() ? w.value() : no_value,
                              .measured_at = at - milliseconds{w.measured_before_ms()}});
    }
    return sane_time(in.reported_at_ms());
}

struct input_writer {
    wire::Input& out;
    instant at;
    void operator()(const tick&) const { out.mutable_tick(); }
    void operator()(const readings_received& in) const { to_wire(in, at, *out.mutable_readings()); }
    void operator()(const acknowledge& in) const {
        auto& w = *out.mutable_acknowledge();
        w.set_alarm(static_cast<std::uint64_t>(in.alarm));
        w.set_by(in.by);
        w.set_request(in.request);
    }
    void operator()(const alarm_shown& in) const {
        auto& w = *out.mutable_shown();
        w.set_alarm(static_cast<std::uint64_t>(in.alarm));
        w.set_station(in.station);
    }
    void operator()(const rules_changed& in) const {
        auto& w = *out.mutable_rules();
        w.set_text(in.text);
        w.set_source(in.source);
    }
};

struct event_writer {
    wire::Event& out;
    const ward& in_ward;
    const bed& in_bed;
    void operator()(const alarm_changed& e) const { write_alarm(e.now, *out.mutable_alarm()); }
    void operator()(const alarm_seen& e) const {
        out.mutable_seen()->set_alarm(static_cast<std::uint64_t>(e.alarm));
        out.mutable_seen()->set_station(e.station);
    }
    void operator()(const bed_changed& e) const {
        auto& w = *out.mutable_bed_changed();
        w.set_stay(e.stay);
        w.set_patient(e.patient);
        w.set_monitored(e.monitored);
        w.set_ward(in_ward.name);
        w.set_bed(in_bed.name);
    }
};

bool from_wire(const wire::Event& in, recorded_event& out) {
    out.what.ward = in.ward();
    out.what.bed = in.bed();
    out.what.sequence = in.sequence();
    out.what.at = from_epoch_ms(in.at_ms());
    if (!sane_time(in.at_ms())) return false;
    switch (in.what_case()) {
        case wire::Event::kAlarm:
            out.ward = in.alarm().ward();
            out.bed = in.alarm().bed();
            return read_alarm(in.alarm(), out.what.what.emplace<alarm_changed>().now);
        case wire::Event::kSeen:
            out.what.what = alarm_seen{alarm::alarm_id{in.seen().alarm()}, in.seen().station()};
            return true;
        case wire::Event::kBedChanged: {
            const auto& b = in.bed_changed();
            out.ward = b.ward();
            out.bed = b.bed();
            out.what.what = bed_changed{b.stay(), b.patient(), b.monitored()};
            return true;
        }
        case wire::Event::WHAT_NOT_SET: return false;
    }
    return false;
}

} // namespace

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
    if (!a.because) return;
    auto& e = *out.mutable_because();
    e.set_metric(static_cast<std::uint32_t>(a.because->what));
    e.set_value(a.because->value);
    e.set_limit(a.because->limit);
    e.set_measured_at_ms(to_epoch_ms(a.because->measured_at));
    e.set_received_at_ms(to_epoch_ms(a.because->received_at));
    e.set_rule_version(a.because->rule_version);
}

bool read_alarm(const wire::Alarm& in, alarm::alarm& a) {
    if (in.kind() > static_cast<std::uint32_t>(alarm::kind::technical) ||
        in.priority() > static_cast<std::uint32_t>(alarm::priority::high) ||
        in.phase() > static_cast<std::uint32_t>(alarm::phase::cleared) || in.because().metric() >= metric_count)
        return false;
    if (!sane_time(in.acknowledged_at_ms()) || !sane_time(in.since_ms()) || !sane_time(in.shown_at_ms()) ||
        !sane_time(in.because().measured_at_ms()) || !sane_time(in.because().received_at_ms()))
        return false;
    a = {.id = alarm::alarm_id{in.id()},
         .revision = in.revision(),
         .ward = in.ward(),
         .bed = in.bed(),
         .stay = in.stay(),
         .rule = in.rule(),
         .what = static_cast<alarm::kind>(in.kind()),
         .urgency = static_cast<alarm::priority>(in.priority()),
         .state = static_cast<alarm::phase>(in.phase()),
         .latching = in.latching(),
         .since = from_epoch_ms(in.since_ms()),
         .message = in.message()};
    if (in.has_acknowledged_at_ms()) a.acknowledged = {in.acknowledged_by(), from_epoch_ms(in.acknowledged_at_ms())};
    if (in.has_shown_at_ms()) a.shown_at = from_epoch_ms(in.shown_at_ms());
    if (in.has_because()) {
        const auto& e = in.because();
        a.because = {static_cast<metric>(e.metric()),   e.value(),       e.limit(), from_epoch_ms(e.measured_at_ms()),
                     from_epoch_ms(e.received_at_ms()), e.rule_version()};
    }
    return true;
}

void encode(const input& in, std::string& out) {
    thread_local wire::Input reused;
    reused.Clear();
    reused.set_at_ms(to_epoch_ms(in.at));
    std::visit(input_writer{reused, in.at}, in.what);
    reused.SerializeToString(&out);
}

bool decode(std::string_view bytes, input& in) {
    thread_local wire::Input reused;
    if (!reused.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return false;
    if (!sane_time(reused.at_ms())) return false;
    in.at = from_epoch_ms(reused.at_ms());
    switch (reused.what_case()) {
        case wire::Input::kTick: in.what = tick{}; return true;
        case wire::Input::kReadings: {
            auto* held = std::get_if<readings_received>(&in.what); // keeps its capacity from the last one
            return from_wire(reused.readings(), in.at, held ? *held : in.what.emplace<readings_received>());
        }
        case wire::Input::kAcknowledge: {
            const auto& w = reused.acknowledge();
            in.what = acknowledge{alarm::alarm_id{w.alarm()}, w.by(), w.request()};
            return true;
        }
        case wire::Input::kShown:
            in.what = alarm_shown{alarm::alarm_id{reused.shown().alarm()}, reused.shown().station()};
            return true;
        case wire::Input::kRules: in.what = rules_changed{reused.rules().text(), reused.rules().source()}; return true;
        case wire::Input::WHAT_NOT_SET: return false;
    }
    return false;
}

void encode(std::span<const event> events, const fold& wards, std::string& out) {
    out.clear();
    if (events.empty()) return;
    wire::Events all;
    for (const event& e : events) {
        wire::Event& w = *all.add_events();
        w.set_ward(e.ward);
        w.set_bed(e.bed);
        w.set_sequence(e.sequence);
        w.set_at_ms(to_epoch_ms(e.at));
        std::visit(event_writer{w, wards.wards()[e.ward], wards.beds()[e.bed]}, e.what);
    }
    all.SerializeToString(&out);
}

bool decode(std::string_view bytes, std::vector<recorded_event>& events) {
    wire::Events all;
    events.clear();
    if (!all.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return false;
    for (const wire::Event& e : all.events())
        if (!from_wire(e, events.emplace_back())) return false;
    return true;
}

} // namespace vigil::ward
