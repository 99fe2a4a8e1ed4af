// Snapshots that are damaged are refused, saying where; never is anything built from what does not fit together.
#include "tests/unit/server/ward/snapshots.hpp"

namespace vigil::ward {

TEST_CASE("a snapshot of another format is refused by its number") {
    CHECK(said_of([](auto& s) { s.set_format(1); }) == "its format is 1, this version reads 2 to 4");
    CHECK(said_of([](auto& s) { s.set_format(5); }) == "its format is 5, this version reads 2 to 4");
    CHECK(fold::restore("no snapshot at all").error() == "it is damaged");
}

TEST_CASE("a damaged bed is named") {
    using snapshot = wire::Snapshot;
    const auto care = [](snapshot& s) { return s.mutable_beds(0)->mutable_care(); };
    CHECK(said_of([](snapshot& s) { s.mutable_beds(0)->set_ward(1); }) == bed_damaged);
    CHECK(said_of([](snapshot& s) { *s.add_beds() = s.beds(0); }) == bed_damaged);
    static const auto with = care;
    for (const auto damage : std::initializer_list<void (*)(snapshot&)>{
             [](snapshot& s) { with(s)->mutable_chart(0)->set_metric(metric_count); },
             [](snapshot& s) { with(s)->mutable_chart(0)->set_metric(with(s)->chart(1).metric()); },
             [](snapshot& s) { with(s)->mutable_chart(0)->set_validity(6); },
             [](snapshot& s) { with(s)->mutable_chart(0)->set_measured_at_ms(insane_ms); },
             [](snapshot& s) { with(s)->mutable_chart(0)->set_received_at_ms(insane_ms); },
             [](snapshot& s) { with(s)->mutable_chart(0)->set_unchanged_since_ms(insane_ms); },
             [](snapshot& s) { with(s)->add_windows(); },
             [](snapshot& s) { s.mutable_beds(0)->set_recovering(true); }, // and silent
             [](snapshot& s) { with(s)->mutable_baselines(0)->set_metric(metric_count); },
             [](snapshot& s) { with(s)->mutable_baselines(0)->set_taken_at_ms(insane_ms); },
             [](snapshot& s) { with(s)->set_phase(8); }, [](snapshot& s) { with(s)->set_phase_since_ms(insane_ms); },
             [](snapshot& s) { with(s)->set_step_at_ms(insane_ms); }, [](snapshot& s) { with(s)->set_confusion(3); },
             [](snapshot& s) { with(s)->set_last_heard_ms(insane_ms); },
             [](snapshot& s) { with(s)->set_clock_skew_ms(2 * insane_ms); }})
        CHECK(said_of(damage) == bed_damaged);
}

TEST_CASE("claims and alarms of devices that cannot be are damage to their bed") {
    using snapshot = wire::Snapshot;
    static const auto of = [](snapshot& s) { return s.mutable_beds(0); };
    static const auto what = [](snapshot& s) { return of(s)->mutable_device_alarms(0)->mutable_what(); };
    for (const auto damage : std::initializer_list<void (*)(snapshot&)>{
             [](snapshot& s) { of(s)->mutable_claims(0)->set_named_at_ms(insane_ms); },
             [](snapshot& s) {
                 while (of(s)->claims_size() <= static_cast<int>(claims_max)) *of(s)->add_claims() = of(s)->claims(0);
             },
             [](snapshot& s) {
                 while (of(s)->former_ids_size() <= static_cast<int>(former_ids_max)) of(s)->add_former_ids("P-0");
             },
             [](snapshot& s) { what(s)->set_phase(9); }, [](snapshot& s) { what(s)->set_state(3); },
             [](snapshot& s) { what(s)->set_priority(4); }, [](snapshot& s) { what(s)->set_kind(3); },
             [](snapshot& s) { what(s)->set_inactivation(32); },
             [](snapshot& s) { what(s)->set_measured_at_ms(insane_ms); },
             [](snapshot& s) { of(s)->mutable_device_alarms(0)->set_since_ms(insane_ms); },
             [](snapshot& s) { of(s)->mutable_device_alarms(0)->set_heard_at_ms(insane_ms); },
             [](snapshot& s) { what(s)->set_device("zz"); },
             [](snapshot& s) {
                 of(s)->clear_device_alarms();
                 for (int i = 100; i < 165; ++i) of(s)->add_device_alarms()->mutable_what()->set_id(std::to_string(i));
             }})
        CHECK(said_of(damage) == bed_damaged);
}

TEST_CASE("a sender in no bed, or given two, is damage") {
    using snapshot = wire::Snapshot;
    static const auto sender = [](snapshot& s) { return s.mutable_placed(0); };
    for (const auto damage : std::initializer_list<void (*)(snapshot&)>{
             [](snapshot& s) { sender(s)->set_sender("monitor-18"); }, [](snapshot& s) { sender(s)->clear_ward(); },
             [](snapshot& s) { sender(s)->clear_bed(); }, [](snapshot& s) { sender(s)->set_at_ms(insane_ms); }})
        CHECK(said_of(damage) == "the beds of senders in it are damaged");
}

TEST_CASE("a measurement that nobody can have left behind is damage to its bed") {
    using snapshot = wire::Snapshot;
    static const auto left = [](snapshot& s) { return s.mutable_beds(0)->mutable_left_behind(0); };
    for (const auto damage : std::initializer_list<void (*)(snapshot&)>{
             [](snapshot& s) { left(s)->set_metric(metric_count); }, [](snapshot& s) { left(s)->set_validity(6); },
             [](snapshot& s) { left(s)->set_measured_at_ms(insane_ms); },
             [](snapshot& s) { left(s)->set_metric(s.beds(0).left_behind(1).metric()); }})
        CHECK(said_of(damage) == bed_damaged);
}

TEST_CASE("a condition, limit or pause of no known rule, level or time is damage to its bed") {
    using snapshot = wire::Snapshot;
    static const auto condition = [](snapshot& s) { return s.mutable_beds(0)->mutable_conditions(0); };
    static const auto limit = [](snapshot& s) { return s.mutable_beds(0)->mutable_limits(0); };
    static const auto pause = [](snapshot& s) { return s.mutable_beds(0)->mutable_pauses(0); };
    static const auto again = [](auto* list) { *list->Add() = list->Get(0); };
    for (const auto damage : std::initializer_list<void (*)(snapshot&)>{
             [](snapshot& s) { condition(s)->set_rule("gone"); }, [](snapshot& s) { condition(s)->set_alarm(0); },
             [](snapshot& s) { condition(s)->mutable_levels(0)->set_priority(3); },
             [](snapshot& s) { condition(s)->mutable_levels(0)->set_stage(3); },
             [](snapshot& s) { condition(s)->mutable_levels(0)->set_since_ms(insane_ms); },
             [](snapshot& s) { condition(s)->set_onset_ms(insane_ms); },
             [](snapshot& s) { condition(s)->set_judged_ms(insane_ms); },
             [](snapshot& s) { again(s.mutable_beds(0)->mutable_conditions()); },
             [](snapshot& s) { limit(s)->set_rule("gone"); },
             [](snapshot& s) { limit(s)->set_priority((limit(s)->priority() + 1) % 3); },
             [](snapshot& s) { limit(s)->set_limit(no_value); }, [](snapshot& s) { limit(s)->set_until_ms(insane_ms); },
             [](snapshot& s) { again(s.mutable_beds(0)->mutable_limits()); },
             [](snapshot& s) { pause(s)->set_rule("gone"); },
             [](snapshot& s) { pause(s)->mutable_what()->set_upto_priority(3); },
             [](snapshot& s) { pause(s)->mutable_what()->set_until_ms(insane_ms); },
             [](snapshot& s) { again(s.mutable_beds(0)->mutable_pauses()); }})
        CHECK(said_of(damage) == bed_damaged);
}

TEST_CASE("a damaged ward is named") {
    using snapshot = wire::Snapshot;
    static const auto of_ward = [](snapshot& s) { return s.mutable_wards(0); };
    for (const auto damage : std::initializer_list<void (*)(snapshot&)>{
             [](snapshot& s) { *s.add_wards() = s.wards(0); },
             [](snapshot& s) { of_ward(s)->mutable_stations(0)->set_name("station-3"); },
             [](snapshot& s) { of_ward(s)->mutable_stations(0)->set_paused_upto_priority(3); },
             [](snapshot& s) { of_ward(s)->mutable_stations(0)->set_audio_paused_until_ms(insane_ms); },
             [](snapshot& s) {
                 for (int i = 100; i < 200; ++i) of_ward(s)->add_stations()->set_name("station-2" + std::to_string(i));
             },
             [](snapshot& s) { of_ward(s)->mutable_fixed(0)->set_rule("gone"); },
             [](snapshot& s) { of_ward(s)->set_unwatched_since_ms(insane_ms); },
             [](snapshot& s) { *of_ward(s)->add_groups() = of_ward(s)->groups(0); },
             [](snapshot& s) { of_ward(s)->mutable_groups(0)->set_onsets_ms(1, insane_ms); },
             [](snapshot& s) { of_ward(s)->mutable_groups(0)->set_look_at_ms(insane_ms); }})
        CHECK(said_of(damage) == ward_damaged);
    for (const auto damage : std::initializer_list<void (*)(snapshot&)>{
             [](snapshot& s) { s.set_at_ms(insane_ms); }, [](snapshot& s) { s.set_record_away_since_ms(insane_ms); },
             [](snapshot& s) { s.set_journal_failing_since_ms(insane_ms); }})
        CHECK(said_of(damage) == "its time is damaged");
}

TEST_CASE("an alarm that does not fit is refused") {
    using snapshot = wire::Snapshot;
    static const auto of_bed = [](snapshot& s) { return s.mutable_alarms(0); };
    static const auto of_ward = [](snapshot& s) { return s.mutable_alarms(1); };
    for (const auto damage : std::initializer_list<void (*)(snapshot&)>{
             [](snapshot& s) { of_bed(s)->set_priority(3); }, [](snapshot& s) { of_bed(s)->set_bed("9"); },
             [](snapshot& s) { of_ward(s)->set_ward("W9"); },
             [](snapshot& s) { of_bed(s)->set_phase(static_cast<std::uint32_t>(alarm::phase::cleared)); },
             [](snapshot& s) { of_ward(s)->set_phase(static_cast<std::uint32_t>(alarm::phase::latched)); },
             [](snapshot& s) { of_bed(s)->set_id(2); }, [](snapshot& s) { s.mutable_alarms(2)->add_beds("9"); }})
        CHECK(said_of(damage) == "an alarm in it is damaged");
    CHECK(said_of([](snapshot& s) { fill_alarm(*s.add_alarms(), 4, "", "record_away"); }) ==
          "an alarm in it belongs to nothing");
    for (const auto damage : std::initializer_list<void (*)(snapshot&)>{
             [](snapshot& s) { of_bed(s)->set_rule("gone"); },
             [](snapshot& s) { s.mutable_beds(0)->mutable_conditions(0)->set_alarm(4); }})
        CHECK(said_of(damage) == "the alarms of bed '" + not_utf8 + "' in it are damaged");
    for (const auto damage : std::initializer_list<void (*)(snapshot&)>{
             [](snapshot& s) { of_ward(s)->set_rule("journal_failing"); },
             [](snapshot& s) { s.mutable_wards(0)->mutable_fixed(0)->set_alarm(3); },
             [](snapshot& s) { s.mutable_wards(0)->mutable_groups(0)->set_alarm(4); },
             [](snapshot& s) { s.mutable_wards(0)->mutable_groups(0)->set_rule("gone"); }})
        CHECK(said_of(damage) == "the alarms of ward 'W1' in it are damaged");
}

TEST_CASE("a damaged snapshot is refused or is another one: whoever goes on from it does not break") {
    const std::string whole = whole_snapshot().SerializeAsString();
    std::size_t refused = 0, taken = 0;
    const auto attempt = [&](const std::string& damaged) {
        auto f = fold::restore(damaged);
        f ? ++taken : ++refused;
        if (!f) return;
        const instant now = std::max(f->now(), start);
        f->apply({now, acknowledge{alarm::alarm_id{1}, "nurse-1", "c1-20"}});
        f->apply({now, acknowledge{alarm::alarm_id{3}, "nurse-1", "c1-21"}});
        f->apply({now, readings_input(0ms, "W1", not_utf8, {{metric::spo2, 80}}).what});
        f->apply({now + 3h, tick{}});
        f->apply({now + 3h, server_started{}});
    };
    for (std::size_t at = 0; at < whole.size(); ++at) {
        attempt(whole.substr(0, at));
        for (const int bits : {1, 2, 4, 8, 16, 32, 64, 128}) attempt(flipped(whole, at, bits));
    }
    CHECK(refused > whole.size());
    CHECK(taken > 100);
}

} // namespace vigil::ward
