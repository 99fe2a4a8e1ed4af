#include "server/feed/frames.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "proto/json/write.hpp"

namespace vigil::feed {
namespace {

using json::append_number;
using json::append_string;
using json::append_time;

void append_time_or_null(std::string& out, const std::optional<instant>& t) {
    if (t)
        append_time(out, *t);
    else
        out += "null";
}

/// ,"key":"text" for texts that need escaping.
void append_member(std::string& out, std::string_view key, std::string_view text) {
    fmt::format_to(std::back_inserter(out), ",\"{}\":", key);
    append_string(out, text);
}

void append_bed_name(std::string& out, std::string_view ward_name, std::string_view bed_name) {
    append_string(out, fmt::format("{}/{}", ward_name, bed_name));
}

void append_evidence(std::string& out, const alarm::evidence& e) {
    fmt::format_to(std::back_inserter(out), "{{\"metric\":\"{}\",\"value\":", name(e.what));
    append_number(out, e.value);
    out += ",\"limit\":";
    append_number(out, e.limit);
    fmt::format_to(std::back_inserter(out), ",\"unit\":\"{}\",\"measured_at\":", name(info(e.what).canonical));
    append_time(out, e.measured_at);
    out += ",\"received_at\":";
    append_time(out, e.received_at);
    fmt::format_to(std::back_inserter(out), ",\"rule_version\":\"{:016x}\"}}", e.rule_version);
}

void append_values(std::string& out, const alarm::chart& chart, instant since) {
    out += '{';
    bool first = true;
    for (const metric_info& m : metrics()) {
        const alarm::observed& seen = chart[index(m.what)];
        if (seen.received_at == instant{} || seen.received_at < since) continue;
        fmt::format_to(std::back_inserter(out), "{}\"{}\":{{\"value\":", first ? "" : ",", m.name);
        append_number(out, seen.value);
        fmt::format_to(std::back_inserter(out),
                       ",\"unit\":\"{}\",\"status\":\"{}\",\"measured_at\":", name(m.canonical), name(seen.status));
        append_time(out, seen.measured_at);
        out += ",\"received_at\":";
        append_time(out, seen.received_at);
        out += '}';
        first = false;
    }
    out += '}';
}

/// {"type":"<type>","epoch":e,"seq":n,"time":t   without the closing brace.
std::string head(std::string_view type, const position& at, instant now) {
    std::string out = fmt::format("{{\"type\":\"{}\",\"epoch\":{},\"seq\":{},\"time\":", type, at.epoch, at.sequence);
    append_time(out, now);
    return out;
}

void append_metrics(std::string& out) {
    constexpr std::array<std::string_view, 3> how{"continuous", "episodic", "charted"};
    out += '[';
    for (const metric_info& m : metrics())
        fmt::format_to(
            std::back_inserter(out),
            "{}{{\"name\":\"{}\",\"label\":\"{}\",\"unit\":\"{}\",\"stale_after_ms\":{},\"sampling\":\"{}\"}}",
            index(m.what) ? "," : "", m.name, m.label, name(m.canonical), m.stale_after.count(),
            how[static_cast<std::size_t>(m.how)]);
    out += ']';
}

} // namespace

void append_alarm(std::string& out, const alarm::alarm& a) {
    fmt::format_to(std::back_inserter(out), "{{\"id\":\"{}\",\"revision\":{}", to_text(a.id), a.revision);
    append_member(out, "ward", a.ward);
    out += ",\"bed\":";
    append_bed_name(out, a.ward, a.bed);
    append_member(out, "stay", a.stay);
    append_member(out, "rule", a.rule);
    fmt::format_to(std::back_inserter(out),
                   ",\"kind\":\"{}\",\"priority\":\"{}\",\"phase\":\"{}\",\"latching\":{},\"acknowledged\":",
                   name(a.what), name(a.urgency), name(a.state), a.latching);
    if (a.acknowledged) {
        out += "{\"by\":";
        append_string(out, a.acknowledged->by);
        out += ",\"at\":";
        append_time(out, a.acknowledged->at);
        out += '}';
    } else {
        out += "null";
    }
    out += ",\"since\":";
    append_time(out, a.since);
    out += ",\"shown_at\":";
    append_time_or_null(out, a.shown_at);
    append_member(out, "message", a.message);
    out += ",\"evidence\":";
    if (a.because)
        append_evidence(out, *a.because);
    else
        out += "null";
    out += '}';
}

void append_bed(std::string& out, const ward::fold& wards, ward::bed_index b) {
    const ward::bed& here = wards.beds()[b];
    out += "{\"bed\":";
    append_bed_name(out, wards.wards()[here.ward].name, here.name);
    append_member(out, "stay", here.stay);
    out += ",\"patient\":";
    if (here.patient.empty())
        out += "null";
    else
        append_string(out, here.patient);
    fmt::format_to(std::back_inserter(out), ",\"monitored\":{},\"last_heard\":", here.monitored);
    append_time_or_null(out, here.last_heard);
    out += ",\"values\":";
    append_values(out, here.chart, instant{});
    out += '}';
}

std::string event_line(const ward::fold& wards, std::uint64_t epoch, const ward::event& e) {
    const auto* changed = std::get_if<ward::alarm_changed>(&e.what);
    std::string out = head(changed ? "alarm" : "bed", {epoch, e.sequence}, e.at);
    out += changed ? ",\"alarm\":" : ",\"bed\":";
    if (changed)
        append_alarm(out, changed->now);
    else
        append_bed(out, wards, e.bed);
    out += "}\n";
    return out;
}

std::string snapshot_line(const ward::fold& wards, std::string_view ward_name, std::uint64_t epoch, instant now) {
    const auto w = wards.find_ward(ward_name);
    std::string out = head("snapshot", {epoch, w ? wards.wards()[*w].sequence : 0}, now);
    append_member(out, "ward", ward_name);
    out += ",\"resumed\":false,\"metrics\":";
    append_metrics(out);
    out += ",\"beds\":[";
    if (w)
        for (bool first = true; const ward::bed_index b : wards.wards()[*w].beds) {
            if (!std::exchange(first, false)) out += ',';
            append_bed(out, wards, b);
        }
    out += "],\"alarms\":[";
    bool first = true;
    for (const auto& [id, a] : wards.alarms()) {
        if (a.ward != ward_name) continue;
        if (!std::exchange(first, false)) out += ',';
        append_alarm(out, a);
    }
    out += "]}\n";
    return out;
}

std::string resumed_line(const position& at, instant now) {
    return head("resumed", at, now) + "}\n";
}

std::string vitals_line(const ward::fold& wards, ward::bed_index b, instant since, instant now) {
    const ward::bed& here = wards.beds()[b];
    std::string out = "{\"type\":\"vitals\",\"time\":";
    append_time(out, now);
    out += ",\"bed\":";
    append_bed_name(out, wards.wards()[here.ward].name, here.name);
    out += ",\"values\":";
    append_values(out, here.chart, since);
    out += "}\n";
    return out;
}

std::string heartbeat_line(const position& at, instant now, std::size_t active, std::uint64_t digest) {
    return head("heartbeat", at, now) + fmt::format(",\"active\":{},\"digest\":\"{:016x}\"}}\n", active, digest);
}

std::string result_line(std::string_view request, bool ok, std::string_view reason) {
    std::string out = "{\"type\":\"result\",\"request\":";
    append_string(out, request);
    out += ok ? ",\"ok\":true" : ",\"ok\":false";
    if (!ok) append_member(out, "reason", reason);
    out += "}\n";
    return out;
}

std::string closing_line(std::string_view reason) {
    std::string out = "{\"type\":\"closing\"";
    append_member(out, "reason", reason);
    out += "}\n";
    return out;
}

std::string wards_object(const ward::fold& wards) {
    std::string out = "{\"wards\":[";
    for (bool first = true; const ward::ward& w : wards.wards()) {
        std::array<std::size_t, 3> count{};
        for (const auto& [id, a] : wards.alarms())
            if (a.ward == w.name) ++count[static_cast<std::size_t>(a.urgency)];
        out += std::exchange(first, false) ? "{\"ward\":" : ",{\"ward\":";
        append_string(out, w.name);
        fmt::format_to(std::back_inserter(out), ",\"beds\":{},\"alarms\":{{\"high\":{},\"medium\":{},\"low\":{}}}}}",
                       w.beds.size(), count[2], count[1], count[0]);
    }
    out += "]}";
    return out;
}

} // namespace vigil::feed
