#include "server/record/intake_rows.hpp"

#include <fmt/format.h>

#include "proto/json/device_alarm.hpp"

namespace vigil::record {
namespace {

/// A time that nobody gave is the epoch.
std::optional<instant> given(instant t) {
    return t == instant{} ? std::nullopt : std::optional{t};
}

void code_or_null(copy_rows& row, std::uint32_t code) {
    code ? row.integer(code) : row.null();
}

/// The message among whose alarms this one is; nothing if the event has another cause, such as time.
const device_alarm_report* message_of(const device_alarm& a, const ward::input& because) {
    const auto* told = std::get_if<ward::device_alarms_reported>(&because.what);
    if (!told) return nullptr;
    for (const device_alarm& next : told->content.alarms)
        if (next.id == a.id && next.device == a.device) return &told->content;
    return nullptr;
}

} // namespace

void append_movement(copy_rows& row, const movement& m) {
    row.text(name(m.what));
    row.text(m.sender);
    row.text(m.control_id);
    for (const identity* who : {&m.who, &m.other}) {
        row.text_or_null(who->id);
        row.text_or_null(who->name);
    }
    for (const place* where : {&m.to, &m.from}) {
        row.text_or_null(where->ward);
        row.text_or_null(where->bed);
    }
    row.time_or_null(given(m.at));
}

void append_quarantine(copy_rows& row, const ward::message_quarantined& m) {
    row.text(m.transport);
    row.text(m.sender);
    row.text(m.control_id);
    row.text(m.dialect);
    row.bytes(m.raw);
    row.integer(static_cast<std::int64_t>(m.size));
    row.text(m.reasons);
    row.text(fmt::format("{:016x}", m.key));
    row.flag(m.partly);
    row.text_or_null(m.address);
}

void append_device_alarm(copy_rows& row, const ward::recorded_event& e, const device_alarm& now,
                         const ward::input& because) {
    row.integer(static_cast<std::int64_t>(e.what.sequence));
    row.text(e.ward);
    row.text(e.bed);
    row.text(now.device);
    row.text(now.id);
    row.text(now.text);
    code_or_null(row, now.code);
    code_or_null(row, now.source);
    row.text(name(now.step));
    row.text(name(now.now));
    row.text(name(now.urgency));
    row.text(name(now.what));
    std::string silenced;
    if (now.inactivation) json::append_inactivation(silenced, now.inactivation);
    row.text_or_null(silenced);
    row.time_or_null(given(now.measured_at));
    const device_alarm_report* told = message_of(now, because);
    row.text_or_null(told ? told->sender : "");
    row.text_or_null(told ? told->control_id : "");
    row.text_or_null(told ? told->patient : "");
}

} // namespace vigil::record
