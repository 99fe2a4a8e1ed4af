#include "server/journal/copy.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "server/journal/private_file.hpp"
#include "server/journal/store.hpp"

namespace vigil::journal {
namespace {

constexpr std::int64_t epochs_apart = 1'000'000; // more often than any server starts

void synchronise(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    const bool done = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int reason = errno;
    if (descriptor >= 0) ::close(descriptor);
    if (!done) throw sqlite_error{"synchronising " + file.string() + ": " + std::strerror(reason)};
}

/// The state at one moment, however long it takes; what is written meanwhile is not in it.
void write_out(const std::filesystem::path& from, const std::filesystem::path& part) {
    database original{from, database::mode::read};
    require_journal(original);
    create_private(part); // an empty file may be written into, and keeps its mode
    statement copying{original, "VACUUM INTO ?1"};
    copying.bind_text(1, part.native()).finish();
}

sequence make_its_own(const std::filesystem::path& part) {
    database d{part, database::mode::create};
    const auto last = static_cast<sequence>(d.number(newest_row));
    d.run(
        "BEGIN IMMEDIATE; "
        "INSERT OR REPLACE INTO meta(name, value) SELECT 'copy_of', value FROM meta WHERE name = 'identity'");
    statement set{d, "INSERT OR REPLACE INTO meta(name, value) VALUES (?1, ?2)"};
    const std::string identity = random_uuid();
    set.bind_text(1, "copied_upto").bind(2, static_cast<std::int64_t>(last)).finish();
    set.bind_text(1, "identity").bind_text(2, identity).finish();
    d.run(fmt::format("UPDATE meta SET value = value + {} WHERE name = 'epoch'; COMMIT", epochs_apart).c_str());
    return last;
}

} // namespace

std::expected<sequence, std::string> copy(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::filesystem::path part = to;
    part += ".part";
    std::error_code ignored;
    try {
        if (std::filesystem::exists(to)) throw sqlite_error{to.string() + " is there already"};
        if (std::filesystem::exists(part))
            throw sqlite_error{part.string() + " is there: another copy is under way, or broke off: then remove it"};
    } catch (const std::exception& e) {
        return std::unexpected{fmt::format("copying journal {}: {}", from.string(), e.what())};
    }
    try {
        write_out(from, part);
        const sequence last = make_its_own(part);
        synchronise(part);
        std::filesystem::rename(part, to);
        synchronise(to.has_parent_path() ? to.parent_path() : std::filesystem::path{"."});
        return last;
    } catch (const std::exception& e) {
        std::filesystem::remove(part, ignored);
        return std::unexpected{fmt::format("copying journal {}: {}", from.string(), e.what())};
    }
}

} // namespace vigil::journal
