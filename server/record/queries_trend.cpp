#include "server/record/queries_trend.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <pqxx/pqxx>
#include <ranges>

#include "server/record/sql.hpp"

namespace vigil::record {
namespace {

using namespace std::chrono_literals;
using std::chrono::ceil, std::chrono::floor, std::chrono::minutes, std::chrono::seconds;

constexpr auto late = 15min;  // an older report is history (server/README.md)
constexpr auto charted = 24h; // a reading of history is that much older or newer than its report, at most

/// Which stay the bed had at `from`, and every change until `to`.
std::vector<trend_stay> read_stays(pqxx::transaction_base& record, const trend_query& asked) {
    const std::string bed =
        fmt::format("SELECT at, seq, item, stay, patient FROM vigil.bed_event WHERE ward = {} AND bed = {}",
                    literal(record, asked.ward), literal(record, asked.bed));
    const std::string from = literal(asked.from);
    const std::string sql = fmt::format(
        "SELECT (extract(epoch FROM min(at)) * 1000)::bigint, stay,"
        " coalesce((array_agg(patient ORDER BY at DESC, seq DESC, item DESC) FILTER (WHERE patient IS NOT NULL))[1], "
        "'') "
        "FROM (({0} AND at <= {1} ORDER BY at DESC, seq DESC, item DESC LIMIT 1) UNION ALL ({0} AND at > {1} AND at < "
        "{2}))"
        " AS e GROUP BY stay ORDER BY 1, min(seq), min(item) LIMIT {3}",
        bed, from, literal(asked.to), trend_stays_max + 1);
    std::vector<trend_stay> out;
    for (const pqxx::row& row : record.exec(sql))
        out.push_back({std::max(asked.from, from_epoch_ms(row[0].as<std::int64_t>())), row[1].as<std::string>(),
                       row[2].as<std::string>()});
    return out;
}

/// A grid, with the changes of stays as further beginnings. Sorted.
void place_intervals(trend& out, const trend_query& asked) {
    const milliseconds unit = out.by_minute ? milliseconds{1min} : milliseconds{1s};
    const instant begin = out.by_minute ? instant{floor<minutes>(asked.from)} : asked.from;
    const auto wanted = static_cast<std::int64_t>(asked.points);
    const milliseconds length = asked.to - begin, even = length / wanted;
    out.step = std::max(even / unit, std::int64_t{1}) * unit;
    if (length > out.step * (wanted + 2)) out.step += unit; // a day and a moment is not to be shown half as finely
    for (instant t = begin; t < asked.to; t += out.step) out.times.push_back(t);
    for (const trend_stay& next : out.stays) {
        const instant at = out.by_minute ? instant{ceil<minutes>(next.from)} : next.from;
        if (next.from > begin && at < asked.to) out.times.push_back(at);
    }
    std::ranges::sort(out.times);
    const auto repeated = std::ranges::unique(out.times);
    out.times.erase(repeated.begin(), repeated.end());
}

/// As an array of timestamptz.
std::string array_of(const std::vector<instant>& times) {
    std::vector<std::string> all;
    for (const instant t : times) all.push_back(literal(t));
    return fmt::format("ARRAY[{}]::timestamptz[]", fmt::join(all, ","));
}

std::string of_bed(const pqxx::transaction_base& record, const trend_query& asked) {
    std::vector<std::string_view> names;
    for (const metric m : asked.metrics) names.push_back(name(m));
    return fmt::format("ward = {} AND bed = {} AND metric IN ('{}')", literal(record, asked.ward),
                       literal(record, asked.bed), fmt::join(names, "','"));
}

/// Readings that vigil.minute does not have yet: what each journal received last. In literals, from which the planner
/// sees that it is little; the outermost times serve the index of a bed's readings.
std::string of_tails(pqxx::transaction_base& record, const trend_query& asked) {
    std::string any = "false", from = "infinity", to = "-infinity";
    for (const pqxx::row& row :
         record.exec(fmt::format("SELECT id, rolled, tail_from, tail_to, min(tail_from) OVER (), max(tail_to) OVER () "
                                 "FROM vigil.journal WHERE tail_to >= {}",
                                 literal(asked.from)))) {
        any += fmt::format(" OR (journal = {} AND seq > {} AND received_at BETWEEN '{}' AND '{}')", row[0].as<int>(),
                           row[1].as<std::int64_t>(), row[2].c_str(), row[3].c_str());
        from = row[4].c_str();
        to = row[5].c_str();
    }
    return fmt::format("received_at BETWEEN '{}' AND '{}' AND ({})", from, to, any);
}

/// Rows of the same columns from vigil.minute, and from the readings that it does not have yet. The minute in which a
/// stay began holds values of two patients: nobody's.
std::string from_minutes(pqxx::transaction_base& record, const trend_query& asked, const trend& out) {
    std::vector<instant> mixed;
    for (const trend_stay& next : out.stays | std::views::drop(1)) // nobody was there before the first one
        if (floor<minutes>(next.from) != next.from) mixed.push_back(floor<minutes>(next.from));
    return fmt::format(
        "SELECT metric, minute AS at, lowest, highest, total, count FROM vigil.minute"
        " WHERE {0} AND minute >= {1} AND minute < {2} AND minute <> ALL ({3}) "
        "UNION ALL SELECT metric, at, value, value, value, 1 FROM vigil.trend_value"
        " WHERE {0} AND at >= {1} AND at < {2} AND date_trunc('minute', at, 'UTC') <> ALL ({3}) AND NOT read_again"
        " AND {4}",
        of_bed(record, asked), literal(out.times.front()), literal(asked.to), array_of(mixed), of_tails(record, asked));
}

/// What came in a stay is of that stay, even where it was measured, or received, a moment before that began.
std::string from_readings(const pqxx::transaction_base& record, const trend_query& asked, const trend& out) {
    std::vector<instant> began;
    for (const trend_stay& stay : out.stays) began.push_back(stay.from);
    return fmt::format(
        "SELECT metric, greatest(at, (SELECT max(b) FROM unnest({6}) AS b WHERE b <= received_at)) AS at,"
        " value AS lowest, value AS highest, value AS total, 1 AS count FROM vigil.trend_value"
        " WHERE {0} AND at >= {1} AND at < {2} AND NOT history AND received_at >= {1} AND received_at < {3} "
        "UNION ALL SELECT metric, at, value, value, value, 1 FROM vigil.trend_value"
        " WHERE {0} AND at >= {1} AND at < {2} AND history"
        " AND coalesce(reported_at, received_at) >= {4} AND coalesce(reported_at, received_at) < {5}",
        of_bed(record, asked), literal(asked.from), literal(asked.to), literal(asked.to, late),
        literal(asked.from, -charted), literal(asked.to, charted), array_of(began));
}

void fill(pqxx::transaction_base& record, const trend_query& asked, trend& out) {
    place_intervals(out, asked);
    out.values.assign(asked.metrics.size(), std::vector<trend_point>(out.times.size()));
    const std::string sql = fmt::format(
        "SELECT metric, width_bucket(at, {}), min(lowest), sum(total) / sum(count), max(highest), sum(count)::bigint "
        "FROM ({}) AS source GROUP BY 1, 2",
        array_of(out.times), out.by_minute ? from_minutes(record, asked, out) : from_readings(record, asked, out));
    for (const pqxx::row& row : record.exec(sql)) {
        const auto what = std::ranges::find(asked.metrics, row[0].as<std::string>(), [](metric m) { return name(m); });
        const auto interval = row[1].as<std::size_t>() - 1;
        out.values[static_cast<std::size_t>(what - asked.metrics.begin())][interval] = {
            row[2].as<double>(), row[3].as<double>(), row[4].as<double>(), row[5].as<std::uint32_t>()};
    }
}

} // namespace

trend read_trend(pqxx::transaction_base& record, const trend_query& asked) {
    record.exec("BEGIN ISOLATION LEVEL REPEATABLE READ"); // a minute is either summed up or not
    trend out;
    out.by_minute = asked.to - asked.from > trend_readings_span_max;
    out.stays = read_stays(record, asked);
    out.too_many_stays = out.stays.size() > trend_stays_max;
    if (!out.too_many_stays) fill(record, asked, out);
    record.exec("COMMIT");
    return out;
}

} // namespace vigil::record
