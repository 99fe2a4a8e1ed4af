#include "server/app/server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <stdexcept>

#include "server/app/log.hpp"
#include "server/app/protocols.hpp"
#include "server/app/version.hpp"

namespace vigil::app {
namespace {

using namespace std::chrono_literals;

constexpr double record_lag_max_s = 10; ///< further behind, the record is away for whoever relies on it

template <typename T, typename E>
T need(std::expected<T, E> got) {
    if (!got) throw std::runtime_error(got.error());
    return std::move(*got);
}

} // namespace

server::server(const settings& with, const notifier& manager)
    : manager_(manager),
      rules_file_(with.options.rules.file),
      protocols_directory_(protocols_directory(with.options)),
      metrics_(version) {
    const config& c = with.options;
    manager_.recovering();
    senders_.emplace(ingest::senders::make(c.senders).value()); // load_settings() has checked them
    for (const auto& s : c.senders)
        if (!s.match.empty() && s.address.empty() && s.dial.empty()) beds_.assign(s.match, s.bed);
    files_ = need(net::static_files::load(c.http.assets));
    metrics_server_.emplace(c.metrics.address, c.metrics.port, metrics_, health_); // says "recovering" meanwhile
    journal_ = need(journal::writer::open({.file = c.journal.file}, journal_callbacks()));
    recovered before = need(recover(*need(journal::reader::open(c.journal.file))));
    log_info(fmt::format("recovered {} beds and {} alarms from the journal: {} inputs after its snapshot, epoch {}",
                         before.wards.beds().size(), before.wards.alarms().size(), before.replayed, journal_->epoch()));
    if (before.damaged)
        log_error(fmt::format("{} inputs of the journal are damaged and were left out", before.damaged));
    if (before.different)
        log_warning(fmt::format("{} inputs caused other events now than when they were journaled", before.different));
    time_.emplace(before.wards.now());
    const bool new_rules = before.wards.rules_text() != with.rules_text;
    engine_ = std::make_unique<core::engine>(
        std::move(before.wards), *journal_, metrics_, *time_, std::move(before.seen),
        core::engine_options{.feed = {.outbox_bytes_max = c.feed.outbox_bytes_max},
                             .another_turn = [this] { asio::post(loop_, [this] { engine_->serve_dashboards(); }); }});
    beds_.follow(engine_->wards().senders());
    engine_->start(); // after what time brought about while we were away
    if (new_rules) engine_->change_rules(with.rules_text, rules_file_);
    follow_protocols(with.protocols);
    metrics_.set_rules_version(engine_->wards().rules().version);
    start_record(with);
    start_outbound(c);
    intake_.emplace(*engine_, beds_, *senders_, metrics_);
    mllp_.emplace(loop_, c.mllp.address, c.mllp.port,
                  net::mllp_options{.connections_max = c.mllp.connections_max,
                                    .frame_bytes_max = c.mllp.frame_bytes_max,
                                    .end_block_needs_cr = c.mllp.framing == "lenient"},
                  *intake_, metrics_);
    dialler_.emplace(loop_, *mllp_, [](const std::string& what) { log_info("mllp: " + what); });
    http_.emplace(loop_, c.http.address, c.http.port,
                  net::http_context{*engine_, beds_, *senders_, files_, metrics_, parse_, {}, queries_.get()});
}

journal::callbacks server::journal_callbacks() {
    return {.committed =
                [this](journal::sequence upto) {
                    asio::post(loop_, [this, upto] {
                        engine_->committed(upto);
                        if (!timed_row_) timed_row_ = {upto, std::chrono::steady_clock::now()};
                    });
                    if (auto* follower = follower_.load()) follower->notify(upto);
                    if (auto* follower = outbound_follower_.load()) follower->notify();
                },
            .failed =
                [this](const std::string& why) {
                    log_error("the journal cannot be written any more, senders get negative answers: " + why);
                    health_.journal_failed = true;
                    manager_.status("the journal fails: senders get negative answers");
                    asio::post(loop_, [this] { engine_->journal_failed(); });
                },
            .gathered = [this] { asio::post(loop_, [this] { journal_->hand_over(); }); }};
}

void server::start_record(const settings& with) {
    if (with.options.record.database.empty()) {
        log_warning("record.database is empty: nothing is stored beyond the journal");
        return;
    }
    record_ = need(record::writer::start(
        {.database = with.options.record.database,
         .journal = with.options.journal.file,
         .quarantine_days = with.options.record.quarantine_days,
         .keep_days = with.options.record.keep_days},
        {.recorded = [this](journal::sequence upto) { asio::post(loop_, [this, upto] { recorded(upto); }); },
         .problem =
             [](const std::string& what) { // its first line: what follows may quote values
                 log_warning("record: " + what.substr(0, what.find('\n')));
             },
         .note = [](const std::string& what) { log_info("record: " + what); }}));
    follower_ = record_.get();
    queries_ = std::make_unique<record::queries>(with.options.record.database);
}

void server::start_outbound(const config& c) {
    if (c.receivers.empty()) return;
    outbound_ = need(outbound::follower::start(
        {.receivers = c.receivers, .journal = c.journal.file, .state = c.journal.file + ".outbound"},
        outbound::situation_of(engine_->wards(), journal_->last()), metrics_,
        [](const std::string& what) { log_warning("outbound: " + what); }));
    outbound_follower_ = outbound_.get();
}

void server::recorded(journal::sequence upto) {
    journal_->recorded(upto);
    if (!timed_row_ || timed_row_->row > upto) return;
    const auto took = std::chrono::steady_clock::now() - timed_row_->committed;
    metrics_.commit_to_record_seconds.Observe(std::chrono::duration<double>(took).count());
    timed_row_.reset();
}

/// The journal goes on committing what is queued while the other parts are gone already.
server::~server() {
    follower_ = nullptr;
    outbound_follower_ = nullptr;
    journal_.reset();
}

std::string server::ports() const {
    return fmt::format("http={}\nmllp={}\nmetrics={}\n", http_->port(), mllp_->port(), metrics_server_->port());
}

void server::run() {
    asio::signal_set signals(loop_, SIGINT, SIGTERM);
    signals.async_wait([this](const boost::system::error_code& error, int) {
        if (!error) loop_.stop();
    });
    for (auto task : {&server::reload_on_hangup, &server::watch_deadlines, &server::send_vitals, &server::every_second,
                      &server::feed_watchdog})
        asio::co_spawn(loop_, (this->*task)(), [](const std::exception_ptr& error) {
            if (error) std::rethrow_exception(error); // a server without these would look alive and not be: it ends
        });
    mllp_->start();
    dialler_->start(*senders_);
    http_->start();
    health_.loop_alive = std::chrono::steady_clock::now().time_since_epoch().count();
    health_.ready = true;
    const std::string ready =
        fmt::format("ready: http {}, mllp {}, metrics {}", http_->port(), mllp_->port(), metrics_server_->port());
    log_info(ready);
    manager_.ready(ready);
    loop_.run();
    log_info("stopping");
    manager_.stopping();
    health_.ready = false;
    mllp_->stop();
    http_->stop();
    engine_->snapshot();
}

asio::awaitable<void> server::reload_on_hangup() {
    asio::signal_set hangup(loop_, SIGHUP);
    for (;;) {
        co_await hangup.async_wait(asio::use_awaitable);
        reload_rules();
        reload_protocols();
    }
}

/// All or nothing: rules with a fault change nothing, and whoever looks at the metrics learns of it.
void server::reload_rules() {
    auto text = load_rules(rules_file_);
    metrics_.rules_reload_failed.Set(text ? 0 : 1);
    if (!text) {
        for (const std::string& problem : text.error()) log_error(problem);
        return log_error("the rules stay as they were");
    }
    if (*text == engine_->wards().rules_text()) return log_info("the rules are the same as before");
    engine_->change_rules(*std::move(text), rules_file_);
    metrics_.set_rules_version(engine_->wards().rules().version);
    log_info(fmt::format("new rules from {}, version {:016x}", rules_file_, engine_->wards().rules().version));
}

/// Judged by the rules in force now, whose limits they may tighten.
void server::reload_protocols() {
    auto protocols = load_protocols(protocols_directory_, &engine_->wards().rules());
    metrics_.protocols_reload_failed.Set(protocols ? 0 : 1);
    if (protocols) return follow_protocols(*protocols);
    for (const std::string& problem : protocols.error()) log_error(problem);
    log_error("the protocols stay as they were");
}

/// Sessions that run keep the version with which they began.
void server::follow_protocols(const std::vector<infusion::protocol_ptr>& now) {
    const auto text = [](const infusion::protocol_ptr& p) -> const std::string& { return p->text; };
    if (std::ranges::equal(now, engine_->wards().protocols(), {}, text, text)) return;
    ward::protocols_changed files;
    for (const infusion::protocol_ptr& p : now) files.protocols.push_back({p->file, p->text});
    engine_->change_protocols(std::move(files));
    log_info(fmt::format("{} protocols of infusions from {}", now.size(), protocols_directory_));
}

/// Delays that end and monitors that fall silent are due at times of their own; none is noticed later than 20 ms.
asio::awaitable<void> server::watch_deadlines() {
    asio::steady_timer timer(loop_);
    for (;;) {
        timer.expires_after(20ms);
        co_await timer.async_wait(asio::use_awaitable);
        if (engine_->next_deadline() <= engine_->now()) engine_->tick();
    }
}

asio::awaitable<void> server::send_vitals() {
    asio::steady_timer timer(loop_);
    for (;;) {
        timer.expires_after(50ms);
        co_await timer.async_wait(asio::use_awaitable);
        engine_->flush_vitals();
    }
}

/// By the loop itself: whoever would feed for it would hide that it is stuck.
asio::awaitable<void> server::feed_watchdog() {
    const auto period = watchdog_period();
    if (!period) co_return;
    asio::steady_timer timer(loop_);
    for (;;) {
        manager_.alive();
        timer.expires_after(*period);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<void> server::every_second() {
    asio::steady_timer timer(loop_);
    for (;;) {
        timer.expires_after(1s);
        co_await timer.async_wait(asio::use_awaitable);
        engine_->every_second();
        mllp_->check_deadlines();
        http_->check_deadlines();
        update_journal();
        update_record();
        update_senders();
        health_.loop_alive = std::chrono::steady_clock::now().time_since_epoch().count();
    }
}

void server::update_journal() {
    const journal::condition is = journal_->now();
    metrics_.journal_bytes.Set(static_cast<double>(is.bytes));
    metrics_.journal_free_bytes.Set(static_cast<double>(is.free_bytes));
    metrics_.journal_filling.Set(is.filling ? 1 : 0);
    metrics_.journal_damaged_rows.Set(static_cast<double>(is.damaged));
    engine_->service(ward::service_changed::which::journal_space, !is.filling);
    engine_->service(ward::service_changed::which::journal_integrity, is.damaged == 0);
    if (is.damaged > damaged_told_)
        log_error(
            fmt::format("the journal is damaged: {} rows cannot be read back, the first: {}", is.damaged, is.damage));
    damaged_told_ = is.damaged;
}

void server::update_record() {
    if (!record_) return journal_->recorded(journal_->last()); // nobody else needs the rows: old ones may go
    const record::status s = record_->now();
    metrics_.record_connected.Set(s.connected ? 1 : 0);
    metrics_.record_lag_rows.Set(static_cast<double>(s.lag_rows));
    const double lag =
        s.oldest_unrecorded ? std::chrono::duration<double>(engine_->now() - *s.oldest_unrecorded).count() : 0;
    metrics_.record_lag_seconds.Set(lag);
    // a database that takes connections and no rows is away all the same
    engine_->service(ward::service_changed::which::record, s.connected && lag < record_lag_max_s);
    metrics_.record_errors.Increment(static_cast<double>(s.errors - std::exchange(record_errors_, s.errors)));
}

/// Said once: it stays so until the next start.
void server::update_senders() {
    const bool was_full = metrics_.senders.Value() >= ingest::senders::senders_max;
    metrics_.senders.Set(static_cast<double>(senders_->known()));
    if (!was_full && senders_->known() >= ingest::senders::senders_max)
        log_warning(
            fmt::format("{} senders are known, and no more are told apart: further ones share the entry "
                        "\"others\" of vigil senders report; look there for one that changes its name",
                        senders_->known()));
}

} // namespace vigil::app
