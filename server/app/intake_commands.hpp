// The subcommands about what senders send: `vigil quarantine` and `vigil senders`.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>

#include "server/app/quarantine.hpp"
#include "server/app/senders.hpp"
#include "server/app/settings.hpp"

namespace vigil::app {

/// Lives as long as `program` parses and runs.
class intake_commands {
public:
    intake_commands(CLI::App& program, std::string default_config);
    intake_commands(const intake_commands&) = delete;
    intake_commands& operator=(const intake_commands&) = delete;

    /// The exit code, if one of these subcommands was given. `load` says what is wrong with a configuration itself.
    std::optional<int> run(const std::function<std::optional<settings>(const std::string& file)>& load) const;

private:
    void add_quarantine(CLI::App& program);
    void add_senders(CLI::App& program);
    int run_quarantine(const settings& with) const;

    std::string config_;
    quarantine_options messages_;
    senders_options senders_;
    CLI::App *list_ = nullptr, *show_ = nullptr, *rerun_ = nullptr, *report_ = nullptr;
};

} // namespace vigil::app
