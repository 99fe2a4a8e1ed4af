#include "server/record/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <stdexcept>

#include "server/record/connect.hpp"
#include "server/record/days.hpp"
#include "server/record/tables.hpp"
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
        call_to = excluded.call_to, beds = excluded.beds, assigned_to = excluded.assigned_to,
        assigned_by = excluded.assigned_by, assigned_at = excluded.assigned_at, notes = excluded.notes
    WHERE excluded.revision > held.revision)";

constexpr const char* mark_shown = R"(
    UPDATE vigil.alarm AS held SET shown_at = shown.at FROM vigil.alarm_shown AS shown
    WHERE shown.journal = $1 AND shown.seq BETWEEN $2 AND $3 AND held.id = shown.id AND held.shown_at IS NULL)";

/// $5: what was summed up until now is written in the same transaction. Says whether another journal was recorded since
/// a day before these rows were received.
constexpr const char* move_cursor = R"(
    UPDATE vigil.journal AS mine SET
        cursor = $1, cursor_mark = $4, updated_at = now(), rolled = CASE WHEN $5 THEN cursor ELSE rolled END,
        tail_from = CASE WHEN $5 THEN $6::timestamptz ELSE least(tail_from, $6::timestamptz) END,
        tail_to = CASE WHEN $5 THEN $7::timestamptz ELSE greatest(tail_to, $7::timestamptz) END
    WHERE id = $2 AND cursor = $3
    RETURNING EXISTS (SELECT FROM vigil.journal AS other
                      WHERE other.id <> mine.id AND other.updated_at >= $6::timestamptz - interval '1 day'))";

constexpr const char* tail_of = R"(
    SELECT rolled, tail_from, tail_to, (extract(epoch FROM tail_from) * 1000)::bigint
    FROM vigil.journal WHERE id = $1 AND tail_from IS NOT NULL)";

constexpr const char* tail_by_minute = R"(
    SELECT ward, bed, metric, (extract(epoch FROM date_trunc('minute', at, 'UTC')) * 1000)::bigint,
           min(value), max(value), sum(value), count(*)
    FROM vigil.trend_value
    WHERE journal = $1 AND seq > $2 AND seq <= $3 AND received_at BETWEEN $4::timestamptz AND $5::timestamptz
      AND NOT read_again
    GROUP BY 1, 2, 3, 4)";

/// The same message: of the same content, bed and time; where it gives no time, received within a quarter of an hour.
constexpr const char* delete_repeated = R"(
    DELETE FROM vigil.reading AS mine
    WHERE journal = $1 AND seq BETWEEN $2 AND $3 AND received_at BETWEEN $4::timestamptz AND $5::timestamptz
      AND key IS NOT NULL
      AND EXISTS (
        SELECT FROM vigil.reading AS other
        WHERE other.ward = mine.ward AND other.bed = mine.bed
          AND other.received_at BETWEEN mine.received_at - interval '1 day' AND mine.received_at + interval '1 day'
          AND coalesce(other.reported_at, other.received_at)
              BETWEEN coalesce(mine.reported_at, mine.received_at - interval '15 min')
                  AND coalesce(mine.reported_at, mine.received_at + interval '15 min')
          AND other.key = mine.key AND other.journal <> mine.journal))";

constexpr std::chrono::days days_ahead{3};
constexpr std::size_t tail_rows_max = 100'000;

/// The database refuses a value, and always will: SQLSTATE class 22 (data exception) and 54 (limit exceeded, such as a
/// name too long for an index).
bool is_about_data(const pqxx::sql_error& e) {
    return e.sqlstate().starts_with("22") || e.sqlstate().starts_with("54");
}

} // namespace

session::session(const std::string& database, const std::string& journal_identity,
                 const std::optional<journal::descent>& copy_of)
    : connection_{with_time_limits(database)} {
    pqxx::nontransaction{connection_}.exec(
        "SET client_min_messages = warning; SET statement_timeout = '30s'; SET TimeZone = 'UTC'; "
        "SET DateStyle = 'ISO'; SET synchronous_commit = on; SET application_name = 'vigil record'");
    {
        pqxx::nontransaction t{connection_};
        usual_ = read_usual_codes(t);
        kept_from_ = first_day_kept(t);
    }
    find_journal(journal_identity, copy_of);
    sum_up_tail();
}

