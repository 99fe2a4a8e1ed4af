#include <signal.h>

#include <thread>

#include "tests/unit/server/record/followed.hpp"

namespace vigil::record {
namespace {

bool contains(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a record that is stopped and started again goes on where it was") {
    followed f{cluster::shared().create_migrated_database()};
    for (std::uint64_t round = 1; round <= 4; ++round) {
        f.follow(50);
        f.append_ordinary(500);
        f.wait_recorded(round * 500 - 250);
        f.record.reset(); // in the middle of it
    }
    f.follow();
    f.wait_recorded(2'000);
    f.check_all_recorded_once(2'000);
}

TEST_CASE("a server that dies in the middle costs nothing and repeats nothing") {
    cluster own; // not the one that other tests use
    followed f{own.create_migrated_database()};
    f.follow(100);
    for (std::uint64_t round = 1; round <= 3; ++round) {
        f.append_ordinary(6'000);
        f.wait_recorded(round * 6'000 - 5'000);
        own.stop("immediate");
        f.append_ordinary(1'000 * round); // while it is away
        own.start();
        f.wait_recorded(f.journal->last());
    }
    f.check_all_recorded_once(3 * 6'000 + 6'000);
    CHECK(f.record->now().errors > 0);
    CHECK(f.record->now().connected);
    CHECK(f.record->now().lag_rows == 0);
}

TEST_CASE("a database that is away at the start is caught up with later") {
    cluster own;
    const std::string database = own.create_migrated_database();
    own.stop("fast");
    followed f{database};
    f.append_ordinary(100);
    f.wait_committed();
    f.follow();
    CHECK_FALSE(f.wait_problem().empty());
    const status away = f.record->now();
    CHECK_FALSE(away.connected);
    CHECK(away.recorded == 0);
    CHECK((away.oldest_unrecorded == noon));
    CHECK(away.lag_rows == 100);
    own.start();
    f.wait_recorded(100);
    f.check_all_recorded_once(100);
}

TEST_CASE("a connection that is killed again and again, in the middle of a copy, loses and repeats nothing") {
    followed f{cluster::shared().create_migrated_database()};
    f.follow(200);
    pqxx::connection killer{f.database};
    pqxx::nontransaction t{killer};
    int killed = 0;
    for (std::uint64_t i = 1; i <= 30; ++i) {
        f.append_ordinary(1'000);
        f.wait_recorded(i * 1'000 - 900);
        killed += static_cast<int>(t.exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                                          "application_name = 'vigil record' AND datname = current_database()")
                                       .size());
    }
    f.wait_recorded(30'000);
    f.check_all_recorded_once(30'000);
    CHECK(killed > 10);
}

TEST_CASE("stopping does not wait for a server that hangs") {
    followed f{cluster::shared().create_migrated_database()};
    f.follow(10);
    f.append_ordinary(1);
    f.wait_recorded(1);
    const pid_t backend =
        std::stoi(f.ask("SELECT pid FROM pg_stat_activity WHERE application_name = 'vigil record' "
                        "AND datname = current_database()"));
    REQUIRE(::kill(backend, SIGSTOP) == 0);
    f.append_ordinary(1'000);
    const auto begin = std::chrono::steady_clock::now();
    f.record.reset();
    const auto took = std::chrono::steady_clock::now() - begin;
    ::kill(backend, SIGCONT);
    CHECK(took < std::chrono::seconds{20});
    f.follow();
    f.wait_recorded(1'001);
    f.check_all_recorded_once(1'001);
}

TEST_CASE("a database without our tables is named as such, and followed once it has them") {
    const std::string database = cluster::shared().create_database();
    followed f{database};
    f.append_ordinary(10);
    f.follow();
    CHECK(contains(f.wait_problem(), "run vigil migrate"));
    REQUIRE(migrate(database, VIGIL_SOURCE_DIR "/migrations"));
    f.wait_recorded(10);
    f.check_all_recorded_once(10);
}

TEST_CASE("a journal put back from an older copy is refused, because its numbers were used already") {
    followed f{cluster::shared().create_migrated_database()};
    f.append_ordinary(10);
    f.follow();
    f.wait_recorded(10);
    f.record.reset();
    query(f.database, "UPDATE vigil.journal SET cursor = 25");
    f.append_ordinary(5);
    f.follow();
    CHECK(contains(f.wait_problem(), "holds row 25 of a journal that ends at"));
    CHECK(f.ask("SELECT count(*) FROM vigil.reading") == "10");
    CHECK_FALSE(f.record->now().connected);
}

TEST_CASE("rows that left the journal before they were recorded are reported, and the rest is recorded") {
    followed f{cluster::shared().create_migrated_database()};
    f.journal.reset();
    journal::options o{f.file()};
    o.rows_kept_min = 400;
    auto j = journal::writer::open(o, {[](journal::sequence) {}, [](const std::string&) {}});
    REQUIRE(j);
    f.journal = std::move(*j);
    f.append_ordinary(2'500);
    f.journal->put_snapshot(2'500, "state");
    f.journal->recorded(2'500); // not true
    auto r = journal::reader::open(f.file());
    REQUIRE(r);
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    // 2,100 rows may go; fewer than 1,000 that may are left alone.
    while ((*r)->first() <= 1'101 && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
    const journal::sequence first = (*r)->first(); // where exactly depends on what went into one transaction
    REQUIRE(first > 1'101);
    f.follow();
    f.wait_recorded(2'500);
    CHECK(f.wait_problem() == "rows 1 to " + std::to_string(first - 1) + " left the journal before they were recorded");
    CHECK(f.record->now().missing == first - 1);
    CHECK(f.ask("SELECT count(*) FROM vigil.reading") == std::to_string(2'501 - first));
}

} // namespace vigil::record
