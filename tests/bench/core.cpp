// bench_core: what the pure parts cost a message, without sockets and disks. The floor is one pass over the message's
// bytes (XXH3, which the duplicate check needs anyway).
#define XXH_INLINE_ALL
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <xxhash.h>

#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "proto/hl7/oru.hpp"
#include "proto/vitals/reading.hpp"
#include "server/ward/codec.hpp"
#include "server/ward/fold.hpp"
#include "server/ward/input.hpp"
#include "tests/bench/message.hpp"
#include "tests/bench/stream.hpp"

namespace {

using namespace vigil;

constexpr instant begin = from_epoch_ms(1'795'312'800'000); // 2026-11-22T02:00:00Z

struct value {
    metric what;
    double number;
    unit declared;
};
constexpr std::array<value, 8> values{{{metric::heart_rate, 72, unit::per_minute},
                                       {metric::spo2, 97, unit::percent},
                                       {metric::pulse_rate, 73, unit::per_minute},
                                       {metric::respiratory_rate, 15, unit::per_minute},
                                       {metric::abp_systolic, 118, unit::mmhg},
                                       {metric::abp_diastolic, 76, unit::mmhg},
                                       {metric::abp_mean, 90, unit::mmhg},
                                       {metric::temperature, 36.9, unit::celsius}}};

ward::input any_report() {
    ward::readings_received in;
    in.content.sender = "BENCH^00A0370000000001^EUI-64";
    in.content.control_id = "00000000000000000001";
    in.content.ward = "BENCH";
    in.content.bed = "b00000";
    in.content.patient = "N0000001";
    for (const auto& v : values) {
        const auto r = make_reading(v.what, v.number, v.declared, validity::valid, begin);
        if (!r) throw std::logic_error("a reading of the bench is not acceptable");
        in.content.readings.push_back(*r);
    }
    return {.at = begin, .what = std::move(in)};
}

/// Makes it the next message, of that bed. One reused input, as in the server, where decoding has just filled it.
void renew(ward::input& in, std::size_t bed, instant at) {
    in.at = at;
    auto& received = std::get<ward::readings_received>(in.what);
    fmt::format_to(received.content.bed.begin() + 1, "{:05d}", bed);
    received.key += 1'000'003;
    for (auto& r : received.content.readings) r.measured_at = at;
    auto& heart_rate = received.content.readings.front().value;
    heart_rate = heart_rate > 79 ? 70 : heart_rate + 1;
}

ward::input shipped_rules() {
    const std::string file = VIGIL_SOURCE_DIR "/deploy/rules/ketamine.toml";
    std::ifstream in(file);
    std::string text(std::istreambuf_iterator<char>(in), {});
    if (text.empty()) throw std::runtime_error("cannot read " + file);
    return {.at = begin, .what = ward::rules_changed{std::move(text), file}};
}

void hash_message(benchmark::State& state) {
    bench::message source("BENCH", "b00001", 1);
    std::string message(source.next(97));
    for (auto _ : state) {
        ++message[0];
        benchmark::DoNotOptimize(XXH3_64bits(message.data(), message.size()));
    }
}

void decode_message(benchmark::State& state) {
    bench::message source("BENCH", "b00001", 1);
    auto framed = source.next(97);
    const auto message = bench::take_frame(framed);
    hl7::oru out;
    for (auto _ : state) {
        const auto decoded = hl7::decode_oru(message, {.received_at = begin}, out);
        benchmark::DoNotOptimize(decoded.has_value());
    }
    if (out.content.readings.size() != values.size()) state.SkipWithError("not every value was understood");
}

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

BENCHMARK(hash_message);
BENCHMARK(decode_message);
BENCHMARK(apply_report)->Arg(1'000)->Arg(10'000);
BENCHMARK(encode_report);

} // namespace

BENCHMARK_MAIN();
