// What came in, in words.
#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "proto/vitals/scale.hpp"
#include "server/alarm/rule_set.hpp"
#include "server/app/replay_text.hpp"

namespace vigil::app {
namespace {

std::string who_text(const identity& who) {
    if (who.id.empty() && who.name.empty()) return "nobody named";
    const std::string named = who.name.empty() ? "" : fmt::format("\"{}\"", who.name);
    return who.id + (who.id.empty() || named.empty() ? "" : " ") + named;
}

std::string place_text(const place& p) {
    return p.bed.empty() ? p.ward : p.ward + "/" + p.bed;
}

std::string value_text(const reading& r) {
    const auto charted = charted_text(r.what, r.value);
    std::string out{name(r.what)};
    if (charted)
        out += fmt::format(" \"{}\"", *charted);
    else if (!std::isnan(r.value))
        out += fmt::format(" {} {}", r.value, name(info(r.what).canonical));
    if (r.status != validity::valid) out += fmt::format(" ({})", name(r.status));
    return out;
}

struct decision_text {
    std::string operator()(const ward::set_limit& d) const {
        if (!d.limit) return fmt::format("gives {} ({}) its rule's limit again", d.rule, name(d.level));
        return fmt::format("sets the limit of {} ({}) to {} until {}", d.rule, name(d.level), *d.limit,
                           to_rfc3339(d.until));
    }
    std::string operator()(const ward::pause_alarm& d) const {
        return fmt::format("pauses {} until {}", d.rule, to_rfc3339(d.until));
    }
    std::string operator()(const ward::set_phase& d) const { return fmt::format("sets the phase {}", name(d.phase)); }
    std::string operator()(const ward::note_step&) const { return "notes a change of the dose"; }
    std::string operator()(const ward::take_baseline&) const { return "takes the values as baseline"; }
    std::string operator()(const ward::set_spo2_scale& d) const {
        return fmt::format("chooses NEWS2 scale {}", d.scale_2 ? 2 : 1);
    }
    std::string operator()(const ward::decide_confusion& d) const {
        switch (d.is) {
            case alarm::confusion::new_confusion: return "decides: it is new confusion";
            case alarm::confusion::dissociation: return "decides: it is dissociation";
            case alarm::confusion::open: break;
        }
        return "leaves open which confusion it is";
    }
    std::string operator()(const ward::infusion_order& d) const { return order_text_of(d); }
};

std::string_view service_text(const ward::service_changed& in) {
    using which = ward::service_changed::which;
    switch (in.what) {
        case which::record: return in.working ? "the record is there again" : "the record is away";
        case which::journal: return in.working ? "the journal takes rows again" : "the journal fails";
        case which::journal_space:
            return in.working ? "the journal's disk has room again" : "the journal's disk fills up";
        case which::journal_integrity: break;
    }
    return in.working ? "the journal can be read back again" : "the journal is damaged";
}

/// Fills the line of an input; false where there is nothing to say.
struct input_text {
    log_line& out;

