// bench_fold: what the wards cost by themselves, on one core: readings/s through the fold, or memory a bed. One run
// measures once and prints one JSON object; tests/bench/run repeats it, each time in a fresh process.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <stdexcept>

#include "server/ward/fold.hpp"
#include "tests/bench/fold_input.hpp"
#include "tests/bench/process.hpp"

namespace {

using namespace vigil;

constexpr milliseconds round_interval{1'000}; ///< every bed reports once a second

struct measured_wards {
    ward::fold wards;
    ward::input in = bench::any_report();
    instant at = bench::begin;

    measured_wards() { wards.apply(bench::shipped_rules()); }

    /// One report of every bed, spread over a second.
    void round(std::size_t beds) {
        for (std::size_t b = 0; b < beds; ++b) {
            bench::renew(in, b, at + b * round_interval / beds);
            wards.apply(in);
        }
        at += round_interval;
    }
};

void measure_rate(std::size_t beds, double least_s) {
    measured_wards m;
    m.round(beds); // beds are made in the first one
    m.wards.apply(bench::somebody_watches(m.at));
    m.round(beds);
    const auto pid = getpid();
    const auto evaluated_before = m.wards.evaluations();
    const auto start_ns = bench::now_ns(), cpu_before_ns = bench::cpu_ns(pid);
    std::size_t messages = 0;
    while (static_cast<double>(bench::now_ns() - start_ns) < least_s * 1e9) {
        m.round(beds);
        messages += beds;
    }
    const auto cpu_s = static_cast<double>(bench::cpu_ns(pid) - cpu_before_ns) / 1e9;
    for (const auto& [id, a] : m.wards.alarms())
        throw std::runtime_error("not the usual case any more, an alarm: " + a.message);
    const auto count = static_cast<double>(messages);
    fmt::print(
        "{{\"beds\":{},\"messages\":{},\"readings_per_s\":{:.0f},\"ns_a_message\":{:.0f},\"rules_a_message\":{:.1f}}}"
        "\n",
        beds, messages, count * bench::report_readings / cpu_s, cpu_s * 1e9 / count,
        static_cast<double>(m.wards.evaluations() - evaluated_before) / count);
}

/// What `beds` beds keep after `rounds` reports each; the rules are there before. More reports need no more memory.
void measure_memory(std::size_t beds, std::size_t rounds) {
    measured_wards m;
    const auto before = bench::resident_bytes(getpid());
    for (std::size_t r = 0; r < rounds; ++r) m.round(beds);
    const auto after = bench::resident_bytes(getpid());
    if (m.wards.beds().size() != beds) throw std::runtime_error("a bed is missing");
    fmt::print("{{\"beds\":{},\"rounds\":{},\"each_bytes\":{}}}\n", beds, rounds, (after - before) / beds);
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app("The wards by themselves, on one core");
    app.require_subcommand(1);
    std::size_t beds = 1'000, rounds = 20;
    double measure_s = 1;
    auto* rate = app.add_subcommand("rate", "readings/s of processor time, shipped rules");
    rate->add_option("--beds", beds)->check(CLI::Range(1, 100'000));
    rate->add_option("--measure-s", measure_s)->check(CLI::Range(0.1, 600.0));
    auto* memory = app.add_subcommand("memory", "resident bytes a bed");
    memory->add_option("--beds", beds)->check(CLI::Range(1, 100'000));
    memory->add_option("--rounds", rounds)->check(CLI::Range(1, 100'000));
    CLI11_PARSE(app, argc, argv);
    try {
        if (rate->parsed()) measure_rate(beds, measure_s);
        if (memory->parsed()) measure_memory(beds, rounds);
    } catch (const std::exception& e) {
        fmt::print(stderr, "bench_fold: {}\n", e.what());
        return 2;
    }
}
