// SQLite's C interface with owners and exceptions; for the journal's own files only. Everything here belongs to one
// thread at a time.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace vigil::journal {

/// Says what was tried and what SQLite answered. Never leaves the journal's threads.
struct sqlite_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class database {
public:
    enum class mode { create, read };

    /// Throws sqlite_error. Waits up to a minute for a lock that another process holds.
    database(const std::filesystem::path& file, mode m);

    void run(const char* sql);
    std::int64_t number(const char* sql); ///< first column of the first row, 0 if there is none
    std::string text(const char* sql);

    void roll_back() noexcept; ///< if a transaction is under way

    sqlite3* handle() const { return handle_.get(); }

    /// Copies what it can from the log without waiting for readers or the writer. False if SQLite reported an error.
    bool checkpoint_passively();

    /// Writes the write-ahead log's own bytes over it and synchronises them. After a synchronisation that failed, Linux
    /// shows what it did not keep and takes it for kept: a process that starts then would promise rows, and build upon
    /// rows, that the next power cut takes away. Throws sqlite_error. Only while nobody else writes.
    void rewrite_log();

private:
    struct closer {
        void operator()(sqlite3* d) const { sqlite3_close(d); }
    };
    std::unique_ptr<sqlite3, closer> handle_;
};

class statement {
public:
    statement(database& d, const char* sql);

    statement& bind(int parameter, std::int64_t value);
    /// Bytes and text must live until the next step() has returned; they are not copied.
    statement& bind(int parameter, std::string_view bytes);
    statement& bind_text(int parameter, std::string_view text);

    bool step(); ///< true: there is a row; false: done, and reset for the next use. Throws sqlite_error.
    void reset() { sqlite3_reset(handle_.get()); }
    void finish() { // for a statement that gives no rows
        while (step()) continue;
    }

    bool is_null(int column) const { return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL; }
    std::int64_t integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
    std::string_view bytes(int column) const; ///< until the next step

private:
    struct closer {
        void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
    };
    std::unique_ptr<sqlite3_stmt, closer> handle_;
};

} // namespace vigil::journal
