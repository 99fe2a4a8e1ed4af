#include "server/ward/snapshot_bed.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "server/ward/snapshot_infusion.hpp"
#include "server/ward/wire.hpp"

namespace vigil::ward {
namespace {

namespace wire = vigil::journal;

void write_chart(const alarm::chart& chart, wire::Patient& out) {
    for (const metric_info& m : metrics()) {
        if (!chart.has(m.what)) continue;
        const alarm::observed& seen = chart[m.what];
        wire::Observed& w = *out.add_chart();
        w.set_metric(static_cast<std::uint32_t>(m.what));
        w.set_validity(static_cast<std::uint32_t>(seen.status));
        w.set_value(one_nan(seen.value));
        w.set_measured_at_ms(to_epoch_ms(seen.measured_at));
        w.set_received_at_ms(to_epoch_ms(seen.received_at));
        w.set_unchanged_since_ms(to_epoch_ms(seen.unchanged_since));
        w.set_usable_at_ms(to_epoch_ms(seen.usable_at));
        if (!std::isnan(seen.device_low)) w.set_device_low(seen.device_low);
        if (!std::isnan(seen.device_high)) w.set_device_high(seen.device_high);
        w.set_by_hand(seen.by_hand);
        w.set_stands_in(seen.stands_in);
        if (seen.monitor_until != alarm::monitor_until_of(m.what, seen))
            w.set_monitor_until_ms(to_epoch_ms(seen.monitor_until));
    }
}

bool read_chart(const wire::Patient& in, alarm::chart& out) {
    for (const wire::Observed& w : in.chart()) {
        metric what{};
        alarm::observed seen{.value = w.value()};
        if (!read_metric(w.metric(), what) || out.has(what) || !read_enum(w.validity(), validity::test, seen.status) ||
            !read_time(w.measured_at_ms(), seen.measured_at) || !read_time(w.received_at_ms(), seen.received_at) ||
            !read_time(w.unchanged_since_ms(), seen.unchanged_since) || !read_time(w.usable_at_ms(), seen.usable_at))
            return false;
        if (w.has_device_low()) seen.device_low = w.device_low();
        if (w.has_device_high()) seen.device_high = w.device_high();
        seen.by_hand = w.by_hand();
        seen.stands_in = w.stands_in();
        seen.monitor_until = alarm::monitor_until_of(what, seen);
        if (w.has_monitor_until_ms() && !read_time(w.monitor_until_ms(), seen.monitor_until)) return false;
        out.restore(what, seen);
    }
    return true;
}

bool blank(const alarm::window::state& s) {
    const alarm::window::state fresh;
    return s.newest_slot == fresh.newest_slot && std::isnan(s.newest) && s.slots == fresh.slots;
}

void write_windows(const std::vector<alarm::window>& windows, wire::Patient& out) {
    for (std::uint32_t i = 0; i < windows.size(); ++i) {
        const alarm::window::state& s = windows[i].all();
        if (blank(s)) continue;
        wire::Window& w = *out.add_windows();
        w.set_place(i);
        w.set_newest_slot(s.newest_slot);
        w.set_newest(one_nan(s.newest));
        for (std::uint32_t at = 0; at < s.slots.size(); ++at) {
            if (s.slots[at] == alarm::window::slot{}) continue;
            wire::Slot& slot = *w.add_slots();
            slot.set_place(at);
            slot.set_sum(s.slots[at].sum);
            slot.set_count(s.slots[at].count);
        }
    }
}

/// Into windows as many as the rules ask for.
bool read_windows(const wire::Patient& in, std::vector<alarm::window>& out) {
    for (const wire::Window& w : in.windows()) {
        // A slot is 1 ms at least, so its number is no greater than its time.
        if (w.place() >= out.size() || !sane_time(w.newest_slot())) return false;
        alarm::window::state s{.newest_slot = w.newest_slot(), .newest = w.newest()};
        for (const wire::Slot& slot : w.slots()) {
            if (slot.place() >= s.slots.size() || !std::isfinite(slot.sum())) return false;
            s.slots[slot.place()] = {slot.sum(), slot.count()};
        }
        out[w.place()].restore(s);
    }
    return true;
}

void write_care(const alarm::patient& p, wire::Patient& out) {
    write_chart(p.values, out);
    write_windows(p.windows, out);
    for (const alarm::baseline_value& b : p.baselines) write_baseline(b, *out.add_baselines());
    out.set_phase(static_cast<std::uint32_t>(p.phase));
    out.set_phase_since_ms(to_epoch_ms(p.phase_since));
    if (p.step_at) out.set_step_at_ms(to_epoch_ms(*p.step_at));
    out.set_spo2_scale_2(p.spo2_scale_2);
    out.set_confusion(static_cast<std::uint32_t>(p.confused));
    if (p.last_heard) out.set_last_heard_ms(to_epoch_ms(*p.last_heard));
    out.set_silent(p.silent);
    if (p.clock_skew) out.set_clock_skew_ms(p.clock_skew->count());
}

bool read_care(const wire::Patient& in, alarm::patient& out) {
    out.spo2_scale_2 = in.spo2_scale_2();
    out.silent = in.silent();
    if (in.has_clock_skew_ms()) out.clock_skew = milliseconds{in.clock_skew_ms()};
    for (const wire::Baseline& w : in.baselines())
        if (!read_baseline(w, out.baselines.emplace_back())) return false;
    if (!sane_time(in.clock_skew_ms() / 2)) return false; // it lies between two times
    return read_chart(in, out.values) && read_windows(in, out.windows) &&
           read_enum(in.phase(), alarm::infusion_phase::discharged, out.phase) &&
           read_enum(in.confusion(), alarm::confusion::dissociation, out.confused) &&
           read_time(in.phase_since_ms(), out.phase_since) &&
           read_time(in.has_step_at_ms(), in.step_at_ms(), out.step_at) &&
           read_time(in.has_last_heard_ms(), in.last_heard_ms(), out.last_heard);
}

bool read_rule(const std::string& name, const alarm::rule_set& rules, std::uint32_t& out) {
    const auto found = rules.find(name);
    out = static_cast<std::uint32_t>(found.value_or(0));
    return found.has_value();
}

bool read_level(std::uint32_t priority, const alarm::rule& r, std::uint32_t& out) {
    alarm::priority urgency{};
    if (!read_priority(priority, urgency)) return false;
    const auto found = std::ranges::find(r.levels, urgency, &alarm::level::urgency);
    out = static_cast<std::uint32_t>(found - r.levels.begin());
    return found != r.levels.end();
}

void write_condition(const live_condition& c, const alarm::rule& r, wire::Condition& out) {
    out.set_rule(r.name);
    out.set_alarm(static_cast<std::uint64_t>(c.alarm));
    for (std::size_t i = 0; i < r.levels.size(); ++i) {
        const alarm::level_state& level = c.state.levels[i];
        if (level == alarm::level_state{}) continue;
        wire::LevelState& w = *out.add_levels();
        w.set_priority(static_cast<std::uint32_t>(r.levels[i].urgency));
        w.set_stage(static_cast<std::uint32_t>(level.at));
        w.set_since_ms(to_epoch_ms(level.since));
    }
    out.set_latched(c.state.latched);
    if (c.state.onset) out.set_onset_ms(to_epoch_ms(*c.state.onset));
    if (!c.state.judged) return;
    out.set_judged_ms(to_epoch_ms(c.state.judged->at));
    out.set_judged_value(c.state.judged->value);
}

/// An alarm stands for a condition exactly while it holds, or is latched.
bool consistent(const live_condition& c) {
    return (c.state.active() || c.state.latched) == (c.alarm != alarm::alarm_id{});
}

bool read_condition(const wire::Condition& in, const alarm::rule_set& rules, live_condition& out) {
    if (!read_rule(in.rule(), rules, out.rule)) return false;
    out.alarm = alarm::alarm_id{in.alarm()};
    out.state.latched = in.latched();
    for (const wire::LevelState& w : in.levels()) {
        std::uint32_t level = 0;
        if (!read_level(w.priority(), rules.rules[out.rule], level)) return false;
        alarm::level_state& l = out.state.levels[level];
        if (!read_enum(w.stage(), alarm::stage::active, l.at) || !read_time(w.since_ms(), l.since)) return false;
    }
    std::optional<instant> judged;
    if (!read_time(in.has_judged_ms(), in.judged_ms(), judged)) return false;
    if (judged) out.state.judged = {*judged, in.judged_value()};
    return consistent(out) && read_time(in.has_onset_ms(), in.onset_ms(), out.state.onset);
}

void write_limit(const own_limit& l, const alarm::rule& r, wire::OwnLimit& out) {
    out.set_rule(r.name);
    out.set_priority(static_cast<std::uint32_t>(r.levels[l.level].urgency));
    out.set_limit(l.limit);
    out.set_by(l.by);
    out.set_reason(l.reason);
    out.set_until_ms(to_epoch_ms(l.until));
}

bool read_limit(const wire::OwnLimit& in, const alarm::rule_set& rules, own_limit& out) {
    out.limit = in.limit();
    out.by = in.by();
    out.reason = in.reason();
    return std::isfinite(out.limit) && read_rule(in.rule(), rules, out.rule) &&
           read_level(in.priority(), rules.rules[out.rule], out.level) && read_time(in.until_ms(), out.until);
}

bool read_paused(const wire::PausedRule& in, const alarm::rule_set& rules, paused_rule& out) {
    return read_rule(in.rule(), rules, out.rule) && read_pause(in.what(), out.what);
}

void write_identities(const bed& b, wire::Bed& out) {
    out.set_patient(b.patient);
    out.set_patient_name(b.patient_name);
    out.set_vacated(b.vacated);
    if (!is_nobody(b.departed)) write_identity(b.departed, *out.mutable_departed());
    for (const std::string& id : b.former_ids) out.add_former_ids(id);
    for (const claim& c : b.claims) {
        wire::Claim& w = *out.add_claims();
        w.set_sender(c.sender);
        w.set_registered(c.registered);
        write_identity(c.who, *w.mutable_who());
        w.set_named_at_ms(to_epoch_ms(c.named_at));
    }
}

bool read_identities(const wire::Bed& in, bed& out) {
    out.patient = in.patient();
    out.patient_name = in.patient_name();
    out.vacated = in.vacated();
    out.departed = read_identity(in.departed());
    out.former_ids.assign(in.former_ids().begin(), in.former_ids().end());
    for (const wire::Claim& w : in.claims()) {
        claim& c = out.claims.emplace_back(w.sender(), w.registered(), read_identity(w.who()));
        if (!read_time(w.named_at_ms(), c.named_at)) return false;
    }
    out.care.named = named_patients(out.who(), out.former_ids, out.claims);
    return out.claims.size() <= claims_max && out.former_ids.size() <= former_ids_max;
}

void write_device_alarms(const bed& b, wire::Bed& out) {
    for (const relayed_alarm& a : b.device_alarms) {
        wire::RelayedAlarm& w = *out.add_device_alarms();
        write_device_alarm(a, *w.mutable_what());
        w.set_since_ms(to_epoch_ms(a.since));
        w.set_heard_at_ms(to_epoch_ms(a.heard_at));
    }
}

bool read_device_alarms(const wire::Bed& in, bed& out) {
    for (const wire::RelayedAlarm& w : in.device_alarms()) {
        relayed_alarm& a = out.device_alarms.emplace_back();
        if (!read_device_alarm(w.what(), a) || !read_time(w.since_ms(), a.since) ||
            !read_time(w.heard_at_ms(), a.heard_at))
            return false;
    }
    return out.device_alarms.size() <= fold::device_alarms_max &&
           rising(out.device_alarms, [](const relayed_alarm& a) { return std::tie(a.device, a.id); });
}

void write_left_behind(const bed& b, wire::Bed& out) {
    for (const left_measurement& l : b.left_behind) {
        wire::LeftMeasurement& w = *out.add_left_behind();
        w.set_metric(static_cast<std::uint32_t>(l.what));
        w.set_validity(static_cast<std::uint32_t>(l.status));
        w.set_value(one_nan(l.value));
        w.set_measured_at_ms(to_epoch_ms(l.measured_at));
    }
}

bool read_left_behind(const wire::Bed& in, bed& out) {
    for (const wire::LeftMeasurement& w : in.left_behind()) {
        left_measurement& l = out.left_behind.emplace_back();
        l.value = w.value();
        if (!read_metric(w.metric(), l.what) || !read_enum(w.validity(), validity::test, l.status) ||
            !read_time(w.measured_at_ms(), l.measured_at))
            return false;
    }
    return rising(out.left_behind, &left_measurement::what);
}

} // namespace

void write_bed(const bed& b, const alarm::rule_set& rules, wire::Bed& out) {
    out.set_ward(b.ward);
    out.set_name(b.name);
    out.set_stay(b.stay);
    write_identities(b, out);
    write_device_alarms(b, out);
    write_left_behind(b, out);
    out.set_last_key(b.last_key);
    out.set_recovering(b.recovering);
    out.set_away(b.away);
    for (const infusion::past_session& p : b.past) write_past(p, *out.add_past());
    write_care(b.care, *out.mutable_care());
    for (const live_condition& c : b.conditions) write_condition(c, rules.rules[c.rule], *out.add_conditions());
    for (const own_limit& l : b.limits) write_limit(l, rules.rules[l.rule], *out.add_limits());
    for (const paused_rule& p : b.pauses) {
        wire::PausedRule& w = *out.add_pauses();
        w.set_rule(rules.rules[p.rule].name);
        write_pause(p.what, *w.mutable_what());
    }
}

bool read_bed(const wire::Bed& in, const alarm::rule_set& rules, bed& out) {
    out.ward = in.ward();
    out.name = in.name();
    out.stay = in.stay();
    out.last_key = in.last_key();
    out.recovering = in.recovering();
    out.away = in.away();
    for (const wire::PastSession& w : in.past())
        if (!read_past(w, out.past.emplace_back())) return false;
    out.care.windows.resize(rules.windows.size());
    if (!read_care(in.care(), out.care) || !read_identities(in, out) || !read_device_alarms(in, out) ||
        !read_left_behind(in, out))
        return false;
    for (const wire::Condition& w : in.conditions())
        if (!read_condition(w, rules, out.conditions.emplace_back())) return false;
    for (const wire::OwnLimit& w : in.limits())
        if (!read_limit(w, rules, out.limits.emplace_back())) return false;
    for (const wire::PausedRule& w : in.pauses())
        if (!read_paused(w, rules, out.pauses.emplace_back())) return false;
    if (out.recovering && (!out.care.last_heard || out.care.silent)) return false;
    const bool holds = std::ranges::any_of(out.conditions, [](const auto& c) { return c.state.active().has_value(); });
    if (out.away && (out.care.last_heard || holds)) return false;
    if (out.past.size() > infusion::session::past_max) return false;
    return rising(out.conditions, &live_condition::rule) && rising(out.pauses, &paused_rule::rule) &&
           rising(out.limits, [](const own_limit& l) { return std::pair{l.rule, l.level}; });
}

} // namespace vigil::ward
