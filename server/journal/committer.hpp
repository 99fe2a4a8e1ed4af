// What is done with a batch of rows: one transaction, which also trims what nobody needs any more. Without a thread of
// its own; the committing thread's, and every function throws sqlite_error.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <vector>

#include "server/journal/journal.hpp"
#include "server/journal/store.hpp"

namespace vigil::journal {

struct batch {
    std::vector<row> rows; ///< numbered without a gap after those committed before
    std::optional<snapshot> state;
    std::size_t bytes = 0; ///< as the queue counts them

    bool empty() const { return rows.empty() && !state; }
    void clear(); ///< keeps its memory
};

class committer {
public:
    committer(const std::filesystem::path& file, std::size_t rows_kept_min);

    /// Afterwards the batch is on disk. False: nothing had to be written. `recorded`: the record holds the rows up to
    /// here.
    bool commit(const batch& b, sequence recorded);

    /// Enough is left to trim that it is worth another transaction, even without rows.
    bool more_to_trim() const { return more_to_trim_; }

    const store& disk() const { return disk_; }

private:
    sequence trimmable(sequence last_row, sequence recorded) const;
    sequence trim(sequence backlog, std::size_t rows_written);

    store disk_;
    const std::size_t rows_kept_min_;
    bool more_to_trim_ = false;
};

} // namespace vigil::journal
