#include "server/simulate/bedside_view.hpp"

#include <simdjson.h>

namespace vigil::simulate {
namespace {

using simdjson::dom::element;
using std::string_view;

/// What is not there, or is null or of another type, is as if it were empty: nobody decides by it but a simulation.
std::string text_of(const element& of, string_view key) {
    string_view out;
    return of[key].get(out) == simdjson::SUCCESS ? std::string{out} : std::string{};
}

bool flag_of(const element& of, string_view key) {
    bool out = false;
    return of[key].get(out) == simdjson::SUCCESS && out;
}

double number_of(const element& of, string_view key) {
    double out = 0;
    return of[key].get(out) == simdjson::SUCCESS ? out : 0;
}

template <class Each>
void for_each(const element& of, string_view key, Each each) {
    simdjson::dom::array list;
    if (of[key].get(list) != simdjson::SUCCESS) return;
    for (const element e : list) each(e);
}

std::expected<element, std::string> parse(simdjson::dom::parser& parser, string_view body) {
    element out;
    if (parser.parse(simdjson::padded_string{body}).get(out) == simdjson::SUCCESS) return out;
    return std::unexpected("the server's answer is no JSON");
}

check_view read_check(const element& e) {
    check_view out{.name = text_of(e, "name"),
                   .due_at = parse_rfc3339(text_of(e, "due_at")),
                   .overdue = flag_of(e, "overdue"),
                   .missing = {}};
    for_each(e, "missing", [&](const element& item) { out.missing.emplace_back(string_view{item}); });
    return out;
}

alarm_view read_alarm(const element& e) {
    return {.id = text_of(e, "id"),
            .rule = text_of(e, "rule"),
            .priority = text_of(e, "priority"),
            .message = text_of(e, "message"),
            .active = text_of(e, "phase") == "active",
            .acknowledged = e["acknowledged"].is_object()};
}

} // namespace

std::expected<session_view, std::string> read_session(string_view body) {
    simdjson::dom::parser parser;
    const auto read = parse(parser, body);
    if (!read) return std::unexpected(read.error());
    session_view out;
    element infusion;
    if ((*read)["infusion"].get(infusion) != simdjson::SUCCESS) return out;
    out.id = text_of(infusion, "session");
    out.phase = text_of(infusion, "phase");
    out.rate_mg_per_h = number_of(infusion, "rate_mg_per_h");
    out.total_mg = number_of(infusion, "total_mg");
    out.pump_attached = flag_of(infusion, "pump_attached");
    for_each(*read, "checks", [&](const element& e) { out.checks.push_back(read_check(e)); });
    for_each(*read, "discharge", [&](const element& e) {
        out.discharge.push_back({text_of(e, "name"), text_of(e, "state"), text_of(e, "why")});
    });
    return out;
}

std::expected<bed_view, std::string> read_bed(string_view body, string_view bed) {
    simdjson::dom::parser parser;
    const auto read = parse(parser, body);
    if (!read) return std::unexpected(read.error());
    bed_view out;
    for_each(*read, "beds", [&](const element& e) {
        if (text_of(e, "bed") != bed) return;
        out.stay = text_of(e, "stay");
        out.patient = text_of(e, "patient");
    });
    for_each(*read, "alarms", [&](const element& e) {
        if (text_of(e, "bed") == bed) out.alarms.push_back(read_alarm(e));
    });
    return out;
}

std::expected<std::string, std::string> read_protocol_text(string_view body) {
    simdjson::dom::parser parser;
    const auto read = parse(parser, body);
    if (!read) return std::unexpected(read.error());
    std::string text = text_of(*read, "text");
    if (text.empty()) return std::unexpected("the server does not say how the protocol was written");
    return text;
}

std::string read_refusal(string_view body) {
    simdjson::dom::parser parser;
    const auto read = parse(parser, body);
    return read ? text_of(*read, "detail") : read.error();
}

} // namespace vigil::simulate
