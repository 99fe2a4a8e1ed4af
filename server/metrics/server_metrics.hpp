// What operations see of a running server. Every time series exists from the start and is found without a lookup: an
// increment is one atomic addition. No label identifies a patient, a bed or a sender.
//
// Any thread may change a metric or call text(). Base units: seconds and bytes.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "server/metrics/labels.hpp"

namespace vigil {

class server_metrics {
    using counter = prometheus::Counter;
    using gauge = prometheus::Gauge;
    using histogram = prometheus::Histogram;
    template <std::size_t N>
    using names = std::array<std::string_view, N>;

    prometheus::Registry registry_; // before the members that register themselves in it
    gauge* rules_info_ = nullptr;
    prometheus::Family<gauge>& rules_infos_ = prometheus::BuildGauge()
                                                  .Name("vigil_rules_info")
                                                  .Help("1, with the version of the rules in force as a label")
                                                  .Register(registry_);

public:
    explicit server_metrics(std::string_view version);

    server_metrics(const server_metrics&) = delete;
    server_metrics& operator=(const server_metrics&) = delete;

    /// The page for Prometheus (text format 0.0.4), with process_* read now. Takes about a millisecond.
    std::string text() const;

    /// The Content-Type of text().
    static constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";

    /// Which rules are in force, as rules_info{version}.
    void set_rules_version(std::uint64_t version);

    // Readings in
    const labelled<counter, transport, message_result> messages = counters<transport, message_result>(
        "messages_total", "Messages received, by what became of them", {"transport", "result"});
    const labelled<counter, transport, validity> readings = counters<transport, validity>(
        "readings_total", "Readings taken from messages, by what may be done with them", {"transport", "validity"});
    const labelled<counter, rejection> observations_rejected =
        counters<rejection>("observations_rejected_total",
                            "Observations not taken from a message whose other observations were", {"reason"});
    counter& frames_garbage_bytes =
        add_counter("frames_garbage_bytes_total", "Bytes between MLLP frames that belong to no message");
    const labelled<counter, quarantined> quarantined_messages =
        counters<quarantined>("quarantined_total", "Messages not understood in whole or in part", {"result"});
    counter& control_ids_reused =
        add_counter("control_ids_reused_total", "Messages with a control id that stood on another message lately");
    counter& parse_errors = add_counter("parse_errors_total", "Messages that could not be read at all");
    const labelled<gauge, transport> connections =
        gauges<transport>("connections", "Open connections, dashboards included", {"transport"});
    gauge& clock_offset_seconds =
        add_gauge("clock_offset_seconds", "Clock of the last sender that stated a time, minus ours");

    gauge& wall_clock_offset_seconds =
        add_gauge("wall_clock_offset_seconds", "The machine's wall clock minus the one that the wards live by");

    // From a message to what follows from it
    histogram& ingest_to_alarm_seconds =
        add_histogram("ingest_to_alarm_seconds", "From the last byte of a message to its alarm handed to the sockets",
                      machine_buckets);
    histogram& ingest_to_commit_seconds = add_histogram(
        "ingest_to_commit_seconds", "From the last byte of a message to it being on disk", machine_buckets);
    histogram& commit_to_record_seconds = add_histogram(
        "commit_to_record_seconds", "From a message being on disk to it being in the record", machine_buckets);

    // The ward
    gauge& beds = add_gauge("beds", "Beds known");
    gauge& beds_silent = add_gauge("beds_silent", "Beds whose monitor has fallen silent");
    const labelled<gauge, alarm::priority, alarm::kind> active_alarms = gauges<alarm::priority, alarm::kind>(
        "active_alarms", "Alarms not cleared, acknowledged or not", {"priority", "kind"});
    gauge& protocols_reload_failed =
        add_gauge("protocols_reload_failed", "1 while a protocol has faults and the protocols before it stay in force");
    gauge& rules_reload_failed =
        add_gauge("rules_reload_failed", "1 while the rules file has faults and the rules before it stay in force");
    counter& rule_evaluations = add_counter("rule_evaluations_total", "Evaluations of an alarm condition");
    histogram& alarm_acknowledge_seconds =
        add_histogram("alarm_acknowledge_seconds", "From the onset of an alarm to its acknowledgement", human_buckets);
    histogram& alarm_shown_seconds = add_histogram(
        "alarm_shown_seconds", "From the onset of an alarm to a dashboard having painted it", machine_buckets);

