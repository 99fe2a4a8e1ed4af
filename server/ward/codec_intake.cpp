#include "server/ward/codec_intake.hpp"

#include "server/ward/wire.hpp"

namespace vigil::ward {
namespace {

namespace wire = vigil::journal;

void write(const place& p, wire::Place& out) {
    out.set_ward(p.ward);
    out.set_bed(p.bed);
}

} // namespace

void write(const device_alarms_reported& in, wire::DeviceAlarms& out) {
    const device_alarm_report& r = in.content;
    out.set_sender(r.sender);
    out.set_control_id(r.control_id);
    out.set_ward(r.ward);
    out.set_bed(r.bed);
    out.set_patient(r.patient);
    out.set_patient_name(r.patient_name);
    for (const device_alarm& a : r.alarms) write_device_alarm(a, *out.add_alarms());
    out.set_key(in.key);
}

bool read(const wire::DeviceAlarms& in, device_alarms_reported& out) {
    out = {{in.sender(), in.control_id(), in.ward(), in.bed(), in.patient(), in.patient_name(), {}}, in.key()};
    for (const wire::DeviceAlarm& a : in.alarms())
        if (!read_device_alarm(a, out.content.alarms.emplace_back())) return false;
    return true;
}

void write(const patient_moved& in, wire::PatientMoved& out) {
    const movement& m = in.content;
    out.set_kind(static_cast<std::uint32_t>(m.what));
    out.set_sender(m.sender);
    out.set_control_id(m.control_id);
    write_identity(m.who, *out.mutable_who());
    write_identity(m.other, *out.mutable_other());
    write(m.to, *out.mutable_to());
    write(m.from, *out.mutable_from());
    out.set_at_ms(to_epoch_ms(m.at));
    out.set_key(in.key);
}

bool read(const wire::PatientMoved& in, patient_moved& out) {
    movement& m = out.content;
    m.sender = in.sender();
    m.control_id = in.control_id();
    m.who = read_identity(in.who());
    m.other = read_identity(in.other());
    m.to = {in.to().ward(), in.to().bed()};
    m.from = {in.from().ward(), in.from().bed()};
    out.key = in.key();
    return read_enum(in.kind(), movement::kind::returned, m.what) && read_time(in.at_ms(), m.at);
}

void write(const message_quarantined& in, wire::Quarantined& out) {
    out.set_transport(in.transport);
    out.set_sender(in.sender);
    out.set_control_id(in.control_id);
    out.set_dialect(in.dialect);
    out.set_raw(in.raw);
    out.set_reasons(in.reasons);
    out.set_size(in.size);
    out.set_key(in.key);
    out.set_partly(in.partly);
    out.set_address(in.address);
}

bool read(const wire::Quarantined& in, message_quarantined& out) {
    out = {in.transport(), in.sender(), in.control_id(), in.dialect(), in.raw(),
           in.reasons(),   in.size(),   in.key(),        in.partly(),  in.address()};
    return true;
}

} // namespace vigil::ward
