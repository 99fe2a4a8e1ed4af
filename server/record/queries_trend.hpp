// What a bed's signs did over a span of time: lowest, mean and highest value of each of its intervals.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "proto/vitals/metric.hpp"
#include "server/record/queries.hpp"

namespace vigil::record {

inline constexpr std::size_t trend_points_max = 2'000;
inline constexpr std::chrono::days trend_span_max{31};
/// Longer spans are answered from the minutes.
inline constexpr std::chrono::hours trend_readings_span_max{2};
inline constexpr std::size_t trend_stays_max = 200;

struct trend_query {
    std::string ward, bed;
    std::vector<metric> metrics;
    instant from{}, to{};     ///< from < to
    std::size_t points = 600; ///< intervals, or up to two more; each change of the stay makes another one
};

struct trend_point {
    double lowest = 0, mean = 0, highest = 0; ///< canonical unit
    std::uint32_t count = 0;                  ///< of values; 0: none came, and the rest means nothing
};

/// Who was in the bed.
struct trend_stay {
    instant from{}; ///< when it began, or the beginning of the span
    std::string stay;
    std::string patient; ///< as told last; may be empty
};

struct trend {
    bool by_minute = false; ///< from vigil.minute: the minute in which a stay began is left out
    milliseconds step{};
    bool too_many_stays = false; ///< more than trend_stays_max: there are no intervals
    std::vector<trend_stay> stays;
    std::vector<instant> times;                   ///< of each interval its beginning; it ends where the next begins
    std::vector<std::vector<trend_point>> values; ///< of each metric asked for: a point an interval
};

/// `record` is no transaction yet. Throws what libpqxx throws. No interval holds values of two stays. Values are placed
/// by the server's clock (vigil.trend_value); from readings only those count that came within 15 minutes, or as
/// history.
trend read_trend(pqxx::transaction_base& record, const trend_query& asked);

} // namespace vigil::record
