#include "server/record/decision.hpp"

#include "tests/unit/server/record/followed.hpp"

namespace vigil::record {
namespace {

namespace wire = vigil::journal;

const instant later = noon + milliseconds{600'000};

std::string text(const ward::patient_command& c) {
    std::string out;
    append_decision(out, c);
    return out;
}

template <class Decision>
ward::patient_command decided(Decision what) {
    return {"W1", "3", "s1", "nurse-1", "known low", "q1", what};
}

alarm::alarm sedated(std::uint32_t revision) {
    alarm::alarm a;
    a.id = alarm::alarm_id{0xcd};
    a.revision = revision;
    a.ward = "W1";
    a.bed = "3";
    a.stay = "s1";
    a.rule = "high_sedation";
    a.since = noon;
    a.signalled_at = noon;
    a.message = "POSS 3";
    return a;
}

void add(wire::Events& events, const alarm::alarm& a, alarm::change how) {
    wire::Event& e = *events.add_events();
    e.set_sequence(static_cast<std::uint64_t>(events.events_size()));
    e.set_at_ms(to_epoch_ms(noon));
    e.set_change(static_cast<std::uint32_t>(how));
    ward::write_alarm(a, *e.mutable_alarm());
}

} // namespace

TEST_CASE("each decision is written with its name and all that it says") {
    CHECK(text(decided(ward::set_limit{"low_spo2", alarm::priority::high, 86.5, later})) ==
          R"({"command":"set_limit","rule":"low_spo2","priority":"high","limit":86.5,)"
          R"("until":"2026-11-22T12:10:00.000Z"})");
    CHECK(text(decided(ward::set_limit{"low_spo2", alarm::priority::low, {}, later})).contains(R"("limit":null)"));
    CHECK(text(decided(ward::pause_alarm{"a \"b\"", later})) ==
          R"({"command":"pause_alarm","rule":"a \"b\"","until":"2026-11-22T12:10:00.000Z"})");
    CHECK(text(decided(ward::set_phase{alarm::infusion_phase::infusing})) ==
          R"({"command":"set_phase","phase":"infusing"})");
    CHECK(text(decided(ward::note_step{})) == R"({"command":"note_step"})");
    CHECK(text(decided(ward::take_baseline{})) == R"({"command":"take_baseline"})");
    CHECK(text(decided(ward::set_spo2_scale{true})) == R"({"command":"set_spo2_scale","scale":2})");
    CHECK(text(decided(ward::set_spo2_scale{false})) == R"({"command":"set_spo2_scale","scale":1})");
    CHECK(text(decided(ward::decide_confusion{alarm::confusion::dissociation})) ==
          R"({"command":"decide_confusion","is":"dissociation"})");
}

TEST_CASE("what is said about an alarm, and where a sender is, is written with its name and all that it says") {
    const auto text = [](const auto& c) {
        std::string out;
        append_decision(out, c);
        return out;
    };
    const alarm::alarm_id id{0xcd};
    CHECK(text(ward::note_alarm{id, "nurse-1", "a \"b\"", "q1"}) ==
          R"({"command":"note_alarm","alarm":"00000000000000cd","text":"a \"b\""})");
    CHECK(text(ward::assign_alarm{id, "nurse-2", "nurse-1", "q1"}) ==
          R"({"command":"assign_alarm","alarm":"00000000000000cd","to":"nurse-2"})");
    CHECK(text(ward::assign_alarm{id, "", "nurse-1", "q1"}).ends_with(R"("to":null})"));
    CHECK(text(ward::assign_sender{"monitor-17", "W1", "3", "nurse-1", "q1"}) ==
          R"({"command":"assign_sender","sender":"monitor-17","ward":"W1","bed":"3"})");
    CHECK(text(ward::assign_sender{"monitor-17", "", "", "nurse-1", "q1"}).ends_with(R"("ward":null,"bed":null})"));
}

