// Several journals of one record: a server that takes over, copies that go on, copies that must not.
#include "server/journal/copy.hpp"
#include "tests/unit/server/record/followed.hpp"

namespace vigil::record {
namespace {

using namespace std::chrono_literals;

/// As a monitor sends it, with the key of its content.
void take(followed& server, std::uint64_t n, bool dated, instant at, std::uint64_t key) {
    report r = ordinary_report(n, at);
    if (dated) r.reported_at = noon;
    std::string bytes;
    ward::encode(ward::input{at, ward::readings_received{r}}, bytes);
    server.journal->append(at, key, bytes, "");
}

/// Makes `f`'s journal this file, as somebody who restores it does.
void put_in_place(followed& f, const std::filesystem::path& copy) {
    f.record.reset();
    f.journal.reset();
    for (const char* more : {"-wal", "-shm"}) std::filesystem::remove(f.file().string() + more);
    std::filesystem::copy_file(copy, f.file(), std::filesystem::copy_options::overwrite_existing);
    f.open_journal();
}

std::filesystem::path copied(const followed& f, const char* name) {
    const auto to = f.directory / name;
    const auto done = journal::copy(f.file(), to);
    if (!done) FAIL(done.error());
    return to;
}

} // namespace

TEST_CASE("a message that two servers took is in the record once") {
    const std::string database = cluster::shared().create_migrated_database();
    followed a{database}, b{database};
    for (const bool dated : {true, false}) {
        const std::uint64_t first = dated ? 10 : 20;
        take(a, first, dated, noon, first);
        take(a, first + 1, dated, noon, first + 1);
        take(b, first + 1, dated, noon + 2min, first + 1); // the same, sent again to who took over
        take(b, first + 2, dated, noon + 2min, first + 2);
    }
    b.follow(); // the other one's journal is found later
    b.wait_recorded(4);
    a.follow();
    a.wait_recorded(4);
    CHECK(a.ask("SELECT string_agg(control_id, ' ' ORDER BY control_id) FROM vigil.reading") == "10 11 12 20 21 22");
    CHECK(a.record->now().repeated == 2);
    CHECK(a.wait_note() == "left out 2 messages that another journal had recorded");
    CHECK(a.ask("SELECT sum(n) FROM (SELECT sum(count) n FROM vigil.minute WHERE metric = 'spo2' UNION ALL SELECT "
                "count(*) FROM vigil.journal j JOIN vigil.trend_value v ON v.journal = j.id AND v.seq > j.rolled WHERE "
                "metric = 'spo2') s") == "6");
}

TEST_CASE("equal messages of other beds, of other times and without a key are different messages") {
    const std::string database = cluster::shared().create_migrated_database();
    followed a{database}, b{database};
    take(a, 1, true, noon, 7);
    take(b, 2, true, noon, 7);       // another bed
    take(b, 1, true, noon + 48h, 7); // days later
    take(a, 8, false, noon, 8);
    take(b, 8, false, noon + 20min, 8); // no time of its own, and longer ago than a sender repeats
    take(a, 3, true, noon, 0);
    take(b, 3, true, noon, 0);
    a.follow();
    a.wait_recorded(3);
    b.follow();
    b.wait_recorded(4);
    CHECK(a.ask("SELECT count(*) FROM vigil.reading") == "7");
}

TEST_CASE("connections that come and go use up no numbers of journals") {
    const std::string database = cluster::shared().create_migrated_database();
    followed a{database}, b{database};
    a.append_ordinary(1);
    for (int i = 0; i < 3; ++i) {
        a.follow();
        a.wait_recorded(1);
        a.record.reset();
    }
    b.append_ordinary(1);
    b.follow();
    b.wait_recorded(1);
    CHECK(b.ask("SELECT max(id) FROM vigil.journal") == "2");
}

TEST_CASE("a copy that is older than the record goes on, and nothing is recorded twice") {
    followed f{cluster::shared().create_migrated_database()};
    f.append_ordinary(10);
    f.wait_committed();
    const auto copy = copied(f, "copy.db");
    f.append_ordinary(5);
    f.follow();
    f.wait_recorded(15);
    put_in_place(f, copy);
    f.append(ordinary_report(101, noon));
    f.follow();
    f.wait_recorded(11);
    CHECK(f.ask("SELECT count(*) FROM vigil.reading") == "16");
    CHECK(f.ask("SELECT string_agg(seq::text, ' ') FROM vigil.reading WHERE control_id = '101'") == "11");
    CHECK(f.ask("SELECT string_agg(cursor::text, ' ' ORDER BY id) FROM vigil.journal") == "15 11");
}

TEST_CASE("a copy that is newer than the record goes on where the record ends") {
    followed f{cluster::shared().create_migrated_database()};
    f.append_ordinary(10);
    f.follow();
    f.wait_recorded(10);
    f.record.reset();
    f.append_ordinary(5);
    f.wait_committed();
    put_in_place(f, copied(f, "copy.db"));
    f.append_ordinary(1);
    f.follow();
    f.wait_recorded(16);
    CHECK(f.ask("SELECT count(DISTINCT control_id) || ' ' || count(*) FROM vigil.reading") == "16 16");
}

TEST_CASE("a copy has an identity and epochs of its own, all rows, and replaces no file") {
    followed f{cluster::shared().create_migrated_database()};
    f.append_ordinary(10);
    f.wait_committed();
    const auto copy = copied(f, "copy.db");
    const auto again = journal::copy(f.file(), copy);
    REQUIRE_FALSE(again);
    CHECK(again.error().ends_with("copy.db is there already"));
    auto original = journal::reader::open(f.file());
    auto made = journal::reader::open(copy);
    REQUIRE(made);
    CHECK((*made)->last() == 10);
    CHECK((*made)->identity() != (*original)->identity());
    CHECK((*made)->copy_of()->identity == (*original)->identity());
    CHECK((*made)->copy_of()->upto == 10);
    CHECK_FALSE((*original)->copy_of());
    const auto epoch = f.journal->epoch();
    made->reset();
    original->reset();
    put_in_place(f, copy);
    CHECK(f.journal->epoch() > epoch + 100'000);
    CHECK((std::filesystem::status(copy).permissions() & std::filesystem::perms::others_all) ==
          std::filesystem::perms::none);
}

TEST_CASE("an older copy made by other means is refused, also once it is as long as the journal was") {
    followed f{cluster::shared().create_migrated_database()};
    f.append_ordinary(10);
    f.wait_committed();
    f.journal.reset();
    const auto copy = f.directory / "cp.db";
    std::filesystem::copy_file(f.file(), copy);
    f.open_journal();
    f.append_ordinary(5);
    f.follow();
    f.wait_recorded(15);
    put_in_place(f, copy);
    f.follow();
    const std::string shorter = f.wait_problem();
    CHECK(shorter.starts_with("the record holds row 15 of a journal that ends at 10: the journal is an older copy"));
    CHECK(shorter.find("put in its place a copy made by vigil journal copy; or move it away") != std::string::npos);
    f.record.reset();
    for (std::uint64_t n = 101; n <= 110; ++n) f.append(ordinary_report(n, noon));
    f.wait_committed();
    f.forget_problems();
    f.follow();
    CHECK(f.wait_problem().starts_with("the record holds another row 15 than this journal: the journal is an older"));
    CHECK(f.ask("SELECT count(*) FROM vigil.reading") == "15");
    CHECK_FALSE(f.record->now().connected);
}

} // namespace vigil::record
