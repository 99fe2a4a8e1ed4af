#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "tests/bench/load.hpp"
#include "tests/bench/mllp_client.hpp"
#include "tests/bench/process.hpp"

namespace vigil::bench {
namespace {

constexpr int spo2_usual = 97;
constexpr std::uint64_t drain_ns = 3'000'000'000;

class rate_load {
public:
    rate_load(const target& server, const rate_options& o) : options_(o) {
        for (std::size_t i = 0; i < o.connections; ++i) {
            const auto sender = static_cast<std::uint32_t>(i + 1);
            clients_.emplace_back(server.mllp_port, message("BENCH", fmt::format("b{:05d}", sender), sender), tally_);
        }
        for (std::size_t i = 0; i < clients_.size(); ++i) clients_[i].watch(poller_, i);
    }

    /// Keeps every window full until then; `latencies` may be null.
    void run_until(std::uint64_t end_ns, histogram* latencies) {
        for (auto& c : clients_) top_up(c, now_ns());
        for (auto at_ns = now_ns(); at_ns < end_ns; at_ns = now_ns()) {
            for (const auto& e : poller_.wait(end_ns - at_ns)) {
                auto& c = clients_[e.data.u64];
                c.receive(poller_, now_ns(), latencies);
                top_up(c, now_ns());
            }
        }
    }

    void drain() {
        const auto end_ns = now_ns() + drain_ns;
        for (auto at_ns = now_ns(); at_ns < end_ns && !idle(); at_ns = now_ns()) {
            for (const auto& e : poller_.wait(end_ns - at_ns)) clients_[e.data.u64].receive(poller_, at_ns, nullptr);
        }
        for (auto& c : clients_) c.give_up();
    }

    const tally& counts() const { return tally_; }

private:
    void top_up(mllp_client& c, std::uint64_t at_ns) {
        while (c.open() && c.unanswered() < options_.window) c.queue(at_ns, spo2_usual);
        c.flush(poller_);
    }

    bool idle() const {
        return std::ranges::all_of(clients_, [](const mllp_client& c) { return c.unanswered() == 0 || !c.open(); });
    }

    rate_options options_;
    poller poller_;
    tally tally_;
    std::vector<mllp_client> clients_;
};

} // namespace

int measure_rate(const target& server, const rate_options& o) {
    const auto seconds_ns = [](double s) { return static_cast<std::uint64_t>(s * 1e9); };
    rate_load load(server, o);
    load.run_until(now_ns() + seconds_ns(o.warm_up_s), nullptr);

    histogram latencies_ns;
    const auto before = load.counts().acknowledged;
    const auto begin_ns = now_ns();
    const auto cpu_begin_ns = cpu_ns(server.pid);
    load.run_until(begin_ns + seconds_ns(o.measure_s), &latencies_ns);
    const auto cpu_used_ns = cpu_ns(server.pid) - cpu_begin_ns;
    const auto took_ns = now_ns() - begin_ns;
    const auto acknowledged = load.counts().acknowledged - before;
    load.drain();

    const auto& t = load.counts();
    const auto each = static_cast<double>(std::max<std::uint64_t>(acknowledged, 1));
    fmt::print(
        R"({{"connections":{},"window":{},"messages":{},"per_second":{:.0f},"server_cpu_us":{:.2f},"p50_us":{:.1f},)"
        R"("p99_us":{:.1f},"lost":{},"repeated":{},"out_of_order":{},"refused":{},"closed":{}}})"
        "\n",
        o.connections, o.window, acknowledged, static_cast<double>(acknowledged) * 1e9 / static_cast<double>(took_ns),
        static_cast<double>(cpu_used_ns) / 1e3 / each, static_cast<double>(latencies_ns.quantile(0.5)) / 1e3,
        static_cast<double>(latencies_ns.quantile(0.99)) / 1e3, t.lost, t.repeated, t.out_of_order, t.refused,
        t.closed);
    return t.faults() == 0 && acknowledged > 0 ? 0 : 1;
}

} // namespace vigil::bench
