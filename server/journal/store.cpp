#include "server/journal/store.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <fmt/format.h>

#include <array>
#include <bit>
#include <random>

namespace vigil::journal {
namespace {

constexpr int page_bytes = 4'096;
constexpr std::int64_t application_id = 0x56494A31; // "VIJ1": tells a journal from any other SQLite file

constexpr const char* schema = R"(
    BEGIN IMMEDIATE;
    CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
    CREATE TABLE input(seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, key INTEGER NOT NULL,
                       body BLOB NOT NULL, events BLOB NOT NULL, sum INTEGER);
    CREATE TABLE snapshot(upto INTEGER PRIMARY KEY, state BLOB NOT NULL, sum INTEGER);
)";

constexpr const char* from_format_1 = R"(
    BEGIN IMMEDIATE;
    ALTER TABLE input ADD COLUMN sum INTEGER;
    ALTER TABLE snapshot ADD COLUMN sum INTEGER;
    UPDATE meta SET value = 2 WHERE name = 'format';
    COMMIT;
)";

void create_schema(database& d) {
    d.run(schema);
    statement set{d, "INSERT INTO meta(name, value) VALUES (?1, ?2)"};
    const std::string uuid = random_uuid();
    set.bind_text(1, "identity").bind_text(2, uuid).finish();
    set.bind_text(1, "format").bind(2, format_version).finish();
    set.bind_text(1, "epoch").bind(2, std::int64_t{0}).finish();
    set.bind_text(1, "trimmed_upto").bind(2, std::int64_t{0}).finish();
    d.run(fmt::format("PRAGMA application_id={}", application_id).c_str());
    d.run("COMMIT");
}

std::int64_t meta_number(database& d, const char* name) {
    statement s{d, "SELECT value FROM meta WHERE name = ?1"};
    s.bind_text(1, name);
    if (!s.step()) throw sqlite_error{std::string{"damaged: no "} + name};
    return s.integer(0);
}

/// Settings come before statements are prepared, so this stands in the initialiser of `db_`.
database open_checked(const std::filesystem::path& file) {
    database d{file, database::mode::create};
    d.run(fmt::format("PRAGMA page_size={}", page_bytes).c_str());
    const bool is_new = d.number("SELECT count(*) FROM sqlite_schema") == 0;
    if (!is_new) require_journal(d);
    if (d.text("PRAGMA journal_mode=WAL") != "wal") throw sqlite_error{"the file system cannot hold a write-ahead log"};
    d.run(
        "PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8192;"
        "PRAGMA journal_size_limit=67108864");
    if (is_new) create_schema(d);
    const bool old = meta_number(d, "format") == 1;
    if (!is_new) d.rewrite_log(); // before anything is built upon it
    if (old) d.run(from_format_1);
    return d;
}

} // namespace

std::int64_t checksum(const row& r) {
    const std::array<std::uint64_t, 4> numbers{r.number, static_cast<std::uint64_t>(to_epoch_ms(r.at)), r.key,
                                               r.input.size()}; // where the input ends and the events begin
    const XXH64_hash_t of_input =
        XXH3_64bits_withSeed(r.input.data(), r.input.size(), XXH3_64bits(&numbers, sizeof numbers));
    return std::bit_cast<std::int64_t>(XXH3_64bits_withSeed(r.events.data(), r.events.size(), of_input));
}

std::int64_t checksum(sequence upto, std::string_view state) {
    return std::bit_cast<std::int64_t>(XXH3_64bits_withSeed(state.data(), state.size(), upto));
}

std::string random_uuid() {
    std::random_device source;
    std::array<std::uint32_t, 4> r{};
    for (std::uint32_t& part : r) part = source();
    return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:04x}{:08x}", r[0], r[1] >> 16, r[1] & 0xfff,
                       0x8000 | (r[2] >> 16 & 0x3fff), r[2] & 0xffff, r[3]);
}

void require_journal(database& d) {
    if (d.number("PRAGMA application_id") != application_id) throw sqlite_error{"not a journal of this program"};
    const std::int64_t format = meta_number(d, "format");
    if (format > format_version)
        throw sqlite_error{
            fmt::format("written by a newer version (format {}; this program knows up to {})", format, format_version)};
}

