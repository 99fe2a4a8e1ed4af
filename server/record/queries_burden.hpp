// How much a ward's alarms ask of those who work there: how many, of what, how long they wait, and how many end before
// anybody could have come.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "server/alarm/alarm.hpp"
#include "server/record/queries.hpp"

namespace vigil::record {

inline constexpr std::chrono::days burden_span_max{31};
inline constexpr std::size_t burden_rules_max = 200; ///< those with most alarms

struct burden_query {
    std::string ward;
    instant from{}, to{}; ///< from < to
};

struct alarm_counts {
    std::uint64_t alarms = 0;
    std::uint64_t acknowledged = 0;        ///< of them; at least once
    std::optional<double> median_s, p90_s; ///< from their onset to the first acknowledgement
    std::uint64_t over_in_10_s = 0;        ///< their condition ended by then, and nobody had acknowledged
    std::uint64_t over_in_30_s = 0;        ///< the same
};

struct burden {
    struct of_rule {
        std::string rule;
        std::string kind;
        alarm_counts counts;
    };

    double monitored_days = 0; ///< of all beds together: time in which a bed's monitor was heard (vigil.bed_event)
    alarm_counts all, technical;
    std::vector<of_rule> by_rule;            ///< most alarms first
    std::array<alarm_counts, 3> by_priority; ///< by alarm::priority: that of the onset
    std::array<std::uint64_t, 24> by_hour{}; ///< of the day in UTC: alarms raised
};

/// Of alarms raised in [from, to). `record` is no transaction yet. Throws what libpqxx throws.
burden read_burden(pqxx::transaction_base& record, const burden_query& asked);

} // namespace vigil::record
