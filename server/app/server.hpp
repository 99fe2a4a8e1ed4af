// The running server: its parts in the order in which they are built, which is the reverse of how they end.
#pragma once

#include <atomic>
#include <boost/asio.hpp>
#include <memory>
#include <optional>
#include <string>

#include "server/app/notify.hpp"
#include "server/app/recovery.hpp"
#include "server/app/settings.hpp"
#include "server/core/engine.hpp"
#include "server/net/hl7_intake.hpp"
#include "server/net/http_server.hpp"
#include "server/net/metrics_server.hpp"
#include "server/net/mllp_dialler.hpp"
#include "server/net/mllp_server.hpp"
#include "server/outbound/outbound.hpp"
#include "server/record/queries.hpp"
#include "server/record/writer.hpp"

namespace vigil::app {

namespace asio = boost::asio;

class server {
public:
    /// Rebuilds the wards, then opens the sockets. Throws std::runtime_error with what to do about it. `manager` must
    /// outlive this.
    server(const settings& with, const notifier& manager);
    ~server();

    /// Serves until SIGINT or SIGTERM. SIGHUP: reads the rules file again.
    void run();

    /// "http=8080\nmllp=2575\nmetrics=9464\n"
    std::string ports() const;

private:
    journal::callbacks journal_callbacks();
    void start_record(const settings& with);
    void start_outbound(const config& c);
    asio::awaitable<void> reload_on_hangup();
    void reload_rules();
    void reload_protocols();
    void follow_protocols(const std::vector<infusion::protocol_ptr>& now);
    asio::awaitable<void> watch_deadlines();
    asio::awaitable<void> send_vitals();
    asio::awaitable<void> feed_watchdog();
    asio::awaitable<void> every_second();
    void update_journal();
    void update_record();
    void update_senders();
    void recorded(journal::sequence upto);

    /// One row at a time is followed from its commit into the record: a sample, whatever the lag.
    struct timed_row {
        journal::sequence row;
        std::chrono::steady_clock::time_point committed;
    };

    const notifier& manager_;
    const std::string rules_file_;
    const std::string protocols_directory_;
    asio::io_context loop_{1};
    server_metrics metrics_;
    net::health health_;
    std::unique_ptr<journal::writer> journal_;
    std::optional<core::time_source> time_;
    std::unique_ptr<core::engine> engine_;
    std::unique_ptr<record::writer> record_;
    std::atomic<record::writer*> follower_{nullptr}; ///< record_, for the journal's thread
    std::unique_ptr<record::queries> queries_;       ///< ends before the loop, to which its thread posts
    std::unique_ptr<outbound::follower> outbound_;
    std::atomic<outbound::follower*> outbound_follower_{nullptr}; ///< outbound_, for the journal's thread
    ingest::bed_map beds_;
    std::optional<ingest::senders> senders_;
    net::static_files files_;
    net::decoders parse_{[this](std::string_view sender, const civil_time& local, instant near) {
        const ingest::sender_rule* rule = senders_->rule_for(sender, {});
        return rule && rule->local ? rule->local->to_instant(local, near) : std::nullopt;
    }};
    std::optional<net::hl7_intake> intake_;
    std::optional<net::mllp_server> mllp_;
    std::optional<net::mllp_dialler> dialler_;
    std::optional<net::http_server> http_;
    std::optional<net::metrics_server> metrics_server_;
    std::uint64_t record_errors_ = 0;
    std::uint64_t damaged_told_ = 0; ///< rows of the journal
    std::optional<timed_row> timed_row_;
};

} // namespace vigil::app
