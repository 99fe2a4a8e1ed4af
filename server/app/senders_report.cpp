#include "server/app/senders_report.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <optional>
#include <tuple>
#include <vector>

#include "server/app/terminal_text.hpp"

namespace vigil::app {
namespace {

namespace dom = simdjson::dom;

struct finding_words {
    std::string_view kind;
    std::string_view what;   ///< the fault
    std::string_view remedy; ///< at the sender, or in our configuration
};

constexpr std::array<finding_words, 11> words{{
    {"unknown_code", "OBX-3 has a code that is in no table",
     "send the IEEE 11073 or LOINC code, or add the code to the sender's dialect"},
    {"unknown_unit", "OBX-6 has a unit that is not known, so the number is not used",
     "send the UCUM or MDC unit, or add the unit to the sender's dialect"},
    {"code_and_name_disagree", "OBX-3.1 and OBX-3.2 name different things; the code counts",
     "send the name that belongs to the code"},
    {"sentinel", "a number that means \"no value\" was sent as if it were one",
     "send an empty OBX-5 with OBX-11 = X instead"},
    {"no_offset", "times have no offset from UTC, so they are not used",
     "zone missing: add zone = \"Area/City\" to the sender's [[sender]], or send +ZZZZ in MSH-7"},
    {"bad_time", "a time that is none", "send times as YYYYMMDDHHMMSS+ZZZZ"},
    {"bad_value", "OBX-5 is no number of its type", "send a plain decimal number in OBX-5, with NM in OBX-2"},
    {"test_data", "the monitor says that it sends demonstration or test data; no rule reads it",
     "leave demonstration mode at the monitor"},
    {"no_patient", "messages name no patient (PID-3 is empty)",
     "admit the patient at the monitor, or send the registration's ADT messages to Vigil"},
    {"bad_text", "bytes that are no characters of the declared character set",
     "declare the character set in MSH-18, or add charset = \"...\" to the sender's [[sender]]"},
    {"no_frame", "bytes outside of MLLP frames were passed over, and not answered",
     "put each message between 0x0B and 0x1C 0x0D"},
}};

struct finding {
    std::string_view kind, text, first, last;
    std::uint64_t count = 0;
};

struct sender {
    std::string_view name, address, dialect, zone, last_heard;
    bool detected = false;
    std::optional<bool> connected; ///< nothing where the server does not tell
    std::uint64_t messages = 0, readings = 0, duplicates = 0, reused_control_ids = 0, refused = 0, not_listed = 0;
    std::optional<double> skew_seconds;
    std::vector<finding> findings;