store::store(const std::filesystem::path& file)
    : db_{open_checked(file)},
      begin_{db_, "BEGIN IMMEDIATE"},
      commit_{db_, "COMMIT"},
      insert_{db_, "INSERT INTO input(seq, at, key, body, events, sum) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"},
      put_{db_, "INSERT OR REPLACE INTO snapshot(upto, state, sum) VALUES (?1, ?2, ?3)"},
      drop_snapshot_{db_, "DELETE FROM snapshot WHERE upto = ?1"},
      trim_{db_, "DELETE FROM input WHERE seq < ?1"},
      trimmed_{db_, "UPDATE meta SET value = ?1 WHERE name = 'trimmed_upto'"} {
    // Replaces SQLite's own checkpoint after a commit, which would stall the committing thread.
    const auto note_size = [](void* self, sqlite3*, const char*, int pages) {
        static_cast<store*>(self)->log_bytes_ = static_cast<std::size_t>(pages) * page_bytes;
        return SQLITE_OK;
    };
    sqlite3_wal_hook(db_.handle(), note_size, this);
    check_rows();
    begin_epoch();
}

// Both ends are looked up, whatever the size of the file: that what lies between can be read is the caretaker's to find
// out, and of the newest rows it shows when the wards are rebuilt from them.
void store::check_rows() {
    first_ = static_cast<sequence>(meta_number(db_, "trimmed_upto")) + 1;
    last_ = std::max(first_ - 1, static_cast<sequence>(db_.number("SELECT max(seq) FROM input")));
    const auto lowest = static_cast<sequence>(db_.number("SELECT min(seq) FROM input"));
    if (lowest != 0 && lowest < first_)
        throw sqlite_error{
            fmt::format("damaged: row {} is there, though rows were trimmed up to {}", lowest, first_ - 1)};
    statement s{db_, "SELECT upto FROM snapshot ORDER BY upto"};
    while (s.step()) snapshots_.push_back(static_cast<sequence>(s.integer(0)));
    if (snapshot_upto() > last_)
        throw sqlite_error{fmt::format("damaged: a snapshot of the state after row {}, though the last is {}",
                                       snapshot_upto(), last_)};
}

void store::begin_epoch() {
    identity_ = db_.text("SELECT value FROM meta WHERE name = 'identity'");
    epoch_ = static_cast<std::uint64_t>(meta_number(db_, "epoch")) + 1;
    db_.run("UPDATE meta SET value = value + 1 WHERE name = 'epoch'");
}

void store::insert(const row& r) {
    insert_.bind(1, static_cast<std::int64_t>(r.number))
        .bind(2, to_epoch_ms(r.at))
        .bind(3, std::bit_cast<std::int64_t>(r.key))
        .bind(4, r.input)
        .bind(5, r.events)
        .bind(6, checksum(r))
        .finish();
    last_ = r.number;
}

void store::put(const snapshot& s, sequence rows_apart) {
    if (s.upto < snapshot_upto()) return; // it came too late
    put_.bind(1, static_cast<std::int64_t>(s.upto)).bind(2, s.state).bind(3, checksum(s.upto, s.state)).finish();
    if (s.upto != snapshot_upto()) snapshots_.push_back(s.upto);
    const std::size_t n = snapshots_.size();
    if (n > 2 && snapshots_[n - 2] - snapshots_[n - 3] < rows_apart) drop_snapshot(n - 2);
}

void store::drop_snapshot(std::size_t i) {
    drop_snapshot_.bind(1, static_cast<std::int64_t>(snapshots_[i])).finish();
    snapshots_.erase(snapshots_.begin() + static_cast<std::ptrdiff_t>(i));
}

void store::trim(sequence from) {
    trim_.bind(1, static_cast<std::int64_t>(from)).finish();
    trimmed_.bind(1, static_cast<std::int64_t>(from - 1)).finish();
    first_ = from;
    while (snapshots_.size() > 1 && snapshots_.front() + 1 < first_) drop_snapshot(0); // what follows it is gone
}

} // namespace vigil::journal
