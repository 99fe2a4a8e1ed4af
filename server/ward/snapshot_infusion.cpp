#include "server/ward/snapshot_infusion.hpp"

#include <algorithm>
#include <cmath>

#include "server/ward/codec_infusion.hpp"
#include "server/ward/codec_intake.hpp"
#include "server/ward/wire.hpp"

namespace vigil::ward {
namespace {

namespace wire = vigil::journal;
using vigil::ward::read; // beside those of this file
using vigil::ward::write;

void write(const infusion::act& a, wire::Act& out) {
    out.set_by(a.by);
    out.set_reason(a.reason);
    out.set_at_ms(to_epoch_ms(a.at));
    out.set_entered_at_ms(to_epoch_ms(a.entered_at));
}

bool read(const wire::Act& in, infusion::act& out) {
    out.by = in.by();
    out.reason = in.reason();
    return read_time(in.at_ms(), out.at) && read_time(in.entered_at_ms(), out.entered_at);
}

} // namespace

void write_past(const infusion::past_session& p, wire::PastSession& out) {
    out.set_id(p.id);
    out.set_protocol(p.protocol);
    out.set_began_ms(to_epoch_ms(p.began));
    out.set_ended_ms(to_epoch_ms(p.ended));
    out.set_total_ug(static_cast<std::int64_t>(p.total));
    for (const alarm::baseline_value& b : p.baselines) write_baseline(b, *out.add_baselines());
    if (p.pain_before) out.set_pain_before(*p.pain_before);
    if (p.pain_after) out.set_pain_after(*p.pain_after);
    out.set_early(p.early);
}

bool read_past(const wire::PastSession& in, infusion::past_session& out) {
    out.id = in.id();
    out.protocol = in.protocol();
    out.total = infusion::micrograms{in.total_ug()};
    out.early = in.early();
    if (in.has_pain_before()) out.pain_before = in.pain_before();
    if (in.has_pain_after()) out.pain_after = in.pain_after();
    for (const wire::Baseline& w : in.baselines())
        if (!read_baseline(w, out.baselines.emplace_back())) return false;
    return std::isfinite(in.pain_before()) && std::isfinite(in.pain_after()) && in.total_ug() >= 0 &&
           read_time(in.began_ms(), out.began) && read_time(in.ended_ms(), out.ended);
}

namespace {

void write_doses(const infusion::session& s, wire::Session& out) {
    for (const auto& c : s.doses.changes()) {
        wire::RateChange& w = *out.add_rates();
        w.set_at_ms(to_epoch_ms(c.at));
        w.set_ug_per_hour(static_cast<std::int64_t>(c.rate));
    }
    for (const auto& b : s.doses.boluses()) {
        wire::BolusDose& w = *out.add_doses();
        w.set_at_ms(to_epoch_ms(b.at));
        w.set_ug(static_cast<std::int64_t>(b.amount));
    }
}

bool read_doses(const wire::Session& in, infusion::dose_history& out) {
    instant at{};
    for (const wire::RateChange& w : in.rates()) {
        if (!read_time(w.at_ms(), at) || w.ug_per_hour() < 0 || (out.last_change() && at < *out.last_change()))
            return false;
        out.change(at, infusion::micrograms_per_hour{w.ug_per_hour()});
    }
    for (const wire::BolusDose& w : in.doses()) {
        if (!read_time(w.at_ms(), at) || w.ug() < 0) return false;
        out.give(at, infusion::micrograms{w.ug()});
    }
    return true;
}

void write_orders(const infusion::session& s, wire::Session& out) {
    for (const infusion::step& each : s.steps) {
        wire::Step& w = *out.add_steps();
        write(each.ordered, *w.mutable_ordered());
        w.set_rate_ug_per_hour(static_cast<std::int64_t>(each.rate));
        write(each.by, *w.mutable_act());
        for (const std::string& guard : each.against) w.add_against(guard);
    }
    for (const infusion::bolus_given& each : s.boluses) {
        wire::BolusGiven& w = *out.add_boluses();
        write(each.ordered, *w.mutable_ordered());
        write(each.by, *w.mutable_act());
        for (const std::string& guard : each.against) w.add_against(guard);
    }
    for (const infusion::turn& each : s.pauses) {
        wire::Turn& w = *out.add_pauses();
        write(each, *w.mutable_act());
        w.set_second_prescriber(each.second_prescriber);
        for (const std::string& guard : each.against) w.add_against(guard);
    }
}

bool read_orders(const wire::Session& in, infusion::session& out) {
    for (const wire::Step& w : in.steps()) {
        infusion::step& s = out.steps.emplace_back();
        s.rate = infusion::micrograms_per_hour{w.rate_ug_per_hour()};
        s.against.assign(w.against().begin(), w.against().end());
        if (!read(w.ordered(), s.ordered) || !read(w.act(), s.by) || w.rate_ug_per_hour() < 0) return false;
    }
    for (const wire::BolusGiven& w : in.boluses()) {
        infusion::bolus_given& b = out.boluses.emplace_back();
        b.against.assign(w.against().begin(), w.against().end());
        if (!read(w.ordered(), b.ordered) || !read(w.act(), b.by)) return false;
    }
    for (const wire::Turn& w : in.pauses()) {
        infusion::turn& t = out.pauses.emplace_back();
        t.second_prescriber = w.second_prescriber();
        t.against.assign(w.against().begin(), w.against().end());
        if (!read(w.act(), t)) return false;
    }
    return true;
}

void write_charted(const infusion::session& s, wire::Session& out) {
    for (const auto& [question, answer] : s.screening) {
        wire::Screened& w = *out.add_screening();
        w.set_question(question);
        w.set_yes(answer.yes);
        w.set_overridden(answer.overridden);
        w.set_second_prescriber(answer.second_prescriber);
        write(answer.by, *w.mutable_act());
    }
    for (const infusion::observation_set& set : s.sets) {
        wire::ObservationSet& w = *out.add_sets();
        write(set.content, *w.mutable_content());
        write(set.by, *w.mutable_act());
        w.set_corrected_by(set.corrected_by);
    }
}

bool read_charted(const wire::Session& in, infusion::session& out) {
    for (const wire::Screened& w : in.screening()) {
        infusion::screened answer{w.yes(), w.overridden(), {}, w.second_prescriber()};
        if (!read(w.act(), answer.by) || !out.screening.emplace(w.question(), std::move(answer)).second) return false;
    }
    for (const wire::ObservationSet& w : in.sets()) {
        infusion::chart content;
        infusion::act by;
        if (!read(w.content(), content) || !read(w.act(), by)) return false;
        out.sets.emplace_back(std::move(content), std::move(by), w.corrected_by());
    }
    return true;
}

void write_warned(const infusion::session& s, wire::Session& out) {
    for (const infusion::past_warning& each : s.warned) {
        wire::PastWarning& w = *out.add_warned();
        w.set_rule(each.rule);
        w.set_message(each.message);
        w.set_urgency(static_cast<std::uint32_t>(each.urgency));
        w.set_since_ms(to_epoch_ms(each.since));
        if (each.until) w.set_until_ms(to_epoch_ms(*each.until));
        w.set_missed(each.missed);
    }
}

bool read_warned(const wire::Session& in, infusion::session& out) {
    for (const wire::PastWarning& w : in.warned()) {
        infusion::past_warning& each = out.warned.emplace_back();
        each.rule = w.rule();
        each.message = w.message();
        each.missed = w.missed();
        if (!read_enum(w.urgency(), alarm::priority::high, each.urgency) || !read_time(w.since_ms(), each.since) ||
            !read_time(w.has_until_ms(), w.until_ms(), each.until))
            return false;
    }
    return true;
}

void write(const infusion::pump_word& p, wire::PumpWord& out) {
    out.set_mg_per_hour(p.mg_per_hour);
    out.set_heard_ms(to_epoch_ms(p.heard));
    out.set_ordered_ug_per_hour(static_cast<std::int64_t>(p.ordered));
    if (p.differs_since) out.set_differs_since_ms(to_epoch_ms(*p.differs_since));
    out.set_differed_mg_per_hour(p.differed_mg_per_hour);
    if (p.agrees_since) out.set_agrees_since_ms(to_epoch_ms(*p.agrees_since));
}

bool read(const wire::PumpWord& in, infusion::pump_word& out) {
    out.mg_per_hour = in.mg_per_hour();
    out.ordered = infusion::micrograms_per_hour{in.ordered_ug_per_hour()};
    out.differed_mg_per_hour = in.differed_mg_per_hour();
    return std::isfinite(out.mg_per_hour) && std::isfinite(out.differed_mg_per_hour) && in.ordered_ug_per_hour() >= 0 &&
           read_time(in.heard_ms(), out.heard) &&
           read_time(in.has_differs_since_ms(), in.differs_since_ms(), out.differs_since) &&
           read_time(in.has_agrees_since_ms(), in.agrees_since_ms(), out.agrees_since);
}

bool read_act(bool has, const wire::Act& in, std::optional<infusion::act>& out) {
    return !has || read(in, out.emplace());
}

bool read_times(const wire::Session& in, infusion::session& out) {
    return read_enum(in.phase(), alarm::infusion_phase::discharged, out.phase) &&
           read_time(in.phase_since_ms(), out.phase_since) &&
           read_time(in.has_infusing_since_ms(), in.infusing_since_ms(), out.infusing_since) &&
           read_time(in.has_stopped_at_ms(), in.stopped_at_ms(), out.stopped_at) && read(in.began(), out.began) &&
           read_act(in.has_after_care(), in.after_care(), out.after_care) &&
           read_act(in.has_discharged(), in.discharged(), out.discharged) &&
           read_act(in.has_ended(), in.ended(), out.ended) &&
           read_act(in.has_pump_removed(), in.pump_removed(), out.pump_removed);
}

} // namespace

void write_session(const running_session& r, wire::Session& out) {
    const infusion::session& s = r.what;
    out.set_id(s.id);
    out.set_protocol(s.plan->name);
    out.set_version(s.plan->version);
    out.set_phase(static_cast<std::uint32_t>(s.phase));
    out.set_phase_since_ms(to_epoch_ms(s.phase_since));
    write(s.began, *out.mutable_began());
    if (s.infusing_since) out.set_infusing_since_ms(to_epoch_ms(*s.infusing_since));
    if (s.stopped_at) out.set_stopped_at_ms(to_epoch_ms(*s.stopped_at));
    out.set_early(s.early);
    out.set_early_reason(s.early_reason);
    if (s.weight_kg) out.set_weight_kg(*s.weight_kg);
    out.set_day(s.day);
    out.set_pump_attached(s.pump_attached);
    write_charted(s, out);
    write_doses(s, out);
    write_orders(s, out);
    write_warned(s, out);
    if (s.after_care) write(*s.after_care, *out.mutable_after_care());
    if (s.discharged) write(*s.discharged, *out.mutable_discharged());
    if (s.ended) write(*s.ended, *out.mutable_ended());
    if (s.pump_removed) write(*s.pump_removed, *out.mutable_pump_removed());
    if (s.pump) write(*s.pump, *out.mutable_pump());
    for (const std::string& item : s.discharge_overridden) out.add_discharge_overridden(item);
    out.set_discharge_second_prescriber(s.discharge_second_prescriber);
    for (const infusion::past_session& p : s.past) write_past(p, *out.add_past());
    for (const session_alarm& a : r.alarms) {
        wire::InfusionAlarm& w = *out.add_alarms();
        w.set_rule(a.rule);
        w.set_alarm(static_cast<std::uint64_t>(a.id));
    }
    if (r.told) write(*r.told, *out.mutable_told());
    for (const patient_moved& in : r.held) write(in, *out.add_held());
}

bool read_session(const wire::Session& in, std::span<const infusion::protocol_ptr> known, running_session& out) {
    infusion::session& s = out.what;
    const auto plan = std::ranges::find_if(
        known, [&](const auto& p) { return p->name == in.protocol() && p->version == in.version(); });
    if (plan == known.end()) return false;
    s.plan = *plan;
    s.id = in.id();
    s.early = in.early();
    s.early_reason = in.early_reason();
    if (in.has_weight_kg()) s.weight_kg = in.weight_kg();
    s.day = in.day();
    s.pump_attached = in.pump_attached();
    s.discharge_second_prescriber = in.discharge_second_prescriber();
    s.discharge_overridden.assign(in.discharge_overridden().begin(), in.discharge_overridden().end());
    for (const wire::PastSession& w : in.past())
        if (!read_past(w, s.past.emplace_back())) return false;
    for (const wire::InfusionAlarm& w : in.alarms()) out.alarms.push_back({w.rule(), alarm::alarm_id{w.alarm()}});
    if (in.has_told() && !read(in.told(), out.told.emplace())) return false;
    if (in.has_pump() && !read(in.pump(), s.pump.emplace())) return false;
    for (const wire::PatientMoved& w : in.held())
        if (!read(w, out.held.emplace_back())) return false;
    return std::isfinite(in.weight_kg()) && rising(out.alarms, &session_alarm::rule) && read_times(in, s) &&
           read_charted(in, s) && read_doses(in, s.doses) && read_orders(in, s) && read_warned(in, s);
}

void write_course(const std::string& patient, const std::vector<infusion::past_session>& sessions, wire::Course& out) {
    out.set_patient(patient);
    for (const infusion::past_session& p : sessions) write_past(p, *out.add_sessions());
}

bool read_course(const wire::Course& in, std::vector<infusion::past_session>& out) {
    for (const wire::PastSession& w : in.sessions())
        if (!read_past(w, out.emplace_back())) return false;
    return !out.empty() && out.size() <= infusion::session::past_max;
}

} // namespace vigil::ward
