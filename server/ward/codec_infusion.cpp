#include "server/ward/codec_infusion.hpp"

#include <cmath>

#include "server/ward/wire.hpp"

namespace vigil::ward {
namespace {

namespace wire = vigil::journal;
using vigil::ward::read; // beside those of this file
using vigil::ward::write;

struct order_writer {
    wire::InfusionOrder& out;
    void operator()(const infusion::start_session& o) const {
        auto& w = *out.mutable_start();
        w.set_protocol(o.protocol);
        if (o.weight_kg) w.set_weight_kg(*o.weight_kg);
        w.set_override(o.override);
    }
    void operator()(const infusion::answer_screening& o) const {
        auto& w = *out.mutable_answer();
        w.set_question(o.question);
        w.set_yes(o.yes);
        w.set_override(o.override);
        w.set_second_prescriber(o.second_prescriber);
    }
    void operator()(const infusion::set_rate& o) const { write(o, *out.mutable_rate()); }
    void operator()(const infusion::give_bolus& o) const { write(o, *out.mutable_bolus()); }
    void operator()(const infusion::pause_infusion&) const { out.mutable_pause(); }
    void operator()(const infusion::resume_infusion& o) const {
        out.mutable_resume()->set_second_prescriber(o.second_prescriber);
        out.mutable_resume()->set_override(o.override);
    }
    void operator()(const infusion::stop_infusion& o) const { out.mutable_stop()->set_early(o.early); }
    void operator()(const infusion::remove_pump&) const { out.mutable_remove_pump(); }
    void operator()(const infusion::chart& o) const { write(o, *out.mutable_chart()); }
    void operator()(const infusion::acknowledge_after_care&) const { out.mutable_after_care(); }
    void operator()(const infusion::sign_discharge& o) const {
        auto& w = *out.mutable_discharge();
        for (const std::string& item : o.override) w.add_override(item);
        w.set_second_prescriber(o.second_prescriber);
    }
};

bool read_number(bool has, double value, std::optional<double>& out) {
    out.reset();
    if (has) out = value;
    return std::isfinite(value);
}

bool read(const wire::StartSession& in, infusion::start_session& out) {
    out.protocol = in.protocol();
    out.override = in.override();
    return read_number(in.has_weight_kg(), in.weight_kg(), out.weight_kg);
}

bool read(const wire::InfusionOrder& in, infusion::order& out) {
    switch (in.what_case()) {
        case wire::InfusionOrder::kStart: return read(in.start(), out.emplace<infusion::start_session>());
        case wire::InfusionOrder::kAnswer: {
            const auto& w = in.answer();
            out = infusion::answer_screening{w.question(), w.yes(), w.override(), w.second_prescriber()};
            return true;
        }
        case wire::InfusionOrder::kRate: return read(in.rate(), out.emplace<infusion::set_rate>());
        case wire::InfusionOrder::kBolus: return read(in.bolus(), out.emplace<infusion::give_bolus>());
        case wire::InfusionOrder::kPause: out = infusion::pause_infusion{}; return true;
        case wire::InfusionOrder::kResume:
            out = infusion::resume_infusion{in.resume().second_prescriber(), in.resume().override()};
            return true;
        case wire::InfusionOrder::kStop: out = infusion::stop_infusion{in.stop().early()}; return true;
        case wire::InfusionOrder::kRemovePump: out = infusion::remove_pump{}; return true;
        case wire::InfusionOrder::kChart: return read(in.chart(), out.emplace<infusion::chart>());
        case wire::InfusionOrder::kAfterCare: out = infusion::acknowledge_after_care{}; return true;
        case wire::InfusionOrder::kDischarge: {
            const auto& w = in.discharge();
            out = infusion::sign_discharge{{w.override().begin(), w.override().end()}, w.second_prescriber()};
            return true;
        }
        case wire::InfusionOrder::WHAT_NOT_SET: return false;
    }
    return false;
}

bool read_amount(std::int64_t in, infusion::micrograms& out) {
    out = infusion::micrograms{in};
    return in >= 0;
}

void write(const infusion::next_check& in, wire::NextCheck& out) {
    out.set_name(in.name);
    out.set_title(in.title);
    out.set_due_at_ms(to_epoch_ms(in.due_at));
    for (const std::string& item : in.missing) out.add_missing(item);
}

bool read(const wire::NextCheck& in, infusion::next_check& out) {
    out = {in.name(), in.title(), {}, {in.missing().begin(), in.missing().end()}};
    return read_time(in.due_at_ms(), out.due_at);
}

} // namespace

void write(const infusion::set_rate& in, wire::SetRate& out) {
    out.set_amount(in.prescribed.amount);
    out.set_unit(static_cast<std::uint32_t>(in.prescribed.unit));
    if (in.prescribed.concentration_mg_per_ml) out.set_concentration_mg_per_ml(*in.prescribed.concentration_mg_per_ml);
    if (in.prescribed.weight_kg) out.set_weight_kg(*in.prescribed.weight_kg);
    out.set_route(static_cast<std::uint32_t>(in.by));
    out.set_prescriber(in.prescriber);
    out.set_second_prescriber(in.second_prescriber);
    out.set_override(in.override);
}

bool read(const wire::SetRate& in, infusion::set_rate& out) {
    out.prescribed.amount = in.amount();
    out.prescriber = in.prescriber();
    out.second_prescriber = in.second_prescriber();
    out.override = in.override();
    return std::isfinite(in.amount()) && read_enum(in.unit(), infusion::dose_unit::mg_per_24h, out.prescribed.unit) &&
           read_number(in.has_concentration_mg_per_ml(), in.concentration_mg_per_ml(),
                       out.prescribed.concentration_mg_per_ml) &&
           read_number(in.has_weight_kg(), in.weight_kg(), out.prescribed.weight_kg) &&
           read_enum(in.route(), infusion::route::oral, out.by);
}

void write(const infusion::give_bolus& in, wire::GiveBolus& out) {
    out.set_mg(in.mg);
    out.set_route(static_cast<std::uint32_t>(in.by));
    out.set_prescriber(in.prescriber);
    out.set_second_prescriber(in.second_prescriber);
    out.set_override(in.override);
}

bool read(const wire::GiveBolus& in, infusion::give_bolus& out) {
    out = {in.mg(), {}, in.prescriber(), in.second_prescriber(), in.override()};
    return std::isfinite(in.mg()) && read_enum(in.route(), infusion::route::oral, out.by);
}

void write(const infusion::chart& in, wire::Chart& out) {
    out.set_id(in.id);
    out.set_corrects(in.corrects);
    for (const infusion::charted_value& v : in.values) {
        wire::ChartedValue& w = *out.add_values();
        w.set_item(v.item);
        if (v.number) w.set_number(*v.number);
        w.set_text(v.text);
        w.set_from_device(v.from_device);
    }
    out.set_note(in.note);
    out.set_confirmed(in.confirmed);
}

bool read(const wire::Chart& in, infusion::chart& out) {
    out = {in.id(), in.corrects(), {}, in.note(), in.confirmed()};
    for (const wire::ChartedValue& w : in.values()) {
        infusion::charted_value& v = out.values.emplace_back();
        v.item = w.item();
        v.text = w.text();
        v.from_device = w.from_device();
        if (!read_number(w.has_number(), w.number(), v.number)) return false;
    }
    return true;
}

void write(const infusion_order& in, wire::InfusionOrder& out) {
    if (in.happened_at) out.set_happened_at_ms(to_epoch_ms(*in.happened_at));
    std::visit(order_writer{out}, in.what);
}

bool read(const wire::InfusionOrder& in, infusion_order& out) {
    return read_time(in.has_happened_at_ms(), in.happened_at_ms(), out.happened_at) && read(in, out.what);
}

void write(const protocols_changed& in, wire::ProtocolsChanged& out) {
    for (const protocols_changed::file& f : in.protocols) {
        wire::Protocol& w = *out.add_protocols();
        w.set_name(f.source);
        w.set_text(f.text);
    }
}

void read(const wire::ProtocolsChanged& in, protocols_changed& out) {
    out.protocols.clear();
    for (const wire::Protocol& w : in.protocols()) out.protocols.push_back({w.name(), w.text()});
}

void write(const infusion::status& in, wire::InfusionTold& out) {
    out.set_session(in.session);
    out.set_protocol(in.protocol);
    out.set_version(in.version);
    out.set_drug(in.drug);
    out.set_phase(static_cast<std::uint32_t>(in.phase));
    out.set_phase_since_ms(to_epoch_ms(in.phase_since));
    out.set_day(in.day);
    if (in.infusing_since) out.set_infusing_since_ms(to_epoch_ms(*in.infusing_since));
    if (in.stopped_at) out.set_stopped_at_ms(to_epoch_ms(*in.stopped_at));
    if (in.ordered) write(*in.ordered, *out.mutable_ordered());
    out.set_rate_ug_per_hour(static_cast<std::int64_t>(in.rate));
    if (in.step_at) out.set_step_at_ms(to_epoch_ms(*in.step_at));
    out.set_steps(in.steps);
    out.set_total_ug(static_cast<std::int64_t>(in.total));
    out.set_total_24h_ug(static_cast<std::int64_t>(in.total_24h));
    if (in.weight_kg) out.set_weight_kg(*in.weight_kg);
    out.set_pump_attached(in.pump_attached);
    if (in.next) write(*in.next, *out.mutable_next());
    out.set_ended_why(in.ended_why);
    out.set_over(in.over);
}

bool read(const wire::InfusionTold& in, infusion::status& out) {
    out = {.session = in.session(),
           .protocol = in.protocol(),
           .version = in.version(),
           .drug = in.drug(),
           .day = in.day(),
           .rate = infusion::micrograms_per_hour{in.rate_ug_per_hour()},
           .steps = in.steps(),
           .pump_attached = in.pump_attached(),
           .ended_why = in.ended_why(),
           .over = in.over()};
    if (in.has_ordered() && !read(in.ordered(), out.ordered.emplace())) return false;
    if (in.has_next() && !read(in.next(), out.next.emplace())) return false;
    return in.rate_ug_per_hour() >= 0 && read_amount(in.total_ug(), out.total) &&
           read_amount(in.total_24h_ug(), out.total_24h) &&
           read_enum(in.phase(), alarm::infusion_phase::discharged, out.phase) &&
           read_number(in.has_weight_kg(), in.weight_kg(), out.weight_kg) &&
           read_time(in.phase_since_ms(), out.phase_since) &&
           read_time(in.has_infusing_since_ms(), in.infusing_since_ms(), out.infusing_since) &&
           read_time(in.has_stopped_at_ms(), in.stopped_at_ms(), out.stopped_at) &&
           read_time(in.has_step_at_ms(), in.step_at_ms(), out.step_at);
}

} // namespace vigil::ward
