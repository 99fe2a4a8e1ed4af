#include "server/app/replay_text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "server/app/terminal_text.hpp"

namespace vigil::app {
namespace {

using ward::event;

std::string limit_text(double limit) {
    return std::isnan(limit) ? "" : fmt::format(", limit {}", limit);
}

std::string because_text(const alarm::evidence& e) {
    const std::string value =
        std::isnan(e.value) ? "not known" : fmt::format("{} {}", e.value, name(info(e.what).canonical));
    return fmt::format(" [{} {}{}, measured {}, received {}]", name(e.what), value, limit_text(e.limit),
                       to_rfc3339(e.measured_at), to_rfc3339(e.received_at));
}

std::string list_text(const std::vector<std::string>& names) {
    std::string out;
    for (const std::string& each : names)
        fmt::format_to(std::back_inserter(out), "{}{}", out.empty() ? "" : ", ", each);
    return out;
}

/// Whose act it was, or whom it concerns.
std::string act_text(const alarm::alarm& a, alarm::change how) {
    switch (how) {
        case alarm::change::acknowledged: return a.acknowledged ? fmt::format(" by {}", a.acknowledged->by) : "";
        case alarm::change::paused:
            return a.paused ? fmt::format(" by {} until {}, \"{}\"", a.paused->by, to_rfc3339(a.paused->until),
                                          a.paused->reason)
                            : "";
        case alarm::change::called: return a.called ? fmt::format(", to {}", a.called->whom) : "";
        case alarm::change::assigned: return a.assigned ? fmt::format(", to {}", a.assigned->to) : ", to nobody";
        default: return {};
    }
}

/// Values decided it; other changes only carry along on what it was raised.
bool decided(alarm::change how) {
    return how == alarm::change::onset || how == alarm::change::escalated || how == alarm::change::deescalated ||
           how == alarm::change::renewed;
}

struct event_text {
    log_line& out;

    void operator()(const ward::alarm_changed& e) const {
        const alarm::alarm& a = e.now;
        out.text = fmt::format("alarm {}{}: {}, {}{}, \"{}\"", name(e.how), act_text(a, e.how), a.rule, name(a.urgency),
                               a.what == alarm::kind::technical ? ", technical" : "", a.message);
        out.text +=
            decided(e.how) && a.because ? because_text(*a.because) : fmt::format(", since {}", to_rfc3339(a.since));
        if (!a.beds.empty()) out.text += " at " + list_text(a.beds);
        out.reference = fmt::format("alarm {}, revision {}", to_text(a.id), a.revision);
        if (a.because) out.reference += fmt::format(", rules {:016x}", a.because->rule_version);
    }
    void operator()(const ward::alarm_seen& e) const {
        out.text = fmt::format("alarm painted at station {}", e.station);
        out.reference = fmt::format("alarm {}", to_text(e.alarm));
    }
    void operator()(const ward::bed_changed& e) const {
        const std::string id = e.patient.empty() ? "" : " " + e.patient;
        const std::string named = e.patient_name.empty() ? "" : fmt::format(" \"{}\"", e.patient_name);
        const std::string_view nobody = id.empty() && named.empty() ? " not named" : "";
        out.text = fmt::format("bed: patient{}{}{}, {}", id, named, nobody,
                               e.monitored    ? "monitored"
                               : e.away       ? "on leave, not monitored"
                               : e.recovering ? "recovering"
                                              : "not monitored");
        out.reference = fmt::format("stay {}", e.stay);
    }
    void operator()(const ward::station_told& e) const {
        const ward::station& s = e.now;
        out.text = fmt::format("station {}: {}, sound {}, {}", s.name, s.connected ? "connected" : "gone",
                               s.sound_armed ? "armed" : "not armed", s.visible ? "visible" : "not visible");
        if (s.audio_paused_until)
            out.text += fmt::format(", audio paused by {} until {}", s.paused_by, to_rfc3339(*s.audio_paused_until));
    }
    void operator()(const ward::infusion_told& e) const {
        out.text = infusion_text(e.now);
        out.reference = fmt::format("session {}", e.now.session);
    }
    void operator()(const ward::device_alarm_changed& e) const {
        const device_alarm& a = e.now;
        out.text = fmt::format("alarm of the device {} {}: \"{}\", {}, {}", a.device, name(a.step), a.text,
                               name(a.urgency), a.ended() ? "over" : name(a.now));
        out.reference = fmt::format("device's alarm {}", a.id);
    }
};

} // namespace

std::string to_text(const log_line& line) {
    const std::string where = line.where.bed.empty() ? line.where.ward : line.where.ward + "/" + line.where.bed;
    std::string out = fmt::format("{}  {}  {}", to_rfc3339(line.at), where.empty() ? "-" : where, line.text);
    if (!line.reference.empty()) out += fmt::format("  ({})", line.reference);
    return on_one_line(out) + "\n";
}

log_line line_of(const ward::recorded_event& e) {
    log_line out{e.what.at, {e.ward, e.bed}, {}, {}};
    std::visit(event_text{out}, e.what.what);
    return out;
}

} // namespace vigil::app
