#include <fmt/format.h>
#include <sys/prctl.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "tests/bench/load.hpp"
#include "tests/bench/mllp_client.hpp"
#include "tests/bench/process.hpp"
#include "tests/bench/websocket_client.hpp"

namespace vigil::bench {
namespace {

constexpr int spo2_usual = 97;
constexpr int spo2_breach = 84; // the shipped rules raise low_spo2 at once below 85
constexpr std::string_view ward = "BENCH";
constexpr std::uint64_t drain_ns = 3'000'000'000;
constexpr std::uint64_t dashboards_at = 1u << 20; ///< poller tags from here on

/// The bed number in a line that tells the onset of low SpO2.
std::optional<std::size_t> bed_of_onset(std::string_view line) {
    constexpr std::string_view bed_key = R"("bed":"BENCH/b)";
    if (line.find(R"("type":"alarm")") == std::string_view::npos) return {};
    if (line.find(R"("phase":"onset")") == std::string_view::npos) return {};
    if (line.find(R"("rule":"low_spo2")") == std::string_view::npos) return {};
    const auto at = line.find(bed_key);
    if (at == std::string_view::npos) return {};
    std::size_t bed = 0;
    const auto* digits = line.data() + at + bed_key.size();
    const auto parsed = std::from_chars(digits, line.data() + line.size(), bed);
    return parsed.ec == std::errc() ? std::optional(bed) : std::nullopt;
}

/// The breach of one bed that dashboards should be told about.
struct breach {
    std::uint64_t at_ns = 0;
    bool measured = false;
    std::vector<bool> told; ///< which dashboards
};

class alarm_load {
public:
    alarm_load(const target& server, const alarm_options& o) : options_(o), breaches_(o.beds), turns_(o.beds) {
        clients_.reserve(o.beds);
        for (std::size_t i = 0; i < o.beds; ++i) {
            const auto sender = static_cast<std::uint32_t>(i);
            clients_.emplace_back(server.mllp_port, message(ward, fmt::format("b{:05d}", i), sender), tally_);
            clients_.back().watch(poller_, i);
        }
        make_beds_known(); // a dashboard may only watch a ward that exists
        for (std::size_t i = 0; i < o.dashboards; ++i) {
            dashboards_.emplace_back(server.http_port, ward);
            dashboards_.back().watch(poller_, dashboards_at + i);
        }
    }

    void run_until(std::uint64_t end_ns, bool measured) {
        const auto step_ns = static_cast<std::uint64_t>(1e9 / options_.messages_per_s);
        for (auto due_ns = now_ns(); due_ns < end_ns; due_ns += step_ns) {
            for (auto at_ns = now_ns(); at_ns < due_ns; at_ns = now_ns()) receive(due_ns - at_ns);
            send_next(measured);
            receive(0);
        }
    }

    void drain() {
        const auto end_ns = now_ns() + drain_ns;
        while (now_ns() < end_ns && (waiting_ > 0 || unanswered())) receive(10'000'000);
        for (auto& c : clients_) c.give_up();
    }

    void print(std::uint64_t server_cpu_ns, std::uint64_t messages) const;
    const tally& counts() const { return tally_; }
    std::uint64_t faults() const { return tally_.faults() + waiting_ + repeated_ + dashboards_closed_; }
    std::uint64_t delivered() const { return latencies_ns_.count(); }

private:
    void make_beds_known() {
        for (auto& c : clients_) {
            c.queue(now_ns(), spo2_usual);
            c.flush(poller_);
        }
        for (const auto end_ns = now_ns() + drain_ns; now_ns() < end_ns && unanswered();) receive(10'000'000);
    }

    void send_next(bool measured) {
        const auto bed = next_++ % options_.beds;
        const bool breaches = (++turns_[bed] + bed) % options_.every == 0;
        const auto at_ns = now_ns();
        if (breaches) {
            breaches_[bed] = {at_ns, measured, std::vector<bool>(dashboards_.size())};
            waiting_ += dashboards_.size();
            ++breach_count_;
        }
        clients_[bed].queue(at_ns, breaches ? spo2_breach : spo2_usual);
        clients_[bed].flush(poller_);
    }