    // Dashboards
    gauge& subscribers = add_gauge("subscribers", "Dashboards that follow a ward");
    gauge& stations_sound_armed = add_gauge("stations_sound_armed", "Dashboards that can make sound");
    gauge& dashboard_heap_bytes_max =
        add_gauge("dashboard_heap_bytes_max", "Memory of the dashboard's script that holds most, as it says itself");
    gauge& dashboard_clock_offset_seconds_max = add_gauge(
        "dashboard_clock_offset_seconds_max", "How far the clock of a dashboard is from ours at most, either way");
    gauge& outbox_bytes = add_gauge("outbox_bytes", "Bytes waiting for dashboards, of all together");
    counter& vitals_coalesced =
        add_counter("vitals_coalesced_total", "Vital signs replaced by newer ones before a dashboard took them");
    const labelled<counter, resync> resyncs =
        counters<resync>("resyncs_total", "Snapshots sent again to a dashboard that had one", {"reason"});
    const labelled<counter, dashboard_end> dashboards_closed =
        counters<dashboard_end>("dashboards_closed_total", "Connections of dashboards that ended", {"reason"});

    // Journal and record
    gauge& journal_queued_bytes = add_gauge("journal_queued_bytes", "Bytes handed to the journal and not yet on disk");
    counter& journal_rows = add_counter("journal_rows_total", "Inputs committed to the journal");
    gauge& journal_failed = add_gauge("journal_failed", "1 when nothing can be committed any more");
    gauge& journal_bytes = add_gauge("journal_bytes", "Size of the journal and its write-ahead log");
    gauge& journal_free_bytes = add_gauge("journal_free_bytes", "Free space on the journal's disk");
    gauge& journal_filling = add_gauge("journal_filling", "1 when the journal's disk will be full within two hours");
    gauge& journal_damaged_rows = add_gauge("journal_damaged_rows", "Rows of the journal that cannot be read back");
    gauge& journal_lag_rows = add_gauge("journal_lag_rows", "Inputs applied and not yet on disk");
    gauge& record_lag_rows = add_gauge("record_lag_rows", "Inputs on disk and not yet in the record");
    gauge& record_lag_seconds =
        add_gauge("record_lag_seconds", "Age of the oldest input that is not yet in the record");
    gauge& record_connected = add_gauge("record_connected", "1 while the record can be written");
    counter& record_errors = add_counter("record_errors_total", "Attempts to write the record that failed");

    // Alarms to other systems
    const labelled<counter, outbound_kind, outbound_result> outbound_deliveries =
        counters<outbound_kind, outbound_result>(
            "outbound_deliveries_total", "Changes of alarms to be told to other systems, by what became of them",
            {"kind", "result"});
    gauge& outbound_waiting = add_gauge("outbound_waiting", "Alarms that other systems still have to be told of");
    gauge& outbound_oldest_seconds =
        add_gauge("outbound_oldest_seconds", "How long the one of them has waited that waits longest");

    // Who sends
    gauge& senders = add_gauge("senders", "Senders told apart; further ones than 10,000 share one entry");

private:
    // 50 us to 10 s: what a machine takes, from well inside the budget to unusable.
    static constexpr std::array machine_buckets{5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025,
                                                0.05, 0.1,  0.25,   0.5,  1.0,  2.5,    5.0,  10.0};
    // 1 s to 1 h: what a person takes.
    static constexpr std::array human_buckets{1.0,  2.0,   5.0,   10.0,  20.0,   30.0,
                                              60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0};

    counter& add_counter(std::string_view family, std::string_view help);
    gauge& add_gauge(std::string_view family, std::string_view help);
    histogram& add_histogram(std::string_view family, std::string_view help, std::span<const double> buckets);
    counter& add_counter(std::string_view family, std::string_view help, const prometheus::Labels& labels);
    gauge& add_gauge(std::string_view family, std::string_view help, const prometheus::Labels& labels);

    template <typename... Label>
    labelled<counter, Label...> counters(std::string_view family, std::string_view help,
                                         names<sizeof...(Label)> labels) {
        return labelled<counter, Label...>{
            [&](const auto& texts) -> counter& { return add_counter(family, help, zip(labels, texts)); }};
    }

    template <typename... Label>
    labelled<gauge, Label...> gauges(std::string_view family, std::string_view help, names<sizeof...(Label)> labels) {
        return labelled<gauge, Label...>{
            [&](const auto& texts) -> gauge& { return add_gauge(family, help, zip(labels, texts)); }};
    }

    template <std::size_t N>
    static prometheus::Labels zip(const names<N>& labels, const std::array<std::string, N>& texts) {
        prometheus::Labels zipped;
        for (std::size_t i = 0; i < N; ++i) zipped.emplace(labels[i], texts[i]);
        return zipped;
    }
};

} // namespace vigil
