#include "server/record/migrate.hpp"

#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <pqxx/pqxx>
#include <stdexcept>

namespace vigil::record {
namespace {

constexpr long advisory_lock = 0x566967696c; // "Vigil"
constexpr std::size_t digits = 4;

struct file {
    int version = 0;
    std::string name;
    std::string sql;
    std::string checksum; ///< XXH64 of the content: finds a change made by mistake
};

std::string content(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (!in) throw std::runtime_error{path.string() + ": cannot be read"};
    return text;
}

file read_file(const std::filesystem::path& path) {
    file f{.name = path.filename().string()};
    const char* end = f.name.data() + digits;
    if (f.name.size() <= digits || f.name[digits] != '_' || std::from_chars(f.name.data(), end, f.version).ptr != end ||
        f.version < 1)
        throw std::runtime_error{f.name + ": a migration is named NNNN_name.sql, from 0001"};
    f.sql = content(path);
    f.checksum = fmt::format("{:016x}", XXH64(f.sql.data(), f.sql.size(), 0));
    return f;
}

std::vector<file> read_folder(const std::filesystem::path& folder) {
    std::vector<file> files;
    for (const auto& entry : std::filesystem::directory_iterator{folder})
        if (entry.path().extension() == ".sql") files.push_back(read_file(entry.path()));
    if (files.empty()) throw std::runtime_error{folder.string() + ": holds no migrations"};
    std::ranges::sort(files, {}, &file::version);
    for (std::size_t i = 0; i < files.size(); ++i)
        if (files[i].version != static_cast<int>(i) + 1)
            throw std::runtime_error{fmt::format("{}: expected number {:04}", files[i].name, i + 1)};
    return files;
}

/// Returns how many of the files the database has already.
std::size_t compare(const pqxx::result& applied, const std::vector<file>& files) {
    if (applied.size() > files.size())
        throw std::runtime_error{fmt::format("the database is newer (version {}) than this program (version {})",
                                             applied.size(), files.size())};
    std::size_t i = 0;
    for (const pqxx::row& row : applied) {
        const file& f = files[i++];
        if (row[0].as<int>() != f.version)
            throw std::runtime_error{fmt::format("{}: expected version {:04} in the database, found {:04}", f.name,
                                                 f.version, row[0].as<int>())};
        if (row[1].as<std::string>() != f.checksum)
            throw std::runtime_error{f.name + ": was changed after it was applied"};
    }
    return i;
}

void apply(pqxx::connection_base& connection, const file& f) {
    try {
        pqxx::work transaction{connection};
        transaction.exec(f.sql);
        transaction.exec_params("INSERT INTO vigil.schema_migration (version, name, checksum) VALUES ($1, $2, $3)",
                                f.version, f.name, f.checksum);
        transaction.commit();
    } catch (const std::exception& e) {
        throw std::runtime_error{f.name + ": " + e.what()};
    }
}

migration_summary migrate_or_throw(const std::string& database, const std::filesystem::path& folder) {
    const std::vector<file> files = read_folder(folder);
    pqxx::connection connection{database};
    pqxx::result applied;
    {
        pqxx::nontransaction session{connection};
        session.exec("SET client_min_messages = warning");
        session.exec_params("SELECT pg_advisory_lock($1)", advisory_lock); // the session's: until it disconnects
        session.exec("CREATE SCHEMA IF NOT EXISTS vigil");
        session.exec(
            "CREATE TABLE IF NOT EXISTS vigil.schema_migration (version integer PRIMARY KEY, "
            "name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())");
        applied = session.exec("SELECT version, checksum FROM vigil.schema_migration ORDER BY version");
    }
    migration_summary done;
    for (std::size_t i = compare(applied, files); i < files.size(); ++i) {
        apply(connection, files[i]);
        done.applied.push_back(files[i].name);
    }
    done.version = files.back().version;
    return done;
}

} // namespace

std::expected<migration_summary, std::string> migrate(const std::string& database,
                                                      const std::filesystem::path& folder) {
    try {
        return migrate_or_throw(database, folder);
    } catch (const std::exception& e) {
        return std::unexpected{std::string{e.what()}};
    }
}

} // namespace vigil::record
