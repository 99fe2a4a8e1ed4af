#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "tests/bench/load.hpp"
#include "tests/bench/mllp_client.hpp"
#include "tests/bench/process.hpp"
#include "tests/bench/websocket_client.hpp"

namespace vigil::bench {
namespace {

constexpr int spo2_usual = 97;
constexpr int spo2_breach = 84; // the shipped rules raise low_spo2 at once below 85, and end it at 97
constexpr std::string_view ward = "BENCH";
constexpr std::size_t beds = 4; // few, so that vital signs (4 a second of a bed) are a small part of what is sent
constexpr std::uint64_t drain_ns = 3'000'000'000;
constexpr std::uint64_t dashboards_at = 1u << 20; ///< poller tags from here on

/// The number of an alarm's line; 0 for any other line.
std::uint64_t sequence_of(std::string_view line) {
    constexpr std::string_view key = R"("seq":)";
    if (!line.starts_with(R"({"type":"alarm")")) return 0;
    const auto at = line.find(key);
    std::uint64_t sequence = 0;
    if (at != std::string_view::npos)
        std::from_chars(line.data() + at + key.size(), line.data() + line.size(), sequence);
    return sequence;
}

/// Every message changes an alarm; so many are under way until each dashboard has the line of the first.
class fanout_load {
public:
    fanout_load(const target& server, const fanout_options& o) : options_(o), last_(o.dashboards) {
        for (std::size_t i = 0; i < beds; ++i) {
            const auto sender = static_cast<std::uint32_t>(i);
            clients_.emplace_back(server.mllp_port, message(ward, fmt::format("b{:05d}", i), sender), tally_);
            clients_.back().watch(poller_, i);
            send(i, spo2_usual);
        }
        while (unanswered()) receive(drain_ns, false);
        dashboards_.reserve(o.dashboards);
        for (std::size_t i = 0; i < o.dashboards; ++i) {
            dashboards_.emplace_back(server.http_port, ward);
            dashboards_.back().watch(poller_, dashboards_at + i);
            receive(0, false);
        }
        for (const auto end_ns = now_ns() + drain_ns / 3; now_ns() < end_ns;) receive(100'000'000, false); // snapshots
    }

    void run_until(std::uint64_t end_ns, bool measured) {
        while (now_ns() < end_ns) {
            for (; sent_ < completed_ + options_.window; ++sent_)
                send(sent_ % beds, sent_ / beds % 2 == 0 ? spo2_breach : spo2_usual);
            receive(100'000'000, measured);
        }
    }

    void drain() {
        const auto end_ns = now_ns() + drain_ns;
        while (now_ns() < end_ns && (unanswered() || completed_ < sent_)) receive(100'000'000, false);
        for (auto& c : clients_) c.give_up();
        lost_ += (sent_ - completed_) * options_.dashboards;
    }

    std::uint64_t deliveries() const { return deliveries_; }
    std::uint64_t faults() const { return tally_.faults() + lost_ + repeated_ + closed_; }
    void print(double seconds, std::uint64_t server_cpu_ns, std::uint64_t client_cpu_ns) const;

private:
    void send(std::size_t bed, int spo2) {
        clients_[bed].queue(now_ns(), spo2);
        clients_[bed].flush(poller_);
    }

    void receive(std::uint64_t timeout_ns, bool measured) {
        for (const auto& e : poller_.wait(timeout_ns)) {
            if (e.data.u64 < dashboards_at) {
                clients_[e.data.u64].receive(poller_, now_ns(), nullptr);
                continue;
            }
            const auto d = e.data.u64 - dashboards_at;
            if (!dashboards_[d].receive(poller_, [&](std::string_view line) { take(d, line, measured); })) ++closed_;
        }
    }

    void take(std::size_t dashboard, std::string_view line, bool measured) {
        const auto sequence = sequence_of(line);
        if (sequence == 0) return;
        auto& last = last_[dashboard];
        if (first_ == 0) first_ = sequence;
        if (last == 0) last = first_ - 1;
        if (sequence <= last) {
            ++repeated_;
            return;
        }
        lost_ += sequence - last - 1;
        last = sequence;
        if (measured) ++deliveries_;
        const auto event = sequence - first_;
        if (event >= reached_.size()) reached_.resize(event + 1);
        if (++reached_[event] == options_.dashboards) ++completed_;
    }

    bool unanswered() const {
        return std::ranges::any_of(clients_, [](const mllp_client& c) { return c.unanswered() > 0 && c.open(); });
    }

    fanout_options options_;
    poller poller_;
    tally tally_;
    std::vector<mllp_client> clients_;
    std::vector<websocket_client> dashboards_;
    std::vector<std::uint64_t> last_;    ///< by dashboard: number of the last line
    std::vector<std::uint32_t> reached_; ///< by event: how many dashboards have it
    std::uint64_t first_ = 0;            ///< number of the first event
    std::uint64_t sent_ = 0;
    std::uint64_t completed_ = 0;
    std::uint64_t deliveries_ = 0;
    std::uint64_t lost_ = 0;
    std::uint64_t repeated_ = 0;
    std::uint64_t closed_ = 0;
};

void fanout_load::print(double seconds, std::uint64_t server_cpu_ns, std::uint64_t client_cpu_ns) const {
    const auto each_us = [&](std::uint64_t ns) {
        return static_cast<double>(ns) / 1e3 / static_cast<double>(deliveries_);
    };
    fmt::print(
        R"({{"dashboards":{},"window":{},"deliveries_per_s":{:.0f},"server_cpu_us":{:.3f},"client_cpu_us":{:.3f},)"
        R"("client_busy":{:.2f},"lost":{},"repeated":{},"dashboards_closed":{},"refused":{}}})"
        "\n",
        options_.dashboards, options_.window, static_cast<double>(deliveries_) / seconds, each_us(server_cpu_ns),
        each_us(client_cpu_ns), static_cast<double>(client_cpu_ns) / 1e9 / seconds, lost_ + tally_.lost,
        repeated_ + tally_.repeated, closed_ + tally_.closed, tally_.refused);
}

} // namespace

int measure_fanout(const target& server, const fanout_options& o) {
    const auto seconds_ns = [](double s) { return static_cast<std::uint64_t>(s * 1e9); };
    fanout_load load(server, o);
    load.run_until(now_ns() + seconds_ns(o.warm_up_s), false);
    const auto begin_ns = now_ns();
    const auto server_begin_ns = cpu_ns(server.pid);
    const auto client_begin_ns = cpu_ns(getpid());
    load.run_until(begin_ns + seconds_ns(o.measure_s), true);
    const auto server_used_ns = cpu_ns(server.pid) - server_begin_ns;
    const auto client_used_ns = cpu_ns(getpid()) - client_begin_ns;
    const auto seconds = static_cast<double>(now_ns() - begin_ns) / 1e9;
    load.drain();
    load.print(seconds, server_used_ns, client_used_ns);
    return load.faults() == 0 && load.deliveries() > 0 ? 0 : 1;
}

} // namespace vigil::bench
