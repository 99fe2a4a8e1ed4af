// Stories and their rules as files.
#pragma once

#include <expected>
#include <filesystem>
#include <string>

#include "server/scenario/play.hpp"
#include "server/scenario/results.hpp"

namespace vigil::scenario {

/// Or why it cannot be read.
std::expected<std::string, std::string> read_file(const std::filesystem::path& file);

/// Rules called NAME are those in `given` if that is NAME.toml, else in NAME.toml beside the story, else in
/// rules/NAME.toml beside it; rules without a name are those in `given`.
/// A protocol called NAME is in NAME.toml beside the story, in protocols/NAME.toml beside it, or in
/// ../protocols/NAME.toml beside `given`, as in deploy/.
sources sources_for(const std::filesystem::path& story, const std::filesystem::path& given);

/// Reads a story and plays it in every way.
verdict judge(const std::filesystem::path& story, const std::filesystem::path& rules);

} // namespace vigil::scenario
