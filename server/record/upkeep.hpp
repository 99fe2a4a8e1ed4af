// What the record needs besides being written: days made ahead, and what is no longer kept deleted, a little at a time.
// On the record's thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace vigil::record {

class session;

class upkeep {
public:
    using clock = std::chrono::steady_clock;

    /// How many days to keep what was not understood, and readings; 0: for ever.
    upkeep(std::size_t quarantine_days, std::size_t keep_days)
        : quarantine_days_{quarantine_days}, keep_days_{keep_days} {}

    /// Does what is due; `note` is told what to write down. Throws what libpqxx throws: the session is then to be
    /// thrown away, and what failed is tried again in an hour.
    void run(session& s, const std::function<void(const std::string&)>& note);

private:
    std::size_t quarantine_days_, keep_days_;
    clock::time_point ahead_at_{}, quarantine_at_{}, readings_at_{}; ///< when each is due
};

} // namespace vigil::record
