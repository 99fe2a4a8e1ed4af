#include <thread>

#include "tests/unit/server/journal/on_disk.hpp"

namespace vigil::journal {
namespace {

options keeping(const temporary_directory& d, std::size_t rows_kept_min) {
    options o{d.file()};
    o.rows_kept_min = rows_kept_min;
    return o;
}

void append(writer& j, sequence count) {
    for (sequence i = 0; i < count; ++i) j.append(instant{}, 5, std::string(600, 'r'), "");
}

/// Appends a row and waits for it, so that a transaction has passed since.
void one_more(writer& j, witness& w) {
    append(j, 1);
    REQUIRE(w.wait_committed(j.last()));
}

/// Commits until the trimming that is due has been done (each commit does one chunk).
sequence first_after_trimming(writer& j, witness& w, reader& r) {
    sequence before = 0;
    do {
        before = r.first();
        for (int i = 0; i < 3; ++i) one_more(j, w);
    } while (r.first() != before);
    return before;
}

} // namespace

TEST_CASE("nothing is trimmed before it is both in a snapshot and in the record") {
    temporary_directory d;
    witness w;
    auto j = opened(keeping(d, 0), w);
    auto r = reading(d.file());
    append(*j, 10'000);
    REQUIRE(w.wait_committed(10'000));
    CHECK(first_after_trimming(*j, w, *r) == 1);
    j->recorded(9'000);
    CHECK(first_after_trimming(*j, w, *r) == 1);
    j->put_snapshot(4'000, "state");
    CHECK(first_after_trimming(*j, w, *r) == 4'001);
    j->put_snapshot(10'000, "state");
    const sequence first = first_after_trimming(*j, w, *r);
    CHECK(first <= 9'001);
    CHECK(first > 8'000); // whole chunks only
}

TEST_CASE("the newest rows stay for the duplicate check, whatever is recorded") {
    temporary_directory d;
    witness w;
    auto j = opened(keeping(d, 5'000), w);
    auto r = reading(d.file());
    append(*j, 12'000);
    j->recorded(12'000);
    j->put_snapshot(12'000, "state");
    REQUIRE(w.wait_committed(12'000));
    const sequence first = first_after_trimming(*j, w, *r);
    CHECK(j->last() - first + 1 >= 5'000);
    CHECK(first > 6'000);
    sequence keys = 0;
    r->keys(0, [&](sequence, std::uint64_t) { ++keys; });
    CHECK(keys == j->last() - first + 1);
}

TEST_CASE("numbers go on after everything was trimmed away") {
    temporary_directory d;
    witness w;
    {
        auto j = opened(keeping(d, 0), w);
        append(*j, 3'000);
        REQUIRE(w.wait_committed(3'000));
        j->recorded(3'000);
        j->put_snapshot(3'000, "state");
        auto r = reading(d.file());
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{60};
        while (r->first() != 0 && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
    }
    witness again;
    auto j = opened(keeping(d, 0), again);
    auto r = reading(d.file());
    CHECK(r->first() == 0); // no rows left
    CHECK(r->last() == 3'000);
    CHECK(j->last() == 3'000);
    CHECK(j->append(instant{}, 0, "x", "") == 3'001);
    REQUIRE(again.wait_committed(3'001));
    CHECK(r->first() == 3'001);
}

TEST_CASE("the file and its log stay bounded however many rows pass through") {
    temporary_directory d;
    witness w;
    auto j = opened(keeping(d, 1'000), w);
    std::uintmax_t largest = 0;
    for (int round = 0; round < 40; ++round) { // 40 x 2,000 rows of 600 bytes: 48 MB in all
        append(*j, 2'000);
        REQUIRE(w.wait_committed(j->last()));
        j->recorded(j->last());
        j->put_snapshot(j->last(), "state");
        largest = std::max(largest, std::filesystem::file_size(d.file()));
    }
    CHECK(largest < 8u << 20);
    CHECK(std::filesystem::file_size(d.file().string() + "-wal") < 48u << 20);
    CHECK(all_rows(*reading(d.file())).size() < 6'000);
}

} // namespace vigil::journal
