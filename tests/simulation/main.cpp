// simulation: runs seeds and says what happened. tests/simulation/run spreads them over the cores.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <optional>

#include "tests/simulation/course.hpp"

namespace vigil::simulation {
namespace {

struct result {
    counts seen;
    std::uint64_t hash = 0;
    std::optional<std::string> broken;
};

struct options {
    std::uint64_t from = 1, count = 10, stride = 1;
    double seconds = 0;
    bool hash = false, stop = false;
};

result run_seed(std::uint64_t seed) {
    course c{seed};
    result r;
    try {
        c.run();
    } catch (const violation& v) {
        r.broken = v.what;
        fmt::print("FAILED seed {} at step {}: {}\n", seed, c.what_happened().step(), v.what);
        for (const std::string& line : c.what_happened().trace()) fmt::print("  {}\n", line);
        fmt::print("  again: tests/simulation/run --seed {}\n", seed);
    }
    r.seen = c.seen();
    r.hash = c.what_happened().hash();
    return r;
}

/// 0: everything held. 1: it did not.
int run(const options& o) {
    const auto began = std::chrono::steady_clock::now();
    const auto late = [&] {
        return o.seconds > 0 &&
               std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count() > o.seconds;
    };
    counts sum;
    std::uint64_t failed = 0;
    for (std::uint64_t i = 0; i < o.count && !late() && !(o.stop && failed > 0); ++i) {
        const std::uint64_t seed = o.from + i * o.stride;
        const result r = run_seed(seed);
        sum += r.seen;
        failed += r.broken.has_value();
        if (o.hash) fmt::print("seed {} hash {:016x}\n", seed, r.hash);
        std::fflush(stdout);
    }
    fmt::print("{} failed={}\n", to_text(sum), failed);
    return failed == 0 ? 0 : 1;
}

} // namespace
} // namespace vigil::simulation

int main(int argc, char** argv) {
    CLI::App program{"Runs the whole server against simulated disks, clocks, monitors, dashboards and databases."};
    vigil::simulation::options o;
    program.add_option("--from", o.from, "first seed");
    program.add_option("--count", o.count, "how many seeds");
    program.add_option("--stride", o.stride, "from one seed to the next");
    program.add_option("--seconds", o.seconds, "begin no seed after so long; 0: all of them");
    program.add_flag("--hash", o.hash, "print of each seed a hash over everything that happened");
    program.add_flag("--stop", o.stop, "at the first seed that fails");
    CLI11_PARSE(program, argc, argv);
    return vigil::simulation::run(o);
}
