// The line of JSON at the end of a load.
#include <fmt/format.h>

#include <cstdint>
#include <string>

#include "server/simulate/load_run.hpp"

namespace vigil::simulate {

int load_run::report() const {
    const load_shared& s = shared_;
    std::uint64_t lost = 0;
    for (const link& l : links_) lost += l.connection->unanswered();
    const double seconds = static_cast<double>(measured_ns_) * 1e-9;
    const auto measured = static_cast<double>(latency_.total());
    const auto us = [this](double share) { return static_cast<double>(latency_.percentile(share)) / 1e3; };
    std::string server = R"("server_cpu_us_per_message":null,"server_rss_mib":null,"server_rss_max_mib":null)";
    if (usage_before_ && usage_after_ && measured > 0)
        server =
            fmt::format(R"("server_cpu_us_per_message":{:.2f},"server_rss_mib":{:.1f},"server_rss_max_mib":{:.1f})",
                        (usage_after_->cpu_us - usage_before_->cpu_us) / measured, usage_after_->resident_mib,
                        usage_after_->resident_max_mib);
    fmt::print(
        R"({{"connections":{},"window":{},"rate":{},"seconds":{:.2f},"sent":{},"acknowledged":{},"measured":{},)",
        options_.connections, options_.window, options_.rate, seconds, s.sent, s.acknowledged, latency_.total());
    fmt::print(R"("per_second":{:.0f},"p50_us":{:.1f},"p99_us":{:.1f},"p999_us":{:.1f},"max_us":{:.1f},)",
               seconds > 0 ? measured / seconds : 0, us(0.5), us(0.99), us(0.999),
               static_cast<double>(latency_.max()) / 1e3);
    fmt::print(
        R"("negative":{},"out_of_order":{},"repeated":{},"unknown":{},"lost":{},"resent":{},"disconnects":{},{}}})",
        s.negative, s.out_of_order, s.repeated, s.unknown, lost, s.resent, s.disconnects, server);
    fmt::print("\n");
    const bool disconnected = s.disconnects != 0 && !options_.allow_disconnects;
    const bool faultless = s.negative + s.out_of_order + s.repeated + s.unknown + lost == 0 && !disconnected;
    return faultless && s.acknowledged != 0 ? 0 : 1;
}

} // namespace vigil::simulate
