// What is done with a batch of rows: one transaction, which also trims what nobody needs any more. Without a thread of
// its own; the committing thread's.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "server/journal/journal.hpp"
#include "server/journal/store.hpp"

namespace vigil::journal {

struct batch {
    std::vector<row> rows; ///< numbered without a gap after those committed before
    std::optional<snapshot> state;
    std::size_t bytes = 0; ///< of what is in it, about

    std::size_t add(row r);                   ///< returns how many bytes it holds more
    std::size_t replace_snapshot(snapshot s); ///< the same; modulo 2^64, for it may be less
    void take(batch& later);                  ///< puts what `later` holds behind; `later` holds nothing afterwards
    bool empty() const { return rows.empty() && !state; }
    void clear(); ///< keeps its memory
};

class committer {
public:
    committer(const std::filesystem::path& file, std::size_t rows_kept_min); ///< throws sqlite_error

    /// True: the batch is on disk. False, from the first error on, for good: nobody knows then what the disk holds, and
    /// trying again could report rows as safe that are not. `recorded`: the record holds the rows up to here.
    bool commit(const batch& b, sequence recorded);
    const std::string& failure() const { return failure_; } ///< what the first error was; empty without one

    /// Enough is left to trim that it is worth another transaction, even without rows.
    bool more_to_trim() const { return more_to_trim_; }

    const store& disk() const { return disk_; }

private:
    void write(const batch& b, sequence recorded);
    sequence trimmable(sequence last_row, sequence recorded) const;
    sequence trim(sequence backlog, std::size_t rows_written);

    store disk_;
    const std::size_t rows_kept_min_;
    bool more_to_trim_ = false;
    std::string failure_;
};

} // namespace vigil::journal
