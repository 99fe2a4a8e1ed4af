#include "server/record/quarantine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "server/record/connect.hpp"
#include "server/record/session.hpp"
#include "server/record/tables.hpp"
#include "server/record/text.hpp"

namespace vigil::record {
namespace {

constexpr const char* columns =
    "SELECT id, journal, seq, (extract(epoch FROM received_at) * 1000)::bigint, transport, sender, control_id, "
    "dialect, size, reasons, partly, (extract(epoch FROM rerun_at) * 1000)::bigint, coalesce(rerun_result, ''), "
    "coalesce(address, '')";

quarantined from_row(const pqxx::row& row) {
    quarantined q;
    q.id = row[0].as<std::int64_t>();
    q.from = {row[1].as<int>(), row[2].as<journal::sequence>(), from_epoch_ms(row[3].as<std::int64_t>())};
    q.transport = row[4].as<std::string>();
    q.sender = row[5].as<std::string>();
    q.control_id = row[6].as<std::string>();
    q.dialect = row[7].as<std::string>();
    q.size = row[8].as<std::uint64_t>();
    q.reasons = row[9].as<std::string>();
    q.partly = row[10].as<bool>();
    if (!row[11].is_null()) q.rerun_at = from_epoch_ms(row[11].as<std::int64_t>());
    q.rerun_result = row[12].as<std::string>();
    q.address = row[13].as<std::string>();
    return q;
}

std::optional<quarantined> read_whole(pqxx::transaction_base& t, std::int64_t id, const char* lock) {
    const pqxx::result found =
        t.exec_params(fmt::format("{}, raw FROM vigil.quarantine WHERE id = $1{}", columns, lock), id);
    if (found.empty()) return {};
    quarantined q = from_row(found[0]);
    q.raw = pqxx::binarystring(found[0][14]).str();
    return q;
}

/// Only the readings that stood in a row that was refused: the others are in the record since the message came.
void keep_refused(decoded_again& now, const std::vector<std::uint32_t>& refused) {
    std::vector<reading> kept;
    for (std::size_t i = 0; i < now.content.readings.size() && i < now.rows_of_readings.size(); ++i)
        if (std::ranges::binary_search(refused, now.rows_of_readings[i])) kept.push_back(now.content.readings[i]);
    now.content.readings = std::move(kept);
}

std::string clean(std::string_view text) {
    std::string out;
    append_clean(out, text);
    return out;
}

/// The message came again later and was taken, or another copy of it has been read again. Only a message that gives its
/// own time can be recognised: control ids are used again.
bool stands_elsewhere(pqxx::transaction_base& t, const quarantined& q, const report& content) {
    if (!content.reported_at) return false;
    std::string reported_at;
    append_time(reported_at, *content.reported_at);
    return !t.exec_params(
                 "SELECT FROM vigil.reading WHERE ward = $1 AND bed = $2 AND sender = $3 AND control_id = $4 "
                 "AND reported_at = $5::timestamptz AND (journal, seq) <> ($6, $7) AND (history OR NOT $8) LIMIT 1",
                 clean(content.ward), clean(content.bed), clean(content.sender), clean(content.control_id), reported_at,
                 q.from.journal, q.from.number, q.partly)
                .empty();
}

std::string with_reasons(std::string summary, const std::string& reasons) {
    constexpr std::size_t bytes_max = 4'096; // of a result
    if (reasons.empty()) return summary;
    summary += "; not understood:\n";
    return summary.append(std::string_view{reasons}.substr(0, bytes_max));
}

} // namespace

std::vector<std::uint32_t> refused_rows(std::string_view reasons) {
    std::vector<std::uint32_t> rows;
    constexpr std::string_view mark = "OBX[";
    while (!reasons.empty()) {
        const std::string_view line = reasons.substr(0, reasons.find('\n'));
        reasons.remove_prefix(std::min(line.size() + 1, reasons.size()));
        if (!line.starts_with(mark)) continue;
        std::uint32_t row = 0;
        const auto [end, error] = std::from_chars(line.data() + mark.size(), line.data() + line.size(), row);
        if (error == std::errc{} && end != line.data() + line.size() && *end == ']') rows.push_back(row);
    }
    std::ranges::sort(rows);
    const auto repeated = std::ranges::unique(rows);
    rows.erase(repeated.begin(), repeated.end());
    return rows;
}

quarantine::quarantine(const std::string& database) : connection_{with_time_limits(database)} {
    pqxx::nontransaction t{connection_};
    t.exec(
        "SET client_min_messages = warning; SET statement_timeout = '30s'; SET TimeZone = 'UTC'; "
        "SET DateStyle = 'ISO'; SET application_name = 'vigil quarantine'");
    usual_ = read_usual_codes(t);
}

std::vector<quarantined> quarantine::list(const std::string& sender, std::size_t limit) {
    pqxx::nontransaction t{connection_};
    std::vector<quarantined> all;
    for (const pqxx::row& row : t.exec_params(
             fmt::format("{} FROM vigil.quarantine WHERE $1 = '' OR sender = $1 ORDER BY id DESC LIMIT $2", columns),
             sender, limit))
        all.push_back(from_row(row));
    return all;
}

std::vector<std::int64_t> quarantine::ids(const std::string& sender) {
    pqxx::nontransaction t{connection_};
    std::vector<std::int64_t> all;
    for (const pqxx::row& row :
         t.exec_params("SELECT id FROM vigil.quarantine WHERE $1 = '' OR sender = $1 ORDER BY id", sender))
        all.push_back(row[0].as<std::int64_t>());
    return all;
}

std::optional<quarantined> quarantine::find(std::int64_t id) {
    pqxx::nontransaction t{connection_};
    return read_whole(t, id, "");
}

std::optional<std::string> quarantine::rerun(std::int64_t id, const decode_again& decode) {
    pqxx::work t{connection_};
    const auto q = read_whole(t, id, " FOR UPDATE");
    if (!q) return {};
    std::string result = clean(settle(t, *q, decode));
    if (q->transport == "mllp" && q->address.empty())
        result.insert(0, "by its sender's name only, as its address was not kept: ");
    t.exec_params("UPDATE vigil.quarantine SET rerun_at = now(), rerun_result = $1 WHERE id = $2", result, id);
    t.commit();
    return result;
}

std::string quarantine::settle(pqxx::work& transaction, const quarantined& q, const decode_again& decode) {
    if (q.raw.size() < q.size)
        return fmt::format("not read: only the first {} of its {} bytes were kept", q.raw.size(), q.size);
    auto now = decode(q);
    if (!now) return with_reasons("nothing recorded", now.error());
    const auto refused = refused_rows(q.reasons);
    if (q.partly) keep_refused(*now, refused);
    report& content = now->content;
    if (content.readings.empty())
        return with_reasons(q.partly && refused.empty()
                                ? "nothing recorded: which of its observations were refused is not known"
                                : "nothing recorded: nothing more is understood than when it came",
                            now->reasons);
    if (content.ward.empty() || content.bed.empty())
        return "nothing recorded: it names no bed; add bed = \"ward/bed\" to the sender's [[sender]]";
    if (stands_elsewhere(transaction, q, content)) return "nothing recorded: the record has this message already";
    content.history = true;
    put(transaction, q, content);
    const std::size_t count = content.readings.size();
    return with_reasons(
        fmt::format("{} reading{} recorded for {}/{}", count, count == 1 ? "" : "s", content.ward, content.bed),
        now->reasons);
}

void quarantine::put(pqxx::work& transaction, const quarantined& q, const report& content) {
    std::string received_at;
    append_time(received_at, q.from.received_at);
    transaction.exec_params(
        "DELETE FROM vigil.reading WHERE journal = $1 AND seq = $2 AND received_at = $3::timestamptz", q.from.journal,
        q.from.number, received_at);
    const std::chrono::sys_time<milliseconds> at{q.from.received_at.time_since_epoch()};
    ensure_day(transaction, std::chrono::floor<std::chrono::days>(at));
    tables rows;
    append_reading_row(rows.readings, q.from, content, usual_);
    rows.readings.write(transaction);
}

} // namespace vigil::record
