// The subcommand about the journal's file: `vigil journal copy`.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>

#include "server/app/settings.hpp"

namespace vigil::app {

/// Lives as long as `program` parses and runs.
class journal_commands {
public:
    journal_commands(CLI::App& program, std::string default_config);
    journal_commands(const journal_commands&) = delete;
    journal_commands& operator=(const journal_commands&) = delete;

    /// The exit code, if the subcommand was given. `load` says what is wrong with a configuration itself.
    std::optional<int> run(const std::function<std::optional<settings>(const std::string& file)>& load) const;

private:
    std::string config_, to_;
    CLI::App* copy_ = nullptr;
};

} // namespace vigil::app
