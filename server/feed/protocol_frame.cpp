#include "server/feed/protocol_frame.hpp"

#include "server/feed/infusion_frame.hpp"
#include "server/feed/members.hpp"

namespace vigil::feed {
namespace {

using json::append_number;
using json::append_string;

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
    append_member(out, "text", p.text);
    return out += '}';
}

} // namespace vigil::feed
