// Reports as Observations of FHIR's vital-signs profiles.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "proto/fhir/coding.hpp"
#include "proto/fhir/search.hpp"
#include "proto/json/write.hpp"

namespace vigil::fhir {
namespace {

using json::append_string;
using std::string_view;

/// One Observation to be: a sign, or a blood pressure of systolic, diastolic and mean (any may be missing).
struct resource {
    const stored_report* from = nullptr;
    std::size_t number = 0; ///< of its report
    const reading* sign = nullptr;
    std::array<const reading*, 3> pressure{};
    std::size_t alike = 0; ///< those before it of the same sign, report and time

    const reading& any() const {
        if (sign) return *sign;
        return **std::ranges::find_if(pressure, [](const reading* part) { return part != nullptr; });
    }
};

constexpr std::array<metric, 2> first_pressures{metric::nibp_systolic, metric::abp_systolic};

/// Which part of which blood pressure a sign is; nothing if it is none.
std::optional<std::pair<metric, std::size_t>> part_of_pressure(metric what) {
    for (const metric first : first_pressures)
        if (index(what) >= index(first) && index(what) < index(first) + 3)
            return std::pair{first, index(what) - index(first)};
    return {};
}

/// Parts that were measured at the same moment belong together. A mean alone is no panel.
void gather(const stored_report& from, std::vector<resource>& out) {
    out.clear();
    for (const reading& each : from.content.readings) {
        const auto part = part_of_pressure(each.what);
        const auto fits = [&](const resource& r) {
            return part && !r.sign && !r.pressure[part->second] && r.any().measured_at == each.measured_at &&
                   part_of_pressure(r.any().what)->first == part->first;
        };
        const auto open = std::ranges::find_if(out, fits);
        if (open != out.end()) {
            open->pressure[part->second] = &each;
            continue;
        }
        resource made{&from, out.size(), part ? nullptr : &each, {}, 0};
        if (part) made.pressure[part->second] = &each;
        out.push_back(made);
    }
    for (resource& r : out) {
        if (!r.sign && !r.pressure[0] && !r.pressure[1]) r.sign = r.pressure[2];
        for (const resource* before = out.data(); before != &r; ++before)
            if (before->any().what == r.any().what && before->any().measured_at == r.any().measured_at) ++r.alike;
    }
}

void append_coding(std::string& out, string_view system, string_view code) {
    out += out.ends_with('}') ? "," : "";
    out += R"({"system":)";
    append_string(out, system);
    out += R"(,"code":)";
    append_string(out, code);
    out += '}';
}

/// {"coding":[...],"text":"HR"}; a sign that has no code anywhere is told by its name.
void append_code(std::string& out, metric what, std::uint32_t number) {
    out += R"("code":{)";
    const std::uint32_t code = number ? number : mdc_of(what);
    if (code || !loinc_of(what).empty()) {
        out += R"("coding":[)";
        for (const string_view each : loinc_of(what)) append_coding(out, loinc, each);
        if (code) append_coding(out, mdc, fmt::format("{}", code));
        out += "],";
    }
    out += R"("text":)";
    append_string(out, info(what).label);
    out += '}';
}

/// Why there is no number: FHIR's code, and what it means here.
std::pair<string_view, string_view> absence(validity status) {
    switch (status) {
        case validity::sensor_off: return {"temp-unknown", "the sensor is off"};
        case validity::implausible: return {"error", "outside of what can be"};
        case validity::test: return {"not-applicable", "of a demonstration or test mode"};
        default: return {"unknown", "not measured"};
    }
}

void append_absence(std::string& out, validity status) {
    const auto [code, meaning] = absence(status);
    out += R"("dataAbsentReason":{"coding":[)";
    append_coding(out, "http://terminology.hl7.org/CodeSystem/data-absent-reason", code);
    out += R"(],"text":)";
    append_string(out, meaning);
    out += '}';
}

void append_value(std::string& out, const reading& r) {
    if (!usable(r.status) || !std::isfinite(r.value)) return append_absence(out, r.status);
    const string_view unit = name(info(r.what).canonical);
    out += R"("valueQuantity":{"value":)";
    json::append_number(out, r.value);
    for (const auto& [key, value] :
         {std::pair<string_view, string_view>{"unit", unit}, {"system", ucum}, {"code", unit}}) {
        fmt::format_to(std::back_inserter(out), ",\"{}\":", key);
        append_string(out, value);
    }
    out += '}';
}

void append_component(std::string& out, metric what, const reading* part) {
    out += out.ends_with('}') ? ",{" : "{";
    append_code(out, what, part ? part->code : 0);
    out += ',';
    part ? append_value(out, *part) : append_absence(out, validity::unavailable);
    out += '}';
}

void append_pressure(std::string& out, const resource& r) {
    const metric first = part_of_pressure(r.any().what)->first;
    out += R"("code":{"coding":[)";
    append_coding(out, loinc, pressure_panel);
    out += R"(],"text":"Blood pressure"},"component":[)";
    for (std::size_t i = 0; i < r.pressure.size(); ++i)
        if (i < 2 || r.pressure[i]) // the profile demands the first two, with a reason if they are absent
            append_component(out, static_cast<metric>(index(first) + i), r.pressure[i]);
    out += ']';
}

bool is_questionable(const resource& r) {
    if (r.sign) return r.sign->status == validity::questionable;
    return std::ranges::any_of(r.pressure,
                               [](const reading* part) { return part && part->status == validity::questionable; });
}

/// The same whatever was searched for: which sign of the report, at which time, and the how many-th of these.
std::string id_of(const resource& r) {
    std::string name{r.sign ? vigil::name(r.sign->what) : vigil::name(r.any().what).substr(0, 4)};
    std::ranges::replace(name, '_', '-');
    const std::string id =
        fmt::format("{}-{}-{}-{}", r.from->journal_digits, r.from->row, name, to_epoch_ms(r.any().measured_at));
    return r.alike ? fmt::format("{}-{}", id, r.alike) : id;
}

void append_head(std::string& out, const resource& r) {
    const string_view profile = r.sign ? profile_of(r.sign->what) : "http://hl7.org/fhir/StructureDefinition/bp";
    fmt::format_to(
        std::back_inserter(out),
        R"({{"resourceType":"Observation","id":"{}","meta":{{"versionId":"1","profile":["{}"]}},"status":"{}",)"
        R"("category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/observation-category",)"
        R"("code":"vital-signs"}}]}}],"subject":{{)",
        id_of(r), profile, is_questionable(r) ? "preliminary" : "final");
    const report& content = r.from->content;
    if (content.patient.empty()) {
        out += R"("display":"unknown")";
    } else {
        out += R"("type":"Patient","identifier":{"value":)";
        append_string(out, content.patient);
        out += '}';
    }
    out += R"(},"encounter":{"display":)";
    append_string(out, content.ward + "/" + content.bed);
    out += R"(},"device":{"display":)";
    append_string(out, content.sender);
    out += R"(},"effectiveDateTime":)";
    json::append_time(out, r.any().measured_at);
    out += R"(,"issued":)";
    json::append_time(out, r.from->received_at);
    out += ',';
}

void append_resource(std::string& out, const resource& r) {
    append_head(out, r);
    if (!r.sign) {
        append_pressure(out, r);
    } else {
        append_code(out, r.sign->what, r.sign->code);
        out += ',';
        append_value(out, *r.sign);
    }
    out += '}';
}

void append_link(std::string& out, string_view relation, string_view address) {
    fmt::format_to(std::back_inserter(out), R"({{"relation":"{}","url":)", relation);
    append_string(out, address);
    out += '}';
}

/// The same address with another cursor.
std::string with_cursor(string_view self, const cursor& next) {
    std::string out{self.substr(0, self.find('?'))};
    string_view rest = out.size() < self.size() ? self.substr(out.size() + 1) : string_view{};
    out += '?';
    while (!rest.empty()) {
        const string_view part = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(part.size() + 1, rest.size()));
        if (part.empty() || part.starts_with("_cursor=")) continue;
        out += part;
        out += '&';
    }
    return out += fmt::format("_cursor={}.{}.{}.{}", to_epoch_ms(next.at), next.journal, next.row, next.skip);
}

bool newer(const resource& a, const resource& b) {
    if (a.any().measured_at != b.any().measured_at) return a.any().measured_at > b.any().measured_at;
    return std::pair{a.from, a.number} < std::pair{b.from, b.number};
}

instant time_of(const stored_report& r) {
    return r.content.reported_at.value_or(r.received_at);
}

} // namespace

