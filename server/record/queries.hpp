// Questions to the record. They are put on one thread, one after another, over a connection of their own; whoever asks
// never waits, and neither does the event loop nor the writer of the record.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace pqxx {
class transaction_base;
}

namespace vigil::record {

enum class query_failure {
    away,       ///< the database can not be reached
    too_costly, ///< longer than query_seconds_max: to be narrowed
    refused,    ///< by the database
    stopping,   ///< the program ends
};

inline constexpr std::size_t queries_waiting_max = 64;
inline constexpr int query_seconds_max = 10;

class queries {
public:
    /// Runs on the thread of the queries, in a transaction that can only read. May run a second time after a connection
    /// that broke; throws what libpqxx throws.
    using question = std::function<void(pqxx::transaction_base&)>;
    /// Called once, on the thread of the queries. Post to your own.
    using answered = std::function<void(std::optional<query_failure>)>;

    explicit queries(std::string database);
    /// Cuts what is under way; whoever waits is told `stopping` before this returns.
    ~queries();

    queries(const queries&) = delete;
    queries& operator=(const queries&) = delete;

    /// False: too many wait already, and neither function will be called. Any thread.
    bool ask(question what, answered done);

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace vigil::record
