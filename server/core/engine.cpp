#include "server/core/engine.hpp"

#include <algorithm>
#include <utility>

#include "server/ward/codec.hpp"

namespace vigil::core {

using clock = std::chrono::steady_clock;

engine::engine(ward::fold wards, journal::log& log, server_metrics& counters, time_source& time,
               ingest::duplicates seen, engine_options options)
    : wards_(std::move(wards)),
      log_(log),
      metrics_(counters),
      time_(time),
      seen_(std::move(seen)),
      options_(options),
      hub_(wards_, log.epoch(), options_.feed),
      committed_(log.last()),
      snapshot_at_(log.last()),
      snapshot_time_(now()) {}

bool engine::has_room_for(std::string_view ward, std::string_view bed) const {
    return has_room_for(1) || wards_.find_bed(ward, bed);
}

bool engine::has_room_for(std::size_t further_beds) const {
    return wards_.beds().size() + further_beds <= options_.beds_max;
}

receipt engine::receive(report& content, std::uint64_t key, clock::time_point arrived) {
    if (const auto row = seen_.find(key)) return {*row, true};
    const instant at = now();
    auto* held = std::get_if<ward::readings_received>(&input_.what);
    ward::readings_received& in = held ? *held : input_.what.emplace<ward::readings_received>();
    std::swap(in.content, content);
    in.key = key;
    input_.at = at;
    const journal::sequence row = apply(input_, key);
    std::swap(in.content, content);
    if (alarm_in_turn_)
        metrics_.ingest_to_alarm_seconds.Observe(std::chrono::duration<double>(clock::now() - arrived).count());
    seen_.remember(key, row);
    hub_.vitals_changed(wards_.last_bed());
    arrivals_.push_back({row, arrived});
    return {row, false};
}

template <class Message>
receipt engine::receive(Message message, clock::time_point arrived) {
    const std::uint64_t key = message.key;
    if (const auto row = seen_.find(key)) return {*row, true};
    const journal::sequence row = apply({now(), std::move(message)}, key);
    seen_.remember(key, row);
    arrivals_.push_back({row, arrived});
    return {row, false};
}

receipt engine::receive(const device_alarm_report& content, std::uint64_t key, clock::time_point arrived) {
    return receive(ward::device_alarms_reported{content, key}, arrived);
}

receipt engine::receive(const movement& content, std::uint64_t key, clock::time_point arrived) {
    return receive(ward::patient_moved{content, key}, arrived);
}

journal::sequence engine::quarantine(ward::message_quarantined what) {
    return apply({now(), std::move(what)}, 0);
}

std::optional<journal::sequence> engine::acknowledge(alarm::alarm_id id, std::string by, std::string request) {
    const alarm::alarm* known = wards_.find_alarm(id);
    if (!known) return {};
    if (known->acknowledged) return log_.last(); // said again: nothing changes
    const instant at = now();
    metrics_.alarm_acknowledge_seconds.Observe(std::chrono::duration<double>(at - known->since).count());
    return apply({at, ward::acknowledge{id, std::move(by), std::move(request)}}, 0);
}

std::optional<journal::sequence> engine::shown(alarm::alarm_id id, std::string station) {
    const alarm::alarm* known = wards_.find_alarm(id);
    if (!known) return {};
    if (known->shown_at) return log_.last();
    const instant at = now();
    metrics_.alarm_shown_seconds.Observe(std::chrono::duration<double>(at - known->since).count());
    return apply({at, ward::alarm_shown{id, std::move(station)}}, 0);
}

journal::sequence engine::change_rules(std::string text, std::string source) {
    const journal::sequence row = apply({now(), ward::rules_changed{std::move(text), std::move(source)}}, 0);
    hub_.rules_changed();
    wake_dashboards();
    return row;
}

journal::sequence engine::change_protocols(ward::protocols_changed files) {
    return apply({now(), std::move(files)}, 0);
}

/// Time needs no row unless it caused something: the next input applies the same deadlines at the same due times.
void engine::tick() {
    const ward::input in{now(), ward::tick{}};
    const auto events = wards_.apply(in);
    if (events.empty()) return;
    hub_.publish(events);
    wake_dashboards();
    append(in, 0, events);
}

journal::sequence engine::apply(const ward::input& in, std::uint64_t key) {
    const auto events = wards_.apply(in);
    alarm_in_turn_ = std::ranges::any_of(
        events, [](const ward::event& e) { return std::holds_alternative<ward::alarm_changed>(e.what); });
    if (!events.empty()) { // first of all, so that nothing delays an alarm
        hub_.publish(events);
        wake_dashboards();
    }
    append(in, key, events);
    return log_.last();
}

void engine::append(const ward::input& in, std::uint64_t key, std::span<const ward::event> events) {
    std::string body, caused;
    encode(in, body);
    encode(events, wards_, caused);
    log_.append(in.at, key, std::move(body), std::move(caused));
}

/// The first event of a ward goes out at once; the rest is spread over turns of the loop, between which sockets are
/// read.
void engine::wake_dashboards() {
    if (!options_.another_turn) {
        while (hub_.has_ready()) hub_.serve();
        return hub_.next_turn();
    }
    if (hub_.hurries()) hub_.serve();
    if (!std::exchange(turn_asked_, true)) options_.another_turn();
}

void engine::serve_dashboards() {
    turn_asked_ = false;
    hub_.next_turn();
    hub_.serve();
    if (hub_.has_ready()) wake_dashboards();
}

void engine::when_committed(journal::sequence row, std::shared_ptr<commit_listener> who) {
    if (log_.failed()) return who->on_journal_failed();
    if (row <= committed_) return who->on_committed(committed_);
    const auto place = std::ranges::upper_bound(waiting_, row, {}, &waiting::row); // a repetition waits for an old row
    waiting_.insert(place, {row, std::move(who)});
}

void engine::committed(journal::sequence upto) {
    if (upto <= committed_) return;
    metrics_.journal_rows.Increment(static_cast<double>(upto - std::exchange(committed_, upto)));
    const auto now = clock::now();
    while (!arrivals_.empty() && arrivals_.front().row <= committed_) {
        metrics_.ingest_to_commit_seconds.Observe(std::chrono::duration<double>(now - arrivals_.front().at).count());
        arrivals_.pop_front();
    }
    while (!waiting_.empty() && waiting_.front().row <= committed_) {
        const auto who = std::move(waiting_.front().who);
        waiting_.pop_front();
        who->on_committed(committed_);
    }
}

void engine::journal_failed() {
    for (const waiting& w : std::exchange(waiting_, {})) w.who->on_journal_failed();
    arrivals_.clear();
    service(ward::service_changed::which::journal, false); // never on disk, but in front of everybody
}

void engine::snapshot() {
    if (log_.failed() || log_.last() < snapshot_at_ + options_.snapshot_rows_min) return;
    snapshot_at_ = log_.last();
    log_.put_snapshot(snapshot_at_, wards_.snapshot());
}

void engine::every_second() {
    time_.discipline();
    set_gauges();
    tell_stations();
    hub_.heartbeat(now());
    wake_dashboards();
    if (now() - snapshot_time_ >= options_.snapshot_every) {
        snapshot_time_ = now();
        snapshot();
    }
}

void engine::set_gauges() {
    metrics_.wall_clock_offset_seconds.Set(time_.offset_seconds());
    metrics_.beds.Set(static_cast<double>(wards_.beds().size()));
    metrics_.beds_silent.Set(static_cast<double>(std::ranges::count(wards_.beds(), false, &ward::bed::monitored)));
    for (const auto urgency : {alarm::priority::low, alarm::priority::medium, alarm::priority::high})
        for (const auto kind : {alarm::kind::physiological, alarm::kind::technical})
            metrics_.active_alarms(urgency, kind)
                .Set(static_cast<double>(std::ranges::count_if(wards_.alarms(), [&](const auto& known) {
                    return known.second.urgency == urgency && known.second.what == kind;
                })));
    metrics_.rule_evaluations.Increment(
        static_cast<double>(wards_.evaluations() - std::exchange(evaluations_counted_, wards_.evaluations())));
    const feed::hub_counts before = std::exchange(hub_counted_, hub_.counts());
    metrics_.subscribers.Set(static_cast<double>(hub_counted_.subscribers));
    metrics_.outbox_bytes.Set(static_cast<double>(hub_counted_.outbox_bytes));
    metrics_.vitals_coalesced.Increment(static_cast<double>(hub_counted_.vitals_coalesced - before.vitals_coalesced));
    metrics_.resyncs(resync::slow).Increment(static_cast<double>(hub_counted_.overflows - before.overflows));
    metrics_.resyncs(resync::gap).Increment(static_cast<double>(hub_counted_.not_resumed - before.not_resumed));
    metrics_.journal_queued_bytes.Set(static_cast<double>(log_.queued_bytes()));
    metrics_.journal_lag_rows.Set(static_cast<double>(log_.last() - committed_));
    metrics_.journal_failed.Set(log_.failed() ? 1 : 0);
}

} // namespace vigil::core
