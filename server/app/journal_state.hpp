// What `vigil check` says of the journal's file, beside a server that may be writing it.
#pragma once

#include <filesystem>
#include <string>

namespace vigil::app {

/// One line: rows, size with its write-ahead log, and the room that its disk has left; or why it cannot be read.
std::string journal_state(const std::filesystem::path& file);

} // namespace vigil::app
