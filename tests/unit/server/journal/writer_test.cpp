#include <atomic>
#include <future>
#include <thread>

#include "tests/unit/server/journal/on_disk.hpp"

namespace vigil::journal {
namespace {

using namespace std::string_literals;

const instant noon = from_epoch_ms(1'700'000'000'000);

} // namespace

TEST_CASE("a row comes back as it was appended, with bytes of every value") {
    temporary_directory d;
    witness w;
    auto j = opened({d.file()}, w);
    CHECK(j->append(noon, 0xffff'ffff'ffff'fffe, "in\0put\xff"s, "ev\0ents"s) == 1);
    CHECK(j->append(noon + milliseconds{1}, 0, "", "") == 2);
    REQUIRE(w.wait_committed(2));
    const auto rows = all_rows(*reading(d.file()));
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].number == 1);
    CHECK(rows[0].at == noon);
    CHECK(rows[0].key == 0xffff'ffff'ffff'fffe);
    CHECK(rows[0].input == "in\0put\xff"s);
    CHECK(rows[0].events == "ev\0ents"s);
    CHECK(rows[1].number == 2);
    CHECK(rows[1].input.empty());
    CHECK(rows[1].events.empty());
}

TEST_CASE("numbers are reported committed in order, and only once they can be read back") {
    temporary_directory d;
    witness w;
    std::unique_ptr<reader> r;
    std::atomic<int> not_readable = 0;
    callbacks c = w.listen();
    std::promise<void> reader_ready;
    std::shared_future<void> ready = reader_ready.get_future().share();
    c.committed = [&, heard = c.committed](sequence n) {
        ready.wait();
        if (r->last() < n) ++not_readable;
        heard(n);
    };
    auto j = writer::open({d.file()}, c);
    REQUIRE(j);
    r = reading(d.file());
    reader_ready.set_value();
    for (int i = 0; i < 5'000; ++i) (*j)->append(noon, 1, "body", "");
    REQUIRE(w.wait_committed(5'000));
    CHECK(not_readable == 0);
    const auto committed = w.committed();
    CHECK(std::is_sorted(committed.begin(), committed.end()));
    CHECK(std::adjacent_find(committed.begin(), committed.end()) == committed.end());
    CHECK(committed.back() == 5'000);
}

TEST_CASE("what queues during a commit goes to disk in the next one, all together") {
    temporary_directory d;
    witness w;
    std::promise<void> first_seen, go_on;
    std::future<void> may_go_on = go_on.get_future();
    callbacks c = w.listen();
    c.committed = [&, heard = c.committed](sequence n) {
        if (n == 1) {
            first_seen.set_value();
            may_go_on.wait();
        }
        heard(n);
    };
    auto j = writer::open({d.file()}, c);
    REQUIRE(j);
    (*j)->append(noon, 0, "first", "");
    first_seen.get_future().wait();
    for (int i = 0; i < 999; ++i) (*j)->append(noon, 0, "later", "");
    go_on.set_value();
    REQUIRE(w.wait_committed(1'000));
    CHECK(w.committed() == std::vector<sequence>{1, 1'000});
}

TEST_CASE("numbers go on without a gap after reopening, and the epoch grows by one each time") {
    temporary_directory d;
    std::string identity;
    for (std::uint64_t opening = 1; opening <= 4; ++opening) {
        witness w;
        auto j = opened({d.file()}, w);
        CHECK(j->epoch() == opening);
        if (opening == 1) identity = j->identity();
        CHECK(j->identity() == identity);
        CHECK(j->last() == (opening - 1) * 10);
        for (int i = 0; i < 10; ++i) j->append(noon, 0, "x", "");
    }
    auto r = reading(d.file());
    CHECK(identity.size() == 36);
    CHECK(r->identity() == identity);
    const auto rows = all_rows(*r);
    REQUIRE(rows.size() == 40);
    for (std::size_t i = 0; i < rows.size(); ++i) CHECK(rows[i].number == i + 1);
}

TEST_CASE("two journals never share an identity") {
    temporary_directory a, b;
    witness w;
    CHECK(opened({a.file()}, w)->identity() != opened({b.file()}, w)->identity());
}

TEST_CASE("closing commits what is still queued") {
    temporary_directory d;
    witness w;
    {
        auto j = opened({d.file()}, w);
        for (int i = 0; i < 20'000; ++i) j->append(noon, 0, "body", "");
        j->put_snapshot(20'000, "state");
    }
    CHECK(w.committed().back() == 20'000);
    auto r = reading(d.file());
    CHECK(r->last() == 20'000);
    CHECK(r->latest_snapshot()->upto == 20'000);
}

TEST_CASE("the journal says when it is full, and stops saying so once the rows are on disk") {
    temporary_directory d;
    witness w;
    std::promise<void> first_seen, go_on;
    std::future<void> may_go_on = go_on.get_future();
    callbacks c = w.listen();
    c.committed = [&, heard = c.committed](sequence n) {
        if (n == 1) {
            first_seen.set_value();
            may_go_on.wait();
        }
        heard(n);
    };
    options o{d.file()};
    o.queue_bytes_max = 10'000;
    auto j = writer::open(o, c);
    REQUIRE(j);
    (*j)->append(noon, 0, "first", "");
    first_seen.get_future().wait();
    CHECK_FALSE((*j)->full());
    (*j)->append(noon, 0, std::string(10'000, 'x'), "");
    CHECK((*j)->full());
    CHECK((*j)->queued_bytes() >= 10'000);
    go_on.set_value();
    REQUIRE(w.wait_committed(2));
    (*j)->append(noon, 0, "third", "");
    REQUIRE(w.wait_committed(3)); // by then the bytes of the second are released
    CHECK_FALSE((*j)->full());
}

TEST_CASE("a newer snapshot replaces the older one and an older one never replaces a newer") {
    temporary_directory d;
    witness w;
    auto j = opened({d.file()}, w);
    auto r = reading(d.file());
    CHECK_FALSE(r->latest_snapshot());
    for (int i = 0; i < 3; ++i) j->append(noon, 0, "x", "");
    j->put_snapshot(2, "state after two");
    j->append(noon, 0, "x", "");
    REQUIRE(w.wait_committed(4));
    REQUIRE(r->latest_snapshot());
    CHECK(r->latest_snapshot()->upto == 2);
    j->put_snapshot(4, "state\0after four"s);
    j->append(noon, 0, "x", "");
    REQUIRE(w.wait_committed(5));
    CHECK(r->latest_snapshot()->upto == 4);
    CHECK(r->latest_snapshot()->state == "state\0after four"s);
    j->put_snapshot(3, "old");
    j->append(noon, 0, "x", "");
    REQUIRE(w.wait_committed(6));
    CHECK(r->latest_snapshot()->upto == 4);
}

TEST_CASE("older snapshots stay, spread over the rows that are kept") {
    temporary_directory d;
    witness w;
    auto j = opened({d.file(), 64u << 20, 80}, w); // so that they stand ten rows apart
    for (int i = 0; i < 50; ++i) j->append(noon, 0, "x", "");
    REQUIRE(w.wait_committed(50));
    for (const sequence upto : std::initializer_list<sequence>{10, 20, 30, 40, 45, 47}) {
        j->put_snapshot(upto, "state");
        j->append(noon, 0, "x", "");
        REQUIRE(w.wait_committed(j->last()));
    }
    auto r = reading(d.file());
    CHECK_FALSE(r->latest_snapshot(9));
    for (const auto& [asked, kept] : {std::pair<sequence, sequence>{19, 10}, {29, 20}, {39, 30}, {46, 40}, {50, 47}})
        CHECK(r->latest_snapshot(asked)->upto == kept);
}

TEST_CASE("keys are listed oldest first, without the rows that have none") {
    temporary_directory d;
    witness w;
    auto j = opened({d.file()}, w);
    j->append(noon, 7, "x", "");
    j->append(noon, 0, "x", "");
    j->append(noon, 0x8000'0000'0000'0001, "x", "");
    REQUIRE(w.wait_committed(3));
    std::vector<std::pair<sequence, std::uint64_t>> keys;
    reading(d.file())->keys(0, [&](sequence n, std::uint64_t k) { keys.emplace_back(n, k); });
    CHECK(keys == std::vector<std::pair<sequence, std::uint64_t>>{{1, 7}, {3, 0x8000'0000'0000'0001}});
}

TEST_CASE("a reader in another thread sees every row once while the writer writes") {
    temporary_directory d;
    witness w;
    auto j = opened({d.file()}, w);
    constexpr sequence count = 20'000;
    bool in_order = true;
    std::thread other{[&] {
        auto r = reading(d.file());
        sequence seen = 0;
        while (seen < count) {
            if (r->last() == seen) w.wait_committed(seen + 1);
            r->rows(seen, 500, [&](const row& one) { in_order = in_order && one.number == ++seen; });
        }
    }};
    for (sequence i = 0; i < count; ++i) j->append(noon, i, std::string(600, 'b'), "");
    other.join();
    CHECK(in_order);
}

TEST_CASE("the limit of rows() is kept and tells how to go on") {
    temporary_directory d;
    witness w;
    auto j = opened({d.file()}, w);
    for (int i = 0; i < 10; ++i) j->append(noon, 0, "x", "");
    REQUIRE(w.wait_committed(10));
    auto r = reading(d.file());
    std::vector<sequence> seen;
    const auto note = [&](const row& one) { seen.push_back(one.number); };
    CHECK(r->rows(3, 4, note) == 4);
    CHECK(seen == std::vector<sequence>{4, 5, 6, 7});
    CHECK(r->rows(10, 4, note) == 0);
}

} // namespace vigil::journal
