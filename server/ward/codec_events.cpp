#include "server/ward/codec.hpp"
#include "server/ward/codec_infusion.hpp"
#include "server/ward/fold.hpp"
#include "server/ward/wire.hpp"

namespace vigil::ward {
namespace {

namespace wire = vigil::journal;
using vigil::ward::read; // beside that of this file

struct event_writer {
    wire::Event& out;
    const std::string& ward;
    const std::string& bed;
    void operator()(const alarm_changed& e) const {
        out.set_change(static_cast<std::uint32_t>(e.how));
        write_alarm(e.now, *out.mutable_alarm());
    }
    void operator()(const alarm_seen& e) const {
        out.mutable_seen()->set_alarm(static_cast<std::uint64_t>(e.alarm));
        out.mutable_seen()->set_station(e.station);
    }
    void operator()(const bed_changed& e) const {
        auto& w = *out.mutable_bed_changed();
        w.set_stay(e.stay);
        w.set_patient(e.patient);
        w.set_patient_name(e.patient_name);
        w.set_monitored(e.monitored);
        w.set_recovering(e.recovering);
        w.set_away(e.away);
        w.set_ward(ward);
        w.set_bed(bed);
    }
    void operator()(const station_told& e) const {
        out.mutable_station()->set_ward(ward);
        write_station(e.now, *out.mutable_station()->mutable_now());
    }
    void operator()(const infusion_told& e) const {
        auto& w = *out.mutable_infusion();
        w.set_ward(ward);
        w.set_bed(bed);
        w.set_stay(e.stay);
        write(e.now, w);
    }
    void operator()(const device_alarm_changed& e) const {
        out.set_of_ward(ward);
        out.set_of_bed(bed);
        write_device_alarm(e.now, *out.mutable_device_alarm());
    }
};

bool read(const wire::Event& in, recorded_event& out) {
    out.what.ward = in.ward();
    out.what.bed = in.bed();
    out.what.sequence = in.sequence();
    if (!read_time(in.at_ms(), out.what.at)) return false;
    switch (in.what_case()) {
        case wire::Event::kAlarm: {
            out.ward = in.alarm().ward();
            out.bed = in.alarm().bed();
            auto& e = out.what.what.emplace<alarm_changed>();
            return read_enum(in.change(), alarm::last_change, e.how) && read_alarm(in.alarm(), e.now);
        }
        case wire::Event::kSeen:
            out.what.what = alarm_seen{alarm::alarm_id{in.seen().alarm()}, in.seen().station()};
            return true;
        case wire::Event::kBedChanged: {
            const auto& b = in.bed_changed();
            out.ward = b.ward();
            out.bed = b.bed();
            out.what.what =
                bed_changed{b.stay(), b.patient(), b.patient_name(), b.monitored(), b.recovering(), b.away()};
            return true;
        }
        case wire::Event::kStation:
            out.ward = in.station().ward();
            return read_station(in.station().now(), out.what.what.emplace<station_told>().now);
        case wire::Event::kDeviceAlarm:
            out.ward = in.of_ward();
            out.bed = in.of_bed();
            return read_device_alarm(in.device_alarm(), out.what.what.emplace<device_alarm_changed>().now);
        case wire::Event::kInfusion: {
            out.ward = in.infusion().ward();
            out.bed = in.infusion().bed();
            auto& e = out.what.what.emplace<infusion_told>();
            e.stay = in.infusion().stay();
            return read(in.infusion(), e.now);
        }
        case wire::Event::WHAT_NOT_SET: return false;
    }
    return false;
}

} // namespace

void encode(std::span<const event> events, const fold& wards, std::string& out) {
    out.clear();
    if (events.empty()) return;
    static const std::string no_name;
    wire::Events all;
    for (const event& e : events) {
        wire::Event& w = *all.add_events();
        w.set_ward(e.ward);
        w.set_bed(e.bed);
        w.set_sequence(e.sequence);
        w.set_at_ms(to_epoch_ms(e.at));
        const std::string& bed = e.bed == no_bed ? no_name : wards.beds()[e.bed].name;
        std::visit(event_writer{w, wards.wards()[e.ward].name, bed}, e.what);
    }
    all.SerializeToString(&out);
}

bool decode(std::string_view bytes, std::vector<recorded_event>& events) {
    wire::Events all;
    events.clear();
    if (!all.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return false;
    for (const wire::Event& e : all.events())
        if (!read(e, events.emplace_back())) return false;
    return true;
}

} // namespace vigil::ward