TEST_CASE("what somebody decided stands in the record: for whom, by whom, why and until when") {
    followed f{cluster::shared().create_migrated_database()};
    f.append(ward::input{noon, decided(ward::set_limit{"low_spo2", alarm::priority::high, 86, later})});
    ward::patient_command step = decided(ward::note_step{});
    step.reason.clear();
    f.append(ward::input{noon, step});
    f.append(ward::input{noon, ward::pause_audio{"W1", "station-1", "nurse-2", "q2", later}});
    f.follow();
    f.wait_recorded(3);
    const auto line = [&](int seq) {
        return f.ask(
            "SELECT concat_ws('|', ward, bed, stay, by, coalesce(reason, '-'), request, what->>'command') "
            "FROM vigil.command WHERE at = '2026-11-22 12:00:00Z' AND seq = " +
            std::to_string(seq));
    };
    CHECK(line(1) == "W1|3|s1|nurse-1|known low|q1|set_limit");
    CHECK(line(2) == "W1|3|s1|nurse-1|-|q1|note_step");
    CHECK(line(3) == "W1|||nurse-2|-|q2|pause_audio");
    CHECK(f.ask("SELECT (what->>'limit')::float8 = 86 AND (what->>'until')::timestamptz = '2026-11-22 12:10:00Z' "
                "FROM vigil.command WHERE seq = 1") == "t");
    CHECK(f.ask("SELECT what->>'station' FROM vigil.command WHERE seq = 3") == "station-1");
}

TEST_CASE("a station's state stands in the record each time that it was told") {
    followed f{cluster::shared().create_migrated_database()};
    ward::station s{"station-1", true, true, false, later, "nurse-1", alarm::priority::low};
    wire::Events events;
    for (const bool paused : {true, false}) {
        if (!paused) s.audio_paused_until.reset(), s.paused_by.clear();
        wire::Event& e = *events.add_events();
        e.set_sequence(paused ? 7 : 8);
        e.set_at_ms(to_epoch_ms(noon));
        e.mutable_station()->set_ward("W1");
        ward::write_station(s, *e.mutable_station()->mutable_now());
    }
    f.append(ward::input{noon, ward::station_changed{"W1", "station-1", true, true, false}}, events);
    f.follow();
    f.wait_recorded(1);
    const auto line = [&](int item) {
        return f.ask(
            "SELECT concat_ws('|', ward_seq, ward, station, connected, sound_armed, visible, "
            "audio_paused_until = '2026-11-22 12:10:00Z', coalesce(paused_by, '-')) "
            "FROM vigil.station_event WHERE item = " +
            std::to_string(item));
    };
    CHECK(line(0) == "7|W1|station-1|t|t|f|t|nurse-1");
    CHECK(line(1) == "8|W1|station-1|t|t|f|-");
    CHECK(f.ask("SELECT count(*) FROM vigil.command") == "0");
}

TEST_CASE("an alarm's pause, call and beds are in the record, in every change and as it stands") {
    followed f{cluster::shared().create_migrated_database()};
    wire::Events events;
    add(events, sedated(1), alarm::change::onset);
    alarm::alarm paused = sedated(2);
    paused.paused = alarm::pause{"nurse-1", "procedure", later, alarm::priority::medium};
    add(events, paused, alarm::change::paused);
    alarm::alarm called = sedated(3);
    called.signalled_at = later;
    called.called = alarm::call{2, "outreach", later};
    called.beds = {"3", "a\"b"};
    add(events, called, alarm::change::called);
    f.append(ward::input{noon, ward::tick{}}, events);
    f.follow();
    f.wait_recorded(1);
    const auto line = [&](const std::string& where) {
        return f.ask(
            "SELECT concat_ws('|', change, signalled_at = since, coalesce(paused_by, '-'), "
            "coalesce(paused_reason, '-'), paused_until = '2026-11-22 12:10:00Z', "
            "coalesce(call_step::text, '-'), coalesce(call_to, '-'), coalesce(beds, '-')) FROM vigil." +
            where);
    };
    CHECK(line("alarm_event WHERE revision = 1") == "onset|t|-|-|-|-|-");
    CHECK(line("alarm_event WHERE revision = 2") == "paused|t|nurse-1|procedure|t|-|-|-");
    CHECK(line("alarm") == R"(called|f|-|-|2|outreach|["3","a\"b"])");
}

