#include "server/record/migrate.hpp"

#include <fstream>
#include <thread>

#include "proto/vitals/metric.hpp"
#include "tests/unit/server/record/cluster.hpp"

namespace vigil::record {
namespace {

class folder {
public:
    folder() {
        std::string name = (std::filesystem::temp_directory_path() / "vigil-migrations-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~folder() { std::filesystem::remove_all(path); }
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;

    void put(const std::string& name, const std::string& sql) { std::ofstream{path / name} << sql; }

    std::filesystem::path path;
};

std::string error(const std::string& database, const folder& f) {
    const auto done = migrate(database, f.path);
    return done ? "" : done.error();
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("the shipped migrations apply to an empty database, and a second time change nothing") {
    const std::string database = cluster::shared().create_database();
    const auto first = migrate(database, VIGIL_SOURCE_DIR "/migrations");
    REQUIRE(first);
    REQUIRE_FALSE(first->applied.empty());
    CHECK(first->applied[0] == "0001_record.sql");
    CHECK(first->version == static_cast<int>(first->applied.size()));
    const auto second = migrate(database, VIGIL_SOURCE_DIR "/migrations");
    REQUIRE(second);
    CHECK(second->applied.empty());
    CHECK(second->version == first->version);
}

TEST_CASE("what was recorded before a migration says the same after it") {
    folder before;
    std::filesystem::copy_file(VIGIL_SOURCE_DIR "/migrations/0001_record.sql", before.path / "0001_record.sql");
    const std::string database = cluster::shared().create_database();
    REQUIRE(migrate(database, before.path));
    query(database, "SELECT vigil.ensure_day('2026-11-22')");
    query(database,
          "INSERT INTO vigil.reading (received_at, seq, sedation, pain, journal, coded, ward, bed, sender, control_id) "
          "VALUES ('2026-11-22 12:00Z', 1, 3, 2, 1, false, 'W1', '3', 'm', '1')");
    for (const char* table : {"alarm_event", "alarm"})
        query(database,
              std::string{"INSERT INTO vigil."} + table +
                  " (journal, seq, item, at, ward_seq, id, revision, ward, bed, stay, rule, kind, priority, "
                  "phase, latching, since, message) VALUES (1, 1, 0, '2026-11-22Z', 1, 'a', 1, 'W1', '3', 's', 'r', "
                  "'technical', 'low', 'onset', false, '2026-11-22Z', 'm')");
    REQUIRE(migrate(database, VIGIL_SOURCE_DIR "/migrations"));
    CHECK(value(database, "SELECT string_agg(metric || ' ' || value, ', ' ORDER BY metric) FROM vigil.observation") ==
          "pain 2, sedation 3");
    CHECK(value(database,
                "SELECT count(*) FROM (SELECT * FROM vigil.alarm_event UNION SELECT * FROM vigil.alarm) a "
                "WHERE change IS NULL") == "1");
}

TEST_CASE("migrators that start at the same time apply each file once") {
    folder f;
    f.put("0001_first.sql", "CREATE TABLE vigil.a (); SELECT pg_sleep(0.05);");
    f.put("0002_second.sql", "CREATE TABLE vigil.b ();");
    const std::string database = cluster::shared().create_database();
    std::array<std::expected<migration_summary, std::string>, 6> results;
    {
        std::vector<std::jthread> all;
        for (auto& r : results) all.emplace_back([&] { r = migrate(database, f.path); });
    }
    std::size_t applied = 0;
    for (const auto& r : results) {
        REQUIRE_MESSAGE(r, r.error());
        applied += r->applied.size();
        CHECK(r->version == 2);
    }
    CHECK(applied == 2);
    CHECK(value(database, "SELECT count(*) FROM vigil.schema_migration") == "2");
}

TEST_CASE("only what is new is applied") {
    folder f;
    f.put("0001_first.sql", "CREATE TABLE vigil.a ();");
    const std::string database = cluster::shared().create_database();
    REQUIRE(migrate(database, f.path));
    f.put("0002_second.sql", "CREATE TABLE vigil.b ();");
    const auto done = migrate(database, f.path);
    REQUIRE(done);
    CHECK(done->applied == std::vector<std::string>{"0002_second.sql"});
}

TEST_CASE("an applied file that was changed is refused by name") {
    folder f;
    f.put("0001_first.sql", "CREATE TABLE vigil.a ();");
    f.put("0002_second.sql", "CREATE TABLE vigil.b ();");
    const std::string database = cluster::shared().create_database();
    REQUIRE(migrate(database, f.path));
    f.put("0002_second.sql", "CREATE TABLE vigil.c ();");
    f.put("0003_third.sql", "CREATE TABLE vigil.d ();");
    CHECK(error(database, f) == "0002_second.sql: was changed after it was applied");
    CHECK(value(database, "SELECT to_regclass('vigil.d') IS NULL") == "t");
}

TEST_CASE("a database newer than the program is refused") {
    folder f;
    f.put("0001_first.sql", "CREATE TABLE vigil.a ();");
    f.put("0002_second.sql", "CREATE TABLE vigil.b ();");
    const std::string database = cluster::shared().create_database();
    REQUIRE(migrate(database, f.path));
    std::filesystem::remove(f.path / "0002_second.sql");
    CHECK(contains(error(database, f), "the database is newer (version 2) than this program (version 1)"));
}

TEST_CASE("a file that fails leaves nothing behind, and is applied once it is right") {
    folder f;
    f.put("0001_first.sql", "CREATE TABLE vigil.a ();");
    f.put("0002_second.sql", "CREATE TABLE vigil.b (); SELECT 1/0;");
    const std::string database = cluster::shared().create_database();
    const std::string why = error(database, f);
    CHECK(contains(why, "0002_second.sql: "));
    CHECK(contains(why, "division by zero"));
    CHECK(value(database, "SELECT to_regclass('vigil.a') IS NOT NULL AND to_regclass('vigil.b') IS NULL") == "t");
    f.put("0002_second.sql", "CREATE TABLE vigil.b ();");
    CHECK(migrate(database, f.path)->applied == std::vector<std::string>{"0002_second.sql"});
}

TEST_CASE("gaps, repeated numbers and odd names are refused before anything is applied") {
    const std::string database = cluster::shared().create_database();
    folder gap;
    gap.put("0001_first.sql", "CREATE TABLE vigil.a ();");
    gap.put("0003_third.sql", "CREATE TABLE vigil.c ();");
    CHECK(contains(error(database, gap), "0003_third.sql: expected number 0002"));
    folder twice;
    twice.put("0001_first.sql", "CREATE TABLE vigil.a ();");
    twice.put("0001_other.sql", "CREATE TABLE vigil.b ();");
    CHECK(contains(error(database, twice), "expected number 0002"));
    for (const char* name : {"first.sql", "1_first.sql", "0000_zero.sql", "0001.sql", "00a1_x.sql", "-001_x.sql"}) {
        folder odd;
        odd.put(name, "SELECT 1");
        CHECK_MESSAGE(contains(error(database, odd), "a migration is named NNNN_name.sql"), name);
    }
    folder none;
    CHECK(contains(error(database, none), "holds no migrations"));
    CHECK(value(database, "SELECT to_regnamespace('vigil') IS NULL") == "t");
}

TEST_CASE("a folder that is not there and a database that is away are errors") {
    CHECK_FALSE(migrate(cluster::shared().create_database(), "/nonexistent"));
    CHECK_FALSE(migrate("host=127.0.0.1 port=1 dbname=none", VIGIL_SOURCE_DIR "/migrations"));
}

TEST_CASE("the table of metrics in the migrations agrees with the program's") {
    const std::string database = cluster::shared().create_migrated_database();
    const pqxx::result rows = query(database, "SELECT name, label, unit FROM vigil.metric");
    CHECK(rows.size() == metric_count);
    for (const pqxx::row& row : rows) {
        const auto m = metric_from_name(row[0].as<std::string>());
        REQUIRE(m);
        CHECK(row[1].as<std::string>() == info(*m).label);
        CHECK(row[2].as<std::string>() == name(info(*m).canonical));
    }
}

} // namespace vigil::record
