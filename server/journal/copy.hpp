// A copy of a journal to put by, or to go on with elsewhere, while a server writes the original.
#pragma once

#include <expected>
#include <filesystem>
#include <string>

#include "server/journal/journal.hpp"

namespace vigil::journal {

/// Writes `to`, complete and on disk or not at all; an existing file is left alone and an error. Neither the writer nor
/// readers wait. The copy is a journal of its own, with another identity: two may not go by one name once either goes
/// on. It says of which journal, and up to which row, it is a copy (reader::copy_of()), so that the record goes on at
/// the right row, and its epochs are none that the original's dashboards saw. Returns that row. Blocks; any thread.
std::expected<sequence, std::string> copy(const std::filesystem::path& from, const std::filesystem::path& to);

} // namespace vigil::journal
