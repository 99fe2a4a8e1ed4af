// One turn of the server: an input is stamped, applied to the wards, handed to the journal and told to the dashboards.
// Nothing here waits. Lives on the event-loop thread; only committed() may be scheduled there from elsewhere.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "server/core/stations.hpp"
#include "server/core/time_source.hpp"
#include "server/feed/hub.hpp"
#include "server/ingest/duplicates.hpp"
#include "server/journal/journal.hpp"
#include "server/metrics/server_metrics.hpp"
#include "server/ward/fold.hpp"

namespace vigil::core {

/// Told when what it waits for is on disk, or that it never will be.
class commit_listener {
public:
    virtual ~commit_listener() = default;
    virtual void on_committed(journal::sequence upto) = 0;
    virtual void on_journal_failed() = 0;
};

/// What became of a message of readings.
struct receipt {
    journal::sequence row = 0; ///< its answer may be sent once this row is committed
    bool duplicate = false;    ///< stood in the journal already; not evaluated again
};

/// Of a command: the row to wait for, or why nothing was changed.
using outcome = std::expected<journal::sequence, std::string>;

struct engine_options {
    feed::hub_options feed{};
    std::chrono::seconds snapshot_every{10};
    std::size_t snapshot_rows_min = 1; ///< no snapshot while nothing happened
    std::size_t beds_max = 50'000;     ///< senders name beds: this ends a sender that never stops naming new ones
    /// Arranges for serve_dashboards() to be called in another turn of the loop. Without it every turn serves all.
    std::function<void()> another_turn{};
};

class engine {
public:
    /// `wards` is the state after row `applied` of the journal.
    engine(ward::fold wards, journal::log& log, server_metrics& counters, time_source& time, ingest::duplicates seen,
           engine_options options = {});

    engine(const engine&) = delete;
    engine& operator=(const engine&) = delete;

    /// True while nothing more can be journaled: do not read from senders.
    bool full() const { return log_.full(); }
    /// True once the journal has failed: answer senders negatively. Alarms and dashboards go on.
    bool failed() const { return log_.failed(); }

    /// False for a bed that is not known yet when there are as many as there may be.
    bool has_room_for(std::string_view ward, std::string_view bed) const;
    bool has_room_for(const report& content) const { return has_room_for(content.ward, content.bed); }
    bool has_room_for(std::size_t further_beds) const;

    /// Readings of one bed; `key` identifies the message (ingest::key_of). The report is used up.
    receipt receive(report& content, std::uint64_t key, std::chrono::steady_clock::time_point arrived);
    receipt receive(const device_alarm_report& content, std::uint64_t key,
                    std::chrono::steady_clock::time_point arrived);
    receipt receive(const movement& content, std::uint64_t key, std::chrono::steady_clock::time_point arrived);

    /// What was not understood, kept as it came. No message of a sender: it has no key, and is never a duplicate.
    journal::sequence quarantine(ward::message_quarantined what);

    /// The row to wait for, or nothing if no such alarm is active.
    std::optional<journal::sequence> acknowledge(alarm::alarm_id id, std::string by, std::string request);
    std::optional<journal::sequence> shown(alarm::alarm_id id, std::string station);
    journal::sequence change_rules(std::string text, std::string source);
    journal::sequence change_protocols(ward::protocols_changed files);

    /// A limit or a pause lasts so long from now; 0 ends a pause. `until` is set here. A command given again changes
    /// nothing: the row is the one in which it stands.
    outcome decide(ward::patient_command c, milliseconds lasting);
    outcome pause_audio(ward::pause_audio c, milliseconds lasting);
    outcome note(ward::note_alarm c);
    outcome assign(ward::assign_alarm c);
    outcome assign(ward::assign_sender c);

    /// What a dashboard says of its station; `session` stands for its connection until station_left().
    outcome station(stations::session session, const ward::station_changed& now);
    void station_left(stations::session session);

    /// Call once before anything else: nobody is connected yet.
    void start();
    void service(ward::service_changed::which what, bool working);

    /// Applies what time alone has brought about. Call at or after next_deadline().
    void tick();
    instant next_deadline() const { return wards_.next_deadline(); }

    /// Sends changed vital signs to the dashboards; call often.
    void flush_vitals() { hub_.flush_vitals(now()), wake_dashboards(); }
    /// A turn's share of the dashboards that have output; call when `another_turn` has asked for it.
    void serve_dashboards();
    /// The dashboard can take more, or is new.
    void resume(const std::shared_ptr<feed::subscriber>& s) { hub_.resume(s), wake_dashboards(); }
    /// Heartbeats, clock discipline, snapshots, gauges; call every second.
    void every_second();

    /// Calls `who` once `row` is committed (possibly at once), or when the journal fails.
    void when_committed(journal::sequence row, std::shared_ptr<commit_listener> who);
    void committed(journal::sequence upto);
    void journal_failed();
    journal::sequence committed_upto() const { return committed_; }
    std::uint64_t epoch() const { return log_.epoch(); }
    const std::string& journal_identity() const { return log_.identity(); }

    feed::hub& hub() { return hub_; }
    const ward::fold& wards() const { return wards_; }
    instant now() const { return std::max(time_.now(), wards_.now()); } ///< never before what was applied last

    /// The whole state, journaled: called once more before the server ends.
    void snapshot();

private:
    struct waiting {
        journal::sequence row;
        std::shared_ptr<commit_listener> who;
    };
    struct arrival {
        journal::sequence row;
        std::chrono::steady_clock::time_point at;
    };

    journal::sequence apply(const ward::input& in, std::uint64_t key);
    template <class Message>
    receipt receive(Message message, std::chrono::steady_clock::time_point arrived);
    void append(const ward::input& in, std::uint64_t key, std::span<const ward::event> events);
    template <class Command>
    outcome obey(Command c, milliseconds lasting);
    void tell_stations();
    void set_gauges();
    void wake_dashboards();

    ward::fold wards_;
    journal::log& log_;
    server_metrics& metrics_;
    time_source& time_;
    ingest::duplicates seen_;
    engine_options options_;
    feed::hub hub_;
    stations stations_;
    std::array<bool, ward::services_count> broken_{}; ///< by service_changed::which
    ward::input input_;                               ///< reused, so that nothing is allocated for a message
    std::deque<waiting> waiting_;
    std::deque<arrival> arrivals_; ///< of rows not yet committed, for the latency histogram
    journal::sequence committed_ = 0;
    journal::sequence snapshot_at_ = 0;
    instant snapshot_time_{};
    std::uint64_t evaluations_counted_ = 0;
    feed::hub_counts hub_counted_;
    bool alarm_in_turn_ = false; ///< the last input changed an alarm
    bool turn_asked_ = false;    ///< serve_dashboards() will be called
};

} // namespace vigil::core
