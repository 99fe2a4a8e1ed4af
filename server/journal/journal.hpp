// The journal: every input on disk before its sender is told so. SQLite in WAL mode, synchronous=FULL, one transaction
// for everything that queued while the previous one was being synchronised (group commit).
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "proto/vitals/instant.hpp"

namespace vigil::journal {

using sequence = std::uint64_t; ///< of a row; starts at 1, no gaps among rows ever committed
inline constexpr sequence sequence_max = std::numeric_limits<std::int64_t>::max(); ///< as SQLite can hold it

struct row {
    sequence number = 0;
    instant at{};
    std::uint64_t key = 0; ///< identifies a message of a sender for the duplicate check; 0 for other inputs
    std::string input;     ///< encoded ward::input
    std::string events;    ///< encoded events that it caused; may be empty
};

/// A newer one takes its place, unless it is the first of its 65,536 rows: those stay as long as the rows after them,
/// so that these can be replayed.
struct snapshot {
    sequence upto = 0; ///< the state after this row
    std::string state;
};

struct options {
    std::filesystem::path file;
    std::size_t queue_bytes_max = 64u << 20; ///< full() beyond this: stop reading sockets
    std::size_t rows_kept_min = 262'144;     ///< rows kept for the duplicate check, whatever is recorded
};

/// Called on the commit thread. Post to your own thread.
struct callbacks {
    std::function<void(sequence committed)> committed;  ///< every row up to here is on disk
    std::function<void(const std::string& why)> failed; ///< nothing will be committed any more; never retried
};

/// Writes. Owned by one thread, which calls everything here; a second thread inside commits.
class writer {
public:
    static std::expected<std::unique_ptr<writer>, std::string> open(const options& o, callbacks c);
    ~writer(); ///< commits what is queued, then joins

    writer(const writer&) = delete;
    writer& operator=(const writer&) = delete;

    /// Queues a row and returns its number. Never blocks.
    sequence append(instant at, std::uint64_t key, std::string input, std::string events);

    /// Queues a snapshot of the state after row `upto`; it replaces the older ones once committed.
    void put_snapshot(sequence upto, std::string state);

    /// Rows up to here are in the record too; with the snapshot this bounds what must be kept. Until it is called,
    /// nothing is trimmed: where no record is kept, call it with last() now and then.
    void recorded(sequence upto);

    bool full() const;
    bool failed() const;
    std::size_t queued_bytes() const;
    sequence last() const;               ///< number of the last appended row
    std::uint64_t epoch() const;         ///< grew by one, on disk, when this writer was opened
    const std::string& identity() const; ///< of this journal file, a random UUID given at its creation

private:
    struct impl;
    explicit writer(std::unique_ptr<impl> i);
    std::unique_ptr<impl> impl_;
};

/// Reads with a connection of its own; for one thread at a time, beside a writer in any other thread or process.
/// After open() a file that cannot be read any more is a std::runtime_error.
class reader {
public:
    static std::expected<std::unique_ptr<reader>, std::string> open(const std::filesystem::path& file);
    ~reader();

    reader(const reader&) = delete;
    reader& operator=(const reader&) = delete;

    /// Of those after row `upto` or an earlier one.
    std::optional<snapshot> latest_snapshot(sequence upto = sequence_max);
    std::optional<snapshot> oldest_snapshot();
    sequence first(); ///< oldest row kept, 0 if none
    sequence last();  ///< newest row committed, whether it is still kept or not
    const std::string& identity() const;

    /// Calls `visit` for up to `limit` rows after `after`, in order; returns how many there were.
    std::size_t rows(sequence after, std::size_t limit, const std::function<void(const row&)>& visit);

    /// Number and key of the rows that carry one, oldest first.
    void keys(const std::function<void(sequence, std::uint64_t)>& visit);

private:
    struct impl;
    explicit reader(std::unique_ptr<impl> i);
    std::unique_ptr<impl> impl_;
};

} // namespace vigil::journal
