// bench_hl7: what a message costs from a frame's bytes to readings. The floor is one pass over the message's bytes
// (XXH3, which the duplicate check needs anyway). Fails where the decoder allocates.
#define XXH_INLINE_ALL
#include <benchmark/benchmark.h>
#include <xxhash.h>

#include <cstdint>
#include <cstdlib>
#include <new>
#include <string>

#include "proto/hl7/oru.hpp"
#include "proto/hl7/text.hpp"
#include "tests/bench/message.hpp"
#include "tests/bench/stream.hpp"

namespace {

std::uint64_t allocations = 0;

} // namespace

void* operator new(std::size_t size) {
    ++allocations;
    if (void* const made = std::malloc(size)) return made;
    throw std::bad_alloc{};
}
void operator delete(void* what) noexcept {
    std::free(what);
}
void operator delete(void* what, std::size_t) noexcept {
    std::free(what);
}

namespace {

using namespace vigil;

constexpr instant received_at{milliseconds{1'800'000'000'000}};
constexpr std::size_t readings_expected = 8;

struct intake {
    hl7::text_reader reader;
    hl7::oru out;

    bool take(std::string_view bytes) {
        const dialects::dialect& how = *dialects::find("ihe-pcd01");
        const auto text = reader.read(bytes, how.charset);
        auto message = hl7::open(text->utf8);
        if (!message || !hl7::check_header(message->head)) return false;
        return hl7::decode_oru(*message, {.how = how, .received_at = received_at}, out).has_value();
    }
};

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
    const std::string message{bench::take_frame(framed)};
    intake in;
    in.take(message);
    const std::uint64_t before = allocations;
    for (auto _ : state) benchmark::DoNotOptimize(in.take(message));
    state.counters["allocations"] = static_cast<double>(allocations - before);
    state.counters["bytes"] = static_cast<double>(message.size());
    if (in.out.content.readings.size() != readings_expected) state.SkipWithError("not every value was understood");
    if (allocations - before > 8) state.SkipWithError("decoding allocates"); // a few are the bench's own
}

BENCHMARK(hash_message);
BENCHMARK(decode_message);

} // namespace

BENCHMARK_MAIN();