    bool operator()(const ward::tick&) const { return false; }
    bool operator()(const ward::readings_received& in) const {
        const report& r = in.content;
        out.where = {r.ward, r.bed};
        out.text = fmt::format("{} sends{}", r.sender, r.history ? " as history" : "");
        for (const reading& each : r.readings)
            fmt::format_to(std::back_inserter(out.text), "{}{}", &each == r.readings.data() ? " " : ", ",
                           value_text(each));
        if (r.readings.empty()) out.text += " no values";
        out.reference = fmt::format("message {}", r.control_id);
        return true;
    }
    bool operator()(const ward::device_alarms_reported& in) const {
        out.where = {in.content.ward, in.content.bed};
        out.text = fmt::format("{} tells of {} alarms of its device", in.content.sender, in.content.alarms.size());
        out.reference = fmt::format("message {}", in.content.control_id);
        return true;
    }
    bool operator()(const ward::patient_moved& in) const {
        const movement& m = in.content;
        out.where = m.to.ward.empty() ? m.from : m.to;
        out.text = fmt::format("{} registers: {} {}", m.sender, who_text(m.who), name(m.what));
        if (!m.from.ward.empty()) out.text += " from " + place_text(m.from);
        if (m.what == movement::kind::swapped || m.what == movement::kind::merged)
            out.text += ", with " + who_text(m.other);
        out.reference = fmt::format("message {}", m.control_id);
        return true;
    }
    bool operator()(const ward::message_quarantined& in) const {
        out.text = fmt::format("a message of {} by {} was {}understood, {} bytes", in.sender, in.transport,
                               in.partly ? "only partly " : "not ", in.size);
        out.reference = fmt::format("message {}", in.control_id);
        return true;
    }
    bool operator()(const ward::acknowledge& in) const {
        out.text = fmt::format("{} acknowledges", in.by);
        out.reference = fmt::format("alarm {}", to_text(in.alarm));
        return true;
    }
    bool operator()(const ward::alarm_shown& in) const {
        out.text = fmt::format("station {} has painted an alarm", in.station);
        out.reference = fmt::format("alarm {}", to_text(in.alarm));
        return true;
    }
    bool operator()(const ward::note_alarm& in) const {
        out.text = fmt::format("{} writes \"{}\"", in.by, in.text);
        out.reference = fmt::format("alarm {}", to_text(in.alarm));
        return true;
    }
    bool operator()(const ward::assign_alarm& in) const {
        out.text = in.to.empty() ? fmt::format("{} assigns nobody any more", in.by)
                                 : fmt::format("{} assigns {}", in.by, in.to);
        out.reference = fmt::format("alarm {}", to_text(in.alarm));
        return true;
    }
    bool operator()(const ward::assign_sender& in) const {
        out.where = {in.ward, in.bed};
        out.text = in.bed.empty() ? fmt::format("{} gives the sender {} no bed any more", in.by, in.sender)
                                  : fmt::format("{} gives the sender {} this bed", in.by, in.sender);
        return true;
    }
    bool operator()(const ward::rules_changed& in) const {
        out.text = fmt::format("rules from {}", in.source);
        if (const auto rules = alarm::rule_set::parse(in.text, in.source))
            out.reference = fmt::format("rules {:016x}", rules->version);
        return true;
    }
    bool operator()(const ward::protocols_changed& in) const {
        out.text = fmt::format("{} protocols of infusions", in.protocols.size());
        return true;
    }
    bool operator()(const ward::patient_command& in) const {
        out.where = {in.ward, in.bed};
        out.text = fmt::format("{} {}", in.by, std::visit(decision_text{}, in.what));
        if (!in.reason.empty()) out.text += fmt::format(", \"{}\"", in.reason);
        out.reference = fmt::format("stay {}", in.stay);
        return true;
    }
    bool operator()(const ward::station_changed& in) const {
        out.where = {in.ward, {}};
        out.text = fmt::format("station {} says: {}, sound {}, {}", in.station, in.connected ? "connected" : "gone",
                               in.sound_armed ? "armed" : "not armed", in.visible ? "visible" : "not visible");
        return true;
    }
    bool operator()(const ward::pause_audio& in) const {
        out.where = {in.ward, {}};
        out.text = fmt::format("{} pauses the audio of station {} until {}", in.by, in.station, to_rfc3339(in.until));
        return true;
    }
    bool operator()(const ward::server_started&) const {
        out.text = "the server starts";
        return true;
    }
    bool operator()(const ward::service_changed& in) const {
        out.text = service_text(in);
        return true;
    }
};

} // namespace

std::optional<log_line> line_of(const ward::input& in) {
    log_line out{in.at, {}, {}, {}};
    if (!std::visit(input_text{out}, in.what)) return {};
    return out;
}

} // namespace vigil::app
