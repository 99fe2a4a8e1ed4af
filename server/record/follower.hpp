// What of the journal is written next, and what is done when the database refuses it. Decides only: no thread, no
// clock, no connection of its own. The record's thread steps it, and so can whoever has no thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>

#include "server/journal/journal.hpp"
#include "server/record/batch.hpp"

namespace vigil::record {

/// One connection to what holds the record. After any exception it is of no use: whether the last batch was written is
/// not known then, and the next connection's cursor says it.
class sink {
public:
    virtual ~sink() = default;
    virtual int journal_id() const = 0;
    virtual const usual_codes& usual() const = 0;
    virtual journal::sequence cursor() const = 0;                 ///< the last row that the record holds
    virtual std::optional<std::uint64_t> cursor_mark() const = 0; ///< mark_of() that row, if it is known

    /// One transaction: all of the batch and the cursor, or nothing. Returns how many messages were left out because
    /// another journal had recorded them. Throws data_refused, or anything else of std::exception.
    virtual std::size_t write(const batch& b) = 0;
};

/// The database refuses a value, and always will.
struct data_refused : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct progress {
    journal::sequence recorded = 0;           ///< 0 until the database was reached for the first time
    std::optional<instant> oldest_unrecorded; ///< when the first row that is committed and not recorded was received
    std::uint64_t batches = 0;
    std::uint64_t undecodable = 0; ///< rows that went to vigil.undecodable
    std::uint64_t missing = 0;     ///< rows that had left the journal before they were recorded
    std::uint64_t expired = 0;     ///< messages older than readings are kept
    std::uint64_t repeated = 0;    ///< messages that another journal had recorded already
};

class follower {
public:
    using told = std::function<void(const std::string&)>;

    /// `problem` is told what goes wrong with rows, `note` what was left out on purpose. The journal must outlive this.
    follower(journal::reader& journal, std::size_t batch_rows_max, told problem, told note);

    /// With a new connection, whose cursor is what counts. Throws std::runtime_error if the record is ahead of the
    /// journal, or followed another one.
    void begin(const sink& to);

    /// The rows that come next; none if everything is recorded.
    void fill(batch& b);

    /// False if the database refused something: the connection is to be thrown away, and fill() gives less next time.
    bool write(sink& to, const batch& b);

    /// Another batch waits already.
    bool behind(const batch& b) const { return b.full() || b.last() - b.first() + 1 >= limit_; }

    /// Without a connection: how far the record is behind. Returns the journal's last row.
    journal::sequence look();

    const progress& now() const { return now_; }

    /// The next attempt need not wait: what was refused is being narrowed down. Asked once.
    bool hurry();

private:
    bool is_another(const sink& to) const;
    void count(const batch& b, std::size_t repeated);
    void suspect(const batch& b, const std::string& why);

    journal::reader& journal_;
    const std::size_t batch_rows_max_;
    const told problem_, note_;
    progress now_;
    std::size_t limit_;   ///< of rows in the next batch; small while looking for a row that the database refuses
    std::string refused_; ///< why the next row goes to vigil.undecodable; empty if it does not
    bool hurry_ = false;
};

} // namespace vigil::record
