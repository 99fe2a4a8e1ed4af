#include "server/record/decision.hpp"

#include <utility>

#include "server/record/infusion_rows.hpp"
#include "server/record/members.hpp"

namespace vigil::record {
namespace {

std::string_view name(alarm::confusion c) {
    switch (c) {
        case alarm::confusion::open: return "open";
        case alarm::confusion::new_confusion: return "new_confusion";
        case alarm::confusion::dissociation: return "dissociation";
    }
    std::unreachable();
}

/// An object that begins with the command's name.
members command(std::string& out, std::string_view name) {
    members m{out};
    m.text("command", name);
    return m;
}

struct decision_writer {
    std::string& out;

    void operator()(const ward::set_limit& d) const {
        command(out, "set_limit")
            .text("rule", d.rule)
            .text("priority", alarm::name(d.level))
            .number("limit", d.limit.value_or(no_value))
            .time("until", d.until)
            .end();
    }
    void operator()(const ward::pause_alarm& d) const {
        command(out, "pause_alarm").text("rule", d.rule).time("until", d.until).end();
    }
    void operator()(const ward::set_phase& d) const {
        command(out, "set_phase").text("phase", alarm::name(d.phase)).end();
    }
    void operator()(const ward::note_step&) const { command(out, "note_step").end(); }
    void operator()(const ward::take_baseline&) const { command(out, "take_baseline").end(); }
    void operator()(const ward::set_spo2_scale& d) const {
        command(out, "set_spo2_scale").number("scale", d.scale_2 ? 2 : 1).end();
    }
    void operator()(const ward::decide_confusion& d) const {
        command(out, "decide_confusion").text("is", name(d.is)).end();
    }
    void operator()(const ward::infusion_order& d) const { append_order(out, d); }
};

} // namespace

void append_decision(std::string& out, const ward::patient_command& c) {
    std::visit(decision_writer{out}, c.what);
}

void append_decision(std::string& out, const ward::pause_audio& c) {
    command(out, "pause_audio").text("station", c.station).time("until", c.until).end();
}

void append_decision(std::string& out, const ward::note_alarm& c) {
    command(out, "note_alarm").text("alarm", to_text(c.alarm)).text("text", c.text).end();
}

void append_decision(std::string& out, const ward::assign_alarm& c) {
    command(out, "assign_alarm").text("alarm", to_text(c.alarm)).text_or_null("to", c.to).end();
}

void append_decision(std::string& out, const ward::assign_sender& c) {
    command(out, "assign_sender")
        .text("sender", c.sender)
        .text_or_null("ward", c.ward)
        .text_or_null("bed", c.bed)
        .end();
}

void append_notes(std::string& out, const std::vector<alarm::note>& notes) {
    out += '[';
    for (const alarm::note& n : notes) {
        if (&n != notes.data()) out += ',';
        members{out}.text("by", n.by).time("at", n.at).text("text", n.text).end();
    }
    out += ']';
}

} // namespace vigil::record
