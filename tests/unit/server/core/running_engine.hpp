// An engine with a journal on disk. What the committing thread says is carried over when the test asks for it, as the
// event loop would.
#pragma once

#include <doctest/doctest.h>
#include <stdlib.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "server/core/engine.hpp"
#include "server/ward/codec.hpp"

namespace vigil::core {

inline const std::string rules = R"([[alarm]]
name     = "tachycardia"
when     = "heart_rate > 120"
priority = "high"
message  = "Heart rate {heart_rate} above {limit}"
)";

class listener : public commit_listener {
public:
    void on_committed(journal::sequence upto) override { committed = upto, ++calls; }
    void on_journal_failed() override { failed = true, ++calls; }
    journal::sequence committed = 0;
    bool failed = false;
    int calls = 0;
};

class running_engine {
public:
    explicit running_engine(engine_options options = {}) {
        std::string name = (std::filesystem::temp_directory_path() / "vigil-engine-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        folder_ = name;
        auto opened = journal::writer::open({file()}, {[this](journal::sequence n) { hear(committed_, n); },
                                                       [this](const std::string&) { hear(failures_, 1); }});
        REQUIRE_MESSAGE(opened, opened.error());
        log = std::move(*opened);
        engine.emplace(ward::fold{}, *log, metrics, time, ingest::duplicates{100}, std::move(options));
        engine->change_rules(rules, "rules.toml");
    }
    ~running_engine() {
        engine.reset();
        log.reset();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    running_engine(const running_engine&) = delete;
    running_engine& operator=(const running_engine&) = delete;

    receipt send(double heart_rate, std::uint64_t key) {
        report r;
        r.sender = "monitor";
        r.ward = "W1";
        r.bed = "3";
        r.readings = {{.what = metric::heart_rate, .value = heart_rate, .measured_at = time.now()}};
        return engine->receive(r, key, std::chrono::steady_clock::now());
    }

    /// Waits until the disk has the row; the engine is not told.
    void wait_for_disk(journal::sequence row) {
        std::unique_lock guard{lock_};
        REQUIRE(heard_.wait_for(guard, std::chrono::seconds{60}, [&] { return committed_ >= row; }));
    }
    void wait_for_failure() {
        std::unique_lock guard{lock_};
        REQUIRE(heard_.wait_for(guard, std::chrono::seconds{60}, [&] { return failures_ > 0; }));
    }
    void commit(journal::sequence row) {
        wait_for_disk(row);
        engine->committed(row);
    }

    std::vector<journal::row> rows() {
        wait_for_disk(log->last());
        auto r = journal::reader::open(file());
        REQUIRE(r);
        std::vector<journal::row> out;
        (*r)->rows(0, 1'000'000, [&](const journal::row& one) { out.push_back(one); });
        return out;
    }

    std::filesystem::path file() const { return folder_ / "journal.db"; }

    server_metrics metrics{"0"};
    time_source time{instant{}};
    std::unique_ptr<journal::writer> log;
    std::optional<class engine> engine;

private:
    template <class Number>
    void hear(Number& what, Number now) {
        {
            const std::lock_guard guard{lock_};
            what = now;
        }
        heard_.notify_all();
    }

    std::filesystem::path folder_;
    std::mutex lock_;
    std::condition_variable heard_;
    journal::sequence committed_ = 0;
    int failures_ = 0;
};

} // namespace vigil::core