std::string first_id(const report& content, std::string_view journal, std::int64_t row) {
    stored_report as_stored{.row = row, .journal_digits = std::string{journal.substr(0, 8)}, .content = content};
    std::vector<resource> all;
    gather(as_stored, all);
    return id_of(all.front());
}

std::string searchset(const search& asked, const page& found, string_view self) {
    std::vector<resource> all, of_one;
    std::optional<cursor> next;
    for (const stored_report& each : found.reports) {
        const bool begun = asked.after && each.journal == asked.after->journal && each.row == asked.after->row;
        gather(each, of_one);
        for (const resource& r : of_one) {
            if (begun && r.number < asked.after->skip) continue;
            if (asked.id && id_of(r) != asked.id->text) continue;
            if (all.size() == asked.count && !next) next = cursor{time_of(each), each.journal, each.row, r.number};
            if (!next) all.push_back(r);
        }
        if (!next && found.more && &each == &found.reports.back())
            next = cursor{time_of(each), each.journal, each.row, of_one.size()};
    }
    std::ranges::sort(all, newer);
    std::string out = R"({"resourceType":"Bundle","type":"searchset","link":[)";
    append_link(out, "self", self);
    if (next) {
        out += ',';
        append_link(out, "next", with_cursor(self, *next));
    }
    out += R"(],"entry":[)";
    for (const resource& r : all) {
        out += out.ends_with('}') ? "," : "";
        out += R"({"resource":)";
        append_resource(out, r);
        out += R"(,"search":{"mode":"match"}})";
    }
    if (!all.empty()) return out += "]}";
    out.erase(out.rfind(R"(,"entry")")); // FHIR knows no empty arrays
    return out += '}';
}

} // namespace vigil::fhir
