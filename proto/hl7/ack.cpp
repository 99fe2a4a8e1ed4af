#include "proto/hl7/ack.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "proto/hl7/time.hpp"

namespace vigil::hl7 {
namespace {

bool asked(std::string_view when, verdict what) {
    if (when == "NE" || when.empty()) return false;
    if (when == "ER") return what != verdict::accepted;
    if (when == "SU") return what == verdict::accepted;
    return true; // AL; and a value of no meaning gets an answer rather than silence
}

/// HL7 table 0357.
std::string_view meaning(int code) {
    switch (code) {
        case 0: return "Message accepted";
        case 100: return "Segment sequence error";
        case 101: return "Required field missing";
        case 102: return "Data type error";
        case 103: return "Table value not found";
        case 200: return "Unsupported message type";
        case 201: return "Unsupported event code";
        case 202: return "Unsupported processing id";
        case 203: return "Unsupported version id";
        case 204: return "Unknown key identifier";
        case 205: return "Duplicate key identifier";
        case 206: return "Application record locked";
        default: return "Application internal error";
    }
}

/// Writes segments with the message's own delimiters.
class writer {
public:
    writer(std::string& out, const delimiters& marks) : out_(out), marks_(marks) {}

    writer& begin(std::string_view name) { return out_.append(name), *this; }
    writer& field() { return out_.push_back(marks_.field), *this; }
    writer& field(std::string_view as_sent) { return field().raw(as_sent); }
    writer& text(std::string_view plain) { return field(), append_escaped(out_, plain, marks_), *this; }
    writer& next() { return out_.push_back(marks_.component), *this; }
    /// What the sender wrote, back to it: what would end the frame or the segment stands as a space.
    writer& raw(std::string_view as_sent) {
        const std::size_t before = out_.size();
        out_.append(as_sent);
        for (char& c : std::span{out_}.subspan(before)) c = static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
        return *this;
    }
    writer& number(int value) { return fmt::format_to(std::back_inserter(out_), "{}", value), *this; }
    void end() { out_.push_back('\r'); }

private:
    std::string& out_;
    const delimiters& marks_;
};

void append_header(std::string& out, const header& head, const answer& what) {
    const delimiters& m = head.marks;
    writer msh{out, m};
    out.append({'M', 'S', 'H', m.field, m.component, m.repetition, m.escape, m.subcomponent});
    msh.field(head.receiving_application).field(head.receiving_facility);
    msh.field(head.sending_application).field(head.sending_facility).field();
    append_time(out, what.at);
    msh.field().field("ACK");
    if (!head.event.empty()) msh.next().raw(head.event).next().raw("ACK");
    msh.field(what.control_id);
    msh.field(head.processing_id.empty() ? "P" : head.processing_id).field(head.version.empty() ? "2.6" : head.version);
    msh.field().field().field("NE").field("NE"); // an answer is never answered
    if (!head.charset.empty()) msh.field().field(head.charset);
    msh.end();
}

struct error_row {
    std::string_view segment; ///< empty: no place
    int sequence = 1;
    int field = 0;
    int code = 0;
    char level = 'E';
    std::string_view where;
    std::string_view reason;
};

void append_error(std::string& out, const delimiters& m, const error_row& row) {
    writer err{out, m};
    err.begin("ERR").field().field();
    if (!row.segment.empty()) err.raw(row.segment).next().number(row.sequence);
    if (!row.segment.empty() && row.field > 0) err.next().number(row.field);
    err.field().number(row.code).next().raw(meaning(row.code)).next().raw("HL70357");
    err.field().raw(std::string_view{&row.level, 1});
    err.field().field().text(row.where).text(row.reason).end();
}

void append_errors(std::string& out, const header& head, const answer& what) {
    const char level = what.what == verdict::accepted ? 'W' : 'E';
    const std::size_t named = std::min(what.rejected.size(), error_segments_max);
    if (what.error && named == 0)
        append_error(out, head.marks,
                     {what.error->segment, 1, what.error->field, what.error->code, level, {}, what.error->reason});
    for (const rejected_observation& r : what.rejected.first(named))
        append_error(out, head.marks, {"OBX", r.segment, r.field, r.hl7_code, level, r.where, r.reason});
    if (named < what.rejected.size())
        append_error(out, head.marks,
                     {{}, 1, 0, 207, level, {}, fmt::format("and {} observations more", what.rejected.size() - named)});
}

} // namespace

std::string_view answer_code(const header& head, verdict what) {
    constexpr std::string_view accept[] = {"CA", "CE", "CR"}, application[] = {"AA", "AE", "AR"};
    const auto at = static_cast<std::size_t>(what);
    if (head.accept_when.empty() && head.application_when.empty()) return application[at];
    if (asked(head.accept_when, what)) return accept[at];
    if (asked(head.application_when, what)) return application[at];
    return {};
}

void append_answer(std::string& out, const header& head, const answer& what) {
    const std::string_view code = answer_code(head, what.what);
    if (code.empty()) return;
    append_header(out, head, what);
    writer{out, head.marks}.begin("MSA").field(code).field(head.control_id).end();
    append_errors(out, head, what);
}

} // namespace vigil::hl7
