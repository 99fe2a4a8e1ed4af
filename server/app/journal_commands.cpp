#include "server/app/journal_commands.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <utility>

#include "server/journal/copy.hpp"

namespace vigil::app {

journal_commands::journal_commands(CLI::App& program, std::string default_config) : config_{std::move(default_config)} {
    auto* command = program.add_subcommand("journal", "the file of everything that is not recorded yet");
    command->require_subcommand(1);
    copy_ = command->add_subcommand("copy", "copy it for a backup, while the server runs or not");
    copy_->add_option("--config", config_, "configuration file (TOML)")->capture_default_str();
    copy_->add_option("to", to_, "file to make; to restore it, put it where journal.file says")->required();
}

std::optional<int> journal_commands::run(
    const std::function<std::optional<settings>(const std::string& file)>& load) const {
    if (!copy_->parsed()) return {};
    const auto with = load(config_);
    if (!with) return 1;
    const auto last = journal::copy(with->options.journal.file, to_);
    if (!last) {
        fmt::print(stderr, "{}\n", last.error());
        return 1;
    }
    fmt::print("{}: rows up to {}\n", to_, *last);
    return 0;
}

} // namespace vigil::app
