#include "server/feed/infusion_frame.hpp"

#include "server/feed/members.hpp"

namespace vigil::feed {
namespace {

using json::append_number;
using json::append_string;

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

} // namespace

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
    append_number_member(out, "rate_mg_per_h", infusion::milligrams_per_hour(s.rate));
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

} // namespace vigil::feed
