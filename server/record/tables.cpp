#include "server/record/tables.hpp"

#include <algorithm>

#include "proto/vitals/metric.hpp"

namespace vigil::record {
namespace {

using std::to_array;

auto reading_columns() {
    constexpr auto before =
        to_array<std::string_view>({"received_at", "reported_at", "seq", "journal", "coded", "ward", "bed", "patient",
                                    "patient_name", "history", "sender", "control_id", "reported_text", "key"});
    std::array<std::string_view, before.size() + metric_count + 1> columns;
    auto next = std::ranges::copy(before, columns.begin()).out;
    next = std::ranges::transform(metrics(), next, &metric_info::name).out;
    *next = "detail";
    return columns;
}

// clang-format off
constexpr auto alarm_columns = to_array<std::string_view>({
    "journal", "seq", "item", "at", "ward_seq", "id", "revision", "ward", "bed", "stay", "rule", "kind", "priority",
    "phase", "latching", "acknowledged_by", "acknowledged_at", "since", "shown_at", "message", "metric", "value",
    "limit_value", "measured_at", "received_at", "rule_version", "change", "signalled_at", "paused_by",
    "paused_reason", "paused_until", "call_step", "call_to", "beds", "assigned_to", "assigned_by", "assigned_at",
    "notes"
});
constexpr auto shown_columns = to_array<std::string_view>({
    "journal", "seq", "item", "at", "id", "station"
});
constexpr auto bed_columns = to_array<std::string_view>({
    "journal", "seq", "item", "at", "ward_seq", "ward", "bed", "stay", "patient", "patient_name", "monitored"
});
constexpr auto station_columns = to_array<std::string_view>({
    "journal", "seq", "item", "at", "ward_seq", "ward", "station", "connected", "sound_armed", "visible",
    "audio_paused_until", "paused_by"
});
constexpr auto command_columns = to_array<std::string_view>({
    "journal", "seq", "at", "ward", "bed", "stay", "by", "reason", "request", "what"
});
constexpr auto rules_columns = to_array<std::string_view>({
    "journal", "seq", "at", "source", "text"
});
constexpr auto device_alarm_columns = to_array<std::string_view>({
    "journal", "seq", "item", "at", "ward_seq", "ward", "bed", "device", "id", "text", "code", "source", "phase",
    "state", "priority", "kind", "inactivation", "measured_at", "sender", "control_id", "patient"
});
constexpr auto movement_columns = to_array<std::string_view>({
    "journal", "seq", "at", "kind", "sender", "control_id", "patient", "patient_name", "other_patient", "other_name",
    "to_ward", "to_bed", "from_ward", "from_bed", "moved_at"
});
constexpr auto quarantine_columns = to_array<std::string_view>({
    "journal", "seq", "received_at", "transport", "sender", "control_id", "dialect", "raw", "size", "reasons", "key",
    "partly", "address"
});
constexpr auto undecodable_columns = to_array<std::string_view>({
    "journal", "seq", "at", "reason", "body", "events"
});
constexpr auto infusion_columns = to_array<std::string_view>({
    "journal", "seq", "item", "at", "ward_seq", "ward", "bed", "stay", "session", "protocol", "version", "drug",
    "phase", "phase_since", "day", "infusing_since", "stopped_at", "rate_mg_per_h", "step_at", "steps", "total_mg",
    "total_24h_mg", "weight_kg", "pump_attached", "next_check", "next_check_at", "ended_why", "over"
});
constexpr auto protocol_columns = to_array<std::string_view>({
    "journal", "seq", "item", "at", "source", "text"
});
constexpr auto minute_columns = to_array<std::string_view>({
    "minute", "lowest", "highest", "total", "count", "ward", "bed", "metric"
});
// clang-format on

} // namespace

tables::tables()
    : readings{"vigil.reading", reading_columns()},
      alarms{"vigil.alarm_event", alarm_columns},
      shown{"vigil.alarm_shown", shown_columns},
      beds{"vigil.bed_event", bed_columns},
      stations{"vigil.station_event", station_columns},
      commands{"vigil.command", command_columns},
      rules{"vigil.rules", rules_columns},
      device_alarms{"vigil.device_alarm_event", device_alarm_columns},
      movements{"vigil.movement", movement_columns},
      quarantine{"vigil.quarantine", quarantine_columns},
      undecodable{"vigil.undecodable", undecodable_columns},
      infusions{"vigil.infusion_event", infusion_columns},
      protocols{"vigil.protocol", protocol_columns} {}

void tables::clear() {
    for (copy_rows* table : {&readings, &alarms, &shown, &beds, &stations, &commands, &rules, &device_alarms,
                             &movements, &quarantine, &undecodable, &infusions, &protocols})
        table->clear();
}

std::size_t tables::bytes() const {
    std::size_t sum = 0;
    for (const copy_rows* table : all()) sum += table->bytes_held();
    return sum;
}

copy_rows minute_rows() {
    return {"vigil.minute", minute_columns};
}

} // namespace vigil::record
