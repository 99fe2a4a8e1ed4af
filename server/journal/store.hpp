// The journal's file: its tables, what is checked when it is opened, and the statements of the committing thread.
#pragma once

#include "server/journal/journal.hpp"
#include "server/journal/sqlite.hpp"

namespace vigil::journal {

inline constexpr std::int64_t format_version = 1;

/// Throws sqlite_error unless the open file is a journal of a format that this program knows.
void require_journal(database& d);

/// Holds a file's advisory lock (flock) while it lives, so that no second process writes the same journal.
class file_lock {
public:
    explicit file_lock(const std::filesystem::path& file); ///< throws sqlite_error if it is held
    ~file_lock();
    file_lock(const file_lock&) = delete;
    file_lock& operator=(const file_lock&) = delete;

private:
    int descriptor_ = -1;
};

/// Belongs to the committing thread once opened. Every function throws sqlite_error.
class store {
public:
    /// Creates or checks the file, then begins a new epoch, on disk.
    explicit store(const std::filesystem::path& file);

    void begin() { begin_.finish(); }
    void commit() { commit_.finish(); }
    void insert(const row& r);
    /// Drops the one before, unless it is the first of its 65,536 rows.
    void put(const snapshot& s);
    /// Removes the rows before `from`, and snapshots that these followed, within the transaction under way.
    void trim(sequence from);

    sequence first() const { return first_; } ///< oldest row kept, or the next number if there is none
    sequence last() const { return last_; }
    sequence snapshot_upto() const { return snapshot_upto_; }
    std::uint64_t epoch() const { return epoch_; }
    const std::string& identity() const { return identity_; }
    std::size_t log_bytes() const { return log_bytes_; } ///< of the write-ahead log, after the last commit

private:
    void check_rows();
    void begin_epoch();

    file_lock lock_;
    database db_;
    statement begin_, commit_, insert_, put_, drop_snapshots_, trim_, trim_snapshots_, trimmed_;
    sequence first_ = 1, last_ = 0, snapshot_upto_ = 0;
    std::uint64_t epoch_ = 0;
    std::string identity_;
    std::size_t log_bytes_ = 0;
};

} // namespace vigil::journal
