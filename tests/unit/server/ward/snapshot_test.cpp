#include "proto/journal/journal.pb.h"
#include "tests/unit/server/ward/recorded.hpp"

namespace vigil::ward {
namespace {

namespace wire = vigil::journal;

constexpr std::int64_t at_ms = to_epoch_ms(start);

void fill_alarm(wire::Alarm& a, std::uint64_t id, const std::string& bed, std::string_view rule) {
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
}

void fill_ward(wire::Ward& w) {
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

void fill_care(wire::Patient& p) {
    for (const auto m : {metric::heart_rate, metric::dysphoria}) {
        wire::Observed& o = *p.add_chart();
        o.set_metric(static_cast<std::uint32_t>(m));
        o.set_validity(static_cast<std::uint32_t>(validity::questionable));
        o.set_value(2.5);
        o.set_measured_at_ms(at_ms - 3'000);
        o.set_received_at_ms(at_ms - 2'000);
        o.set_unchanged_since_ms(at_ms - 7'000);
        o.set_had(true);
    }
    wire::Observed& lost = *p.mutable_chart(1);
    lost.set_validity(static_cast<std::uint32_t>(validity::sensor_off));
    lost.set_value(no_value);
    lost.set_had(false);
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

void fill_bed(wire::Bed& b) {
    const alarm::rule_set rules;
    const auto urgency = static_cast<std::uint32_t>(rules.rules[rules.silence()].levels.front().urgency);
    const std::string rule{alarm::monitor_silent_name};
    b.set_name(not_utf8);
    b.set_stay("stay-1");
    b.set_patient("MRN-1");
    b.set_last_key(0xffff'ffff'ffff'fff0);
    b.set_last_request("c1-18");
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
wire::Snapshot whole_snapshot() {
    wire::Snapshot s;
    s.set_format(2);
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
    return s;
}

fold whole_fold() {
    auto f = fold::restore(whole_snapshot().SerializeAsString());
    REQUIRE_MESSAGE(f, f.error());
    return std::move(*f);
}

/// What restore() says of a snapshot that was whole before `damage`.
std::string said_of(void (*damage)(wire::Snapshot&)) {
    wire::Snapshot s = whole_snapshot();
    damage(s);
    const auto f = fold::restore(s.SerializeAsString());
    return f ? "nothing" : f.error();
}

const std::string bed_damaged = "bed '" + not_utf8 + "' in it is damaged";
const std::string ward_damaged = "ward 'W1' in it is damaged";
constexpr std::int64_t insane_ms = 400'000'000'000'000;

} // namespace

TEST_CASE("a snapshot holds everything: what was restored from one is written as the same one") {
    const std::string bytes = whole_snapshot().SerializeAsString();
    CHECK(whole_fold().snapshot() == bytes);
}

TEST_CASE("who is restored is who was there") {
    const fold f = whole_fold();
    CHECK(f.now() == start);
    REQUIRE(f.find_bed("W1", not_utf8) == bed_index{0});
    const bed& b = f.beds()[0];
    CHECK(b.care.values.had(metric::heart_rate));
    CHECK_FALSE(b.care.values.had(metric::dysphoria));
    CHECK(b.care.values[metric::heart_rate].value == 2.5);
    CHECK(b.care.values[metric::heart_rate].unchanged_since == start - 7s);
    CHECK(b.care.phase == alarm::infusion_phase::infusing);
    CHECK(b.care.confused == alarm::confusion::dissociation);
    CHECK(b.care.clock_skew == -700ms);
    CHECK_FALSE(b.monitored());
    REQUIRE(b.limits.size() == 1);
    CHECK(b.limits[0].limit == 85.5);
    const ward& w = f.wards()[0];
    CHECK(w.beds == std::vector<bed_index>{0});
    CHECK(w.stations[1].paused_upto == alarm::priority::medium);
    CHECK(w.fixed == std::array{alarm::alarm_id{}, alarm::alarm_id{2}, alarm::alarm_id{}});
    CHECK(w.active == 3);
    std::uint64_t sum = 0;
    for (const auto& [id, a] : f.alarms()) sum ^= digest(a);
    CHECK(w.digest == sum);
}

TEST_CASE("after a restart the agenda has what beds and wards wait for") {
    const instant pause_ends = start + 60s, group_is_due = start + 1s;
    CHECK(whole_fold().next_deadline() <= group_is_due);
    wire::Snapshot s = whole_snapshot();
    s.mutable_wards(0)->mutable_groups(0)->clear_look_at_ms();
    const auto f = fold::restore(s.SerializeAsString());
    REQUIRE(f);
    CHECK(f->next_deadline() <= pause_ends);
    CHECK(f->next_deadline() > start);
}

TEST_CASE("the past of a metric that rules ask for is kept, slot by slot") {
    static constexpr auto with_past = [](wire::Snapshot& s) {
        s.mutable_rules()->set_text(R"([[alarm]]
name     = "low_mean"
when     = "mean(spo2, 10min) < 90"
priority = "high"
message  = "SpO2 was low for long"
)");
        wire::Window& w = *s.mutable_beds(0)->mutable_care()->add_windows();
        w.set_newest_slot(36'000'000'000);
        w.set_newest(89.5);
        wire::Slot& slot = *w.add_slots();
        slot.set_place(15);
        slot.set_sum(178);
        slot.set_count(2);
        return &w;
    };
    wire::Snapshot s = whole_snapshot();
    with_past(s);
    const auto f = fold::restore(s.SerializeAsString());
    REQUIRE_MESSAGE(f, f.error());
    CHECK(f->beds()[0].care.windows.at(0).all().slots[15] == alarm::window::slot{178, 2});
    CHECK(f->snapshot() == s.SerializeAsString());
    for (const auto damage : std::initializer_list<void (*)(wire::Snapshot&)>{
             [](wire::Snapshot& d) { with_past(d)->set_place(1); },
             [](wire::Snapshot& d) { with_past(d)->set_newest_slot(insane_ms); },
             [](wire::Snapshot& d) { with_past(d)->mutable_slots(0)->set_place(16); },
             [](wire::Snapshot& d) { with_past(d)->mutable_slots(0)->set_sum(no_value); }})
        CHECK(said_of(damage) == bed_damaged);
    CHECK(said_of([](wire::Snapshot& d) {
              d.mutable_rules()->set_text("what is this");
          }).starts_with("its rules are no longer understood: "));
}

TEST_CASE("an empty fold has a snapshot as well") {
    const std::string bytes = fold{}.snapshot();
    const auto f = fold::restore(bytes);
    REQUIRE(f);
    CHECK(f->snapshot() == bytes);
    CHECK(f->next_deadline() == never);
}

TEST_CASE("one number that is not known is written as any other such number") {
    wire::Snapshot s = whole_snapshot();
    s.mutable_beds(0)->mutable_care()->mutable_chart(1)->set_value(-no_value);
    s.mutable_beds(0)->mutable_care()->mutable_baselines(0)->set_value(-no_value);
    s.mutable_alarms(0)->mutable_because()->set_value(-no_value);
    const auto f = fold::restore(s.SerializeAsString());
    REQUIRE(f);
    s.mutable_beds(0)->mutable_care()->mutable_chart(1)->set_value(no_value);
    s.mutable_beds(0)->mutable_care()->mutable_baselines(0)->set_value(no_value);
    s.mutable_alarms(0)->mutable_because()->set_value(no_value);
    CHECK(f->snapshot() == s.SerializeAsString());
}

TEST_CASE("a snapshot of another format is refused by its number") {
    CHECK(said_of([](auto& s) { s.set_format(1); }) == "its format is 1, this version reads 2");
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
             [](snapshot& s) { with(s)->mutable_baselines(0)->set_metric(metric_count); },
             [](snapshot& s) { with(s)->mutable_baselines(0)->set_taken_at_ms(insane_ms); },
             [](snapshot& s) { with(s)->set_phase(8); }, [](snapshot& s) { with(s)->set_phase_since_ms(insane_ms); },
             [](snapshot& s) { with(s)->set_step_at_ms(insane_ms); }, [](snapshot& s) { with(s)->set_confusion(3); },
             [](snapshot& s) { with(s)->set_last_heard_ms(insane_ms); },
             [](snapshot& s) { with(s)->set_clock_skew_ms(2 * insane_ms); }})
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