    void receive(std::uint64_t timeout_ns) {
        for (const auto& e : poller_.wait(timeout_ns)) {
            const auto at_ns = now_ns();
            if (e.data.u64 < dashboards_at) {
                clients_[e.data.u64].receive(poller_, at_ns, nullptr);
                continue;
            }
            const auto dashboard = e.data.u64 - dashboards_at;
            const bool open = dashboards_[dashboard].receive(poller_, [&](std::string_view line) {
                if (const auto bed = bed_of_onset(line)) take_onset(*bed, dashboard, at_ns);
            });
            if (!open) ++dashboards_closed_;
        }
    }

    void take_onset(std::size_t bed, std::size_t dashboard, std::uint64_t at_ns) {
        if (bed >= breaches_.size() || breaches_[bed].told.empty() || breaches_[bed].told[dashboard]) {
            ++repeated_;
            return;
        }
        breaches_[bed].told[dashboard] = true;
        --waiting_;
        if (breaches_[bed].measured) latencies_ns_.add(at_ns - breaches_[bed].at_ns);
    }

    bool unanswered() const {
        return std::ranges::any_of(clients_, [](const mllp_client& c) { return c.unanswered() > 0 && c.open(); });
    }

    alarm_options options_;
    poller poller_;
    tally tally_;
    std::vector<mllp_client> clients_;
    std::vector<websocket_client> dashboards_;
    std::vector<breach> breaches_; ///< by bed: the last one
    std::vector<std::size_t> turns_;
    std::size_t next_ = 0;
    std::uint64_t breach_count_ = 0;
    std::uint64_t waiting_ = 0; ///< onsets that some dashboard has not been told of; in the end: lost
    std::uint64_t repeated_ = 0;
    std::uint64_t dashboards_closed_ = 0;
    histogram latencies_ns_;
};

void alarm_load::print(std::uint64_t server_cpu_ns, std::uint64_t messages) const {
    const auto us = [&](double share) { return static_cast<double>(latencies_ns_.quantile(share)) / 1e3; };
    fmt::print(R"({{"beds":{},"messages_per_s":{},"dashboards":{},"breaches":{},"deliveries":{},"p50_us":{:.1f},)"
               R"("p99_us":{:.1f},"server_cpu_us":{:.2f},"alarms_lost":{},"alarms_repeated":{},"dashboards_closed":{},)"
               R"("lost":{},"repeated":{},"out_of_order":{},"refused":{},"closed":{}}})"
               "\n",
               options_.beds, options_.messages_per_s, options_.dashboards, breach_count_, latencies_ns_.count(),
               us(0.5), us(0.99), static_cast<double>(server_cpu_ns) / 1e3 / static_cast<double>(messages), waiting_,
               repeated_, dashboards_closed_, tally_.lost, tally_.repeated, tally_.out_of_order, tally_.refused,
               tally_.closed);
}

} // namespace

int measure_alarms(const target& server, const alarm_options& o) {
    prctl(PR_SET_TIMERSLACK, 1ul, 0ul, 0ul, 0ul); // wake up when due, not 50 us later
    const auto seconds_ns = [](double s) { return static_cast<std::uint64_t>(s * 1e9); };
    alarm_load load(server, o);
    load.run_until(now_ns() + seconds_ns(o.warm_up_s), false);
    const auto before = load.counts().sent;
    const auto cpu_begin_ns = cpu_ns(server.pid);
    load.run_until(now_ns() + seconds_ns(o.measure_s), true);
    const auto cpu_used_ns = cpu_ns(server.pid) - cpu_begin_ns;
    const auto messages = load.counts().sent - before;
    load.drain();
    load.print(cpu_used_ns, messages);
    return load.faults() == 0 && load.delivered() > 0 ? 0 : 1;
}

} // namespace vigil::bench
