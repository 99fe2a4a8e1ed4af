#include "server/record/queries.hpp"

#include <atomic>
#include <chrono>
#include <future>

#include "tests/unit/server/record/cluster.hpp"

namespace vigil::record {
namespace {

using asked = std::optional<query_failure>;

/// What became of one question; fails if nothing did.
asked ask(queries& q, queries::question what) {
    auto done = std::make_shared<std::promise<asked>>();
    auto answer = done->get_future();
    REQUIRE(q.ask(std::move(what), [done](asked why) { done->set_value(why); }));
    REQUIRE(answer.wait_for(std::chrono::seconds{60}) == std::future_status::ready);
    return answer.get();
}

void nothing(pqxx::transaction_base& t) {
    t.exec("SELECT 1");
}

} // namespace

TEST_CASE("a question is put to the database and answered") {
    queries q{cluster::shared().create_database()};
    int found = 0;
    CHECK_FALSE(ask(q, [&](pqxx::transaction_base& t) { found = t.exec1("SELECT 42")[0].as<int>(); }));
    CHECK(found == 42);
}

TEST_CASE("a question that the database refuses fails alone, and nothing can be changed") {
    queries q{cluster::shared().create_database()};
    CHECK(ask(q, [](pqxx::transaction_base& t) { t.exec("SELECT * FROM nowhere"); }) == query_failure::refused);
    CHECK(ask(q, [](pqxx::transaction_base& t) { t.exec("CREATE TABLE a ()"); }) == query_failure::refused);
    CHECK_FALSE(ask(q, nothing));
}

TEST_CASE("a question that takes too long is ended") {
    queries q{cluster::shared().create_database()};
    CHECK(ask(q, [](pqxx::transaction_base& t) { t.exec("SET statement_timeout = '10ms'; SELECT pg_sleep(60)"); }) ==
          query_failure::too_costly);
    CHECK_FALSE(ask(q, nothing));
}

TEST_CASE("a database that is away is said to be away, and found again when it is back") {
    cluster own;
    queries q{own.create_database()};
    CHECK_FALSE(ask(q, nothing));
    own.stop("immediate");
    CHECK(ask(q, nothing) == query_failure::away);
    own.start();
    CHECK_FALSE(ask(q, nothing));
    own.stop("fast");
    own.start();
    CHECK_FALSE(ask(q, nothing)); // over a connection that broke while nobody asked
}

TEST_CASE("questions wait up to a bound, each is answered once, and those that still wait at the end are told") {
    std::promise<void> begun, go;
    std::atomic<std::size_t> told = 0;
    {
        queries q{cluster::shared().create_database()};
        REQUIRE(q.ask(
            [&](pqxx::transaction_base&) {
                begun.set_value();
                go.get_future().wait();
            },
            [](asked) {}));
        begun.get_future().wait();
        for (std::size_t i = 0; i < queries_waiting_max; ++i) REQUIRE(q.ask(nothing, [&](asked) { ++told; }));
        CHECK_FALSE(q.ask(nothing, [](asked) { FAIL("was refused"); }));
        CHECK(told == 0);
        go.set_value();
    }
    CHECK(told == queries_waiting_max);
}

TEST_CASE("the end of the program waits for no database") {
    const auto begun = std::make_shared<std::promise<void>>();
    asked last;
    const auto before = std::chrono::steady_clock::now();
    {
        queries q{cluster::shared().create_database()};
        REQUIRE(q.ask(
            [begun](pqxx::transaction_base& t) {
                begun->set_value();
                t.exec("SELECT pg_sleep(9)");
            },
            [&](asked why) { last = why; }));
        begun->get_future().wait();
    }
    CHECK(last);
    CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds{8});
}

} // namespace vigil::record
