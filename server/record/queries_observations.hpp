// What was observed of a patient or in a bed, newest first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "proto/vitals/reading.hpp"
#include "server/record/queries.hpp"

namespace vigil::record {

struct observation_query {
    struct origin {
        std::string journal_digits; ///< the first eight of its identity
        std::int64_t row = 0;
    };
    std::optional<origin> only; ///< this report
    std::string patient;        ///< at least one of only, patient and bed
    std::string ward;
    std::string bed;
    std::vector<metric> metrics; ///< empty: all
    std::optional<instant> from; ///< measured not before
    std::optional<instant> to;   ///< measured before
    std::size_t reports_max = 100;

    struct place {
        instant at{};
        std::int64_t journal = 0, row = 0;
    };
    std::optional<place> begin; ///< with this report, and older ones
};

struct recorded_report {
    std::int64_t journal = 0;
    std::int64_t row = 0;
    std::string journal_digits; ///< the first eight of its identity
    instant received_at{};
    report content; ///< readings that were asked for; there may be none
};

struct observations {
    std::vector<recorded_report> reports;
    bool more = false;
};

/// Throws what libpqxx throws. Reports are ordered by their own time. A reading is looked for in the reports of one day
/// before and after the times that it may have: monitors resend what they measured with its old time.
observations read_observations(pqxx::transaction_base& record, const observation_query& asked);

} // namespace vigil::record
