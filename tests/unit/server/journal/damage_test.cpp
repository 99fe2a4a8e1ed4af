#include <fcntl.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "server/journal/caretaker.hpp"
#include "tests/unit/server/journal/on_disk.hpp"

namespace vigil::journal {
namespace {

void fill(const std::filesystem::path& file, int rows) {
    witness w;
    auto j = opened({file}, w);
    for (int i = 0; i < rows; ++i) j->append(instant{}, 1, std::string(600, 'r'), "");
}

std::string refusal(const std::filesystem::path& file) {
    witness w;
    auto j = writer::open({file}, w.listen());
    return j ? "" : j.error();
}

void sql(const std::filesystem::path& file, const char* text) {
    sqlite3* d = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &d) == SQLITE_OK);
    CHECK(sqlite3_exec(d, text, nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(d);
}

/// What is found once the whole file was read.
condition found_in(const std::filesystem::path& file) {
    caretaker c{file};
    c.wait_until_read();
    return c.now();
}

std::fstream open_bytes(const std::filesystem::path& file) {
    return std::fstream{file, std::ios::in | std::ios::out | std::ios::binary};
}

void overwrite(const std::filesystem::path& file, std::size_t place, const std::string& bytes) {
    auto f = open_bytes(file);
    f.seekp(static_cast<std::streamoff>(place));
    f << bytes;
}

std::size_t position_of(const std::string& text, const std::filesystem::path& file) {
    std::ifstream f{file, std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{f}, {}};
    REQUIRE(bytes.find(text) != std::string::npos);
    return bytes.find(text);
}

void flip(const std::filesystem::path& file, std::size_t bit) {
    auto f = open_bytes(file);
    f.seekg(static_cast<std::streamoff>(bit / 8));
    const char was = static_cast<char>(f.get());
    f.seekp(static_cast<std::streamoff>(bit / 8));
    f.put(static_cast<char>(was ^ (1 << bit % 8)));
}

bool contains(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a file that is no journal is refused by name") {
    temporary_directory d;
    std::filesystem::create_directories(d.file().parent_path());
    std::ofstream{d.file()} << std::string(5'000, 'z');
    CHECK(contains(refusal(d.file()), d.file().c_str()));
    CHECK(contains(refusal(d.file()), "not a database"));
    CHECK(std::filesystem::file_size(d.file()) == 5'000); // untouched
}

TEST_CASE("another program's SQLite file is refused") {
    temporary_directory d;
    std::filesystem::create_directories(d.file().parent_path());
    sql(d.file(), "CREATE TABLE meta(name, value)");
    CHECK(contains(refusal(d.file()), "not a journal"));
    CHECK_FALSE(reader::open(d.file()));
}

TEST_CASE("a page overwritten with zeroes is found by whoever looks after the file") {
    temporary_directory d;
    fill(d.file(), 2'000);
    overwrite(d.file(), 4'096 * 40, std::string(4'096, '\0'));
    CHECK(found_in(d.file()).damaged > 0);
}

TEST_CASE("a file cut short is found to be damaged") {
    temporary_directory d;
    fill(d.file(), 2'000);
    std::filesystem::resize_file(d.file(), std::filesystem::file_size(d.file()) / 2);
    const std::string why = refusal(d.file());
    if (why.empty())
        CHECK(found_in(d.file()).damaged > 0);
    else
        CHECK_MESSAGE((contains(why, "damaged") || contains(why, "malformed")), why);
}

TEST_CASE("a missing row is seen by every reader") {
    temporary_directory d;
    fill(d.file(), 10);
    sql(d.file(), "DELETE FROM input WHERE seq IN (5, 6)");
    const auto rows = all_rows(*reading(d.file()));
    REQUIRE(rows.size() == 10);
    for (const row& r : rows) CHECK(r.damaged == (r.number == 5 || r.number == 6));
    const condition found = found_in(d.file());
    CHECK(found.damaged == 2);
    CHECK(found.damage == "row 5");
}

TEST_CASE("rows missing at the beginning that nobody trimmed are seen") {
    temporary_directory d;
    fill(d.file(), 10);
    sql(d.file(), "DELETE FROM input WHERE seq <= 5");
    CHECK(found_in(d.file()).damaged == 5);
}

TEST_CASE("whatever bit of a row is changed on the disk, it is seen, and its neighbours are whole") {
    temporary_directory d;
    const std::string marked = "readings of a patient";
    {
        witness w;
        auto j = opened({d.file()}, w);
        j->append(instant{}, 1, "before", "");
        j->append(instant{}, 1, marked, "events");
        j->append(instant{}, 1, "after", "");
    }
    const std::size_t place = position_of(marked, d.file());
    for (std::size_t bit = 0; bit < 8 * (marked.size() + 6); ++bit) {
        flip(d.file(), 8 * place + bit);
        const auto rows = all_rows(*reading(d.file()));
        REQUIRE(rows.size() == 3);
        CHECK(rows[1].damaged);
        CHECK_FALSE((rows[0].damaged || rows[2].damaged));
        flip(d.file(), 8 * place + bit);
    }
    CHECK_FALSE(all_rows(*reading(d.file()))[1].damaged);
}

TEST_CASE("number, time and key of a row belong to what is checked") {
    for (const char* change :
         {"UPDATE input SET seq = 4 WHERE seq = 3", "UPDATE input SET at = at + 1 WHERE seq = 3",
          "UPDATE input SET key = 2 WHERE seq = 3", "UPDATE input SET events = body, body = events WHERE seq = 3"}) {
        temporary_directory d;
        fill(d.file(), 3);
        sql(d.file(), change);
        CHECK_MESSAGE(found_in(d.file()).damaged >= 1, change);
    }
}

TEST_CASE("a damaged snapshot is passed over for the one before") {
    temporary_directory d;
    witness w;
    {
        auto j = opened({d.file(), 64u << 20, 80}, w);
        for (int i = 0; i < 100; ++i) j->append(instant{}, 1, "row", "");
        REQUIRE(w.wait_committed(100));
        j->put_snapshot(40, "as it was");
        j->append(instant{}, 1, "row", "");
        REQUIRE(w.wait_committed(101));
        j->put_snapshot(100, "as it is");
    }
    CHECK(reading(d.file())->latest_snapshot()->state == "as it is");
    sql(d.file(), "UPDATE snapshot SET state = x'00' WHERE upto = 100");
    const auto whole = reading(d.file())->latest_snapshot();
    REQUIRE(whole);
    CHECK(whole->upto == 40);
    CHECK(whole->state == "as it was");
}

TEST_CASE("a journal of the format before is read as it is, and grows into this one") {
    temporary_directory d;
    fill(d.file(), 3);
    sql(d.file(),
        "ALTER TABLE input DROP COLUMN sum; ALTER TABLE snapshot DROP COLUMN sum;"
        "UPDATE meta SET value = 1 WHERE name = 'format'; INSERT INTO snapshot VALUES (2, 'state')");
    CHECK(all_rows(*reading(d.file())).size() == 3);
    CHECK(reading(d.file())->latest_snapshot()->state == "state");
    fill(d.file(), 1);
    const auto rows = all_rows(*reading(d.file()));
    REQUIRE(rows.size() == 4);
    for (const row& r : rows) CHECK_FALSE(r.damaged);
    sql(d.file(), "UPDATE input SET body = x'00' WHERE seq IN (3, 4)");
    CHECK_FALSE(all_rows(*reading(d.file()))[2].damaged); // written before there were checksums
    CHECK(all_rows(*reading(d.file()))[3].damaged);
}

TEST_CASE("a snapshot of a state that the rows never reached is refused as damage") {
    temporary_directory d;
    fill(d.file(), 3);
    sql(d.file(), "INSERT INTO snapshot(upto, state) VALUES (9, 'from elsewhere')");
    CHECK(contains(refusal(d.file()), "damaged: a snapshot of the state after row 9, though the last is 3"));
}

TEST_CASE("a journal of a newer format is refused and says so") {
    temporary_directory d;
    fill(d.file(), 1);
    sql(d.file(), "UPDATE meta SET value = 3 WHERE name = 'format'");
    CHECK(contains(refusal(d.file()), "written by a newer version (format 3"));
    CHECK_FALSE(reader::open(d.file()));
}

TEST_CASE("a second writer of the same file is refused while the first lives") {
    temporary_directory d;
    witness w;
    auto j = opened({d.file()}, w);
    CHECK(contains(refusal(d.file()), "another process has it open"));
    j.reset();
    CHECK(refusal(d.file()).empty());
}

TEST_CASE("a reader of a file that does not exist is an error, not a new file") {
    temporary_directory d;
    CHECK_FALSE(reader::open(d.path() / "none.db"));
    CHECK_FALSE(std::filesystem::exists(d.path() / "none.db"));
}

TEST_CASE("a directory that cannot be made is refused by name") {
    temporary_directory d;
    std::ofstream{d.path() / "state"} << "a file stands where the directory should be";
    CHECK(contains(refusal(d.file()), "creating"));
}

TEST_CASE("only the owner may read the journal and its log") {
    temporary_directory d;
    witness w;
    auto j = opened({d.file()}, w);
    for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
        const auto mode = std::filesystem::status(d.file().string() + suffix).permissions();
        CHECK((mode & std::filesystem::perms{077}) == std::filesystem::perms::none);
    }
}

/// In a child process, because the limit on file sizes holds for a whole process. Exit code 0: as it should be.
int fail_by_full_disk(const std::filesystem::path& file) {
    std::signal(SIGXFSZ, SIG_IGN); // writing beyond the limit becomes an error, as on a full disk
    witness w;
    auto j = writer::open({file}, w.listen());
    if (!j) return 1;
    (*j)->append(instant{}, 0, "small", "");
    if (!w.wait_committed(1)) return 2;
    const rlimit limit{1u << 20, 1u << 20};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 3;
    for (int i = 0; i < 10; ++i) (*j)->append(instant{}, 0, std::string(1u << 20, 'b'), "");
    if (!w.wait_failed()) return 4;
    if (!(*j)->failed() || (*j)->queued_bytes() != 0) return 5;
    const std::size_t committed = w.committed().size();
    for (int i = 0; i < 10; ++i) (*j)->append(instant{}, 0, "small enough to fit", "");
    (*j)->put_snapshot(1, "state");
    (*j)->recorded(1);
    j->reset(); // must not hang, and must not try again
    if (w.committed().size() != committed) return 6;
    return w.failures().size() == 1 && !w.failures()[0].empty() ? 0 : 7;
}

TEST_CASE("a full disk is reported once, and nothing is called committed after that") {
    temporary_directory d;
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) ::_exit(fail_by_full_disk(d.file()));
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    const auto rows = all_rows(*reading(d.file()));
    REQUIRE(rows.size() >= 1);
    CHECK(rows[0].input == "small");
    CHECK(refusal(d.file()).empty()); // with space again, it opens
}

TEST_CASE("after a crash every row that was reported committed is there, without gaps") {
    temporary_directory d;
    int channel[2];
    REQUIRE(::pipe(channel) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        callbacks c{[&](sequence n) { (void)!::write(channel[1], &n, sizeof n); },
                    [](const std::string&) { ::_exit(1); }};
        auto j = writer::open({d.file()}, c);
        while (j) {
            if (!(*j)->full()) (*j)->append(instant{}, 3, std::string(600, 'r'), "");
        }
        ::_exit(2);
    }
    ::close(channel[1]);
    sequence committed = 0;
    while (committed < 30'000 && ::read(channel[0], &committed, sizeof committed) == sizeof committed) continue;
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status));
    while (::read(channel[0], &committed, sizeof committed) == sizeof committed) continue;
    ::close(channel[0]);
    REQUIRE(committed >= 30'000);
    witness w;
    auto j = opened({d.file()}, w);
    CHECK(j->epoch() == 2);
    CHECK(j->last() >= committed);
    CHECK(all_rows(*reading(d.file())).size() == j->last());
}

} // namespace vigil::journal
