#include "server/journal/sqlite.hpp"

#include <algorithm>

namespace vigil::journal {
namespace {

constexpr int busy_timeout_ms = 60'000; // somebody looks into the file with another tool: senders wait, nothing fails

[[noreturn]] void fail(sqlite3* d, std::string_view doing) {
    throw sqlite_error{std::string{doing} + ": " + (d ? sqlite3_errmsg(d) : "out of memory")};
}

} // namespace

database::database(const std::filesystem::path& file, mode m) {
    const int flags =
        SQLITE_OPEN_NOMUTEX | (m == mode::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    sqlite3* raw = nullptr;
    const int result = sqlite3_open_v2(file.c_str(), &raw, flags, nullptr);
    handle_.reset(raw);
    if (result != SQLITE_OK) fail(raw, "opening");
    sqlite3_busy_timeout(raw, busy_timeout_ms);
}

void database::run(const char* sql) {
    if (sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail(handle(), sql);
}

void database::roll_back() noexcept {
    if (!sqlite3_get_autocommit(handle())) sqlite3_exec(handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

std::int64_t database::number(const char* sql) {
    statement s{*this, sql};
    return s.step() ? s.integer(0) : 0;
}

std::string database::text(const char* sql) {
    statement s{*this, sql};
    return s.step() ? std::string{s.bytes(0)} : std::string{};
}

bool database::checkpoint_passively() {
    return sqlite3_wal_checkpoint_v2(handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr) == SQLITE_OK;
}

void database::rewrite_log() {
    constexpr sqlite3_int64 chunk = 1 << 16; // SQLite takes no 128 KiB at once
    sqlite3_file* log = nullptr;
    sqlite3_int64 size = 0;
    sqlite3_file_control(handle(), "main", SQLITE_FCNTL_JOURNAL_POINTER, static_cast<void*>(&log));
    if (!log || !log->pMethods) throw sqlite_error{"the journal has no write-ahead log"};
    const auto need = [](int result) {
        if (result != SQLITE_OK) throw sqlite_error{std::string{"writing the log again: "} + sqlite3_errstr(result)};
    };
    need(log->pMethods->xFileSize(log, &size));
    std::string bytes;
    for (sqlite3_int64 at = 0; at < size; at += chunk) {
        const auto length = static_cast<int>(std::min(chunk, size - at));
        bytes.resize(static_cast<std::size_t>(length));
        need(log->pMethods->xRead(log, bytes.data(), length, at));
        need(log->pMethods->xWrite(log, bytes.data(), length, at));
    }
    need(log->pMethods->xSync(log, SQLITE_SYNC_NORMAL));
}

statement::statement(database& d, const char* sql) {
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v3(d.handle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr) != SQLITE_OK)
        fail(d.handle(), sql);
    handle_.reset(raw);
}

statement& statement::bind(int parameter, std::int64_t value) {
    if (sqlite3_bind_int64(handle_.get(), parameter, value) != SQLITE_OK)
        fail(sqlite3_db_handle(handle_.get()), "binding a number");
    return *this;
}

statement& statement::bind(int parameter, std::string_view bytes) {
    const char* data = bytes.empty() ? "" : bytes.data(); // a null pointer would bind NULL
    if (sqlite3_bind_blob64(handle_.get(), parameter, data, bytes.size(), nullptr) != SQLITE_OK)
        fail(sqlite3_db_handle(handle_.get()), "binding bytes");
    return *this;
}

statement& statement::bind_text(int parameter, std::string_view text) {
    if (sqlite3_bind_text64(handle_.get(), parameter, text.data(), text.size(), nullptr, SQLITE_UTF8) != SQLITE_OK)
        fail(sqlite3_db_handle(handle_.get()), "binding text");
    return *this;
}

bool statement::step() {
    const int result = sqlite3_step(handle_.get());
    if (result == SQLITE_ROW) return true;
    if (result != SQLITE_DONE) {
        const std::string why = sqlite3_errmsg(sqlite3_db_handle(handle_.get()));
        const std::string sql = sqlite3_sql(handle_.get());
        reset();
        throw sqlite_error{sql + ": " + why};
    }
    reset();
    return false;
}

std::string_view statement::bytes(int column) const {
    const void* data = sqlite3_column_blob(handle_.get(), column);
    if (!data) return {};
    return {static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

} // namespace vigil::journal
