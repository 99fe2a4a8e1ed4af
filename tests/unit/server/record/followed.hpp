// What the tests of the record's writer share: a journal, a database that follows it, and ways to wait and to ask.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "server/record/writer.hpp"
#include "server/ward/codec.hpp"
#include "server/ward/fold.hpp"
#include "server/ward/wire.hpp"
#include "tests/unit/server/record/cluster.hpp"

namespace vigil::record {

inline const instant noon = *parse_rfc3339("2026-11-22T12:00:00Z");

/// A message of two ordinary readings, as a monitor sends it.
inline report ordinary_report(std::uint64_t n, instant at) {
    report r;
    r.sender = "monitor";
    r.control_id = std::to_string(n);
    r.ward = "W1";
    r.bed = std::to_string(n % 7);
    r.readings = {{metric::heart_rate, validity::valid, unit::per_minute, 147842, 60 + static_cast<double>(n % 40), at},
                  {metric::spo2, validity::valid, unit::percent, 150456, 97, at}};
    return r;
}

class followed {
public:
    explicit followed(std::string in) : database{std::move(in)} {
        std::string name = (std::filesystem::temp_directory_path() / "vigil-record-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        directory = name;
        open_journal();
    }
    ~followed() {
        record.reset();
        journal.reset();
        std::filesystem::remove_all(directory);
    }
    followed(const followed&) = delete;
    followed& operator=(const followed&) = delete;

    std::filesystem::path file() const { return directory / "journal.db"; }

    void open_journal() {
        journal::callbacks c{[this](journal::sequence n) { committed(n); }, [](const std::string& why) { FAIL(why); }};
        auto j = journal::writer::open({file()}, c);
        REQUIRE(j);
        journal = std::move(*j);
    }

    void follow(std::size_t batch_rows_max = 2'000, std::size_t quarantine_days = 0, std::size_t keep_days = 0) {
        {
            const std::lock_guard guard{lock_};
            recorded_ = 0;
        }
        auto started = writer::start({database, file(), batch_rows_max, quarantine_days, keep_days},
                                     {[this](journal::sequence n) { hear([&] { recorded_ = n; }); },
                                      [this](const std::string& what) { hear([&] { problems_.push_back(what); }); },
                                      [this](const std::string& what) { hear([&] { notes_.push_back(what); }); }});
        REQUIRE(started);
        const std::lock_guard guard{lock_};
        record = std::move(*started);
    }

    journal::sequence append(const ward::input& in, const journal::Events& events = {}) {
        std::string bytes;
        ward::encode(in, bytes);
        return journal->append(in.at, ++key_, bytes, events.SerializeAsString());
    }
    /// With what a ward makes of it.
    journal::sequence append(ward::fold& wards, const ward::input& in) {
        std::string bytes, events;
        ward::encode(wards.apply(in), wards, events);
        ward::encode(in, bytes);
        return journal->append(in.at, ++key_, bytes, events);
    }
    journal::sequence append(const report& r, instant at = noon) {
        return append(ward::input{at, ward::readings_received{r}});
    }
    void append_ordinary(std::uint64_t count) {
        for (std::uint64_t i = 0; i < count; ++i) append(ordinary_report(journal->last() + 1, noon));
    }

    void wait_committed() {
        CHECK(wait([&] { return committed_ == journal->last(); }));
    }
    void wait_recorded(journal::sequence n) {
        if (!wait([&] { return recorded_ >= n; }))
            FAIL("recorded " << recorded_ << " of " << n << ": " << last_problem());
    }
    std::string wait_problem() {
        CHECK(wait([&] { return !problems_.empty(); }));
        return last_problem();
    }
    void forget_problems() {
        const std::lock_guard guard{lock_};
        problems_.clear();
    }
    std::string wait_note() {
        CHECK(wait([&] { return !notes_.empty(); }));
        const std::lock_guard guard{lock_};
        return notes_.empty() ? "" : notes_.back();
    }
    std::string ask(const std::string& sql) const { return value(database, sql); }

    /// Every message that was appended is in the database, once.
    void check_all_recorded_once(std::uint64_t count) {
        const std::string n = std::to_string(count);
        CHECK(ask("SELECT count(*) FROM vigil.reading") == n);
        CHECK(ask("SELECT count(DISTINCT control_id) FROM vigil.reading") == n);
        CHECK(ask("SELECT max(seq) FROM vigil.reading") == n);
        CHECK(ask("SELECT cursor FROM vigil.journal") == n);
    }

    std::string database;
    std::filesystem::path directory;
    std::unique_ptr<journal::writer> journal;
    std::unique_ptr<writer> record;

private:
    static inline std::uint64_t key_ = 0; // no two messages are the same, of whatever journal

    void committed(journal::sequence n) {
        hear([&] {
            committed_ = n;
            if (record) record->notify(n);
        });
    }
    template <class Change>
    void hear(Change change) {
        {
            const std::lock_guard guard{lock_};
            change();
        }
        heard_.notify_all();
    }
    template <class Condition>
    bool wait(Condition met) {
        std::unique_lock guard{lock_};
        return heard_.wait_for(guard, std::chrono::seconds{120}, met);
    }
    std::string last_problem() const { return problems_.empty() ? "" : problems_.back(); }

    std::mutex lock_;
    std::condition_variable heard_;
    journal::sequence committed_ = 0, recorded_ = 0;
    std::vector<std::string> problems_, notes_;
};

} // namespace vigil::record
