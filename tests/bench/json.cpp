// bench_json: a body of POST /v1/readings (eight readings, 1 KB) to readings. The floor is simdjson's own parse of the
// same bytes, into its own document.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "proto/json/readings.hpp"

namespace {

using namespace vigil;

constexpr std::size_t readings = 8;

std::string body() {
    struct value {
        const char* metric;
        double number;
        const char* unit;
        int code;
    };
    static constexpr std::array<value, readings> values{{{"heart_rate", 71, "/min", 147842},
                                                         {"spo2", 97, "%", 150456},
                                                         {"respiratory_rate", 14, "/min", 151562},
                                                         {"etco2", 38.5, "mm[Hg]", 151708},
                                                         {"nibp_systolic", 121, "mm[Hg]", 150021},
                                                         {"nibp_diastolic", 72, "mm[Hg]", 150022},
                                                         {"nibp_mean", 88, "mm[Hg]", 150023},
                                                         {"temperature", 36.9, "Cel", 150344}}};
    std::string out = R"({"sender":"monitor-17","id":"8c1f","bed":"W1/3","patient":"P-17",)"
                      R"("time":"2026-11-22T02:00:00.000Z","readings":[)";
    for (const value& v : values)
        out += fmt::format(R"({}{{"metric":"{}","value":{},"unit":"{}","status":"valid","code":{},)"
                           R"("time":"2026-11-22T01:59:59.500Z"}})",
                           v.metric == values[0].metric ? "" : ",", v.metric, v.number, v.unit, v.code);
    return out + "]}";
}

void parse_alone(benchmark::State& state) {
    const std::string text = body();
    simdjson::dom::parser parser;
    for (auto _ : state) benchmark::DoNotOptimize(parser.parse(text).error());
    state.counters["bytes"] = static_cast<double>(text.size());
}

void read_report(benchmark::State& state) {
    const std::string text = body();
    json::report_reader reader;
    json::report_item item;
    for (auto _ : state) {
        const bool read = reader.open(text, json::body_kind::json) && reader.next({}, item);
        benchmark::DoNotOptimize(read);
    }
    if (item.content.readings.size() != readings) state.SkipWithError("not every reading was understood");
}

/// Both in turn, so that what else the machine does touches both: the ratio is the median of the rounds' ratios.
void ratio(benchmark::State& state) {
    using clock = std::chrono::steady_clock;
    const std::string text = body();
    simdjson::dom::parser parser;
    json::report_reader reader;
    json::report_item item;
    std::vector<double> ratios;
    constexpr int times = 200;
    for (auto _ : state) {
        const auto began = clock::now();
        for (int i = 0; i < times; ++i) benchmark::DoNotOptimize(parser.parse(text).error());
        const auto between = clock::now();
        for (int i = 0; i < times; ++i)
            benchmark::DoNotOptimize(reader.open(text, json::body_kind::json) && reader.next({}, item));
        ratios.push_back(std::chrono::duration<double>(clock::now() - between) / (between - began));
    }
    std::ranges::nth_element(ratios, ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2));
    state.counters["ratio"] = ratios[ratios.size() / 2];
}

BENCHMARK(parse_alone);
BENCHMARK(read_report);
BENCHMARK(ratio);

} // namespace

BENCHMARK_MAIN();
