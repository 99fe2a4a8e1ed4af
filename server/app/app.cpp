#include "server/app/app.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>

#include "server/app/dialects.hpp"
#include "server/app/intake_commands.hpp"
#include "server/app/journal_commands.hpp"
#include "server/app/journal_state.hpp"
#include "server/app/protocols.hpp"
#include "server/app/replay.hpp"
#include "server/app/rules.hpp"
#include "server/app/serve.hpp"
#include "server/app/settings.hpp"
#include "server/app/version.hpp"
#include "server/infusion/demonstration.hpp"
#include "server/record/migrate.hpp"
#include "server/simulate/simulate.hpp"

namespace vigil::app {
namespace {

constexpr auto default_config = "/etc/vigil/vigil.toml";

struct file_options {
    std::string config = default_config;
    std::string ports_file;
    std::string migrations = "/usr/share/vigil/migrations";
};

std::optional<settings> load(const std::string& file) {
    auto loaded = load_settings(file);
    if (loaded) return std::move(*loaded);
    for (const std::string& problem : loaded.error()) std::fprintf(stderr, "%s\n", problem.c_str());
    return {};
}

int run_serve(const file_options& o) {
    const auto with = load(o.config);
    return with ? serve(*with, o.ports_file) : 1;
}

int run_check(const file_options& o) {
    const auto with = load(o.config);
    if (!with) return 1;
    std::printf("%s: no problems, %zu protocols\n%s\n", o.config.c_str(), with->protocols.size(),
                journal_state(with->options.journal.file).c_str());
    return 0;
}

int run_migrate(const file_options& o) {
    const auto with = load(o.config);
    if (!with) return 1;
    if (with->options.record.database.empty()) {
        std::fprintf(stderr, "%s: record.database is empty: there is no database to migrate\n", o.config.c_str());
        return 1;
    }
    const auto done = record::migrate(with->options.record.database, o.migrations);
    if (!done) {
        std::fprintf(stderr, "%s\n", done.error().c_str());
        return 1;
    }
    for (const std::string& name : done->applied) std::printf("applied %s\n", name.c_str());
    std::printf("the database is at version %d\n", done->version);
    return 0;
}

void add_config(CLI::App& command, file_options& o) {
    command.add_option("--config", o.config, "configuration file (TOML)")->capture_default_str();
}

void add_ward(CLI::App& command, simulate::ward_options& o) {
    command.add_option("--beds", o.beds, "beds of the simulated ward")->capture_default_str();
    command.add_option("--hl7", o.hl7, "how many of them speak HL7; the others speak JSON")->capture_default_str();
    command.add_option("--ward", o.ward, "the ward's name")->capture_default_str();
    command.add_option("--speed", o.speed, "simulated seconds a second")->capture_default_str();
    command.add_option("--seed", o.seed, "same seed, same patients")->capture_default_str();
    command.add_option("--http", o.http, "host:port of the server's HTTP listener")->capture_default_str();
    command.add_option("--for", o.for_s, "seconds to run; 0: until interrupted")->capture_default_str();
    command.add_option("--scenario", o.scenario, "ketamine or quiet")->capture_default_str();
}

void add_treatment(CLI::App& command, simulate::treatment_options& o) {
    command.add_option("--protocol", o.protocol, "a patient and a nurse play this protocol, once");
    command.add_option("--bed", o.bed, "with --protocol: ward/bed")->capture_default_str();
    command.add_option("--complications", o.complications, "with --protocol: all, none, or names with commas")
        ->capture_default_str();
    command.add_option("--hours", o.hours, "with --protocol: of the infusion; 0: as planned")->capture_default_str();
    command.add_option("--sessions", o.sessions, "with --protocol: one after the other")->capture_default_str();
}

void add_load(CLI::App& command, simulate::load_options& o) {
    command.add_option("--connections", o.connections, "with --load: MLLP connections")->capture_default_str();
    command.add_option("--window", o.window, "with --load: unacknowledged messages a connection")
        ->capture_default_str();
    command.add_option("--seconds", o.seconds, "with --load: measured seconds")->capture_default_str();
    command.add_option("--warmup", o.warmup, "with --load: seconds before them")->capture_default_str();
    command.add_option("--drain", o.drain, "with --load: seconds to wait at the end")->capture_default_str();
    command.add_option("--pid", o.pid, "with --load: the server, to read its CPU time and memory");
    command.add_option("--record", o.record, "with --load: file for the acknowledged control ids");
    command.add_flag("--allow-disconnects", o.allow_disconnects, "with --load: reconnect and send again");
}

struct simulate_options {
    simulate::ward_options ward;
    simulate::treatment_options treatment;
    simulate::load_options load;
    bool under_load = false;
    std::optional<double> rate;
};

CLI::App* add_simulate(CLI::App& program, simulate_options& o) {
    auto* command = program.add_subcommand("simulate", "simulated monitors, or a load of them, for a running server");
    add_ward(*command, o.ward);
    add_treatment(*command, o.treatment);
    add_load(*command, o.load);
    command->add_flag("--load", o.under_load, "send as many messages as the server takes, and measure");
    command->add_option("--rate", o.rate,
                        "messages a second: of each bed (default 1); with --load of all (0: no limit)");
    command->add_option("--mllp", o.ward.mllp, "host:port of the server's MLLP listener")->capture_default_str();
    return command;
}

int run_simulate(simulate_options& o, const CLI::App& command) {
    if (o.under_load) {
        if (command.count("--beds")) o.load.beds = o.ward.beds;
        if (command.count("--ward")) o.load.ward = o.ward.ward;
        o.load.mllp = o.ward.mllp;
        o.load.rate = o.rate.value_or(o.load.rate);
        return simulate::run_load(o.load);
    }
    if (!o.treatment.protocol.empty()) {
        o.treatment.speed = o.ward.speed;
        o.treatment.seed = o.ward.seed;
        o.treatment.mllp = o.ward.mllp;
        o.treatment.http = o.ward.http;
        return simulate::run_treatment(o.treatment);
    }
    o.ward.rate = o.rate.value_or(o.ward.rate);
    return simulate::run_ward(o.ward);
}

struct rules_commands {
    CLI::App* test = nullptr;
    CLI::App* explain = nullptr;
};

rules_commands add_rules(CLI::App& program, rules_options& o) {
    auto* command = program.add_subcommand("rules", "try alarm rules, and say what they do");
    command->require_subcommand(1);
    auto* test = command->add_subcommand("test", "play stories and report what does not go as they are written");
    auto* explain = command->add_subcommand("explain", "say in plain English what a rule does");
    for (auto* each : {test, explain}) each->add_option("--rules", o.rules, "rule file (TOML)")->capture_default_str();
    test->add_option("--junit", o.junit, "file to write the results to as JUnit XML");
    test->add_option("story", o.stories, "story files (tests/scenario/README.md)")->required();
    explain->add_option("rule", o.rule, "name of a rule, or all")->required();
    return {test, explain};
}

struct protocols_commands {
    CLI::App* list = nullptr;
    CLI::App* explain = nullptr;
    CLI::App* demonstrate = nullptr;
};

protocols_commands add_protocols(CLI::App& program, protocols_options& o) {
    auto* list = program.add_subcommand("protocols", "the protocols of infusions: without more, their names");
    auto* explain = list->add_subcommand("explain", "say in plain English what a protocol asks for");
    auto* demonstrate = list->add_subcommand("demonstrate", "write a copy whose times are divided, never for patients");
    for (auto* each : {explain, demonstrate})
        each->add_option("protocol", o.name, "name of a protocol, or all")->required();
    demonstrate->add_option("--faster", o.times_faster, "how many times")
        ->capture_default_str()
        ->check(CLI::Range(2u, infusion::faster_max));
    demonstrate->add_option("--to", o.to, "an existing directory")->capture_default_str();
    for (auto* each : {list, explain, demonstrate}) {
        each->add_option("--config", o.config, "configuration file (TOML)")->capture_default_str();
        each->add_option("--directory", o.directory, "of protocols, without a configuration and its rules");
    }
    return {list, explain, demonstrate};
}

CLI::App* add_replay(CLI::App& program, replay_options& o, file_options& files) {
    auto* command = program.add_subcommand("replay", "run what the journal recorded through the wards again");
    add_config(*command, files);
    command->add_option("--journal", o.journal, "journal to read; without it that of the configuration");
    command->add_option("--from", o.from, "first moment, as 2026-11-22T02:00:00Z; without it what is kept");
    command->add_option("--to", o.to, "last moment");
    command->add_option("--bed", o.bed, "ward/bed: print only what concerns it");
    command->add_option("--rules", o.rules, "with the rules of this file instead of those that were in force");
    command->add_flag("--compare", o.compare, "no log, but whether the events are those that were stored");
    return command;
}

int run_replay(replay_options o, const file_options& files) {
    if (o.journal.empty()) {
        const auto with = load(files.config);
        if (!with) return 1;
        o.journal = with->options.journal.file;
    }
    return replay(o);
}

struct dialects_commands {
    CLI::App* list = nullptr;
    CLI::App* show = nullptr;
};

dialects_commands add_dialects(CLI::App& program, std::string& name) {
    auto* command = program.add_subcommand("dialects", "the kinds of monitors whose HL7 is understood");
    command->require_subcommand(1);
    auto* list = command->add_subcommand("list", "their names, as [[sender]] dialect takes them");
    auto* show = command->add_subcommand("show", "how one of them writes, with sources and doubts (TOML)");
    show->add_option("name", name, "name of a dialect")->required();
    return {list, show};
}

} // namespace

int run(int argc, char** argv) {
    CLI::App program{
        "Vigil watches patients: a secondary notification system, the bedside monitor stays the primary alarm"};
    program.set_version_flag("--version", std::string(version));
    program.require_subcommand(1);
    file_options files;
    simulate_options simulation;
    auto* serve_command = program.add_subcommand("serve", "take readings, raise alarms, serve dashboards");
    add_config(*serve_command, files);
    serve_command->add_option("--ports-file", files.ports_file, "where to write the ports in use");
    auto* check_command = program.add_subcommand(
        "check", "report every problem of the configuration, the rules and the protocols, and what the journal holds");
    add_config(*check_command, files);
    auto* migrate_command = program.add_subcommand("migrate", "bring the database's schema up to date");
    add_config(*migrate_command, files);
    migrate_command->add_option("--migrations", files.migrations, "folder of the SQL files")->capture_default_str();
    auto* simulate_command = add_simulate(program, simulation);
    rules_options rules;
    const rules_commands rules_command = add_rules(program, rules);
    protocols_options protocols{.config = default_config};
    const protocols_commands protocols_command = add_protocols(program, protocols);
    replay_options replayed;
    const auto* replay_command = add_replay(program, replayed, files);
    const intake_commands intake(program, default_config);
    const journal_commands journal(program, default_config);
    std::string dialect;
    const dialects_commands dialects_command = add_dialects(program, dialect);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return program.exit(e) == 0 ? 0 : 2;
    }
    if (serve_command->parsed()) return run_serve(files);
    if (check_command->parsed()) return run_check(files);
    if (migrate_command->parsed()) return run_migrate(files);
    if (const auto code = intake.run(load)) return *code;
    if (const auto code = journal.run(load)) return *code;
    if (replay_command->parsed()) return run_replay(replayed, files);
    if (rules_command.test->parsed()) return test_rules(rules);
    if (rules_command.explain->parsed()) return explain_rules(rules);
    if (protocols_command.explain->parsed()) return explain_protocol(protocols);
    if (protocols_command.demonstrate->parsed()) return demonstrate_protocol(protocols);
    if (protocols_command.list->parsed()) return list_protocols(protocols);
    if (dialects_command.list->parsed()) return list_dialects();
    if (dialects_command.show->parsed()) return show_dialect(dialect);
    return run_simulate(simulation, *simulate_command);
}

} // namespace vigil::app
