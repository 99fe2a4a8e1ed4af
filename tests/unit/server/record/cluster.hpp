// A private PostgreSQL for this test binary, started by deploy/postgres when the first test asks for it.
#pragma once

#include <doctest/doctest.h>
#include <stdio.h>
#include <stdlib.h>

#include <array>
#include <filesystem>
#include <memory>
#include <pqxx/pqxx>
#include <string>

#include "server/record/migrate.hpp"

namespace vigil::record {

class cluster {
public:
    static cluster& shared();

    cluster() {
        std::string name = (std::filesystem::temp_directory_path() / "vigil-postgres-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error{"mkdtemp"};
        directory_ = name;
        start();
    }
    ~cluster() {
        script("stop", "immediate");
        std::filesystem::remove_all(directory_);
    }
    cluster(const cluster&) = delete;
    cluster& operator=(const cluster&) = delete;

    void start() { conninfo_ = script("start", ""); }
    void stop(const std::string& mode) { script("stop", mode); }

    /// Connection string of a new database, empty.
    std::string create_database() {
        const std::string name = "test_" + std::to_string(++databases_);
        pqxx::connection c{conninfo_};
        pqxx::nontransaction{c}.exec("CREATE DATABASE " + name);
        return conninfo_ + " dbname=" + name;
    }

    std::string create_migrated_database() {
        const std::string database = create_database();
        const auto done = migrate(database, VIGIL_SOURCE_DIR "/migrations");
        if (!done) FAIL(done.error());
        return database;
    }

private:
    std::string script(const std::string& command, const std::string& option) {
        const std::string line =
            std::string{VIGIL_SOURCE_DIR "/deploy/postgres "} + command + " " + directory_.string() + " " + option;
        FILE* output = ::popen(line.c_str(), "r");
        std::string text;
        std::array<char, 256> part;
        while (::fgets(part.data(), part.size(), output)) text += part.data();
        if (::pclose(output) != 0) throw std::runtime_error{line + ": failed"};
        if (text.ends_with('\n')) text.pop_back();
        return text;
    }

    std::filesystem::path directory_;
    std::string conninfo_;
    int databases_ = 0;
};

inline std::unique_ptr<cluster> shared_cluster; // stopped when the binary ends

inline cluster& cluster::shared() {
    if (!shared_cluster) shared_cluster = std::make_unique<cluster>();
    return *shared_cluster;
}

inline pqxx::result query(const std::string& database, const std::string& sql) {
    pqxx::connection c{database};
    return pqxx::nontransaction{c}.exec(sql);
}

/// First column of the only row, "NULL" for null.
inline std::string value(const std::string& database, const std::string& sql) {
    const pqxx::result r = query(database, sql);
    REQUIRE(r.size() == 1);
    return r[0][0].is_null() ? "NULL" : r[0][0].as<std::string>();
}

} // namespace vigil::record
