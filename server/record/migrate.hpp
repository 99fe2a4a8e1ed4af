// Brings a database's schema up to what this program needs: plain SQL files, forward only, each in one transaction.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

namespace vigil::record {

struct migration_summary {
    std::vector<std::string> applied; ///< file names, in order; empty if nothing was left to do
    int version = 0;                  ///< of the database now
};

/// Applies the files NNNN_name.sql of `folder` that the database lacks. An advisory lock is held from before the
/// versions are read until the end, so any number of these may run at once. The error names the file at fault: a
/// gap or a repetition in the numbers, an applied file that was changed or is gone, SQL that fails. A database newer
/// than the files is refused. Blocks; any thread.
std::expected<migration_summary, std::string> migrate(const std::string& database, const std::filesystem::path& folder);

} // namespace vigil::record
