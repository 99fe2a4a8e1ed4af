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

struct row {
    sequence number = 0;
    instant at{};
    std::uint64_t key = 0; ///< identifies a message of a sender for the duplicate check; 0 for other inputs
    std::string input;     ///< encoded ward::input
    std::string events;    ///< encoded events that it caused; may be empty
    bool damaged = false;  ///< read back, it is not what was written: its checksum does not fit, or it is missing
};

struct snapshot {
    sequence upto = 0; ///< the state after this row
    std::string state;
};

struct options {
    std::filesystem::path file;
    std::size_t queue_bytes_max = 64u << 20; ///< full() beyond this: stop reading sockets
    std::size_t rows_kept_min = 262'144;     ///< rows kept for the duplicate check, whatever is recorded
};

/// Called on the commit thread, but for `gathered`. Post to your own thread.
struct callbacks {
    std::function<void(sequence committed)> committed;  ///< every row up to here is on disk
    std::function<void(const std::string& why)> failed; ///< nothing will be committed any more; never retried
    /// On the owner's thread: rows wait for hand_over(). Call that soon, when what is at hand has been appended: one
    /// commit then holds what came together, and waking the commit thread costs as much as handling a message. Empty:
    /// every row is handed over at once.
    std::function<void()> gathered{};
};

/// How the file and its disk are.
struct condition {
    std::uint64_t bytes = 0;      ///< of the file and its write-ahead log
    std::uint64_t free_bytes = 0; ///< on its disk
    bool filling = false;         ///< the disk will be full within two hours, as it has been filling until now
    std::uint64_t damaged = 0;    ///< rows and snapshots that cannot be read back, as found until now
    std::string damage;           ///< the first of them
};

/// Where inputs go. Owned by one thread, which calls everything here.
class log {
public:
    virtual ~log() = default;

    /// Queues a row and returns its number. Never blocks.
    virtual sequence append(instant at, std::uint64_t key, std::string input, std::string events) = 0;

    /// Queues a snapshot of the state after row `upto`; it replaces the older ones once committed.
    virtual void put_snapshot(sequence upto, std::string state) = 0;

    virtual bool full() const = 0;
    virtual bool failed() const = 0;
    virtual std::size_t queued_bytes() const = 0;
    virtual sequence last() const = 0;               ///< number of the last appended row
    virtual std::uint64_t epoch() const = 0;         ///< grew by one, on disk, when this journal was opened for writing
    virtual const std::string& identity() const = 0; ///< of the journal, a random UUID given at its creation
};

/// The log on disk: a second thread inside commits.
class writer final : public log {
public:
    static std::expected<std::unique_ptr<writer>, std::string> open(const options& o, callbacks c);
    ~writer() override; ///< commits what is queued, then joins

    writer(const writer&) = delete;
    writer& operator=(const writer&) = delete;

    sequence append(instant at, std::uint64_t key, std::string input, std::string events) override;
    void put_snapshot(sequence upto, std::string state) override;
    void hand_over(); ///< see callbacks::gathered

    /// Rows up to here are in the record too; with the snapshot this bounds what must be kept. Until it is called,
    /// nothing is trimmed: where no record is kept, call it with last() now and then.
    void recorded(sequence upto);

    bool full() const override;
    bool failed() const override;
    std::size_t queued_bytes() const override;
    sequence last() const override;
    std::uint64_t epoch() const override;
    const std::string& identity() const override;
    condition now() const; ///< any thread; a second old at most, damage a day

private:
    struct impl;
    explicit writer(std::unique_ptr<impl> i);
    std::unique_ptr<impl> impl_;
};

/// Of a journal that was made by copying another (copy.hpp).
struct descent {
    std::string identity; ///< the other's
    sequence upto = 0;    ///< rows up to here are the same in both
};

/// Reads with a connection of its own; for one thread at a time, beside a writer in any other thread or process.
/// After open() a file that cannot be read any more is a std::runtime_error.
class reader {
public:
    static std::expected<std::unique_ptr<reader>, std::string> open(const std::filesystem::path& file);
    ~reader();

    reader(const reader&) = delete;
    reader& operator=(const reader&) = delete;

    /// The newest one that is whole, of those of a state at or before row `upto`. Some older ones are kept as well: to
    /// begin a replay with, and should the newest be damaged.
    std::optional<snapshot> latest_snapshot(sequence upto = std::numeric_limits<sequence>::max());
    sequence first(); ///< oldest row kept, 0 if none
    sequence last();  ///< newest row committed, whether it is still kept or not
    const std::string& identity() const;
    const std::optional<descent>& copy_of() const;

    /// Calls `visit` for up to `limit` rows after `after`, in order; returns how many there were. A row that is missing
    /// among those kept is visited as damaged, with nothing in it, at the time of the next, and not counted.
    std::size_t rows(sequence after, std::size_t limit, const std::function<void(const row&)>& visit);

    /// Number and key of the rows after `after` that carry one, oldest first.
    void keys(sequence after, const std::function<void(sequence, std::uint64_t)>& visit);

private:
    struct impl;
    explicit reader(std::unique_ptr<impl> i);
    std::unique_ptr<impl> impl_;
};

} // namespace vigil::journal
