#include "server/feed/infusion_frame.hpp"

#include <cmath>

#include "server/feed/members.hpp"
#include "server/infusion/discharge.hpp"

namespace vigil::feed {
namespace {

using json::append_number;
using json::append_string;

void append_number_member(std::string& out, std::string_view key, std::optional<double> value) {
    fmt::format_to(std::back_inserter(out), ",\"{}\":", key);
    append_number(out, value.value_or(no_value)); // null
}

void append_flag_member(std::string& out, std::string_view key, bool value) {
    fmt::format_to(std::back_inserter(out), ",\"{}\":{}", key, value);
}

void append_texts(std::string& out, std::string_view key, const std::vector<std::string>& texts) {
    fmt::format_to(std::back_inserter(out), ",\"{}\":[", key);
    append_list(out, texts, [&](const std::string& text) { append_string(out, text); });
    out += ']';
}

void append_act(std::string& out, const infusion::act& a) {
    append_member(out, "by", a.by);
    append_member_or_null(out, "reason", a.reason);
    append_time_member(out, "at", a.at);
    append_time_member(out, "entered_at", a.entered_at);
}

/// Milligrams an hour of a rate.
double per_hour(infusion::micrograms_per_hour rate) {
    return static_cast<double>(rate) / 1000;
}

void append_ordered(std::string& out, const infusion::set_rate& o) {
    out += "{\"amount\":";
    append_number(out, o.prescribed.amount);
    append_member(out, "unit", name(o.prescribed.unit));
    append_number_member(out, "concentration_mg_per_ml", o.prescribed.concentration_mg_per_ml);
    append_number_member(out, "weight_kg", o.prescribed.weight_kg);
    append_member(out, "route", name(o.by));
    append_member(out, "prescriber", o.prescriber);
    append_member_or_null(out, "second_prescriber", o.second_prescriber);
    out += '}';
}

void append_version(std::string& out, std::uint64_t version) {
    fmt::format_to(std::back_inserter(out), ",\"version\":\"{:016x}\"", version);
}

void append_next(std::string& out, const std::optional<infusion::next_check>& next) {
    out += ",\"next_check\":";
    if (!next) {
        out += "null";
        return;
    }
    out += "{\"name\":";
    append_string(out, next->name);
    append_member(out, "title", next->title);
    append_time_member(out, "due_at", next->due_at);
    append_texts(out, "missing", next->missing);
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
        append_number_member(out, "rate_mg_per_h", per_hour(each.rate));
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
        append_number(out, per_hour(c.rate));
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
    if (!a) {
        out += "null";
        return;
    }
    out += "{\"by\":";
    append_string(out, a->by);
    append_time_member(out, "at", a->at);
    out += '}';
}

std::string_view name(infusion::item::answer a) {
    switch (a) {
        case infusion::item::answer::yes_no: return "yes_no";
        case infusion::item::answer::grade: return "grade";
        case infusion::item::answer::number: return "number";
        case infusion::item::answer::text: return "text";
    }
    std::unreachable();
}

void append_ceiling(std::string& out, std::string_view key, const infusion::ceiling& c) {
    fmt::format_to(std::back_inserter(out), ",\"{}\":{{\"mg_per_h\":", key);
    append_number(out, c.mg_per_hour.value_or(no_value));
    append_number_member(out, "mg_per_kg_per_h", c.mg_per_kg_per_hour);
    append_number_member(out, "mg_per_24h", c.mg_per_24h);
    append_number_member(out, "mg_total", c.mg_total);
    out += '}';
}

} // namespace

void append_status(std::string& out, const infusion::status& s) {
    out += "{\"session\":";
    append_string(out, s.session);
    append_member(out, "protocol", s.protocol);
    append_version(out, s.version);
    append_member(out, "drug", s.drug);
    append_member(out, "phase", alarm::name(s.phase));
    append_time_member(out, "phase_since", s.phase_since);
    fmt::format_to(std::back_inserter(out), ",\"day\":{}", s.day);
    append_time_member(out, "infusing_since", s.infusing_since);
    append_time_member(out, "stopped_at", s.stopped_at);
    out += ",\"ordered\":";
    if (s.ordered)
        append_ordered(out, *s.ordered);
    else
        out += "null";
    append_number_member(out, "rate_mg_per_h", per_hour(s.rate));
    append_time_member(out, "step_at", s.step_at);
    fmt::format_to(std::back_inserter(out), ",\"steps\":{}", s.steps);
    const double total = infusion::milligrams(s.total);
    append_number_member(out, "total_mg", total);
    append_number_member(out, "total_24h_mg", infusion::milligrams(s.total_24h));
    append_number_member(out, "total_mg_per_kg", s.weight_kg ? std::optional{total / *s.weight_kg} : std::nullopt);
    append_number_member(out, "weight_kg", s.weight_kg);
    append_flag_member(out, "pump_attached", s.pump_attached);
    append_next(out, s.next);
    append_member_or_null(out, "ended_why", s.ended_why);
    append_flag_member(out, "over", s.over);
    out += '}';
}

void append_infusion(std::string& out, const ward::fold& wards, ward::bed_index b, instant now) {
    const ward::running_session* s = wards.find_session(b);
    if (s)
        append_status(out, infusion::status_of(s->what, wards.surroundings_of(b, now)));
    else
        out += "null";
}

std::string session_object(const ward::fold& wards, ward::bed_index b, instant now) {
    const ward::running_session* running = wards.find_session(b);
    if (!running) return "{}";
    const infusion::session& s = running->what;
    const infusion::surroundings around = wards.surroundings_of(b, now);
    std::string out = "{\"infusion\":";
    append_status(out, infusion::status_of(s, around));
    append_member(out, "title", s.plan->title);
    append_member(out, "stay", wards.beds()[b].stay);
    append_screening(out, s);
    append_steps(out, s);
    append_checks(out, s, around);
    append_observations(out, s);
    append_checklist(out, s, around);
    append_past(out, s);
    append_member(out, "after_care_text", s.plan->after_care);
    append_act_member(out, "after_care", s.after_care);
    append_act_member(out, "discharged", s.discharged);
    append_texts(out, "discharge_overridden", s.discharge_overridden);
    out += '}';
    return out;
}

std::string protocols_object(const ward::fold& wards) {
    std::string out = "{\"protocols\":[";
    append_list(out, wards.protocols(), [&](const infusion::protocol_ptr& p) {
        out += "{\"name\":";
        append_string(out, p->name);
        append_version(out, p->version);
        append_member(out, "title", p->title);
        append_member(out, "drug", p->drug);
        append_member(out, "source", p->source);
        out += '}';
    });
    return out += "]}";
}

std::string protocol_object(const infusion::protocol& p) {
    std::string out = "{\"name\":";
    append_string(out, p.name);
    append_version(out, p.version);
    append_member(out, "title", p.title);
    append_member(out, "drug", p.drug);
    append_member(out, "source", p.source);
    out += ",\"items\":[";
    append_list(out, p.items, [&](const infusion::item& i) {
        out += "{\"name\":";
        append_string(out, i.name);
        append_member(out, "ask", i.ask);
        append_member(out, "answer", name(i.kind));
        out += '}';
    });
    out += "],\"screening\":[";
    append_list(out, p.screening, [&](const infusion::screening_question& q) {
        out += "{\"question\":";
        append_string(out, q.name);
        append_member(out, "ask", q.ask);
        append_flag_member(out, "passes_if", q.pass);
        out += '}';
    });
    out += "],\"checks\":[";
    append_list(out, p.checks, [&](const infusion::check& c) {
        out += "{\"name\":";
        append_string(out, c.name);
        append_member(out, "title", c.title);
        append_texts(out, "items", c.items);
        out += '}';
    });
    out += ']';
    append_texts(out, "baseline", p.baseline);
    out += ",\"routes\":[";
    append_list(out, p.dose.routes, [&](infusion::route r) { append_string(out, infusion::name(r)); });
    out += "],\"units\":[";
    append_list(out, p.dose.units, [&](infusion::dose_unit u) { append_string(out, infusion::name(u)); });
    out += ']';
    append_ceiling(out, "start", p.dose.start);
    append_ceiling(out, "most", p.dose.most);
    append_member(out, "after_care", p.after_care);
    return out += '}';
}

} // namespace vigil::feed
