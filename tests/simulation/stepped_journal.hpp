// The journal without a thread: commits when it is told to, as journal::writer's thread does when it comes to it. What
// is appended meanwhile is the next commit's.
#pragma once

#include <optional>
#include <vector>

#include "server/journal/committer.hpp"

namespace vigil::simulation {

class stepped_journal final : public journal::log {
public:
    /// Throws journal::sqlite_error.
    stepped_journal(const std::filesystem::path& file, std::size_t rows_kept_min)
        : disk_{file, rows_kept_min}, last_{disk_.disk().last()} {}

    journal::sequence append(instant at, std::uint64_t key, std::string input, std::string events) override {
        journal::row r{++last_, at, key, std::move(input), std::move(events)};
        if (!failed_) queued_.add(std::move(r));
        return last_;
    }
    void put_snapshot(journal::sequence upto, std::string state) override {
        if (!failed_) queued_.replace_snapshot({upto, std::move(state)});
    }
    void recorded(journal::sequence upto) { recorded_ = upto, look_for_trimming_ = true; }

    bool full() const override { return queued_bytes() >= bytes_max; }
    bool failed() const override { return failed_; }
    std::size_t queued_bytes() const override { return queued_.bytes + under_way_.bytes; }
    journal::sequence last() const override { return last_; }
    std::uint64_t epoch() const override { return disk_.disk().epoch(); }
    const std::string& identity() const override { return disk_.disk().identity(); }

    bool has_work() const { return !failed_ && (!queued_.empty() || look_for_trimming_); }

    /// Takes what is queued and puts it on the disk. Nobody is told yet; false if it could not be written.
    bool commit() {
        std::swap(under_way_, queued_);
        look_for_trimming_ = false;
        const bool good = disk_.commit(under_way_, recorded_);
        look_for_trimming_ = good && disk_.more_to_trim();
        return good;
    }
    bool sound() const { return disk_.failure().empty(); } ///< whether anybody has been told or not
    const std::vector<journal::row>& under_way() const { return under_way_.rows; }
    /// The rows under way have been told of. Returns the last row on disk.
    journal::sequence done() {
        under_way_.clear();
        return disk_.disk().last();
    }
    void fail() { failed_ = true, queued_ = {}, under_way_ = {}; }
    journal::sequence first() const { return disk_.disk().first(); }

private:
    static constexpr std::size_t bytes_max = 256u << 10; ///< small, so that it is reached

    journal::committer disk_;
    journal::batch queued_, under_way_;
    journal::sequence last_, recorded_ = 0;
    bool failed_ = false, look_for_trimming_ = false;
};

} // namespace vigil::simulation
