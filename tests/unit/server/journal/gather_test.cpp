// Rows that come together are committed together: when their owner says so, and no later than it matters.
#include "server/journal/committer.hpp"
#include "tests/unit/server/journal/on_disk.hpp"

namespace vigil::journal {
namespace {

const instant noon = from_epoch_ms(1'700'000'000'000);

/// A journal whose owner hands over, and how often it was asked to.
struct gathering {
    temporary_directory d;
    witness w;
    int asked = 0;
    std::unique_ptr<writer> j;

    gathering() {
        callbacks c = w.listen();
        c.gathered = [this] { ++asked; };
        auto opened = writer::open({d.file()}, c);
        REQUIRE(opened);
        j = std::move(*opened);
    }
    void append(int rows) {
        for (int i = 0; i < rows; ++i) j->append(noon, 0, "body", "");
    }
};

} // namespace

TEST_CASE("rows that were gathered are asked for once and go to disk in one commit") {
    gathering g;
    g.append(3);
    CHECK(g.asked == 1);
    CHECK(g.j->queued_bytes() > 0);
    CHECK(reading(g.d.file())->last() == 0);
    g.j->hand_over();
    REQUIRE(g.w.wait_committed(3));
    CHECK(g.w.committed() == std::vector<sequence>{3});
    g.append(2);
    CHECK(g.asked == 2);
    g.j->hand_over();
    REQUIRE(g.w.wait_committed(5));
    CHECK(g.w.committed() == std::vector<sequence>{3, 5});
}

TEST_CASE("where very many rows come together the disk does not wait for the last of them") {
    gathering g;
    g.append(128);
    REQUIRE(g.w.wait_committed(128)); // without being handed over
    g.j->hand_over();                 // asked for before; nothing is left
    g.append(1);
    CHECK(g.asked == 2);
    g.j->hand_over();
    REQUIRE(g.w.wait_committed(129));
}

TEST_CASE("a snapshot waits with the rows it stands on, and the newest of several stays") {
    gathering g;
    g.append(1);
    g.j->put_snapshot(1, "older");
    g.append(1);
    g.j->put_snapshot(2, "newer");
    CHECK_FALSE(reading(g.d.file())->latest_snapshot());
    g.j->hand_over();
    REQUIRE(g.w.wait_committed(2));
    CHECK(reading(g.d.file())->latest_snapshot()->upto == 2);
    CHECK(reading(g.d.file())->latest_snapshot()->state == "newer");
}

TEST_CASE("closing commits what was gathered and never handed over") {
    gathering g;
    g.append(5);
    g.j->put_snapshot(5, "state");
    g.j.reset();
    CHECK(reading(g.d.file())->last() == 5);
    CHECK(reading(g.d.file())->latest_snapshot()->upto == 5);
}

TEST_CASE("a batch put behind another keeps the order of its rows, the newest snapshot and the count of bytes") {
    batch first, second;
    first.add({.number = 1});
    first.replace_snapshot({1, "one"});
    second.add({.number = 2});
    second.add({.number = 3});
    second.replace_snapshot({3, "three"});
    const std::size_t bytes = first.bytes + second.bytes;
    first.take(second);
    REQUIRE(first.rows.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) CHECK(first.rows[i].number == i + 1);
    CHECK(first.state->upto == 3);
    CHECK(first.bytes == bytes);
    CHECK(second.empty());
    CHECK(second.bytes == 0);
    second.take(first);
    CHECK(second.rows.size() == 3);
    CHECK(second.bytes == bytes);
    CHECK(first.empty());
}

} // namespace vigil::journal
