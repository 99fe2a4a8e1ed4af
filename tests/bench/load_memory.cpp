#include <fmt/format.h>

#include <stdexcept>
#include <vector>

#include "tests/bench/load.hpp"
#include "tests/bench/mllp_client.hpp"
#include "tests/bench/process.hpp"
#include "tests/bench/websocket_client.hpp"

namespace vigil::bench {
namespace {

constexpr int spo2_usual = 97;
constexpr std::string_view ward = "BENCH";
constexpr std::uint64_t answer_within_ns = 5'000'000'000;

message message_of_bed(std::size_t number) {
    return message(ward, fmt::format("b{:05d}", number), static_cast<std::uint32_t>(number));
}

/// Sends one message from each bed in [first, last), `beds` apart by number, over as many short connections, one at a
/// time.
void report_once(const target& server, std::size_t first, std::size_t last, bool same_bed) {
    tally counts;
    for (auto i = first; i < last; ++i) {
        poller p;
        mllp_client client(server.mllp_port, message_of_bed(same_bed ? first : i), counts);
        client.watch(p, 0);
        client.queue(now_ns(), spo2_usual);
        client.flush(p);
        for (const auto end_ns = now_ns() + answer_within_ns; client.unanswered() > 0 && now_ns() < end_ns;) {
            if (!p.wait(answer_within_ns).empty()) client.receive(p, now_ns(), nullptr);
            if (!client.open()) break;
        }
    }
    if (counts.acknowledged != last - first) throw std::runtime_error("a bed's message was not acknowledged");
}

std::uint64_t growth_by_beds(const target& server, std::size_t count) {
    report_once(server, 0, count, true); // the same traffic from one bed first: what that costs is not the beds' state
    const auto before = settled_resident_bytes(server.pid);
    report_once(server, 1, count + 1, false);
    return settled_resident_bytes(server.pid) - before;
}

std::uint64_t growth_by_connections(const target& server, std::size_t count) {
    report_once(server, 0, 1, true);
    const auto before = settled_resident_bytes(server.pid);
    std::vector<descriptor> idle;
    for (std::size_t i = 0; i < count; ++i) idle.push_back(connect_to_loopback(server.mllp_port));
    return settled_resident_bytes(server.pid) - before;
}

std::uint64_t growth_by_dashboards(const target& server, std::size_t count) {
    report_once(server, 0, 1, true);
    const auto before = settled_resident_bytes(server.pid);
    poller p;
    std::vector<websocket_client> dashboards;
    for (std::size_t i = 0; i < count; ++i) {
        dashboards.emplace_back(server.http_port, ward);
        dashboards.back().watch(p, i);
    }
    // Two seconds of snapshots and heartbeats, all read.
    for (const auto end_ns = now_ns() + 2'000'000'000; now_ns() < end_ns;) {
        for (const auto& e : p.wait(100'000'000)) {
            if (!dashboards[e.data.u64].receive(p, [](std::string_view) {})) {
                throw std::runtime_error("the server ended a dashboard's connection");
            }
        }
    }
    return resident_bytes(server.pid) - before;
}

} // namespace

int measure_memory(const target& server, const memory_options& o) {
    const auto at_start = settled_resident_bytes(server.pid);
    std::uint64_t growth = 0;
    if (o.what == "connections") {
        growth = growth_by_connections(server, o.count);
    } else if (o.what == "dashboards") {
        growth = growth_by_dashboards(server, o.count);
    } else {
        growth = growth_by_beds(server, o.count);
    }
    fmt::print(R"({{"what":"{}","count":{},"start_bytes":{},"each_bytes":{}}})"
               "\n",
               o.what, o.count, at_start, static_cast<std::int64_t>(growth) / static_cast<std::int64_t>(o.count));
    return 0;
}

} // namespace vigil::bench
