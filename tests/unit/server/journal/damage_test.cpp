#include <fcntl.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

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

TEST_CASE("a page overwritten with zeroes is refused as damage") {
    temporary_directory d;
    fill(d.file(), 2'000);
    std::fstream f{d.file(), std::ios::in | std::ios::out | std::ios::binary};
    f.seekp(4'096 * 40);
    f << std::string(4'096, '\0');
    f.close();
    CHECK(contains(refusal(d.file()), "damaged"));
}

TEST_CASE("a file cut short is refused as damage") {
    temporary_directory d;
    fill(d.file(), 2'000);
    std::filesystem::resize_file(d.file(), std::filesystem::file_size(d.file()) / 2);
    const std::string why = refusal(d.file());
    CHECK_MESSAGE((contains(why, "damaged") || contains(why, "malformed")), why);
}

TEST_CASE("a missing row is refused as damage") {
    temporary_directory d;
    fill(d.file(), 10);
    sql(d.file(), "DELETE FROM input WHERE seq = 5");
    CHECK(contains(refusal(d.file()), "damaged: 9 rows numbered 1 to 10"));
}

TEST_CASE("rows missing at the beginning that nobody trimmed are refused as damage") {
    temporary_directory d;
    fill(d.file(), 10);
    sql(d.file(), "DELETE FROM input WHERE seq <= 5");
    CHECK(contains(refusal(d.file()), "damaged"));
}

TEST_CASE("a journal of a newer format is refused and says so") {
    temporary_directory d;
    fill(d.file(), 1);
    sql(d.file(), "UPDATE meta SET value = 2 WHERE name = 'format'");
    CHECK(contains(refusal(d.file()), "written by a newer version (format 2"));
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
