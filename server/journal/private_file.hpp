// The journal's file among the machine's others: for its owner only, and for one process at a time.
#pragma once

#include <filesystem>

namespace vigil::journal {

/// Makes the file and the folders above it unless they are there. It holds what patients' monitors sent: for its owner
/// only. SQLite gives its -wal and -shm the same mode. Throws sqlite_error.
void create_private(const std::filesystem::path& file);

/// Holds a file's advisory lock (flock) while it lives, so that no second process writes the same journal.
class file_lock {
public:
    explicit file_lock(const std::filesystem::path& file); ///< throws sqlite_error if it is held
    ~file_lock();
    file_lock(const file_lock&) = delete;
    file_lock& operator=(const file_lock&) = delete;

private:
    int descriptor_ = -1;
};

} // namespace vigil::journal
