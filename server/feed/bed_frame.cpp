#include "server/feed/bed_frame.hpp"

#include <algorithm>
#include <cmath>

#include "proto/json/device_alarm.hpp"
#include "proto/vitals/scale.hpp"
#include "server/alarm/news2.hpp"
#include "server/feed/infusion_frame.hpp"
#include "server/feed/members.hpp"

namespace vigil::feed {
namespace {

using json::append_number;
using json::append_string;
using json::append_time;

/// What was charted: the level of a scale; of `sedation`, which is only a depth, the level that it was taken from.
std::optional<std::string> text_of(const alarm::chart& values, metric m) {
    return m == metric::sedation ? alarm::charted_sedation(values) : charted_text(m, values[m].value);
}

/// Where the device told one: its own limit is shown, and no rule reads it.
void append_device_limit(std::string& out, std::string_view key, float limit) {
    if (std::isfinite(limit))
        fmt::format_to(std::back_inserter(out), ",\"{}\":{}", key, limit); // no digits of a double
}

void append_value(std::string& out, const alarm::chart& values, const metric_info& m) {
    const alarm::observed& seen = values[m.what];
    fmt::format_to(std::back_inserter(out), "\"{}\":{{\"value\":", m.name);
    append_number(out, seen.value);
    fmt::format_to(std::back_inserter(out), ",\"unit\":\"{}\",\"status\":\"{}\"", name(m.canonical), name(seen.status));
    append_time_member(out, "measured_at", seen.measured_at);
    append_time_member(out, "received_at", seen.received_at);
    if (const auto text = text_of(values, m.what)) append_member(out, "text", *text);
    if (seen.stands_in)
        fmt::format_to(std::back_inserter(out), ",\"charted_counts_for_ms\":{}",
                       alarm::stale_after(m.what, seen).count());
    append_device_limit(out, "device_low", seen.device_low);
    append_device_limit(out, "device_high", seen.device_high);
    out += '}';
}

void append_baselines(std::string& out, const alarm::patient& p) {
    out += ",\"baseline\":{";
    append_list(out, p.baselines, [&](const alarm::baseline_value& b) {
        fmt::format_to(std::back_inserter(out), "\"{}\":{{\"value\":", name(b.what));
        append_number(out, b.value);
        append_time_member(out, "taken_at", b.taken_at);
        out += '}';
    });
    out += '}';
}

void append_limits(std::string& out, const ward::bed& b, const alarm::rule_set& rules) {
    out += ",\"limits\":[";
    append_list(out, b.limits, [&](const ward::own_limit& own) {
        const alarm::rule& r = rules.rules[own.rule];
        fmt::format_to(std::back_inserter(out), "{{\"rule\":\"{}\",\"priority\":\"{}\",\"limit\":", r.name,
                       name(r.levels[own.level].urgency));
        append_number(out, own.limit);
        append_member(out, "by", own.by);
        append_member(out, "reason", own.reason);
        append_time_member(out, "until", own.until);
        out += '}';
    });
    out += ']';
}

void append_pauses(std::string& out, const ward::bed& b, const alarm::rule_set& rules) {
    out += ",\"paused\":[";
    append_list(out, b.pauses, [&](const ward::paused_rule& paused) {
        fmt::format_to(std::back_inserter(out), "{{\"rule\":\"{}\"", rules.rules[paused.rule].name);
        append_member(out, "by", paused.what.by);
        append_member(out, "reason", paused.what.reason);
        append_time_member(out, "until", paused.what.until);
        out += '}';
    });
    out += ']';
}

void append_device_alarms(std::string& out, const ward::bed& b) {
    out += ",\"device_alarms\":[";
    append_list(out, b.device_alarms, [&](const device_alarm& a) { json::append_device_alarm(out, a); });
    out += ']';
}

void append_items(std::string& out, std::string_view key, const alarm::news2_score& score,
                  alarm::news2_score::state wanted) {
    fmt::format_to(std::back_inserter(out), ",\"{}\":[", key);
    bool first = true;
    for (std::size_t i = 0; i < score.items.size(); ++i)
        if (score.items[i] == wanted)
            fmt::format_to(std::back_inserter(out), "{}\"{}\"", std::exchange(first, false) ? "" : ",",
                           name(static_cast<alarm::news2_score::item>(i)));
    out += ']';
}

} // namespace

void append_values(std::string& out, const alarm::chart& values, instant since) {
    out += '{';
    bool first = true;
    for (const metric_info& m : metrics()) {
        if (!values.has(m.what) || values[m.what].received_at < since) continue;
        if (!std::exchange(first, false)) out += ',';
        append_value(out, values, m);
    }
    out += '}';
}

void append_news2(std::string& out, const alarm::patient& p, instant now) {
    using state = alarm::news2_score::state;
    const alarm::news2_score score = alarm::news2(p, now);
    out += ",\"news2\":";
    if (std::ranges::count(score.items, state::missing) == std::ssize(score.items)) {
        out += "null";
        return;
    }
    fmt::format_to(std::back_inserter(out), "{{\"low\":{},\"high\":{},\"complete\":{}", score.low, score.high,
                   score.complete());
    append_items(out, "missing", score, state::missing);
    append_items(out, "stale", score, state::stale);
    append_items(out, "undecided", score, state::undecided);
    out += '}';
}

void append_bed(std::string& out, const ward::fold& wards, ward::bed_index b, instant now) {
    const ward::bed& here = wards.beds()[b];
    const alarm::patient& care = here.care;
    out += "{\"bed\":";
    append_bed_name(out, wards.wards()[here.ward].name, here.name);
    append_member(out, "stay", here.stay);
    append_member_or_null(out, "patient", here.patient);
    append_member_or_null(out, "patient_name", here.patient_name);
    fmt::format_to(std::back_inserter(out), ",\"monitored\":{},\"recovering\":{},\"away\":{}", here.monitored(),
                   here.recovering, here.away);
    append_time_member(out, "last_heard", care.last_heard);
    fmt::format_to(std::back_inserter(out), ",\"phase\":\"{}\"", name(care.phase));
    append_time_member(out, "phase_since", care.phase_since);
    append_time_member(out, "step_at", care.step_at);
    out += ",\"infusion\":";
    append_infusion(out, wards, b, now);
    append_baselines(out, care);
    append_limits(out, here, wards.rules());
    append_pauses(out, here, wards.rules());
    fmt::format_to(std::back_inserter(out), ",\"spo2_scale\":{}", care.spo2_scale_2 ? 2 : 1);
    append_news2(out, care, now);
    append_device_alarms(out, here);
    out += ",\"values\":";
    append_values(out, care.values, instant{});
    out += '}';
}

} // namespace vigil::feed
