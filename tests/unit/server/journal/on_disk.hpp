// What the journal's tests share: a directory of their own, and a way to wait for commits without sleeping.
#pragma once

#include <doctest/doctest.h>
#include <stdlib.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "server/journal/journal.hpp"

namespace vigil::journal {

class temporary_directory {
public:
    temporary_directory() {
        std::string name = (std::filesystem::temp_directory_path() / "vigil-journal-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~temporary_directory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    temporary_directory(const temporary_directory&) = delete;
    temporary_directory& operator=(const temporary_directory&) = delete;

    std::filesystem::path file() const { return path_ / "state" / "journal.db"; }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// Collects what the committing thread says.
class witness {
public:
    callbacks listen() {
        return {[this](sequence n) { hear([&] { committed_.push_back(n); }); },
                [this](const std::string& why) { hear([&] { failures_.push_back(why); }); }};
    }

    bool wait_committed(sequence n) {
        return wait([&] { return !committed_.empty() && committed_.back() >= n; });
    }
    bool wait_failed() {
        return wait([&] { return !failures_.empty(); });
    }
    std::vector<sequence> committed() {
        const std::lock_guard guard{lock_};
        return committed_;
    }
    std::vector<std::string> failures() {
        const std::lock_guard guard{lock_};
        return failures_;
    }

private:
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
        return heard_.wait_for(guard, std::chrono::seconds{60}, met);
    }

    std::mutex lock_;
    std::condition_variable heard_;
    std::vector<sequence> committed_;
    std::vector<std::string> failures_;
};

inline std::unique_ptr<writer> opened(const options& o, witness& w) {
    auto j = writer::open(o, w.listen());
    if (!j) FAIL(j.error());
    return std::move(*j);
}

inline std::unique_ptr<reader> reading(const std::filesystem::path& file) {
    auto r = reader::open(file);
    if (!r) FAIL(r.error());
    return std::move(*r);
}

inline std::vector<row> all_rows(reader& r) {
    std::vector<row> rows;
    r.rows(0, 1'000'000, [&](const row& one) { rows.push_back(one); });
    return rows;
}

} // namespace vigil::journal