usual_codes read_usual_codes(pqxx::transaction_base& t) {
    if (t.exec1("SELECT to_regclass('vigil.minute') IS NULL")[0].as<bool>()) // of the newest migration
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

/// No insertion in vain: each would use up one of the 32,767 numbers of journals, and connections come and go.
void session::find_journal(const std::string& identity, const std::optional<journal::descent>& copy_of) {
    constexpr const char* find =
        "SELECT id, cursor, cursor_mark, tail_from FROM vigil.journal WHERE identity = $1::uuid";
    pqxx::work t{connection_};
    pqxx::result found = t.exec_params(find, identity);
    if (found.empty()) {
        t.exec_params(
            "INSERT INTO vigil.journal (identity, cursor, rolled) SELECT $1::uuid, c, c FROM (SELECT least($3::bigint, "
            "coalesce((SELECT cursor FROM vigil.journal WHERE identity = $2::uuid), 0)) AS c) AS goes_on",
            identity, copy_of ? copy_of->identity : identity, copy_of ? copy_of->upto : 0);
        found = t.exec_params(find, identity);
    }
    journal_id_ = found[0][0].as<int>();
    cursor_ = found[0][1].as<journal::sequence>();
    if (!found[0][2].is_null()) cursor_mark_ = std::bit_cast<std::uint64_t>(found[0][2].as<std::int64_t>());
    t.commit();
}

/// What a session that was thrown away had summed up, from the rows themselves. The times are given as values, so that
/// no other days are looked at.
void session::sum_up_tail() {
    tail_.clear();
    pqxx::nontransaction t{connection_};
    const pqxx::result tail = t.exec_params(tail_of, journal_id_);
    if (tail.empty()) return;
    tail_from_ = from_epoch_ms(tail[0][3].as<std::int64_t>());
    for (const pqxx::row& row : t.exec_params(tail_by_minute, journal_id_, tail[0][0].c_str(), cursor_,
                                              tail[0][1].c_str(), tail[0][2].c_str())) {
        const auto what = metric_from_name(row[2].as<std::string>());
        if (!what) continue; // a newer database
        tail_.add(row[0].as<std::string>(), row[1].as<std::string>(),
                  {from_epoch_ms(row[3].as<std::int64_t>()), *what, row[4].as<double>(), row[5].as<double>(),
                   row[6].as<double>(), row[7].as<std::uint32_t>()});
    }
}

/// A minute is written once it is over, and in pieces where it would be too much at once.
bool session::must_roll(const batch& b) const {
    using std::chrono::floor, std::chrono::minutes;
    return tail_.size() == 0 || tail_.size() >= tail_rows_max ||
           floor<minutes>(b.earliest()) > floor<minutes>(tail_from_);
}

std::size_t session::write(const batch& b) {
    try {
        return put(b);
    } catch (const pqxx::sql_error& e) {
        if (is_about_data(e)) throw data_refused{e.what()};
        throw;
    }
}

std::size_t session::put(const batch& b) {
    pqxx::work t{connection_};
    const bool roll = must_roll(b);
    const bool shared = advance(t, b, roll);
    ensure_days(t, b);
    for (const copy_rows* table : b.rows().all()) table->write(t);
    if (roll) {
        copy_rows summed = minute_rows();
        tail_.append_to(summed);
        summed.write(t);
    }
    const std::size_t repeated = shared ? drop_repeated(t, b) : 0;
    if (b.changes_alarms()) t.exec_params(upsert_alarms, b.journal_id(), b.first(), b.last());
    if (b.shows_alarms()) t.exec_params(mark_shown, b.journal_id(), b.first(), b.last());
    t.commit();
    days_.insert(b.days().begin(), b.days().end());
    cursor_ = b.last();
    cursor_mark_ = b.mark();
    tail_from_ = roll ? b.earliest() : std::min(tail_from_, b.earliest());
    if (roll) tail_.clear();
    repeated ? sum_up_tail() : tail_.add(b.minutes());
    return repeated;
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

void session::make_days_ahead(std::chrono::sys_days today) {
    pqxx::work t{connection_};
    for (auto day = std::max(today, kept_from_); day <= today + days_ahead; day += std::chrono::days{1})
        ensure_day(t, day);
    t.commit();
}

std::optional<std::chrono::sys_days> session::forget_day(std::size_t keep_days, std::chrono::sys_days today) {
    pqxx::work t{connection_};
    const auto gone = delete_oldest_day(t, keep_days, today);
    kept_from_ = first_day_kept(t);
    t.commit();
    if (gone) days_.erase(*gone);
    return gone;
}

/// First of all, because it waits for a commit of ours that is still under way on a connection that we lost. True if
/// another journal may have recorded the same messages; whoever writes such rows then waits until we are done.
bool session::advance(pqxx::work& transaction, const batch& b, bool roll) {
    std::string earliest, latest;
    append_time(earliest, b.earliest());
    append_time(latest, b.latest());
    const pqxx::result moved = transaction.exec_params(move_cursor, b.last(), b.journal_id(), cursor_,
                                                       std::bit_cast<std::int64_t>(b.mark()), roll, earliest, latest);
    if (moved.size() != 1) throw std::runtime_error{"the record's cursor was moved by somebody else"};
    const bool shared = moved[0][0].as<bool>();
    if (shared) transaction.exec("SELECT pg_advisory_xact_lock(7611243002)");
    return shared;
}

std::size_t session::drop_repeated(pqxx::work& transaction, const batch& b) {
    std::string earliest, latest;
    append_time(earliest, b.earliest());
    append_time(latest, b.latest());
    transaction.exec("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"); // would read whole days
    return transaction.exec_params(delete_repeated, b.journal_id(), b.first(), b.last(), earliest, latest)
        .affected_rows();
}

void session::ensure_days(pqxx::work& transaction, const batch& b) {
    for (const std::chrono::sys_days day : b.days()) {
        if (days_.contains(day)) continue;
        for (const int ahead : {0, 1}) ensure_day(transaction, day + std::chrono::days{ahead});
    }
}

} // namespace vigil::record
