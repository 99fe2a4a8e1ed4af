#include "server/record/days.hpp"

#include "server/record/quarantine.hpp"
#include "tests/unit/server/record/followed.hpp"

namespace vigil::record {
namespace {

using namespace std::chrono_literals;

constexpr const char* days =
    "SELECT coalesce(string_agg(substr(c.relname, 9), ' ' ORDER BY c.relname), '') FROM pg_inherits i "
    "JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'vigil.reading'::regclass";

std::chrono::sys_days today() {
    return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
}

instant noon_of(std::chrono::sys_days day) {
    return instant{day.time_since_epoch() + 12h};
}

std::optional<std::chrono::sys_days> delete_oldest(const std::string& database, std::size_t keep_days,
                                                   std::chrono::sys_days now) {
    pqxx::connection c{database};
    pqxx::work t{c};
    const auto gone = delete_oldest_day(t, keep_days, now);
    t.commit();
    return gone;
}

} // namespace

TEST_CASE("the days that come next are made before anything is received") {
    followed f{cluster::shared().create_migrated_database()};
    f.append(ward::input{noon, ward::tick{}});
    f.follow();
    f.wait_recorded(1);
    CHECK(f.ask("SELECT count(*) FROM generate_series(0, 3) n WHERE to_regclass('vigil.reading_' || to_char((now() AT "
                "TIME ZONE 'UTC')::date + n, 'YYYYMMDD')) IS NOT NULL") == "4");
}

TEST_CASE("a day is made while somebody reads the record for hours") {
    followed f{cluster::shared().create_migrated_database()};
    f.append(ordinary_report(1, noon));
    f.follow();
    f.wait_recorded(1);
    pqxx::connection dump{f.database};
    pqxx::work reading{dump};
    reading.exec("SELECT count(*) FROM vigil.reading"); // and keeps its locks
    f.append(ordinary_report(2, noon), noon + 24h * 30);
    f.wait_recorded(2);
    CHECK(f.ask("SELECT count(*) FROM vigil.reading_20261222") == "1");
    CHECK(f.ask("SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relname = "
                "'reading_20261222'") ==
          f.ask("SELECT count(*) FROM pg_index WHERE indrelid = 'vigil.reading'::regclass"));
}

TEST_CASE("days older than readings are kept go, one at a time, and their minutes stay") {
    followed f{cluster::shared().create_migrated_database()};
    const auto now = today();
    for (const int ago : {10, 9, 3, 2, 0}) f.append(ordinary_report(1, noon), noon_of(now - std::chrono::days{ago}));
    f.follow();
    f.wait_recorded(5);
    f.record.reset();
    const auto minutes_before = f.ask("SELECT count(*) FROM vigil.minute");
    const auto delete_next = [&] { return delete_oldest(f.database, 3, now); };
    CHECK((delete_next() == now - std::chrono::days{10}));
    CHECK((delete_next() == now - std::chrono::days{9}));
    CHECK((delete_next() == now - std::chrono::days{8})); // made ahead
    CHECK_FALSE(delete_next());                           // three days ago is kept
    CHECK(f.ask("SELECT count(*) FROM vigil.reading") == "3");
    CHECK(f.ask("SELECT count(*) FROM vigil.minute") == minutes_before);
}

TEST_CASE("no single clock that jumps empties the record") {
    followed f{cluster::shared().create_migrated_database()};
    const auto now = today();
    f.append(ordinary_report(1, noon), noon_of(now));
    f.follow();
    f.wait_recorded(1);
    CHECK_FALSE(delete_oldest(f.database, 3, now + std::chrono::days{1'000})); // of the program
    f.record.reset();
    followed quiet{cluster::shared().create_migrated_database()};
    quiet.append(ordinary_report(1, noon), noon_of(now - std::chrono::days{100})); // nothing came since
    quiet.follow();
    quiet.wait_recorded(1);
    CHECK_FALSE(delete_oldest(quiet.database, 3, now));
}

TEST_CASE("a day that was deleted does not come back half") {
    followed f{cluster::shared().create_migrated_database()};
    const auto now = today();
    f.append(ordinary_report(1, noon), noon_of(now - std::chrono::days{10}));
    f.append(ordinary_report(2, noon), noon_of(now));
    f.follow();
    f.wait_recorded(2);
    REQUIRE(delete_oldest(f.database, 5, now));
    const std::string left = f.ask(days);
    f.append(ordinary_report(3, noon), noon_of(now - std::chrono::days{10})); // the connection knows the day as made
    f.append(ordinary_report(4, noon), noon_of(now));
    f.wait_recorded(4);
    CHECK(f.wait_note() == "left out 1 messages that are older than readings are kept");
    CHECK(f.record->now().expired == 1);
    CHECK(f.ask(days) == left);
    CHECK(f.ask("SELECT string_agg(control_id, ' ') FROM vigil.reading") == "2 4");
}

TEST_CASE("a message of a day that was deleted is read again, and not recorded") {
    followed f{cluster::shared().create_migrated_database()};
    ward::message_quarantined unread;
    unread.raw = "abc";
    unread.size = 3;
    f.append(ward::input{noon - 24h * 200, unread});
    f.follow();
    f.wait_recorded(1);
    query(f.database, "UPDATE vigil.reading_kept SET from_day = '2026-05-07'");
    decoded_again now;
    now.content = ordinary_report(4, noon);
    const auto result = quarantine{f.database}.rerun(1, [&](const quarantined&) { return now; });
    CHECK(result.value_or("") ==
          "nothing recorded: it came on a day of which readings are no longer kept (record.keep_days)");
    CHECK(f.ask("SELECT to_regclass('vigil.reading_20260506') IS NULL") == "t");
}

TEST_CASE("a day that somebody reads is deleted later, and nobody waits for it") {
    followed f{cluster::shared().create_migrated_database()};
    const auto now = today();
    f.append(ordinary_report(1, noon), noon_of(now - std::chrono::days{10}));
    f.append(ordinary_report(2, noon), noon_of(now));
    f.follow();
    f.wait_recorded(2);
    pqxx::connection dump{f.database};
    pqxx::work reading{dump};
    reading.exec("SELECT count(*) FROM vigil.reading");
    f.record.reset();
    f.follow(2'000, 0, 5); // deletes at once, and cannot
    f.append(ordinary_report(3, noon), noon_of(now));
    f.wait_recorded(3);
    CHECK(f.wait_problem().find("lock timeout") != std::string::npos);
    CHECK(f.ask("SELECT count(*) FROM vigil.reading") == "3");
}

TEST_CASE("what is no longer kept is deleted by the record itself, which says so") {
    followed f{cluster::shared().create_migrated_database()};
    const auto now = today();
    f.append(ordinary_report(1, noon), noon_of(now - std::chrono::days{10}));
    f.append(ordinary_report(2, noon), noon_of(now));
    f.follow();
    f.wait_recorded(2);
    f.record.reset();
    f.follow(2'000, 0, 5);
    CHECK(f.wait_note().starts_with("deleted the readings of "));
    CHECK(f.ask("SELECT count(*) FROM vigil.reading") == "1");
}

} // namespace vigil::record
