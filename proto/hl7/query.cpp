#include "proto/hl7/query.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "proto/codes/mdc.hpp"
#include "proto/hl7/envelope.hpp"
#include "proto/hl7/place.hpp"
#include "proto/hl7/segment_writer.hpp"

namespace vigil::hl7 {
namespace {

using kind = query::kind;

/// The text of a segment as it stands in the message.
std::string_view whole(const segment& s) {
    const char* const begin = s.name().data();
    const char* end = begin + s.name().size();
    for (std::size_t n = 1; n < fields_max; ++n)
        if (const std::string_view field = s.field(n); field.data()) end = std::max(end, field.data() + field.size());
    return {begin, static_cast<std::size_t>(end - begin)};
}

/// Who or where, in the segments that say so.
struct asked_for {
    std::optional<segment> qrd, qrf, pid, pv1;

    std::optional<message_error> take(const segment& s) {
        for (auto& [name, mine] : {std::pair{"QRD", &qrd}, {"QRF", &qrf}, {"PID", &pid}, {"PV1", &pv1}})
            if (s.is(name) && !*mine) *mine = s;
        return {};
    }
};

/// A place as PV1-3 has it, in another field.
void read_place_in(std::string_view field, const delimiters& marks, place& out) {
    const auto text = [&](std::size_t n) { return plain_text(component(field, marks, n), marks); };
    std::string room = text(2), bed = text(3);
    out.bed = room.empty() || bed.empty() ? room + bed : room + "-" + bed;
    (out.bed.empty() ? out.bed : out.ward) = text(1); // a lone unit is the bed's name
}

/// "3232235520&0^5^1^0^2005": the address of a monitor and what of it is asked for, in one family of monitors.
bool is_filter(std::string_view field, const delimiters& marks) {
    const std::string_view first = part(field, marks.component, 1);
    return first.contains(marks.subcomponent) &&
           std::ranges::all_of(part(first, marks.subcomponent, 1), [](char c) { return c >= '0' && c <= '9'; });
}

void read_where(const asked_for& asked, const decode_options& options, const delimiters& marks, query& out) {
    if (asked.pv1) read_place(options.how, *asked.pv1, marks, out.where);
    if (out.where == place{} && asked.qrf && !is_filter(asked.qrf->field(5), marks))
        read_place_in(asked.qrf->field(5), marks, out.where);
    if (out.where == place{} && out.patient.empty()) read_place_in(asked.qrd->field(8), marks, out.where);
}

/// MSH-18 names UTF-8; nothing is ASCII.
bool reads_utf8(const header& head) {
    return head.charset == "UNICODE UTF-8" || head.charset == "UTF-8";
}

/// Messages have had a third component of MSH-9 since 2.4.
bool names_structure(std::string_view version) {
    return version.empty() || (version.size() >= 3 && version[2] >= '4');
}

void append_head(std::string& out, const header& head, kind what, std::string_view control_id, instant at) {
    const delimiters& m = head.marks;
    const bool results = what == kind::results;
    segment_writer msh{out, m, reads_utf8(head)};
    msh.begin("MSH").as_sent(std::string{m.component, m.repetition, m.escape, m.subcomponent});
    msh.as_sent(head.receiving_application).as_sent(head.receiving_facility);
    msh.as_sent(head.sending_application).as_sent(head.sending_facility).time(at).skip(1);
    msh.text(results ? "ORF" : "ADR").next(results ? "R04" : "A19");
    if (names_structure(head.version)) msh.next(results ? "ORF_R04" : "ADR_A19");
    msh.text(control_id).as_sent(head.processing_id.empty() ? "P" : head.processing_id);
    msh.as_sent(head.version.empty() ? "2.6" : head.version)
        .skip(2)
        .text("NE")
        .text("NE"); // an answer is never answered
    if (!head.charset.empty()) msh.skip(1).as_sent(head.charset);
    msh.end();
}

void append_who(segment_writer& to, const query_result& found) {
    const std::size_t comma = found.who.name.find(", ");
    const std::string_view name = found.who.name;
    to.begin("PID").text("1").skip(1).text(found.who.id).skip(1).text(name.substr(0, comma));
    if (comma != std::string_view::npos) to.next(name.substr(comma + 2));
    to.end();
    to.begin("PV1").text("1").text("I").text(found.where.ward).next({}).next(found.where.bed).end();
}

void append_reading(segment_writer& to, int row, const reading& r) {
    const codes::observation* const known = codes::find_observation(r.code);
    const bool number = usable(r.status) || r.status == validity::test;
    to.begin("OBX").text(fmt::format("{}", row)).text(number ? "NM" : "");
    if (known && known->what == r.what && !known->ref_id.empty())
        to.text(fmt::format("{}", r.code)).next(known->ref_id).next("MDC");
    else
        to.text(name(r.what)).next(info(r.what).label).next("L");
    to.skip(1);
    if (number)
        to.number(r.value);
    else
        to.skip(1);
    const std::string_view unit = name(info(r.what).canonical);
    to.text(unit).next(unit).next("UCUM").skip(1);
    to.text(r.status == validity::questionable ? "QUES" : r.status == validity::test ? "TEST" : "");
    to.skip(2).text(number ? "R" : "X").skip(2).time(r.measured_at).end();
}

void append_readings(segment_writer& to, std::span<const reading> readings, instant at) {
    const auto newest = std::ranges::max_element(readings, {}, &reading::measured_at);
    to.begin("OBR").text("1").skip(2).text("69965").next("MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS").next("MDC");
    to.skip(2).time(newest == readings.end() ? at : newest->measured_at).end();
    int row = 0;
    for (const reading& r : readings) append_reading(to, ++row, r);
}

} // namespace

std::expected<query, message_error> decode_query(message& m, const decode_options& options) {
    query out;
    const delimiters& marks = m.head.marks;
    out.what = m.head.event == "R02" ? kind::results : kind::patient;
    asked_for asked;
    const auto walked = walk(m, [&](const segment& s) { return asked.take(s); });
    if (!walked) return std::unexpected(walked.error());
    if (!asked.qrd) return std::unexpected(error_in("QRD", 0, 101, "no QRD: it is not said what is asked"));
    out.definition = whole(*asked.qrd);
    out.patient = plain_text(component(asked.qrd->field(8), marks, 1), marks);
    if (out.patient.empty() && asked.pid) {
        const segment* const parts[] = {&*asked.pid};
        out.patient = read_choice(options.how.patient, parts, marks);
    }
    read_where(asked, options, marks, out);
    return out;
}

void append_query_answer(std::string& out, const header& head, const query& asked,
                         const std::optional<query_result>& found, std::string_view control_id, instant at) {
    append_head(out, head, asked.what, control_id, at);
    segment_writer to{out, head.marks, reads_utf8(head)};
    const auto append_status = [&] {
        to.begin("QAK").as_sent(part(asked.definition, head.marks.field, 5)).text(found ? "OK" : "NF").end();
    };
    to.begin("MSA").text("AA").as_sent(head.control_id).end();
    if (asked.what == kind::patient) append_status(); // its place in ADR^A19; in ORF^R04 it is the last
    to.echo(asked.definition);
    if (found) append_who(to, *found);
    if (found && asked.what == kind::results) append_readings(to, found->readings, at);
    if (asked.what == kind::results) append_status();
}

} // namespace vigil::hl7
