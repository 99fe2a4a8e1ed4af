#include "server/feed/session_frame.hpp"

#include "server/feed/infusion_frame.hpp"
#include "server/feed/members.hpp"
#include "server/infusion/discharge.hpp"

namespace vigil::feed {
namespace {

using json::append_number;
using json::append_string;

void append_why_and_when(std::string& out, const infusion::act& a) {
    append_member_or_null(out, "reason", a.reason);
    append_time_member(out, "at", a.at);
    append_time_member(out, "entered_at", a.entered_at);
}

/// As the last members of an object.
void append_act(std::string& out, const infusion::act& a) {
    append_member(out, "by", a.by);
    append_why_and_when(out, a);
}

/// As the first members of an object.
void append_act_begin(std::string& out, const infusion::act& a) {
    out += "{\"by\":";
    append_string(out, a.by);
    append_why_and_when(out, a);
}

void append_act_object(std::string& out, const infusion::act& a) {
    append_act_begin(out, a);
    out += '}';
}

void append_screening(std::string& out, const infusion::session& s) {
    out += ",\"screening\":[";
    append_list(out, s.plan->screening, [&](const infusion::screening_question& q) {
        out += "{\"question\":";
        append_string(out, q.name);
        append_member(out, "ask", q.ask);
        append_flag_member(out, "passes_if", q.pass);
        const auto answered = s.screening.find(q.name);
        if (answered == s.screening.end()) {
            out += ",\"yes\":null}";
            return;
        }
        append_flag_member(out, "yes", answered->second.yes);
        append_flag_member(out, "overridden", answered->second.overridden);
        append_member_or_null(out, "second_prescriber", answered->second.second_prescriber);
        append_act(out, answered->second.by);
        out += '}';
    });
    out += ']';
}

void append_steps(std::string& out, const infusion::session& s) {
    out += ",\"steps\":[";
    append_list(out, s.steps, [&](const infusion::step& each) {
        out += "{\"ordered\":";
        append_ordered(out, each.ordered);
        append_number_member(out, "rate_mg_per_h", infusion::milligrams_per_hour(each.rate));
        append_texts(out, "against", each.against);
        append_act(out, each.by);
        out += '}';
    });
    out += "],\"boluses\":[";
    append_list(out, s.boluses, [&](const infusion::bolus_given& each) {
        out += "{\"mg\":";
        append_number(out, each.ordered.mg);
        append_member(out, "route", name(each.ordered.by));
        append_member(out, "prescriber", each.ordered.prescriber);
        append_member_or_null(out, "second_prescriber", each.ordered.second_prescriber);
        append_texts(out, "against", each.against);
        append_act(out, each.by);
        out += '}';
    });
    out += "],\"rates\":[";
    append_list(out, s.doses.changes(), [&](const infusion::dose_history::rate_change& c) {
        out += "{\"mg_per_h\":";
        append_number(out, infusion::milligrams_per_hour(c.rate));
        append_time_member(out, "at", c.at);
        out += '}';
    });
    out += ']';
}

void append_checks(std::string& out, const infusion::session& s, const infusion::surroundings& around) {
    out += ",\"checks\":[";
    append_list(out, infusion::checks(s, around), [&](const infusion::due_check& c) {
        out += "{\"name\":";
        append_string(out, c.name);
        append_member(out, "title", c.title);
        append_time_member(out, "done_at", c.done_at);
        append_time_member(out, "due_at", c.due_at);
        append_flag_member(out, "overdue", c.overdue(around.now));
        append_texts(out, "missing", c.missing);
        out += '}';
    });
    out += ']';
}

void append_observations(std::string& out, const infusion::session& s) {
    out += ",\"observations\":[";
    append_list(out, s.sets, [&](const infusion::observation_set& set) {
        out += "{\"id\":";
        append_string(out, set.content.id);
        append_member_or_null(out, "corrects", set.content.corrects);
        append_member_or_null(out, "corrected_by", set.corrected_by);
        out += ",\"values\":[";
        append_list(out, set.content.values, [&](const infusion::charted_value& v) {
            out += "{\"item\":";
            append_string(out, v.item);
            append_number_member(out, "number", v.number);
            append_member_or_null(out, "text", v.text);
            append_flag_member(out, "from_device", v.from_device);
            out += '}';
        });
        out += ']';
        append_member_or_null(out, "note", set.content.note);
        append_act(out, set.by);
        out += '}';
    });
    out += ']';
}

std::string_view name(infusion::checked_item::state s) {
    switch (s) {
        case infusion::checked_item::state::done: return "done";
        case infusion::checked_item::state::missing: return "missing";
        case infusion::checked_item::state::blocked: return "blocked";
        case infusion::checked_item::state::overridden: return "overridden";
    }
    std::unreachable();
}

void append_checklist(std::string& out, const infusion::session& s, const infusion::surroundings& around) {
    out += ",\"discharge\":[";
    append_list(out, infusion::checklist(s, around), [&](const infusion::checked_item& item) {
        out += "{\"name\":";
        append_string(out, item.name);
        append_member(out, "text", item.text);
        append_member(out, "state", name(item.is));
        append_member_or_null(out, "why", item.why);
        out += '}';
    });
    out += ']';
}

void append_past(std::string& out, const infusion::session& s) {
    out += ",\"past\":[";
    append_list(out, s.past, [&](const infusion::past_session& p) {
        out += "{\"session\":";
        append_string(out, p.id);
        append_member(out, "protocol", p.protocol);
        append_time_member(out, "began", p.began);
        append_time_member(out, "ended", p.ended);
        append_number_member(out, "total_mg", infusion::milligrams(p.total));
        append_number_member(out, "pain_before", p.pain_before);
        append_number_member(out, "pain_after", p.pain_after);
        append_flag_member(out, "early", p.early);
        out += ",\"baseline\":{";
        append_list(out, p.baselines, [&](const alarm::baseline_value& b) {
            append_string(out, vigil::name(b.what));
            out += ':';
            append_number(out, b.value);
        });
        out += "}}";
    });
    out += ']';
}

void append_act_member(std::string& out, std::string_view key, const std::optional<infusion::act>& a) {
    fmt::format_to(std::back_inserter(out), ",\"{}\":", key);
    if (a)
        append_act_object(out, *a);
    else
        out += "null";
}

void append_pauses(std::string& out, const infusion::session& s) {
    out += ",\"pauses\":[";
    append_list(out, s.pauses, [&](const infusion::turn& t) {
        append_act_begin(out, t);
        append_member_or_null(out, "second_prescriber", t.second_prescriber);
        append_texts(out, "against", t.against);
        out += '}';
    });
    out += ']';
}

void append_warnings(std::string& out, const infusion::session& s) {
    out += ",\"warnings\":[";
    append_list(out, s.warned, [&](const infusion::past_warning& w) {
        out += "{\"rule\":";
        append_string(out, w.rule);
        append_member(out, "message", w.message);
        append_member(out, "priority", alarm::name(w.urgency));
        append_time_member(out, "since", w.since);
        append_time_member(out, "until", w.until);
        append_flag_member(out, "missed", w.missed);
        out += '}';
    });
    out += ']';
}

void append_place(std::string& out, const ward::fold& wards, ward::bed_index b) {
    const ward::bed& here = wards.beds()[b];
    out += ",\"bed\":";
    append_bed_name(out, wards.wards()[here.ward].name, here.name);
    append_member(out, "stay", here.stay);
    append_member_or_null(out, "patient", here.patient);
    append_member_or_null(out, "patient_name", here.patient_name);
}

} // namespace

std::string session_object(const ward::fold& wards, ward::bed_index b, instant now) {
    const ward::running_session* running = wards.find_session(b);
    if (!running) return "{}";
    const infusion::session& s = running->what;
    const infusion::surroundings around = wards.surroundings_of(b, now);
    std::string out = "{\"infusion\":";
    append_status(out, infusion::status_of(s, around));
    append_member(out, "title", s.plan->title);
    append_member(out, "source", s.plan->source);
    append_place(out, wards, b);
    out += ",\"began\":";
    append_act_object(out, s.began);
    append_screening(out, s);
    append_steps(out, s);
    append_pauses(out, s);
    append_checks(out, s, around);
    append_observations(out, s);
    append_warnings(out, s);
    append_checklist(out, s, around);
    append_past(out, s);
    append_member(out, "after_care_text", s.plan->after_care);
    append_act_member(out, "ended", s.ended);
    append_act_member(out, "pump_removed", s.pump_removed);
    append_act_member(out, "after_care", s.after_care);
    append_act_member(out, "discharged", s.discharged);
    append_texts(out, "discharge_overridden", s.discharge_overridden);
    append_member_or_null(out, "discharge_second_prescriber", s.discharge_second_prescriber);
    out += '}';
    return out;
}

} // namespace vigil::feed
