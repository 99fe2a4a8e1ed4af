#include "server/record/queries_burden.hpp"

#include <fmt/format.h>

#include <pqxx/pqxx>

#include "server/record/sql.hpp"

namespace vigil::record {
namespace {

constexpr double day_s = 86'400;

/// How every bed was at `from`, and every change until `to`. The beds are found by skipping from one to the next in the
/// index: a ward has few, and years of changes.
constexpr const char* monitored_seconds = R"(
    WITH RECURSIVE bed(name) AS (
        SELECT min(bed) FROM vigil.bed_event WHERE ward = {0}
        UNION ALL
        SELECT (SELECT min(bed) FROM vigil.bed_event WHERE ward = {0} AND bed > name) FROM bed WHERE name IS NOT NULL
    ), change AS (
        SELECT name, {1} AS at, 0::bigint AS seq, 0 AS item, before.monitored
        FROM bed CROSS JOIN LATERAL (
            SELECT monitored FROM vigil.bed_event WHERE ward = {0} AND bed = name AND at < {1}
            ORDER BY at DESC, seq DESC, item DESC LIMIT 1) AS before
        UNION ALL
        SELECT name, e.at, e.seq, e.item, e.monitored
        FROM bed JOIN vigil.bed_event AS e ON e.ward = {0} AND e.bed = name AND e.at >= {1} AND e.at < {2}
    ), span AS (
        SELECT monitored, at, lead(at, 1, {2}) OVER (PARTITION BY name ORDER BY at, seq, item) AS until FROM change
    )
    SELECT coalesce(sum(extract(epoch FROM until - at)) FILTER (WHERE monitored), 0)::float8 FROM span)";

/// One row for each way to sum up, told apart by grouping(). An alarm is over when it is latched or cleared first.
constexpr const char* counts = R"(
    WITH counted AS MATERIALIZED (
        SELECT a.rule, a.kind, e.priority, extract(hour FROM a.since AT TIME ZONE 'UTC')::int AS hour,
               extract(epoch FROM e.answered - a.since)::float8 AS answered_s,
               CASE WHEN coalesce(e.answered > e.ended, true) THEN
                   extract(epoch FROM e.ended - a.since)::float8 END AS ended_s
        FROM vigil.alarm AS a CROSS JOIN LATERAL (
            SELECT min(acknowledged_at) AS answered, min(at) FILTER (WHERE phase IN ('latched', 'cleared')) AS ended,
                   (array_agg(priority ORDER BY revision))[1] AS priority
            FROM vigil.alarm_event WHERE id = a.id) AS e
        WHERE a.ward = {0} AND a.since >= {1} AND a.since < {2}
    )
    SELECT grouping(rule, kind, priority, hour), rule, kind, priority, hour, count(*), count(answered_s),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY answered_s),
           percentile_cont(0.9) WITHIN GROUP (ORDER BY answered_s),
           count(*) FILTER (WHERE ended_s <= 10), count(*) FILTER (WHERE ended_s <= 30)
    FROM counted GROUP BY GROUPING SETS ((), (rule, kind), (kind), (priority), (hour))
    ORDER BY 1, count(*) DESC, rule, kind)";

/// grouping(rule, kind, priority, hour): a bit for each that is summed up over.
enum way : int { of_rules = 0b0011, of_kinds = 0b1011, of_priorities = 0b1101, of_hours = 0b1110, of_all = 0b1111 };

std::optional<double> seconds_of(const pqxx::field& f) {
    if (f.is_null()) return {};
    return f.as<double>();
}

alarm_counts counts_of(const pqxx::row& row) {
    return {.alarms = row[5].as<std::uint64_t>(),
            .acknowledged = row[6].as<std::uint64_t>(),
            .median_s = seconds_of(row[7]),
            .p90_s = seconds_of(row[8]),
            .over_in_10_s = row[9].as<std::uint64_t>(),
            .over_in_30_s = row[10].as<std::uint64_t>()};
}

void add(burden& out, const pqxx::row& row) {
    switch (row[0].as<int>()) {
        case of_all: out.all = counts_of(row); return;
        case of_rules:
            if (out.by_rule.size() < burden_rules_max)
                out.by_rule.push_back({row[1].as<std::string>(), row[2].as<std::string>(), counts_of(row)});
            return;
        case of_kinds:
            if (row[2].as<std::string>() == name(alarm::kind::technical)) out.technical = counts_of(row);
            return;
        case of_priorities:
            if (const auto p = alarm::priority_from_name(row[3].as<std::string>()))
                out.by_priority[static_cast<std::size_t>(*p)] = counts_of(row);
            return;
        case of_hours: out.by_hour.at(row[4].as<std::size_t>()) = row[5].as<std::uint64_t>(); return;
        default: return;
    }
}

} // namespace

burden read_burden(pqxx::transaction_base& record, const burden_query& asked) {
    const std::string ward = literal(record, asked.ward), from = literal(asked.from), to = literal(asked.to);
    const auto of_ward = [&](const char* sql) { return record.exec(fmt::format(fmt::runtime(sql), ward, from, to)); };
    record.exec("BEGIN ISOLATION LEVEL REPEATABLE READ"); // all of it at one moment
    burden out;
    out.monitored_days = of_ward(monitored_seconds)[0][0].as<double>() / day_s;
    for (const pqxx::row& row : of_ward(counts)) add(out, row);
    record.exec("COMMIT");
    return out;
}

} // namespace vigil::record
