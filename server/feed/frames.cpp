#include "server/feed/frames.hpp"

#include <fmt/format.h>

#include <array>
#include <ranges>
#include <utility>

#include "proto/json/device_alarm.hpp"
#include "server/feed/bed_frame.hpp"
#include "server/feed/infusion_frame.hpp"
#include "server/feed/members.hpp"
#include "server/feed/rules_frame.hpp"

namespace vigil::feed {
namespace {

using json::append_number;
using json::append_string;
using json::append_time;

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

/// Who has taken note, and how it sounds.
void append_signals(std::string& out, const alarm::alarm& a) {
    out += ",\"acknowledged\":";
    if (a.acknowledged) {
        out += "{\"by\":";
        append_string(out, a.acknowledged->by);
        append_time_member(out, "at", a.acknowledged->at);
        out += '}';
    } else {
        out += "null";
    }
    append_time_member(out, "since", a.since);
    append_time_member(out, "signalled_at", a.signalled_at);
    append_time_member(out, "shown_at", a.shown_at);
    out += ",\"paused\":";
    if (a.paused) {
        out += "{\"by\":";
        append_string(out, a.paused->by);
        append_member(out, "reason", a.paused->reason);
        append_time_member(out, "until", a.paused->until);
        out += '}';
    } else {
        out += "null";
    }
    out += ",\"called\":";
    if (a.called) {
        fmt::format_to(std::back_inserter(out), "{{\"step\":{}", a.called->step);
        append_member(out, "to", a.called->whom);
        append_time_member(out, "at", a.called->at);
        out += '}';
    } else {
        out += "null";
    }
}

/// What people say about it.
void append_words(std::string& out, const alarm::alarm& a) {
    out += ",\"assigned\":";
    if (a.assigned) {
        out += "{\"to\":";
        append_string(out, a.assigned->to);
        append_member(out, "by", a.assigned->by);
        append_time_member(out, "at", a.assigned->at);
        out += '}';
    } else {
        out += "null";
    }
    out += ",\"notes\":[";
    append_list(out, a.notes, [&](const alarm::note& n) {
        out += "{\"by\":";
        append_string(out, n.by);
        append_time_member(out, "at", n.at);
        append_member(out, "text", n.text);
        out += '}';
    });
    out += ']';
}

void append_station(std::string& out, const ward::station& s) {
    out += "{\"name\":";
    append_string(out, s.name);
    fmt::format_to(std::back_inserter(out), ",\"connected\":{},\"sound_armed\":{},\"visible\":{}", s.connected,
                   s.sound_armed, s.visible);
    append_time_member(out, "audio_paused_until", s.audio_paused_until);
    append_member_or_null(out, "paused_by", s.paused_by);
    out += '}';
}

/// {"type":"<type>","epoch":e,"seq":n,"time":t   without the closing brace.
std::string head(std::string_view type, const position& at, instant now) {
    std::string out = fmt::format("{{\"type\":\"{}\",\"epoch\":{},\"seq\":{},\"time\":", type, at.epoch, at.sequence);
    append_time(out, now);
    return out;
}

void append_metrics(std::string& out) {
    constexpr std::array<std::string_view, 4> how{"continuous", "episodic", "charted", "device"};
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
    if (a.bed.empty())
        out += "null";
    else
        append_bed_name(out, a.ward, a.bed);
    out += ",\"stay\":";
    if (a.bed.empty())
        out += "null";
    else
        append_string(out, a.stay);
    fmt::format_to(std::back_inserter(out),
                   ",\"rule\":\"{}\",\"kind\":\"{}\",\"priority\":\"{}\",\"phase\":\"{}\",\"latching\":{}", a.rule,
                   name(a.what), name(a.urgency), name(a.state), a.latching);
    append_signals(out, a);
    append_member(out, "message", a.message);
    out += ",\"evidence\":";
    if (a.because)
        append_evidence(out, *a.because);
    else
        out += "null";
    out += ",\"beds\":[";
    append_list(out, a.beds, [&](const std::string& bed) { append_bed_name(out, a.ward, bed); });
    out += ']';
    append_words(out, a);
    out += '}';
}

std::string event_line(const ward::fold& wards, std::uint64_t epoch, const ward::event& e) {
    if (const auto* changed = std::get_if<ward::alarm_changed>(&e.what)) {
        std::string out = head("alarm", {epoch, e.sequence}, e.at);
        fmt::format_to(std::back_inserter(out), ",\"change\":\"{}\",\"alarm\":", name(changed->how));
        append_alarm(out, changed->now);
        return out += "}\n";
    }
    if (const auto* told = std::get_if<ward::station_told>(&e.what)) {
        std::string out = head("station", {epoch, e.sequence}, e.at) + ",\"station\":";
        append_station(out, told->now);
        return out += "}\n";
    }
    if (const auto* told = std::get_if<ward::infusion_told>(&e.what)) {
        std::string out = head("infusion", {epoch, e.sequence}, e.at) + ",\"bed\":";
        append_bed_name(out, wards.wards()[e.ward].name, wards.beds()[e.bed].name);
        append_member(out, "stay", told->stay);
        out += ",\"infusion\":";
        append_status(out, told->now);
        return out += "}\n";
    }
    if (const auto* device = std::get_if<ward::device_alarm_changed>(&e.what)) {
        std::string out = head("device_alarm", {epoch, e.sequence}, e.at) + ",\"bed\":";
        append_bed_name(out, wards.wards()[e.ward].name, wards.beds()[e.bed].name);
        fmt::format_to(std::back_inserter(out), ",\"ended\":{},\"device_alarm\":", device->now.ended());
        json::append_device_alarm(out, device->now);
        return out += "}\n";
    }
    std::string out = head("bed", {epoch, e.sequence}, e.at) + ",\"bed\":";
    append_bed(out, wards, e.bed, e.at);
    return out += "}\n";
}

std::string snapshot_line(const ward::fold& wards, std::string_view ward_name, std::uint64_t epoch, instant now) {
    static const std::vector<ward::bed_index> no_beds;
    static const std::vector<ward::station> no_stations;
    const auto w = wards.find_ward(ward_name);
    const ward::ward* here = w ? &wards.wards()[*w] : nullptr;
    std::string out = head("snapshot", {epoch, here ? here->sequence : 0}, now);
    append_member(out, "ward", ward_name);
    out += ",\"resumed\":false,\"metrics\":";
    append_metrics(out);
    append_rules(out, wards.rules());
    out += ",\"stations\":[";
    append_list(out, here ? here->stations : no_stations, [&](const ward::station& s) { append_station(out, s); });
    out += "],\"beds\":[";
    append_list(out, here ? here->beds : no_beds, [&](ward::bed_index b) { append_bed(out, wards, b, now); });
    out += "],\"alarms\":[";
    append_list(out, wards.alarms() | std::views::values | std::views::filter([&](const alarm::alarm& a) {
                         return a.ward == ward_name;
                     }),
                [&](const alarm::alarm& a) { append_alarm(out, a); });
    out += "]}\n";
    return out;
}

std::string resumed_line(const ward::fold& wards, const position& at, instant now) {
    std::string out = head("resumed", at, now);
    append_rules(out, wards.rules());
    return out += "}\n";
}

std::string rules_line(const ward::fold& wards) {
    std::string out = "{\"type\":\"rules\"";
    append_rules(out, wards.rules());
    return out += "}\n";
}

std::string vitals_line(const ward::fold& wards, ward::bed_index b, instant since, instant now) {
    const ward::bed& here = wards.beds()[b];
    std::string out = "{\"type\":\"vitals\",\"time\":";
    append_time(out, now);
    out += ",\"bed\":";
    append_bed_name(out, wards.wards()[here.ward].name, here.name);
    append_time_member(out, "last_heard", here.care.last_heard); // values may be older, or charted by a person
    out += ",\"values\":";
    append_values(out, here.care.values, since);
    append_news2(out, here.care, now);
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
