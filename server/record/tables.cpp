#include "server/record/tables.hpp"

#include <algorithm>

#include "proto/vitals/metric.hpp"

namespace vigil::record {
namespace {

using std::to_array;

auto reading_columns() {
    constexpr auto before = to_array<std::string_view>({"received_at", "reported_at", "seq", "journal", "coded", "ward",
                                                        "bed", "patient", "sender", "control_id", "reported_text"});
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
    "paused_reason", "paused_until", "call_step", "call_to", "beds"
});
constexpr auto shown_columns = to_array<std::string_view>({
    "journal", "seq", "item", "at", "id", "station"
});
constexpr auto bed_columns = to_array<std::string_view>({
    "journal", "seq", "item", "at", "ward_seq", "ward", "bed", "stay", "patient", "monitored"
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
constexpr auto undecodable_columns = to_array<std::string_view>({
    "journal", "seq", "at", "reason", "body", "events"
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
      undecodable{"vigil.undecodable", undecodable_columns} {}

} // namespace vigil::record