    bool at_fault() const { return refused > 0 || reused_control_ids > 0 || !findings.empty() || skewed(); }
    bool skewed() const { return skew_seconds && std::abs(*skew_seconds) >= skew_seconds_max; }
    static constexpr double skew_seconds_max = 120; ///< as the shipped rule "clock_skew" has it
};

/// Empty, 0 or false where the member is null or not there.
template <class Value>
Value member(const dom::element& object, std::string_view key) {
    Value value{};
    return object[key].get(value) == simdjson::SUCCESS ? value : Value{};
}

finding read_finding(const dom::element& e) {
    return {member<std::string_view>(e, "kind"), member<std::string_view>(e, "text"),
            member<std::string_view>(e, "first"), member<std::string_view>(e, "last"),
            member<std::uint64_t>(e, "count")};
}

sender read_sender(const dom::element& e) {
    sender s;
    s.name = member<std::string_view>(e, "name");
    s.address = member<std::string_view>(e, "address");
    s.dialect = member<std::string_view>(e, "dialect");
    s.zone = member<std::string_view>(e, "zone");
    s.last_heard = member<std::string_view>(e, "last_heard");
    s.detected = member<bool>(e, "detected");
    if (bool connected = false; e["connected"].get(connected) == simdjson::SUCCESS) s.connected = connected;
    s.messages = member<std::uint64_t>(e, "messages");
    s.readings = member<std::uint64_t>(e, "readings");
    s.duplicates = member<std::uint64_t>(e, "duplicates");
    s.reused_control_ids = member<std::uint64_t>(e, "reused_control_ids");
    s.refused = member<std::uint64_t>(e, "refused");
    s.not_listed = member<std::uint64_t>(e, "findings_not_listed");
    if (double skew = 0; e["skew_seconds"].get(skew) == simdjson::SUCCESS) s.skew_seconds = skew;
    dom::array findings;
    if (e["findings"].get(findings) == simdjson::SUCCESS)
        for (const dom::element next : findings) s.findings.push_back(read_finding(next));
    std::ranges::sort(s.findings, {}, [](const finding& f) { return std::tuple(f.kind, ~f.count, f.text); });
    return s;
}

void append_head(std::string& out, const sender& s) {
    out += s.name.empty() ? "(a sender without a name)" : on_one_line(s.name);
    if (!s.address.empty()) out += " at " + on_one_line(s.address);
    out += !s.connected ? "\n" : *s.connected ? ", connected\n" : ", not connected\n";
    fmt::format_to(std::back_inserter(out), "  dialect     {}{}\n",
                   s.dialect.empty() ? "not recognised yet" : on_one_line(s.dialect),
                   s.dialect.empty() ? ""
                   : s.detected      ? " (recognised)"
                                     : " (configured)");
    fmt::format_to(std::back_inserter(out), "  zone        {}\n", s.zone.empty() ? "none" : on_one_line(s.zone));
    fmt::format_to(std::back_inserter(out), "  heard       {} messages, {} readings, {} repetitions; last {}\n",
                   s.messages, s.readings, s.duplicates,
                   s.last_heard.empty() ? std::string("never") : on_one_line(s.last_heard));
}

void append_fault(std::string& out, const std::string& what, std::string_view remedy) {
    fmt::format_to(std::back_inserter(out), "  * {}\n    -> {}\n", what, remedy);
}

void append_counts(std::string& out, const sender& s) {
    if (s.refused > 0)
        append_fault(out, fmt::format("{} messages were refused, whole or in part", s.refused),
                     fmt::format("see vigil quarantine list --sender '{}'", on_one_line(s.name)));
    if (s.reused_control_ids > 0)
        append_fault(out,
                     fmt::format("{} messages had the control id (MSH-10) of another message", s.reused_control_ids),
                     "give every message its own MSH-10, also after a restart");
    if (s.skewed())
        append_fault(out,
                     fmt::format("its clock is {:.0f} s {}", std::abs(*s.skew_seconds),
                                 *s.skew_seconds > 0 ? "ahead" : "behind"),
                     "set the sender's clock, or let it follow NTP; whole hours: its zone is wrong");
}

void append_findings(std::string& out, const sender& s) {
    std::string_view before;
    for (const finding& f : s.findings) {
        if (f.kind != before || &f == s.findings.data()) {
            const auto known = std::ranges::find(words, f.kind, &finding_words::kind);
            if (known != words.end())
                append_fault(out, std::string(known->what), known->remedy);
            else
                fmt::format_to(std::back_inserter(out), "  * {}\n", on_one_line(f.kind));
            before = f.kind;
        }
        fmt::format_to(std::back_inserter(out), "    {:>9} x {}   {} to {}\n", f.count, on_one_line(f.text),
                       on_one_line(f.first), on_one_line(f.last));
    }
    if (s.not_listed > 0)
        fmt::format_to(std::back_inserter(out), "  * {} further findings are not listed\n", s.not_listed);
}

} // namespace

std::expected<std::string, std::string> senders_report(std::string_view json) {
    dom::parser parser;
    dom::element root;
    const simdjson::padded_string padded{json};
    if (const auto error = parser.parse(padded).get(root))
        return std::unexpected(fmt::format("the answer is no JSON: {}", simdjson::error_message(error)));
    dom::array list;
    if (root["senders"].get(list) != simdjson::SUCCESS)
        return std::unexpected(std::string("the answer has no list \"senders\""));
    std::vector<sender> senders;
    for (const dom::element e : list) senders.push_back(read_sender(e));
    std::ranges::sort(senders, {}, [](const sender& s) { return std::tuple(!s.at_fault(), s.name, s.address); });
    const auto faulty = std::ranges::count_if(senders, &sender::at_fault);
    std::string out = fmt::format("{} sender{}, {} with something to put right\n", senders.size(),
                                  senders.size() == 1 ? "" : "s", faulty);
    for (const sender& s : senders) {
        out += '\n';
        append_head(out, s);
        append_counts(out, s);
        append_findings(out, s);
        if (!s.at_fault()) out += "  nothing to put right\n";
    }
    return out;
}

} // namespace vigil::app
