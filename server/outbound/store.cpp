#include "server/outbound/store.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstring>

#include "server/ward/wire.hpp"

namespace vigil::outbound {
namespace {

constexpr const char* schema = R"(
    CREATE TABLE IF NOT EXISTS journal(one INTEGER PRIMARY KEY CHECK (one = 1), identity TEXT NOT NULL,
                                       upto INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS receiver(name TEXT PRIMARY KEY, wants TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS entry(
        receiver TEXT NOT NULL, alarm INTEGER NOT NULL, told INTEGER NOT NULL, told_urgency INTEGER NOT NULL,
        waiting INTEGER NOT NULL, tried INTEGER NOT NULL, since INTEGER NOT NULL, at INTEGER NOT NULL,
        how INTEGER NOT NULL, patient BLOB NOT NULL, patient_name BLOB NOT NULL, body BLOB NOT NULL,
        PRIMARY KEY (receiver, alarm)) WITHOUT ROWID;
)";

/// It names patients: for its owner only.
const std::filesystem::path& made_private(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) throw journal::sqlite_error{std::string{"creating: "} + std::strerror(errno)};
    ::close(descriptor);
    return file;
}

journal::database opened(const std::filesystem::path& file) {
    journal::database d{made_private(file), journal::database::mode::create};
    if (d.text("PRAGMA journal_mode=WAL") != "wal")
        throw journal::sqlite_error{"the file system cannot hold a write-ahead log"};
    d.run("PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=16777216");
    d.run(schema);
    const std::string found = d.text("PRAGMA quick_check(1)");
    if (found != "ok") throw journal::sqlite_error{"damaged: " + found};
    return d;
}

std::int64_t as_integer(alarm::alarm_id id) {
    return std::bit_cast<std::int64_t>(id);
}

/// False if a newer version or a fault wrote what this one does not know.
bool read(const journal::statement& s, entry& e) {
    journal::Alarm body;
    const std::string_view bytes = s.bytes(8);
    const bool parsed = body.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    e.told = static_cast<std::uint32_t>(s.integer(0));
    e.waiting = s.integer(2) != 0;
    e.tried = s.integer(3) != 0;
    e.newest.patient = s.bytes(6);
    e.newest.patient_name = s.bytes(7);
    return parsed && ward::read_alarm(body, e.newest.now) &&
           ward::read_priority(static_cast<std::uint32_t>(s.integer(1)), e.told_urgency) &&
           ward::read_time(s.integer(4), e.since) && ward::read_time(s.integer(5), e.newest.at) &&
           ward::read_enum(static_cast<std::uint32_t>(s.integer(9)), alarm::last_change, e.newest.how);
}

} // namespace

store::store(const std::filesystem::path& file)
    : db_{opened(file)},
      put_{db_, "INSERT OR REPLACE INTO entry VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"},
      erase_{db_, "DELETE FROM entry WHERE receiver = ?1 AND alarm = ?2"},
      move_{db_, "UPDATE journal SET upto = ?1"} {}

journal::sequence store::position(const std::string& journal_identity) {
    if (db_.text("SELECT identity FROM journal") == journal_identity)
        return static_cast<journal::sequence>(db_.number("SELECT upto FROM journal"));
    journal::statement begin_anew{db_, "INSERT OR REPLACE INTO journal VALUES (1, ?1, 0)"};
    begin_anew.bind_text(1, journal_identity).finish();
    return 0;
}

std::map<std::string, std::string> store::receivers() {
    std::map<std::string, std::string> all;
    journal::statement s{db_, "SELECT name, wants FROM receiver"};
    while (s.step()) all.emplace(s.bytes(0), s.bytes(1));
    return all;
}

std::vector<entry> store::entries(std::string_view receiver) {
    std::vector<entry> all;
    journal::statement s{db_,
                         "SELECT told, told_urgency, waiting, tried, since, at, patient, patient_name, body, how "
                         "FROM entry WHERE receiver = ?1"};
    s.bind_text(1, receiver);
    while (s.step())
        if (entry e; read(s, e)) all.push_back(std::move(e));
    return all;
}

void store::add(std::string_view receiver, std::string_view wants) {
    journal::statement put{db_, "INSERT OR REPLACE INTO receiver VALUES (?1, ?2)"};
    put.bind_text(1, receiver).bind_text(2, wants).finish();
}

void store::remove(std::string_view receiver) {
    journal::statement{db_, "DELETE FROM entry WHERE receiver = ?1"}.bind_text(1, receiver).finish();
    journal::statement{db_, "DELETE FROM receiver WHERE name = ?1"}.bind_text(1, receiver).finish();
}

void store::put(std::string_view receiver, const entry& e) {
    journal::Alarm body;
    ward::write_alarm(e.newest.now, body);
    body.SerializeToString(&scratch_);
    put_.bind_text(1, receiver)
        .bind(2, as_integer(e.newest.now.id))
        .bind(3, std::int64_t{e.told})
        .bind(4, static_cast<std::int64_t>(e.told_urgency))
        .bind(5, std::int64_t{e.waiting})
        .bind(6, std::int64_t{e.tried})
        .bind(7, to_epoch_ms(e.since))
        .bind(8, to_epoch_ms(e.newest.at))
        .bind(9, static_cast<std::int64_t>(e.newest.how))
        .bind(10, std::string_view{e.newest.patient})
        .bind(11, std::string_view{e.newest.patient_name})
        .bind(12, std::string_view{scratch_})
        .finish();
}

void store::erase(std::string_view receiver, alarm::alarm_id id) {
    erase_.bind_text(1, receiver).bind(2, as_integer(id)).finish();
}

void store::move_to(journal::sequence row) {
    move_.bind(1, static_cast<std::int64_t>(row)).finish();
}

void store::rollback() noexcept {
    sqlite3_exec(db_.handle(), "ROLLBACK", nullptr, nullptr, nullptr); // fails only where there is nothing to take back
}

} // namespace vigil::outbound
