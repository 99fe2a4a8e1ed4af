#include "server/app/journal_state.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "server/journal/journal.hpp"

namespace vigil::app {
namespace {

namespace fs = std::filesystem;

/// 0 for a file that is not there, or may not be looked at.
std::uintmax_t size_of(const fs::path& file) {
    std::error_code error;
    const auto bytes = fs::file_size(file, error);
    return error ? 0 : bytes;
}

std::string amount(std::uintmax_t bytes) {
    return bytes < 10'000'000'000 ? fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6)
                                  : fmt::format("{:.0f} GB", static_cast<double>(bytes) / 1e9);
}

std::string room(const fs::path& file) {
    std::error_code error;
    const fs::space_info space = fs::space(file.parent_path(), error);
    return error ? "" : fmt::format(", {} free on its disk", amount(space.available));
}

std::string rows(const fs::path& file) {
    const auto log = journal::reader::open(file);
    if (!log) throw std::runtime_error{log.error()};
    const journal::sequence first = (*log)->first();
    return first == 0 ? "no rows" : fmt::format("rows {} to {}", first, (*log)->last());
}

} // namespace

std::string journal_state(const fs::path& file) {
    std::error_code error;
    if (!fs::exists(file, error))
        return error ? fmt::format("journal {}: {}", file.string(), error.message())
                     : fmt::format("journal {}: not there yet{}", file.string(), room(file));
    try {
        const std::string held = rows(file);
        return fmt::format("journal {}: {}, {}{}", file.string(), held,
                           amount(size_of(file) + size_of(file.string() + "-wal")), room(file));
    } catch (const std::runtime_error& e) {
        return e.what();
    }
}

} // namespace vigil::app
