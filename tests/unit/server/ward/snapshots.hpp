// A snapshot written by hand, with everything that one can hold, and what restore() says of damaged ones.
#pragma once

#include "proto/journal/journal.pb.h"
#include "tests/unit/server/ward/recorded.hpp"

namespace vigil::ward {

namespace wire = vigil::journal;

inline constexpr std::int64_t at_ms = to_epoch_ms(start);

inline void fill_alarm(wire::Alarm& a, std::uint64_t id, const std::string& bed, std::string_view rule) {
    a.set_id(id);
    a.set_revision(3);
    a.set_ward("W1");
    a.set_bed(bed);
    a.set_rule(std::string(rule));
    a.set_kind(1);
    a.set_phase(static_cast<std::uint32_t>(alarm::phase::active));
    a.set_since_ms(at_ms - 3'000);
    a.set_signalled_at_ms(at_ms - 2'000);
    a.mutable_because();
    a.mutable_paused()->set_by("nurse-1");
    a.mutable_called()->set_step(1);
    a.mutable_assigned()->set_to("nurse-2");
    a.mutable_assigned()->set_by("nurse-1");
    a.mutable_assigned()->set_at_ms(at_ms - 1'500);
    wire::Note& n = *a.add_notes();
    n.set_by("nurse-2");
    n.set_at_ms(at_ms - 1'000);
    n.set_text(not_utf8);
}

inline void fill_ward(wire::Ward& w) {
    w.set_name("W1");
    w.set_sequence(99);
    for (const char* name : {"station-1", "station-2"}) w.add_stations()->set_name(name);
    wire::Station& s = *w.mutable_stations(1);
    s.set_connected(true);
    s.set_sound_armed(true);
    s.set_visible(true);
    s.set_audio_paused_until_ms(at_ms + 60'000);
    s.set_paused_by("nurse-1");
    s.set_paused_upto_priority(1);
    wire::FixedAlarm& f = *w.add_fixed();
    f.set_rule("record_away");
    f.set_alarm(2);
    w.set_unwatched_since_ms(at_ms - 4'000);
    wire::Group& g = *w.add_groups();
    g.set_rule(std::string(alarm::monitor_silent_name));
    g.add_onsets_ms(at_ms - 6'000);
    g.add_onsets_ms(at_ms - 5'000);
    g.set_alarm(3);
    g.set_look_at_ms(at_ms + 1'000);
}

inline void fill_care(wire::Patient& p) {
    for (const auto m : {metric::heart_rate, metric::dysphoria}) {
        wire::Observed& o = *p.add_chart();
        o.set_metric(static_cast<std::uint32_t>(m));
        o.set_validity(static_cast<std::uint32_t>(validity::questionable));
        o.set_value(2.5);
        o.set_measured_at_ms(at_ms - 3'000);
        o.set_received_at_ms(at_ms - 2'000);
        o.set_unchanged_since_ms(at_ms - 7'000);
        o.set_usable_at_ms(at_ms - 2'000);
        o.set_device_low(50);
        o.set_device_high(120.5f);
    }
    p.mutable_chart(0)->set_by_hand(true);
    p.mutable_chart(0)->set_stands_in(true);
    p.mutable_chart(0)->set_monitor_until_ms(at_ms - 30'000);
    wire::Observed& lost = *p.mutable_chart(1);
    lost.set_validity(static_cast<std::uint32_t>(validity::sensor_off));
    lost.set_value(no_value);
    lost.set_usable_at_ms(0);
    wire::Baseline& b = *p.add_baselines();
    b.set_metric(static_cast<std::uint32_t>(metric::spo2));
    b.set_value(96);
    b.set_taken_at_ms(at_ms - 8'000);
    p.set_phase(static_cast<std::uint32_t>(alarm::infusion_phase::infusing));
    p.set_phase_since_ms(at_ms - 9'000);
    p.set_step_at_ms(at_ms - 9'500);
    p.set_spo2_scale_2(true);
    p.set_confusion(static_cast<std::uint32_t>(alarm::confusion::dissociation));
    p.set_last_heard_ms(at_ms - 10'000);
    p.set_silent(true);
    p.set_clock_skew_ms(-700);
}

inline void fill_identity(wire::Bed& b) {
    b.set_patient("MRN-1");
    b.set_patient_name(not_utf8);
    b.set_vacated(true);
    b.mutable_departed()->set_id("MRN-3");
    b.mutable_departed()->set_name("Doe, John");
    b.add_former_ids("MRN-0");
    for (const char* sender : {"monitor", "registration"}) {
        wire::Claim& c = *b.add_claims();
        c.set_sender(sender);
        c.set_registered(*sender == 'r');
        c.mutable_who()->set_id("MRN-2");
        c.mutable_who()->set_name(not_utf8);
        c.set_named_at_ms(at_ms - 14'000);
    }
    for (const char* device : {"monitor", "pump"}) {
        wire::RelayedAlarm& a = *b.add_device_alarms();
        a.mutable_what()->set_id("7");
        a.mutable_what()->set_device(device);
        a.mutable_what()->set_text(not_utf8);
        a.mutable_what()->set_code(196650);
        a.mutable_what()->set_source(150456);
        a.mutable_what()->set_phase(3);
        a.mutable_what()->set_state(2);
        a.mutable_what()->set_priority(3);
        a.mutable_what()->set_kind(1);
        a.mutable_what()->set_inactivation(31);
        a.mutable_what()->set_measured_at_ms(at_ms - 15'000);
        a.set_since_ms(at_ms - 16'000);
        a.set_heard_at_ms(at_ms - 17'000);
    }
}

inline void fill_left_behind(wire::Bed& b) {
    for (const auto m : {metric::nibp_systolic, metric::nibp_mean}) {
        wire::LeftMeasurement& left = *b.add_left_behind();
        left.set_metric(static_cast<std::uint32_t>(m));
        left.set_validity(static_cast<std::uint32_t>(validity::questionable));
        left.set_value(142);
        left.set_measured_at_ms(at_ms - 18'000);
    }
}

inline void fill_bed(wire::Bed& b) {
    const alarm::rule_set rules;
    const auto urgency = static_cast<std::uint32_t>(rules.rules[rules.silence()].levels.front().urgency);
    const std::string rule{alarm::monitor_silent_name};
    b.set_name(not_utf8);
    b.set_stay("stay-1");
    fill_identity(b);
    fill_left_behind(b);
    b.set_last_key(0xffff'ffff'ffff'fff0);
    wire::PastSession& past = *b.add_past();
    past.set_id("0123456789abcdef");
    past.set_protocol("short");
    past.set_began_ms(at_ms - 90'000'000);
    past.set_ended_ms(at_ms - 80'000'000);
    past.set_total_ug(40'000);
    past.add_baselines()->set_value(97);
    fill_care(*b.mutable_care());
    wire::Condition& c = *b.add_conditions();
    c.set_rule(rule);
    c.set_alarm(1);
    wire::LevelState& level = *c.add_levels();
    level.set_priority(urgency);
    level.set_stage(static_cast<std::uint32_t>(alarm::stage::active));
    level.set_since_ms(at_ms - 11'000);
    c.set_latched(true);
    c.set_onset_ms(at_ms - 12'000);
    c.set_judged_ms(at_ms - 13'000);
    wire::OwnLimit& l = *b.add_limits();
    l.set_rule(rule);
    l.set_priority(urgency);
    l.set_limit(85.5);
    l.set_by("nurse-1");
    l.set_reason("a reason");
    l.set_until_ms(at_ms + 3'600'000);
    wire::PausedRule& p = *b.add_pauses();
    p.set_rule(rule);
    p.mutable_what()->set_by("nurse-1");
    p.mutable_what()->set_reason("another reason");
    p.mutable_what()->set_until_ms(at_ms + 600'000);
    p.mutable_what()->set_upto_priority(2);
}

/// A ward with one bed and everything that a snapshot can hold, but for the windows that only rules bring.
inline wire::Snapshot whole_snapshot() {
    wire::Snapshot s;
    s.set_format(4);
    s.set_at_ms(at_ms);
    s.mutable_rules();
    fill_ward(*s.add_wards());
    fill_bed(*s.add_beds());
    fill_alarm(*s.add_alarms(), 1, not_utf8, alarm::monitor_silent_name);
    s.mutable_alarms(0)->set_stay("stay-1");
    fill_alarm(*s.add_alarms(), 2, "", "record_away");
    fill_alarm(*s.add_alarms(), 3, "", alarm::monitor_silent_name);
    s.mutable_alarms(2)->add_beds(not_utf8);
    s.set_record_away_since_ms(at_ms - 61'000);
    s.set_journal_failing_since_ms(at_ms);
    for (const char* sender : {"monitor-17", "monitor-18"}) {
        wire::PlacedSender& p = *s.add_placed();
        p.set_sender(sender);
        p.set_ward("W1");
        p.set_bed(not_utf8);
        p.set_by("nurse-1");
        p.set_at_ms(at_ms - 19'000);
    }
    return s;
}

/// What restore() says of a snapshot that was whole before `damage`.
inline std::string said_of(void (*damage)(wire::Snapshot&)) {
    wire::Snapshot s = whole_snapshot();
    damage(s);
    const auto f = fold::restore(s.SerializeAsString());
    return f ? "nothing" : f.error();
}

inline const std::string bed_damaged = "bed '" + not_utf8 + "' in it is damaged";
inline const std::string ward_damaged = "ward 'W1' in it is damaged";
inline constexpr std::int64_t insane_ms = 400'000'000'000'000;

} // namespace vigil::ward
