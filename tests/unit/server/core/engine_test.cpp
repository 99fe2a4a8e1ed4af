#include <sqlite3.h>

#include "tests/unit/server/core/running_engine.hpp"

namespace vigil::core {
namespace {

/// So that the next commit fails.
void break_journal(const std::filesystem::path& file) {
    sqlite3* db = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &db) == SQLITE_OK);
    sqlite3_busy_timeout(db, 60'000);
    REQUIRE(sqlite3_exec(db, "DROP TABLE input", nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(db);
}

} // namespace

TEST_CASE("an answer is released when its row is on disk and the engine has been told, not before") {
    running_engine r;
    const receipt first = r.send(80, 1);
    const receipt second = r.send(81, 2);
    CHECK_FALSE(first.duplicate);
    CHECK(second.row == first.row + 1);
    const auto a = std::make_shared<listener>();
    const auto b = std::make_shared<listener>();
    r.engine->when_committed(first.row, a);
    r.engine->when_committed(second.row, b);
    r.wait_for_disk(second.row);
    CHECK(a->calls == 0);
    r.engine->committed(first.row);
    CHECK(a->calls == 1);
    CHECK(a->committed == first.row);
    CHECK(b->calls == 0);
    r.engine->committed(second.row);
    CHECK(b->calls == 1);
    r.engine->committed(second.row);
    CHECK(b->calls == 1);
    const auto late = std::make_shared<listener>();
    r.engine->when_committed(first.row, late);
    CHECK(late->calls == 1);
    CHECK(r.engine->committed_upto() == second.row);
}

TEST_CASE("a message sent again is not evaluated again, and waits for the row in which it stands") {
    running_engine r;
    const receipt first = r.send(140, 1);
    const receipt second = r.send(80, 2);
    CHECK(r.engine->wards().alarms().empty());
    const receipt again = r.send(140, 1);
    CHECK(again.duplicate);
    CHECK(again.row == first.row);
    CHECK(r.engine->wards().alarms().empty());
    CHECK(r.log->last() == second.row);
    const auto of_second = std::make_shared<listener>();
    const auto of_again = std::make_shared<listener>();
    r.engine->when_committed(second.row, of_second);
    r.engine->when_committed(again.row, of_again);
    r.wait_for_disk(second.row);
    r.engine->committed(first.row);
    CHECK(of_again->calls == 1);
    CHECK(of_second->calls == 0);
}

TEST_CASE("an alarm is told to the dashboards before anything is on disk") {
    running_engine r;
    int woken = 0;
    r.send(80, 1);
    const auto s = r.engine->hub().subscribe("W1", {}, r.time.now(), [&] { ++woken; });
    r.engine->hub().next_frame(*s, r.time.now());
    r.engine->flush_vitals();
    r.engine->hub().next_frame(*s, r.time.now());
    woken = 0;
    const receipt taken = r.send(140, 2);
    CHECK(r.engine->committed_upto() < taken.row);
    CHECK(woken == 1);
    CHECK(r.engine->hub().next_frame(*s, r.time.now())->contains("\"phase\":\"onset\""));
}

TEST_CASE("an alarm is told to some at once, to the others in further turns, and each turn asks for the next one") {
    int asked = 0;
    running_engine r{{.feed = {.turn_subscribers_max = 2}, .another_turn = [&] { ++asked; }}};
    r.send(80, 1);
    std::vector<std::shared_ptr<feed::subscriber>> all;
    int woken = 0;
    for (int i = 0; i < 5; ++i) {
        all.push_back(r.engine->hub().subscribe("W1", {}, r.time.now(), [&] { ++woken; }));
        r.engine->hub().next_frame(*all.back(), r.time.now());
    }
    while (r.engine->hub().has_ready()) r.engine->serve_dashboards();
    r.engine->serve_dashboards(); // the one that was asked for last
    woken = asked = 0;
    r.send(140, 2);
    CHECK(woken == 2);
    CHECK(asked == 1);
    r.send(80, 3);
    CHECK(woken == 2); // what follows in the same turn is joined
    CHECK(asked == 1);
    r.engine->serve_dashboards();
    CHECK(woken == 4);
    CHECK(asked == 2);
    for (int turns = 0; r.engine->hub().has_ready() && turns < 10; ++turns) r.engine->serve_dashboards();
    CHECK_FALSE(r.engine->hub().has_ready());
}

TEST_CASE("rows hold the input, its key and the events that it caused, and replaying them gives the same events") {
    running_engine r;
    r.send(140, 11);
    r.send(80, 12);
    const auto rows = r.rows();
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].key == 0);
    CHECK(rows[1].key == 11);
    CHECK(rows[2].key == 12);
    ward::fold again;
    ward::input in;
    std::string events;
    for (const journal::row& row : rows) {
        REQUIRE(ward::decode(row.input, in));
        CHECK(in.at == row.at);
        encode(again.apply(in), again, events);
        CHECK(events == row.events);
    }
    CHECK(again.snapshot() == r.engine->wards().snapshot());
}

