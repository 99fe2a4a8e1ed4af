// The journal's tables, what is checked when its file is opened, and the statements of the committing thread.
#pragma once

#include <vector>

#include "server/journal/journal.hpp"
#include "server/journal/sqlite.hpp"

namespace vigil::journal {

/// 2: rows and snapshots carry checksums. A journal of format 1 becomes one of format 2 when it is opened for writing;
/// what it holds already stays without.
inline constexpr std::int64_t format_version = 2;

/// XXH3 (64 bit) of everything in it.
std::int64_t checksum(const row& r);
std::int64_t checksum(sequence upto, std::string_view state);

/// Throws sqlite_error unless the open file is a journal of a format that this program knows.
void require_journal(database& d);

/// Belongs to the committing thread once opened. Every function throws sqlite_error.
class store {
public:
    /// Makes a journal of an empty file or checks the one that is there, then begins a new epoch, on disk.
    explicit store(const std::filesystem::path& file);

    void begin() { begin_.finish(); }
    void commit() { commit_.finish(); }
    void insert(const row& r);
    /// Afterwards some older snapshots are still there, each `rows_apart` rows from the next.
    void put(const snapshot& s, sequence rows_apart);
    /// Removes the rows before `from`, within the transaction under way.
    void trim(sequence from);

    sequence first() const { return first_; } ///< oldest row kept, or the next number if there is none
    sequence last() const { return last_; }
    sequence snapshot_upto() const { return snapshots_.empty() ? 0 : snapshots_.back(); }
    std::uint64_t epoch() const { return epoch_; }
    const std::string& identity() const { return identity_; }
    std::size_t log_bytes() const { return log_bytes_; } ///< of the write-ahead log, after the last commit

private:
    void drop_snapshot(std::size_t i);
    void check_rows();
    void begin_epoch();

    database db_;
    statement begin_, commit_, insert_, put_, drop_snapshot_, trim_, trimmed_;
    sequence first_ = 1, last_ = 0;
    std::vector<sequence> snapshots_; ///< `upto` of each, oldest first
    std::uint64_t epoch_ = 0;
    std::string identity_;
    std::size_t log_bytes_ = 0;
};

} // namespace vigil::journal
