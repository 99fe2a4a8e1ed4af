#include "server/record/session.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <stdexcept>

#include "server/record/connect.hpp"
#include "server/record/text.hpp"

namespace vigil::record {
namespace {

/// Rows of alarms as they stand, from the events just written: the highest revision wins, now and against what is
/// there.
constexpr const char* upsert_alarms = R"(
    INSERT INTO vigil.alarm AS held
    SELECT DISTINCT ON (id) * FROM vigil.alarm_event
    WHERE journal = $1 AND seq BETWEEN $2 AND $3 ORDER BY id, revision DESC
    ON CONFLICT (id) DO UPDATE SET
        journal = excluded.journal, seq = excluded.seq, item = excluded.item, at = excluded.at,
        ward_seq = excluded.ward_seq, revision = excluded.revision, stay = excluded.stay, rule = excluded.rule,
        kind = excluded.kind, priority = excluded.priority, phase = excluded.phase, latching = excluded.latching,
        acknowledged_by = excluded.acknowledged_by, acknowledged_at = excluded.acknowledged_at,
        since = excluded.since, shown_at = coalesce(excluded.shown_at, held.shown_at), message = excluded.message,
        metric = excluded.metric, value = excluded.value, limit_value = excluded.limit_value,
        measured_at = excluded.measured_at, received_at = excluded.received_at, rule_version = excluded.rule_version,
        change = excluded.change, signalled_at = excluded.signalled_at, paused_by = excluded.paused_by,
        paused_reason = excluded.paused_reason, paused_until = excluded.paused_until, call_step = excluded.call_step,
        call_to = excluded.call_to, beds = excluded.beds
    WHERE excluded.revision > held.revision)";

constexpr const char* mark_shown = R"(
    UPDATE vigil.alarm AS held SET shown_at = shown.at FROM vigil.alarm_shown AS shown
    WHERE shown.journal = $1 AND shown.seq BETWEEN $2 AND $3 AND held.id = shown.id AND held.shown_at IS NULL)";

/// The database refuses a value, and always will: SQLSTATE class 22 (data exception) and 54 (limit exceeded, such as a
/// name too long for an index).
bool is_about_data(const pqxx::sql_error& e) {
    return e.sqlstate().starts_with("22") || e.sqlstate().starts_with("54");
}

} // namespace

session::session(const std::string& database, const std::string& journal_identity)
    : connection_{with_time_limits(database)} {
    pqxx::nontransaction{connection_}.exec(
        "SET client_min_messages = warning; SET statement_timeout = '30s'; SET TimeZone = 'UTC'; "
        "SET DateStyle = 'ISO'; SET synchronous_commit = on; SET application_name = 'vigil record'");
    {
        pqxx::nontransaction t{connection_};
        usual_ = read_usual_codes(t);
    }
    find_journal(journal_identity);
}

usual_codes read_usual_codes(pqxx::transaction_base& t) {
    if (t.exec1("SELECT to_regclass('vigil.quarantine') IS NULL")[0].as<bool>()) // of the newest migration
        throw std::runtime_error{"the database lacks tables of the record: run vigil migrate"};
    usual_codes usual{};
    std::size_t known = 0;
    for (const pqxx::row& row : t.exec("SELECT name, unit, coalesce(usual_code, 0) FROM vigil.metric")) {
        const auto m = metric_from_name(row[0].as<std::string>());
        if (!m) continue; // a newer database
        if (row[1].as<std::string>() != name(info(*m).canonical))
            throw std::runtime_error{fmt::format("vigil.metric has another unit for {}", name(*m))};
        usual[index(*m)] = row[2].as<std::uint32_t>();
        ++known;
    }
    if (known != metric_count) throw std::runtime_error{"the database lacks a metric: run vigil migrate"};
    return usual;
}

void ensure_day(pqxx::transaction_base& t, std::chrono::sys_days day) {
    std::string text;
    append_time(text, instant{day.time_since_epoch()});
    t.exec_params("SELECT vigil.ensure_day($1::date)", text.substr(0, text.find('T')));
}

void session::find_journal(const std::string& identity) {
    pqxx::work t{connection_};
    t.exec_params("INSERT INTO vigil.journal (identity) VALUES ($1::uuid) ON CONFLICT DO NOTHING", identity);
    const pqxx::row row = t.exec_params1("SELECT id, cursor FROM vigil.journal WHERE identity = $1::uuid", identity);
    journal_id_ = row[0].as<int>();
    cursor_ = row[1].as<journal::sequence>();
    t.commit();
}

void session::write(const batch& b) {
    try {
        put(b);
    } catch (const pqxx::sql_error& e) {
        if (is_about_data(e)) throw data_refused{e.what()};
        throw;
    }
}

void session::put(const batch& b) {
    pqxx::work t{connection_};
    advance(t, b);
    ensure_days(t, b);
    for (const copy_rows* table : b.rows().all()) table->write(t);
    if (b.changes_alarms()) t.exec_params(upsert_alarms, b.journal_id(), b.first(), b.last());
    if (b.shows_alarms()) t.exec_params(mark_shown, b.journal_id(), b.first(), b.last());
    t.commit();
    days_.insert(b.days().begin(), b.days().end());
    cursor_ = b.last();
}

/// The oldest ones only: how long it takes must not depend on how many there are. One that is being read again waits.
bool session::forget_quarantine(std::size_t days) {
    constexpr std::size_t rows_at_once = 1'000;
    pqxx::work t{connection_};
    const pqxx::result gone = t.exec_params(
        "DELETE FROM vigil.quarantine WHERE id IN (SELECT id FROM vigil.quarantine WHERE id IN "
        "(SELECT id FROM vigil.quarantine ORDER BY id LIMIT $1) AND received_at < now() - make_interval(days => $2) "
        "FOR UPDATE SKIP LOCKED)",
        rows_at_once, days);
    t.commit();
    return static_cast<std::size_t>(gone.affected_rows()) == rows_at_once;
}

// First of all, because it waits for a commit of ours that is still under way on a connection that we lost.
void session::advance(pqxx::work& transaction, const batch& b) {
    const pqxx::result moved = transaction.exec_params(
        "UPDATE vigil.journal SET cursor = $1, updated_at = now() WHERE id = $2 AND cursor = $3", b.last(),
        b.journal_id(), cursor_);
    if (moved.affected_rows() != 1) throw std::runtime_error{"the record's cursor was moved by somebody else"};
}

void session::ensure_days(pqxx::work& transaction, const batch& b) {
    for (const std::chrono::sys_days day : b.days()) {
        if (days_.contains(day)) continue;
        for (const int ahead : {0, 1}) ensure_day(transaction, day + std::chrono::days{ahead});
    }
}

} // namespace vigil::record
