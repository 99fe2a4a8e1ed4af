// bench_load: clients that measure any server of this protocol on 127.0.0.1, Vigil and its floors alike.
#include "tests/bench/load.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

namespace {

using namespace vigil::bench;

CLI::App* subcommand(CLI::App& app, const char* name, const char* description, target& server) {
    auto* sub = app.add_subcommand(name, description);
    sub->add_option("--mllp-port", server.mllp_port)->required();
    sub->add_option("--http-port", server.http_port);
    sub->add_option("--pid", server.pid)->required();
    return sub;
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app("Load for the benches, on 127.0.0.1");
    app.require_subcommand(1);
    target server;

    rate_options rate;
    auto* rates = subcommand(app, "rate", "acknowledged messages/s, closed loop", server);
    rates->add_option("--connections", rate.connections)->check(CLI::Range(1, 10'000));
    rates->add_option("--window", rate.window)->check(CLI::Range(1, 1'024));
    rates->add_option("--warm-up-s", rate.warm_up_s)->check(CLI::Range(0.0, 60.0));
    rates->add_option("--measure-s", rate.measure_s)->check(CLI::Range(0.1, 600.0));

    alarm_options alarm;
    auto* alarms = subcommand(app, "alarms", "monitor-to-dashboard latency, open loop", server);
    alarms->add_option("--beds", alarm.beds)->check(CLI::Range(1, 10'000));
    alarms->add_option("--messages-per-s", alarm.messages_per_s)->check(CLI::Range(1.0, 1e6));
    alarms->add_option("--dashboards", alarm.dashboards)->check(CLI::Range(1, 10'000));
    alarms->add_option("--every", alarm.every)->check(CLI::Range(2, 1'000));
    alarms->add_option("--warm-up-s", alarm.warm_up_s)->check(CLI::Range(0.0, 60.0));
    alarms->add_option("--measure-s", alarm.measure_s)->check(CLI::Range(0.1, 600.0));

    fanout_options fanout;
    auto* fanouts = subcommand(app, "fanout", "lines delivered/s to many dashboards of one ward, closed loop", server);
    fanouts->add_option("--dashboards", fanout.dashboards)->check(CLI::Range(1, 10'000));
    fanouts->add_option("--window", fanout.window)->check(CLI::Range(1, 1'024));
    fanouts->add_option("--warm-up-s", fanout.warm_up_s)->check(CLI::Range(0.0, 60.0));
    fanouts->add_option("--measure-s", fanout.measure_s)->check(CLI::Range(0.1, 600.0));

    memory_options memory;
    auto* memories = subcommand(app, "memory", "resident bytes each", server);
    memories->add_option("--what", memory.what)
        ->required()
        ->check(CLI::IsMember({"connections", "dashboards", "beds"}));
    memories->add_option("--count", memory.count)->check(CLI::Range(1, 10'000));

    pipelining_options pipelining;
    auto* pipelines = subcommand(app, "pipelining", "each message answered exactly once, in order", server);
    pipelines->add_option("--ids-file", pipelining.ids_file);

    CLI11_PARSE(app, argc, argv);
    try {
        if (rates->parsed()) return measure_rate(server, rate);
        if (alarms->parsed()) return measure_alarms(server, alarm);
        if (fanouts->parsed()) return measure_fanout(server, fanout);
        if (memories->parsed()) return measure_memory(server, memory);
        return check_pipelining(server, pipelining);
    } catch (const std::exception& e) {
        fmt::print(stderr, "bench_load: {}\n", e.what());
        return 2;
    }
}
