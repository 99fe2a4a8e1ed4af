// A database that holds the record, with transactions: a commit succeeds, fails, or leaves it open whether it did. What
// it takes is what record::follower gives it.
#pragma once

#include <set>
#include <vector>

#include "server/record/follower.hpp"
#include "tests/simulation/ledger.hpp"

namespace vigil::simulation {

class database {
public:
    explicit database(world& w) : world_(w) {}

    void away(bool is) { away_ = is; }
    void unreliable(double chance) { failing_ = chance; } ///< how often a commit goes wrong
    void refuse(journal::sequence row) { poison_.insert(row); }

    /// Throws std::runtime_error while the database is away.
    std::unique_ptr<record::sink> connect();

    /// Everything that the journal holds is here once.
    void check_complete(journal::sequence last) const;
    journal::sequence cursor() const { return cursor_; }

private:
    class connection;
    void write(const record::batch& b, journal::sequence known_cursor);
    void commit(const record::batch& b);

    world& world_;
    bool away_ = false;
    double failing_ = 0;
    std::set<journal::sequence> poison_;
    journal::sequence cursor_ = 0;
    std::optional<std::uint64_t> mark_; ///< of that row
    std::vector<int> held_;             ///< how often row n stands here, at n
};

} // namespace vigil::simulation
