// One connection to the database that holds the record. After any exception it must be thrown away: what the
// connection is worth then is not known, and the cursor in the database says what was written.
#pragma once

#include <pqxx/pqxx>
#include <set>
#include <string>

#include "server/journal/journal.hpp"
#include "server/record/follower.hpp"

namespace vigil::record {

/// From vigil.metric. Throws std::runtime_error if the schema is older than this program.
usual_codes read_usual_codes(pqxx::transaction_base& t);

/// Makes the partition of vigil.reading for a day (UTC), if it is not there.
void ensure_day(pqxx::transaction_base& t, std::chrono::sys_days day);

class session final : public sink {
public:
    /// Connects and finds or makes this journal's line in vigil.journal. Throws, within seconds, if it cannot.
    session(const std::string& database, const std::string& journal_identity);

    int journal_id() const override { return journal_id_; }
    const usual_codes& usual() const override { return usual_; }
    journal::sequence cursor() const override { return cursor_; }
    int socket() const { return connection_.sock(); }

    void write(const batch& b) override;

    /// Deletes messages that were not understood and came more than `days` ago; true if there may be more of them.
    bool forget_quarantine(std::size_t days);

private:
    void find_journal(const std::string& identity);
    void put(const batch& b);
    void ensure_days(pqxx::work& transaction, const batch& b);
    void advance(pqxx::work& transaction, const batch& b);

    pqxx::connection connection_;
    int journal_id_ = 0;
    usual_codes usual_{};
    journal::sequence cursor_ = 0;
    std::set<std::chrono::sys_days> days_; ///< known to have their partition
};

} // namespace vigil::record