TEST_CASE("time that brings nothing about makes no row") {
    running_engine r;
    r.send(80, 1);
    const journal::sequence before = r.log->last();
    for (int i = 0; i < 100; ++i) r.engine->tick();
    CHECK(r.log->last() == before);
}

TEST_CASE("taking note needs an active alarm; said twice it makes one row") {
    running_engine r;
    CHECK_FALSE(r.engine->acknowledge(alarm::alarm_id{77}, "nurse", "1"));
    CHECK_FALSE(r.engine->shown(alarm::alarm_id{77}, "wall"));
    r.send(140, 1);
    const auto id = r.engine->wards().alarms().begin()->first;
    const auto row = r.engine->acknowledge(id, "nurse", "1");
    REQUIRE(row);
    CHECK(*row == r.log->last());
    const auto again = r.engine->acknowledge(id, "other", "2");
    REQUIRE(again);
    CHECK(*again >= *row);
    CHECK(r.log->last() == *row);
    CHECK(r.engine->wards().find_alarm(id)->acknowledged->by == "nurse");
    const auto painted = r.engine->shown(id, "wall");
    REQUIRE(painted);
    CHECK(r.engine->shown(id, "other") == painted);
    CHECK(r.log->last() == *painted);
}

TEST_CASE("a failed journal is told to everybody who waits and who will wait; alarms go on") {
    running_engine r;
    r.send(80, 1);
    r.commit(r.log->last());
    break_journal(r.file());
    const receipt lost = r.send(81, 2);
    const auto waiting = std::make_shared<listener>();
    r.engine->when_committed(lost.row, waiting);
    r.wait_for_failure();
    r.engine->journal_failed();
    CHECK(waiting->failed);
    CHECK(waiting->calls == 1);
    CHECK(r.engine->failed());
    const auto later = std::make_shared<listener>();
    r.engine->when_committed(lost.row, later);
    CHECK(later->failed);
    r.send(140, 3);
    CHECK(r.engine->wards().alarms().size() == 2); // the other one says that the journal fails
    r.engine->every_second();
}

TEST_CASE("the state is journaled as a snapshot of the last row, and only when something has happened since") {
    running_engine r;
    r.send(140, 1);
    r.engine->snapshot();
    const journal::sequence at = r.log->last();
    r.send(141, 2);
    r.commit(r.log->last());
    auto log = journal::reader::open(r.file());
    REQUIRE(log);
    const auto kept = (*log)->latest_snapshot();
    REQUIRE(kept);
    CHECK(kept->upto == at);
    const auto restored = ward::fold::restore(kept->state);
    REQUIRE(restored);
    CHECK(restored->alarms().size() == 1);
}

