// bench_floor: what the measured server is compared with. `serve` is a server that does the least possible, `disk`
// measures how fast this disk synchronises.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <fstream>
#include <string>

#include "tests/bench/fanout_floor.hpp"
#include "tests/bench/floor_server.hpp"
#include "tests/bench/histogram.hpp"
#include "tests/bench/process.hpp"

namespace {

using namespace vigil::bench;

struct serve_options {
    std::uint16_t mllp_port = 0;
    std::uint16_t http_port = 0;
    std::string store;
    std::string ports_file;
};

[[noreturn]] void serve_fanout(const std::string& ports_file) {
    fanout_floor server;
    std::ofstream(ports_file) << fmt::format("http={}\nmllp={}\n", server.http_port(), server.mllp_port());
    server.run();
}

[[noreturn]] void serve(const serve_options& o) {
    floor_server server(o.mllp_port, o.http_port, o.store);
    std::ofstream(o.ports_file) << fmt::format("http={}\nmllp={}\n", server.http_port(), server.mllp_port());
    server.run();
}

struct disk_options {
    std::string file;
    double seconds = 2;
    std::size_t bytes = 1'100;
};

void measure_disk(const disk_options& o) {
    const descriptor file(open(o.file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600));
    if (!file) fail("open the file");
    const std::string block(o.bytes, 'x');
    histogram durations_ns;
    const auto begin_ns = now_ns();
    const auto end_ns = begin_ns + static_cast<std::uint64_t>(o.seconds * 1e9);
    auto at_ns = begin_ns;
    while (at_ns < end_ns) {
        if (write(file.get(), block.data(), block.size()) != static_cast<ssize_t>(block.size())) fail("append");
        if (fdatasync(file.get()) != 0) fail("fdatasync");
        const auto done_ns = now_ns();
        durations_ns.add(done_ns - at_ns);
        at_ns = done_ns;
    }
    const auto us = [&](double share) { return static_cast<double>(durations_ns.quantile(share)) / 1e3; };
    fmt::print(R"({{"bytes":{},"per_second":{:.0f},"p50_us":{:.1f},"p99_us":{:.1f}}})"
               "\n",
               o.bytes, static_cast<double>(durations_ns.count()) * 1e9 / static_cast<double>(at_ns - begin_ns),
               us(0.5), us(0.99));
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app("Floors for the benches, on 127.0.0.1");
    app.require_subcommand(1);
    serve_options server;
    auto* serving = app.add_subcommand("serve", "a server that does the least possible");
    serving->add_option("--mllp-port", server.mllp_port);
    serving->add_option("--http-port", server.http_port);
    serving->add_option("--store", server.store, "append to this file and synchronise before acknowledging");
    serving->add_option("--ports-file", server.ports_file)->required();
    std::string fanout_ports;
    auto* fanning = app.add_subcommand("fanout", "a server that only tells every dashboard of every message");
    fanning->add_option("--ports-file", fanout_ports)->required();
    disk_options disk;
    auto* synchronising = app.add_subcommand("disk", "fdatasync after each append");
    synchronising->add_option("--file", disk.file)->required();
    synchronising->add_option("--seconds", disk.seconds);
    synchronising->add_option("--bytes", disk.bytes);
    CLI11_PARSE(app, argc, argv);
    try {
        if (serving->parsed()) serve(server);
        if (fanning->parsed()) serve_fanout(fanout_ports);
        measure_disk(disk);
    } catch (const std::exception& e) {
        fmt::print(stderr, "bench_floor: {}\n", e.what());
        return 2;
    }
}
