// bench_core: what the wards cost a message, without sockets and disks.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <string>

#include "server/ward/codec.hpp"
#include "server/ward/fold.hpp"
#include "server/ward/input.hpp"
#include "tests/bench/fold_input.hpp"

namespace {

using namespace vigil;
using bench::any_report;
using bench::begin;
using bench::renew;
using bench::shipped_rules;

/// A thousand messages a second over so many beds, nothing wrong with any patient: rules and deadlines only.
void apply_report(benchmark::State& state) {
    const auto beds = static_cast<std::size_t>(state.range(0));
    auto in = any_report();
    ward::fold wards;
    wards.apply(shipped_rules());
    auto at = begin;
    for (std::size_t b = 0; b < beds; ++b) {
        renew(in, b, at);
        wards.apply(in);
    }
    wards.apply(bench::somebody_watches(at));
    std::size_t next = 0;
    const auto evaluated_before = wards.evaluations();
    for (auto _ : state) {
        at += milliseconds(1);
        renew(in, next, at);
        benchmark::DoNotOptimize(wards.apply(in).size());
        next = next + 1 == beds ? 0 : next + 1;
    }
    if (!wards.alarms().empty()) state.SkipWithError("an alarm was raised: this is not the usual case any more");
    state.counters["rules"] = benchmark::Counter(static_cast<double>(wards.evaluations() - evaluated_before),
                                                 benchmark::Counter::kAvgIterations);
}

void encode_report(benchmark::State& state) {
    auto in = any_report();
    std::string bytes;
    auto at = begin;
    for (auto _ : state) {
        at += milliseconds(1);
        renew(in, 1, at);
        ward::encode(in, bytes);
        benchmark::DoNotOptimize(bytes.data());
    }
    state.counters["bytes"] = static_cast<double>(bytes.size());
}

BENCHMARK(apply_report)->Arg(1'000)->Arg(10'000);
BENCHMARK(encode_report);

} // namespace

BENCHMARK_MAIN();
