// Follows the journal into PostgreSQL, on a thread of its own: nothing twice, nothing lost. The cursor moves in the
// transaction that writes the rows; an outage of any length is caught up with afterwards. Nobody waits for it.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "server/journal/journal.hpp"
#include "server/record/follower.hpp"

namespace vigil::record {

struct options {
    std::string database; ///< libpq connection string
    std::filesystem::path journal;
    std::size_t batch_rows_max = 2'000;
    std::size_t quarantine_days = 0; ///< how long to keep what was not understood; 0: for ever
    std::size_t keep_days = 0;       ///< how long to keep readings; 0: for ever
};

/// Called on the record's thread. Post to your own.
struct callbacks {
    std::function<void(journal::sequence upto)> recorded; ///< every row up to here is in the database, durably
    std::function<void(const std::string& what)> problem; ///< for the log; it goes on trying
    std::function<void(const std::string& what)> note;    ///< for the log; all is well
};

struct status : progress {
    bool connected = false;
    std::uint64_t lag_rows = 0; ///< committed and not recorded
    std::uint64_t errors = 0;
};

class writer {
public:
    /// Fails only if the journal cannot be read. The database may be away.
    static std::expected<std::unique_ptr<writer>, std::string> start(options o, callbacks c);

    /// Finishes the batch under way, for 5 s at most: then the connection is cut. What is left waits in the journal.
    ~writer();

    writer(const writer&) = delete;
    writer& operator=(const writer&) = delete;

    /// The journal has committed up to here. Any thread; cheap.
    void notify(journal::sequence committed);

    status now() const; ///< any thread

private:
    struct impl;
    explicit writer(std::unique_ptr<impl> i);
    std::unique_ptr<impl> impl_;
};

} // namespace vigil::record
