#include <cmath>

#include "server/ward/codec.hpp"
#include "server/ward/codec_infusion.hpp"
#include "server/ward/codec_intake.hpp"
#include "server/ward/wire.hpp"

namespace vigil::ward {
namespace {

namespace wire = vigil::journal;

void write(const readings_received& in, instant at, wire::Report& out) {
    const report& r = in.content;
    out.set_sender(r.sender);
    out.set_control_id(r.control_id);
    out.set_ward(r.ward);
    out.set_bed(r.bed);
    out.set_patient(r.patient);
    out.set_patient_name(r.patient_name);
    out.set_history(r.history);
    out.set_key(in.key);
    out.set_reported_text(r.reported_text);
    if (r.reported_at) out.set_reported_at_ms(to_epoch_ms(*r.reported_at));
    if (r.sent_at) out.set_sent_at_ms(to_epoch_ms(*r.sent_at));
    for (const reading& next : r.readings) {
        wire::Reading& w = *out.add_readings();
        w.set_metric(static_cast<std::uint32_t>(next.what));
        w.set_validity(static_cast<std::uint32_t>(next.status));
        w.set_unit(static_cast<std::uint32_t>(next.declared));
        w.set_code(next.code);
        w.set_has_value(!std::isnan(next.value));
        if (w.has_value()) w.set_value(next.value);
        w.set_measured_before_ms((at - next.measured_at).count());
        if (!std::isnan(next.device_low)) w.set_device_low(next.device_low);
        if (!std::isnan(next.device_high)) w.set_device_high(next.device_high);
    }
}

bool read(const wire::Report& in, instant at, readings_received& out) {
    report& r = out.content;
    r.clear();
    r.sender = in.sender();
    r.control_id = in.control_id();
    r.ward = in.ward();
    r.bed = in.bed();
    r.patient = in.patient();
    r.patient_name = in.patient_name();
    r.history = in.history();
    out.key = in.key();
    r.reported_text = in.reported_text();
    for (const wire::Reading& w : in.readings()) {
        reading& next = r.readings.emplace_back();
        if (!read_metric(w.metric(), next.what) || !read_enum(w.validity(), validity::test, next.status) ||
            !read_enum(w.unit(), last_unit, next.declared) || !sane_time(w.measured_before_ms()) ||
            !read_time(to_epoch_ms(at) - w.measured_before_ms(), next.measured_at))
            return false;
        next.code = w.code();
        next.value = w.has_value() ? w.value() : no_value;
        next.device_low = w.has_device_low() ? w.device_low() : no_value;
        next.device_high = w.has_device_high() ? w.device_high() : no_value;
    }
    return read_time(in.has_reported_at_ms(), in.reported_at_ms(), r.reported_at) &&
           read_time(in.has_sent_at_ms(), in.sent_at_ms(), r.sent_at);
}

struct decision_writer {
    wire::PatientCommand& out;
    void operator()(const set_limit& d) const {
        auto& w = *out.mutable_limit();
        w.set_rule(d.rule);
        w.set_priority(static_cast<std::uint32_t>(d.level));
        if (d.limit) w.set_limit(*d.limit);
        w.set_until_ms(to_epoch_ms(d.until));
    }
    void operator()(const pause_alarm& d) const {
        out.mutable_pause()->set_rule(d.rule);
        out.mutable_pause()->set_until_ms(to_epoch_ms(d.until));
    }
    void operator()(const set_phase& d) const { out.mutable_phase()->set_phase(static_cast<std::uint32_t>(d.phase)); }
    void operator()(const note_step&) const { out.mutable_step(); }
    void operator()(const take_baseline&) const { out.mutable_baseline(); }
    void operator()(const set_spo2_scale& d) const { out.mutable_spo2_scale()->set_scale_2(d.scale_2); }
    void operator()(const decide_confusion& d) const {
        out.mutable_confusion()->set_confusion(static_cast<std::uint32_t>(d.is));
    }
    void operator()(const infusion_order& d) const { write(d, *out.mutable_infusion()); }
};

bool read(const wire::SetLimit& in, set_limit& out) {
    out.rule = in.rule();
    if (in.has_limit()) out.limit = in.limit();
    return std::isfinite(in.limit()) && read_priority(in.priority(), out.level) && read_time(in.until_ms(), out.until);
}

bool read(const wire::PauseAlarm& in, pause_alarm& out) {
    out.rule = in.rule();
    return read_time(in.until_ms(), out.until);
}

bool read(const wire::PatientCommand& in, patient_command& out) {
    out = {in.ward(), in.bed(), in.stay(), in.by(), in.reason(), in.request(), {}};
    using alarm::confusion, alarm::infusion_phase;
    switch (in.what_case()) {
        case wire::PatientCommand::kLimit: return read(in.limit(), out.what.emplace<set_limit>());
        case wire::PatientCommand::kPause: return read(in.pause(), out.what.emplace<pause_alarm>());
        case wire::PatientCommand::kPhase:
            return read_enum(in.phase().phase(), infusion_phase::discharged, out.what.emplace<set_phase>().phase);
        case wire::PatientCommand::kStep: out.what = note_step{}; return true;
        case wire::PatientCommand::kBaseline: out.what = take_baseline{}; return true;
        case wire::PatientCommand::kSpo2Scale: out.what = set_spo2_scale{in.spo2_scale().scale_2()}; return true;
        case wire::PatientCommand::kConfusion:
            return read_enum(in.confusion().confusion(), confusion::dissociation,
                             out.what.emplace<decide_confusion>().is);
        case wire::PatientCommand::kInfusion: return read(in.infusion(), out.what.emplace<infusion_order>());
        case wire::PatientCommand::WHAT_NOT_SET: return false;
    }
    return false;
}

bool read(const wire::PauseAudio& in, pause_audio& out) {
    out = {in.ward(), in.station(), in.by(), in.request(), {}};
    return read_time(in.until_ms(), out.until);
}

bool read(const wire::ServiceChanged& in, service_changed& out) {
    out.working = in.working();
    return read_enum(in.service(), service_changed::which::journal_integrity, out.what);
}

note_alarm read(const wire::NoteAlarm& in) {
    return {alarm::alarm_id{in.alarm()}, in.by(), in.text(), in.request()};
}

assign_alarm read(const wire::AssignAlarm& in) {
    return {alarm::alarm_id{in.alarm()}, in.to(), in.by(), in.request()};
}

assign_sender read(const wire::AssignSender& in) {
    return {in.sender(), in.ward(), in.bed(), in.by(), in.request()};
}

/// Each clears its own message only: clearing the whole input would free what the next report needs again.
struct input_writer {
    wire::Input& out;
    instant at;
    template <class Message>
    static Message& fresh(Message* m) {
        m->Clear();
        return *m;
    }
    void operator()(const tick&) const { out.mutable_tick(); }
    void operator()(const readings_received& in) const { write(in, at, fresh(out.mutable_readings())); }
    void operator()(const acknowledge& in) const {
        auto& w = fresh(out.mutable_acknowledge());
        w.set_alarm(static_cast<std::uint64_t>(in.alarm));
        w.set_by(in.by);
        w.set_request(in.request);
    }
    void operator()(const alarm_shown& in) const {
        auto& w = fresh(out.mutable_shown());
        w.set_alarm(static_cast<std::uint64_t>(in.alarm));
        w.set_station(in.station);
    }
    void operator()(const rules_changed& in) const {
        auto& w = fresh(out.mutable_rules());
        w.set_text(in.text);
        w.set_source(in.source);
    }
    void operator()(const patient_command& in) const {
        auto& w = fresh(out.mutable_patient());
        w.set_ward(in.ward);
        w.set_bed(in.bed);
        w.set_stay(in.stay);
        w.set_by(in.by);
        w.set_reason(in.reason);
        w.set_request(in.request);
        std::visit(decision_writer{w}, in.what);
    }
    void operator()(const station_changed& in) const {
        auto& w = fresh(out.mutable_station());
        w.set_ward(in.ward);
        w.set_station(in.station);
        w.set_connected(in.connected);
        w.set_sound_armed(in.sound_armed);
        w.set_visible(in.visible);
    }
    void operator()(const pause_audio& in) const {
        auto& w = fresh(out.mutable_pause_audio());
        w.set_ward(in.ward);
        w.set_station(in.station);
        w.set_by(in.by);
        w.set_request(in.request);
        w.set_until_ms(to_epoch_ms(in.until));
    }
    void operator()(const server_started&) const { out.mutable_started(); }
    void operator()(const service_changed& in) const {
        auto& w = fresh(out.mutable_service());
        w.set_service(static_cast<std::uint32_t>(in.what));
        w.set_working(in.working);
    }
    void operator()(const device_alarms_reported& in) const { write(in, fresh(out.mutable_device_alarms())); }
    void operator()(const patient_moved& in) const { write(in, fresh(out.mutable_moved())); }
    void operator()(const message_quarantined& in) const { write(in, fresh(out.mutable_quarantined())); }
    void operator()(const protocols_changed& in) const { write(in, fresh(out.mutable_protocols())); }
    void operator()(const note_alarm& in) const {
        auto& w = fresh(out.mutable_note());
        w.set_alarm(static_cast<std::uint64_t>(in.alarm));
        w.set_text(in.text);
        w.set_by(in.by);
        w.set_request(in.request);
    }
    void operator()(const assign_alarm& in) const {
        auto& w = fresh(out.mutable_assign());
        w.set_alarm(static_cast<std::uint64_t>(in.alarm));
        w.set_to(in.to);
        w.set_by(in.by);
        w.set_request(in.request);
    }
    void operator()(const assign_sender& in) const {
        auto& w = fresh(out.mutable_assign_sender());
        w.set_sender(in.sender);
        w.set_ward(in.ward);
        w.set_bed(in.bed);
        w.set_by(in.by);
        w.set_request(in.request);
    }
};

bool read(const wire::Input& from, input& in) {
    switch (from.what_case()) {
        case wire::Input::kTick: in.what = tick{}; return true;
        case wire::Input::kReadings: {
            auto* held = std::get_if<readings_received>(&in.what); // keeps its capacity from the last one
            return read(from.readings(), in.at, held ? *held : in.what.emplace<readings_received>());
        }
        case wire::Input::kAcknowledge: {
            const auto& w = from.acknowledge();
            in.what = acknowledge{alarm::alarm_id{w.alarm()}, w.by(), w.request()};
            return true;
        }
        case wire::Input::kShown:
            in.what = alarm_shown{alarm::alarm_id{from.shown().alarm()}, from.shown().station()};
            return true;
        case wire::Input::kRules: in.what = rules_changed{from.rules().text(), from.rules().source()}; return true;
        case wire::Input::kPatient: return read(from.patient(), in.what.emplace<patient_command>());
        case wire::Input::kStation: {
            const auto& w = from.station();
            in.what = station_changed{w.ward(), w.station(), w.connected(), w.sound_armed(), w.visible()};
            return true;
        }
        case wire::Input::kPauseAudio: return read(from.pause_audio(), in.what.emplace<pause_audio>());
        case wire::Input::kStarted: in.what = server_started{}; return true;
        case wire::Input::kService: return read(from.service(), in.what.emplace<service_changed>());
        case wire::Input::kDeviceAlarms: return read(from.device_alarms(), in.what.emplace<device_alarms_reported>());
        case wire::Input::kMoved: return read(from.moved(), in.what.emplace<patient_moved>());
        case wire::Input::kQuarantined: return read(from.quarantined(), in.what.emplace<message_quarantined>());
        case wire::Input::kProtocols: read(from.protocols(), in.what.emplace<protocols_changed>()); return true;
        case wire::Input::kNote: in.what = read(from.note()); return true;
        case wire::Input::kAssign: in.what = read(from.assign()); return true;
        case wire::Input::kAssignSender: in.what = read(from.assign_sender()); return true;
        case wire::Input::WHAT_NOT_SET: return false;
    }
    return false;
}

} // namespace

void encode(const input& in, std::string& out) {
    thread_local wire::Input reused;
    reused.set_at_ms(to_epoch_ms(in.at));
    std::visit(input_writer{reused, in.at}, in.what);
    reused.SerializeToString(&out);
}

bool decode(std::string_view bytes, input& in) {
    thread_local wire::Input reused;
    if (!reused.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return false;
    return read_time(reused.at_ms(), in.at) && read(reused, in);
}

} // namespace vigil::ward
