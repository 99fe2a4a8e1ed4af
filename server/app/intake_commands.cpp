#include "server/app/intake_commands.hpp"

#include <cstdio>
#include <utility>

#include "server/app/decode_again.hpp"

namespace vigil::app {

intake_commands::intake_commands(CLI::App& program, std::string default_config) : config_{std::move(default_config)} {
    add_quarantine(program);
    add_senders(program);
}

void intake_commands::add_quarantine(CLI::App& program) {
    auto* command = program.add_subcommand("quarantine", "messages that were not understood");
    command->require_subcommand(1);
    list_ = command->add_subcommand("list", "the newest of them");
    show_ = command->add_subcommand("show", "one of them: reasons and bytes");
    rerun_ = command->add_subcommand("rerun", "read them again, and record what is understood now, as history");
    for (auto* each : {list_, show_, rerun_})
        each->add_option("--config", config_, "configuration file (TOML)")->capture_default_str();
    list_->add_option("--limit", messages_.limit, "how many at most")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    list_->add_option("--sender", messages_.sender, "only of this sender");
    list_->add_flag("--json", messages_.json, "as JSON");
    show_->add_option("N", messages_.numbers, "its number in the list")->required()->expected(1);
    show_->add_flag("--hexdump", messages_.hexdump, "its bytes in hexadecimal");
    auto* which = rerun_->add_option_group("which", "which messages");
    which->add_option("N", messages_.numbers, "numbers in the list");
    which->add_flag("--all", messages_.all, "every message");
    which->add_option("--sender", messages_.sender, "every message of this sender");
    which->require_option(1);
}

void intake_commands::add_senders(CLI::App& program) {
    auto* command = program.add_subcommand("senders", "the monitors and gateways that send to a running server");
    command->require_subcommand(1);
    report_ = command->add_subcommand("report", "what each of them does wrong, and what to do about it");
    report_->add_option("--http", senders_.http, "host:port of the server's HTTP listener")->capture_default_str();
    report_->add_flag("--json", senders_.json, "as JSON");
}

std::optional<int> intake_commands::run(
    const std::function<std::optional<settings>(const std::string& file)>& load) const {
    if (report_->parsed()) return report_senders(senders_);
    if (!list_->parsed() && !show_->parsed() && !rerun_->parsed()) return {};
    const auto with = load(config_);
    if (!with) return 1;
    if (!with->options.record.database.empty()) return run_quarantine(*with);
    std::fprintf(stderr, "%s: record.database is empty: without a record there is no quarantine\n", config_.c_str());
    return 1;
}

int intake_commands::run_quarantine(const settings& with) const {
    const std::string& database = with.options.record.database;
    if (list_->parsed()) return list_quarantine(database, messages_);
    if (show_->parsed()) return show_quarantine(database, messages_);
    return rerun_quarantine(database, messages_, decoder_for(with));
}

} // namespace vigil::app
