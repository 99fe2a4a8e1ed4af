#include "server/record/queries_alarms.hpp"

#include <fmt/format.h>

#include <pqxx/pqxx>

#include "server/record/sql.hpp"

namespace vigil::record {
namespace {

/// The object as it goes out: nothing of it is looked at here. JSON has no NaN.
constexpr const char* columns = R"(
    SELECT (extract(epoch FROM since) * 1000)::bigint, id, json_build_object(
        'id', id, 'revision', revision, 'ward', ward, 'bed', nullif(bed, ''), 'stay', nullif(stay, ''), 'rule', rule,
        'kind', kind, 'priority', priority, 'phase', phase, 'latching', latching,
        'acknowledged', CASE WHEN acknowledged_by IS NOT NULL THEN json_build_object(
            'by', acknowledged_by, 'at', vigil.rfc3339(acknowledged_at)) END,
        'since', vigil.rfc3339(since), 'shown_at', vigil.rfc3339(shown_at), 'changed_at', vigil.rfc3339(at),
        'paused', CASE WHEN paused_by IS NOT NULL THEN json_build_object(
            'by', paused_by, 'reason', paused_reason, 'until', vigil.rfc3339(paused_until)) END,
        'called', CASE WHEN call_step IS NOT NULL THEN json_build_object('step', call_step, 'to', call_to) END,
        'message', message,
        'evidence', CASE WHEN metric IS NOT NULL THEN json_build_object(
            'metric', metric, 'value', nullif(value, 'NaN'), 'limit', nullif(limit_value, 'NaN'),
            'measured_at', vigil.rfc3339(measured_at), 'received_at', vigil.rfc3339(received_at),
            'rule_version', rule_version) END,
        'beds', coalesce(beds::json, '[]'),
        'assigned', CASE WHEN assigned_to IS NOT NULL THEN json_build_object(
            'to', assigned_to, 'by', assigned_by, 'at', vigil.rfc3339(assigned_at)) END,
        'notes', coalesce(notes::json, '[]'))
    FROM vigil.alarm)";

} // namespace

recorded_alarms read_alarms(pqxx::transaction_base& record, const alarm_query& asked) {
    std::string where = "ward = " + literal(record, asked.ward);
    if (asked.from) where += " AND since >= " + literal(*asked.from);
    if (asked.to) where += " AND since < " + literal(*asked.to);
    if (asked.after)
        where += fmt::format(" AND (since, id) < ({}, '{}')", literal(asked.after->since), to_text(asked.after->id));
    recorded_alarms out;
    for (const pqxx::row& row : record.exec(
             fmt::format("{} WHERE {} ORDER BY since DESC, id DESC LIMIT {}", columns, where, asked.alarms_max + 1))) {
        const auto id = alarm::alarm_id_from_text(row[1].as<std::string>());
        out.alarms.push_back(
            {{from_epoch_ms(row[0].as<std::int64_t>()), id.value_or(alarm::alarm_id{})}, row[2].as<std::string>()});
    }
    out.more = out.alarms.size() > asked.alarms_max;
    if (out.more) out.alarms.pop_back();
    return out;
}

} // namespace vigil::record