TEST_CASE("a decision for a patient ends when it was said to, is refused with its reason, and counts once") {
    running_engine r;
    r.send(80, 1);
    const std::string stay = r.engine->wards().beds().front().stay;
    ward::patient_command pause{.ward = "W1", .bed = "3", .stay = stay, .by = "nurse-1", .reason = "suction"};
    pause.request = "p1";
    pause.what = ward::pause_alarm{"tachycardia", {}};
    const auto row = r.engine->decide(pause, milliseconds{60'000});
    REQUIRE(row);
    CHECK(*row == r.log->last());
    const ward::bed& bed = r.engine->wards().beds().front();
    REQUIRE(bed.pauses.size() == 1);
    CHECK(bed.pauses.front().what.until == r.engine->wards().now() + milliseconds{60'000});
    CHECK(r.engine->decide(pause, milliseconds{60'000}) == row);
    CHECK(r.log->last() == *row);

    pause.request = "p2";
    pause.stay = "another";
    const auto refused = r.engine->decide(pause, milliseconds{60'000});
    REQUIRE_FALSE(refused);
    CHECK(refused.error() == "another patient lies in this bed now");
    CHECK(r.log->last() == *row);

    pause.stay = stay;
    REQUIRE(r.engine->decide(pause, milliseconds{0}));
    CHECK(r.engine->wards().beds().front().pauses.empty());
}

TEST_CASE("what is said about an alarm counts once, also when it is said again after the alarm is over") {
    running_engine r;
    r.send(140, 1);
    const auto id = r.engine->wards().alarms().begin()->first;
    const ward::note_alarm note{id, "nurse-1", "walking", "n1"};
    const auto row = r.engine->note(note);
    REQUIRE(row);
    CHECK(r.engine->note(note) == row);
    CHECK(r.engine->wards().find_alarm(id)->notes.size() == 1);
    REQUIRE(r.engine->note({id, "nurse-1", "walking", "n2"}));
    CHECK(r.engine->wards().find_alarm(id)->notes.size() == 2);
    REQUIRE(r.engine->assign(ward::assign_alarm{id, "nurse-2", "nurse-1", "s1"}));
    CHECK(r.engine->wards().find_alarm(id)->assigned->to == "nurse-2");
    r.send(80, 2);
    REQUIRE_FALSE(r.engine->wards().find_alarm(id));
    const journal::sequence last = r.log->last();
    CHECK(r.engine->note(note) == row);
    CHECK(r.engine->note({id, "nurse-1", "walking", "n3"}).error() == "no such alarm is active");
    CHECK(r.log->last() == last);
}

TEST_CASE("a sender is given a bed once, in a row of the journal") {
    running_engine r;
    report heard;
    heard.sender = "monitor-17";
    heard.ward = ward::unassigned_ward;
    heard.bed = "monitor-17";
    heard.readings = {{.what = metric::heart_rate, .value = 80, .measured_at = r.time.now()}};
    r.engine->receive(heard, 1, std::chrono::steady_clock::now());
    const ward::assign_sender given{"monitor-17", "W1", "3", "nurse-1", "q1"};
    const auto row = r.engine->assign(given);
    REQUIRE(row);
    CHECK(*row == r.log->last());
    CHECK(r.engine->assign(given) == row);
    CHECK(r.log->last() == *row);
    CHECK(r.engine->wards().senders().at("monitor-17").bed == "3");
    CHECK_FALSE(r.engine->assign(ward::assign_sender{"monitor-71", "W1", "3", "nurse-1", "q2"}));
}

TEST_CASE("a station is told to the wards when it changes, and its sound can be paused for a while") {
    running_engine r;
    r.send(80, 1);
    const int session = 0, other = 0;
    const journal::sequence before = r.log->last();
    CHECK_FALSE(r.engine->pause_audio({"W1", "wall", "nurse-1", "a1", {}}, milliseconds{60'000}));
    REQUIRE(r.engine->station(&session, {"W1", "wall", true, true, true}));
    CHECK(r.log->last() == before + 1);
    REQUIRE(r.engine->station(&other, {"W1", "wall", true, true, true}));
    CHECK(r.log->last() == before + 1);
    REQUIRE(r.engine->pause_audio({"W1", "wall", "nurse-1", "a2", {}}, milliseconds{60'000}));
    const auto& stations = r.engine->wards().wards().front().stations;
    REQUIRE(stations.size() == 1);
    CHECK(stations.front().audio_paused_until == r.engine->wards().now() + milliseconds{60'000});
    r.engine->station_left(&session);
    CHECK(stations.size() == 1);
    r.engine->station_left(&other);
    CHECK(stations.empty());
}

TEST_CASE("a record that is away is told once, and so is its return") {
    running_engine r;
    const journal::sequence before = r.log->last();
    r.engine->service(ward::service_changed::which::record, true);
    CHECK(r.log->last() == before);
    r.engine->service(ward::service_changed::which::record, false);
    r.engine->service(ward::service_changed::which::record, false);
    CHECK(r.log->last() == before + 1);
    r.engine->service(ward::service_changed::which::record, true);
    CHECK(r.log->last() == before + 2);
}

TEST_CASE("a journal that fails is an alarm of every ward, although it cannot be stored") {
    running_engine r;
    r.send(80, 1);
    r.engine->journal_failed();
    const auto& alarms = r.engine->wards().alarms();
    REQUIRE(alarms.size() == 1);
    CHECK(alarms.begin()->second.rule == "journal_failing");
    CHECK(alarms.begin()->second.bed.empty());
}

} // namespace vigil::core