TEST_CASE("a later change of an alarm replaces its pause and its call") {
    followed f{cluster::shared().create_migrated_database()};
    alarm::alarm paused = sedated(1);
    paused.paused = alarm::pause{"nurse-1", "procedure", later, alarm::priority::medium};
    wire::Events first, second;
    add(first, paused, alarm::change::paused);
    add(second, sedated(2), alarm::change::resumed);
    f.append(ward::input{noon, ward::tick{}}, first);
    f.append(ward::input{noon, ward::tick{}}, second);
    f.follow(1);
    f.wait_recorded(2);
    CHECK(f.ask("SELECT concat_ws('|', change, paused_by IS NULL, paused_until IS NULL) FROM vigil.alarm") ==
          "resumed|t|t");
}

TEST_CASE(
    "every word about an alarm stands in the record with the alarm's bed, and the newest stand beside the alarm") {
    followed f{cluster::shared().create_migrated_database()};
    wire::Events noted, assigned;
    alarm::alarm a = sedated(2);
    a.notes = {{"nurse-1", noon, "a \"b\""}, {"nurse-2", later, "awake"}};
    add(noted, sedated(1), alarm::change::onset);
    add(noted, a, alarm::change::noted);
    a.revision = 3;
    a.assigned = alarm::assignment{"nurse-2", "nurse-1", later};
    add(assigned, a, alarm::change::assigned);
    f.append(ward::input{noon, ward::note_alarm{a.id, "nurse-2", "awake", "q1"}}, noted);
    f.append(ward::input{noon, ward::assign_alarm{a.id, "nurse-2", "nurse-1", "q2"}}, assigned);
    f.append(ward::input{noon, ward::assign_sender{"monitor-17", "W1", "4", "nurse-3", "q3"}});
    f.follow(1); // one after the other, so that the alarm is brought up to date
    f.wait_recorded(3);
    const auto line = [&](int seq) {
        return f.ask(
            "SELECT concat_ws('|', ward, bed, stay, by, coalesce(reason, '-'), request, what->>'command', "
            "what->>'alarm') FROM vigil.command WHERE seq = " +
            std::to_string(seq));
    };
    CHECK(line(1) == "W1|3|s1|nurse-2|-|q1|note_alarm|00000000000000cd");
    CHECK(line(2) == "W1|3|s1|nurse-1|-|q2|assign_alarm|00000000000000cd");
    CHECK(line(3) == "W1|4||nurse-3|-|q3|assign_sender");
    const std::string words =
        "SELECT concat_ws('|', assigned_to, assigned_by, assigned_at = '2026-11-22 12:10:00Z', "
        "notes::json->0->>'text', notes::json->1->>'by', notes::json->1->>'at') FROM vigil.";
    CHECK(f.ask(words + "alarm") == R"(nurse-2|nurse-1|t|a "b"|nurse-2|2026-11-22T12:10:00.000Z)");
    CHECK(f.ask(words + "alarm_event WHERE revision = 2") == R"(a "b"|nurse-2|2026-11-22T12:10:00.000Z)");
    CHECK(f.ask("SELECT notes IS NULL AND assigned_to IS NULL FROM vigil.alarm_event WHERE revision = 1") == "t");
}

TEST_CASE("an alarm of a whole ward has neither bed nor stay") {
    followed f{cluster::shared().create_migrated_database()};
    alarm::alarm a = sedated(1);
    a.bed.clear();
    a.stay.clear();
    a.rule = "ward_unwatched";
    wire::Events events;
    add(events, a, alarm::change::onset);
    f.append(ward::input{noon, ward::tick{}}, events);
    f.follow();
    f.wait_recorded(1);
    CHECK(f.ask("SELECT ward || '|' || bed || '|' || stay || '|' || rule FROM vigil.alarm") == "W1|||ward_unwatched");
}

TEST_CASE("a level is in the record under its scale, as the number that stands for it") {
    followed f{cluster::shared().create_migrated_database()};
    report r = ordinary_report(1, noon);
    r.readings = {{metric::poss, validity::valid, unit::score, 0, 1.5, noon}, // S
                  {metric::rass, validity::valid, unit::score, 0, -2, noon}};
    f.append(r);
    f.follow();
    f.wait_recorded(1);
    CHECK(f.ask("SELECT string_agg(metric || ' ' || value || unit, ', ' ORDER BY metric) FROM vigil.observation") ==
          "poss 1.5{score}, rass -2{score}");
    CHECK(f.ask("SELECT sedation IS NULL FROM vigil.reading") == "t");
}

} // namespace vigil::record
