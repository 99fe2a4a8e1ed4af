#include "server/record/queries_observations.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <pqxx/pqxx>

#include "server/record/text.hpp"

namespace vigil::record {
namespace {

using namespace std::chrono_literals;

constexpr auto resent_for = 24h;

/// Whoever asks may name any year; PostgreSQL has no year 0, and nothing was measured before 1900 or after 9000.
std::string literal(instant t, milliseconds later = {}) {
    constexpr instant first = from_epoch_ms(-2'208'988'800'000), last = from_epoch_ms(221'845'392'000'000);
    std::string out = "'";
    append_time(out, std::clamp(t, first, last) + later);
    return out += "'::timestamptz";
}

std::string literal(const pqxx::transaction_base& record, std::string_view text) {
    std::string clean;
    append_clean(clean, text);
    return record.quote(clean);
}

/// Conditions that the indexes of vigil.reading serve.
std::string of_reports(const pqxx::transaction_base& record, const observation_query& asked) {
    constexpr const char* time = "coalesce(reported_at, received_at)";
    std::string out = "true";
    if (asked.only)
        out += fmt::format(
            " AND journal = ANY (ARRAY(SELECT id FROM vigil.journal WHERE left(identity::text, 8) = {})) AND seq = {}",
            literal(record, asked.only->journal_digits), asked.only->row);
    if (!asked.patient.empty()) out += " AND patient = " + literal(record, asked.patient);
    if (!asked.bed.empty())
        out += fmt::format(" AND ward = {} AND bed = {}", literal(record, asked.ward), literal(record, asked.bed));
    if (asked.from) out += fmt::format(" AND {} >= {}", time, literal(*asked.from, -resent_for));
    if (asked.to) out += fmt::format(" AND {} < {}", time, literal(*asked.to, resent_for));
    if (asked.begin)
        out += fmt::format(" AND {0} <= {1} AND ({0}, journal, seq) <= ({1}, {2}, {3})", time, literal(asked.begin->at),
                           asked.begin->journal, asked.begin->row);
    if (asked.metrics.empty()) return out;
    out += " AND (detail ? 'others'";
    for (const metric m : asked.metrics) out += fmt::format(" OR {0} IS NOT NULL OR detail ? '{0}'", name(m));
    return out += ')';
}

std::string of_readings(const observation_query& asked) {
    std::string out = "true";
    if (asked.from) out += " AND o.measured_at >= " + literal(*asked.from);
    if (asked.to) out += " AND o.measured_at < " + literal(*asked.to);
    if (asked.metrics.empty()) return out;
    std::vector<std::string_view> names;
    for (const metric m : asked.metrics) names.push_back(name(m));
    return out += fmt::format(" AND o.metric IN ('{}')", fmt::join(names, "','"));
}

/// The order of the readings of a report matters only in that it is always the same.
std::string statement(const pqxx::transaction_base& record, const observation_query& asked) {
    return fmt::format(
        "WITH found AS MATERIALIZED ("
        " SELECT coalesce(reported_at, received_at) AS time, journal, seq, received_at, reported_at, ward, bed,"
        "  coalesce(patient, '') AS patient, sender"
        " FROM vigil.reading WHERE {} ORDER BY 1 DESC, 2 DESC, 3 DESC LIMIT {}) "
        "SELECT f.journal, f.seq, (extract(epoch FROM f.received_at) * 1000)::bigint,"
        " (extract(epoch FROM f.reported_at) * 1000)::bigint, f.ward, f.bed, f.patient, f.sender, o.metric, o.value,"
        " (extract(epoch FROM o.measured_at) * 1000)::bigint, coalesce(o.code, 0), o.validity,"
        " (SELECT left(identity::text, 8) FROM vigil.journal WHERE id = f.journal) "
        "FROM found f LEFT JOIN LATERAL (SELECT * FROM vigil.observation o WHERE o.journal = f.journal"
        " AND o.seq = f.seq AND o.received_at = f.received_at AND {}) o ON true "
        "ORDER BY f.time DESC, f.journal DESC, f.seq DESC, o.measured_at, o.metric, o.code, o.value",
        of_reports(record, asked), asked.reports_max + 1, of_readings(asked));
}

instant time_of(const pqxx::field& ms) {
    return from_epoch_ms(ms.as<std::int64_t>());
}

/// Nothing for a sign that only a newer program knows.
std::optional<reading> reading_of(const pqxx::row& row) {
    const auto what = row[8].is_null() ? std::nullopt : metric_from_name(row[8].as<std::string>());
    if (!what) return {};
    return reading{.what = *what,
                   .status = validity_from_name(row[12].as<std::string>()).value_or(validity::unavailable),
                   .declared = info(*what).canonical,
                   .code = static_cast<std::uint32_t>(row[11].as<std::int64_t>()),
                   .value = row[9].is_null() ? no_value : row[9].as<double>(),
                   .measured_at = time_of(row[10])};
}

recorded_report report_of(const pqxx::row& row) {
    recorded_report out{
        row[0].as<std::int64_t>(), row[1].as<std::int64_t>(), row[13].as<std::string>(), time_of(row[2]), {}};
    if (!row[3].is_null()) out.content.reported_at = time_of(row[3]);
    out.content.ward = row[4].as<std::string>();
    out.content.bed = row[5].as<std::string>();
    out.content.patient = row[6].as<std::string>();
    out.content.sender = row[7].as<std::string>();
    return out;
}

} // namespace

observations read_observations(pqxx::transaction_base& record, const observation_query& asked) {
    observations out;
    for (const pqxx::row& row : record.exec(statement(record, asked))) {
        recorded_report next = report_of(row);
        const bool same =
            !out.reports.empty() && out.reports.back().journal == next.journal && out.reports.back().row == next.row;
        if (!same) out.reports.push_back(std::move(next));
        if (const auto read = reading_of(row)) out.reports.back().content.readings.push_back(*read);
    }
    out.more = out.reports.size() > asked.reports_max;
    if (out.more) out.reports.pop_back();
    return out;
}

} // namespace vigil::record
