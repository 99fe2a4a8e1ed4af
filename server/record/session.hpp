// One connection to the database that holds the record. After any exception it must be thrown away: what the
// connection is worth then is not known, and the cursor in the database says what was written.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <pqxx/pqxx>
#include <set>
#include <string>

#include "server/journal/journal.hpp"
#include "server/record/follower.hpp"

namespace vigil::record {

/// From vigil.metric. Throws std::runtime_error if the schema is older than this program.
usual_codes read_usual_codes(pqxx::transaction_base& t);

class session final : public sink {
public:
    /// Connects and finds or makes this journal's line in vigil.journal. A copy of another journal goes on where the
    /// record has followed that one. Throws, within seconds, if it cannot.
    session(const std::string& database, const std::string& journal_identity,
            const std::optional<journal::descent>& copy_of);

    int journal_id() const override { return journal_id_; }
    const usual_codes& usual() const override { return usual_; }
    journal::sequence cursor() const override { return cursor_; }
    std::optional<std::uint64_t> cursor_mark() const override { return cursor_mark_; }
    std::chrono::sys_days kept_from() const { return kept_from_; } ///< readings of earlier days are not to be written
    int socket() const { return connection_.sock(); }

    std::size_t write(const batch& b) override;

    /// Makes the days that will be needed next.
    void make_days_ahead(std::chrono::sys_days today);

    /// delete_oldest_day()
    std::optional<std::chrono::sys_days> forget_day(std::size_t keep_days, std::chrono::sys_days today);

    /// Deletes messages that were not understood and came more than `days` ago; true if there may be more of them.
    bool forget_quarantine(std::size_t days);

private:
    void find_journal(const std::string& identity, const std::optional<journal::descent>& copy_of);
    void sum_up_tail();
    bool must_roll(const batch& b) const;
    std::size_t put(const batch& b);
    void ensure_days(pqxx::work& transaction, const batch& b);
    bool advance(pqxx::work& transaction, const batch& b, bool roll);
    std::size_t drop_repeated(pqxx::work& transaction, const batch& b);

    pqxx::connection connection_;
    int journal_id_ = 0;
    usual_codes usual_{};
    journal::sequence cursor_ = 0;
    std::optional<std::uint64_t> cursor_mark_;
    std::chrono::sys_days kept_from_{};
    minutes tail_;                         ///< of the rows that vigil.minute does not have yet
    instant tail_from_{};                  ///< when the first of them was received
    std::set<std::chrono::sys_days> days_; ///< known to have their partition
};

} // namespace vigil::record
