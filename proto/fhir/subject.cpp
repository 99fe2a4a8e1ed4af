#include "proto/fhir/subject.hpp"

#include <algorithm>

namespace vigil::fhir {
namespace {

using std::string_view;

/// The medical record number, else the first identifier with a value, else the resource's own id.
string_view id_of(element patient) {
    string_view any;
    for (const element each : list(patient, "identifier")) {
        const string_view value = text(each, "value");
        if (value.empty()) continue;
        const auto type = member(each, "type");
        const auto coding = type ? first(*type, "coding") : std::nullopt;
        if (coding && text(*coding, "code") == "MR") return value;
        if (any.empty()) any = value;
    }
    return any.empty() ? text(patient, "id") : any;
}

/// "Doe, John"
std::string name_of(element patient) {
    const auto name = first(patient, "name");
    if (!name) return {};
    std::string out{text(*name, "family")};
    string_view between = out.empty() ? "" : ", ";
    for (const element given : list(*name, "given")) {
        string_view part;
        if (given.get(part) != simdjson::SUCCESS) continue;
        out += between;
        out += part;
        between = " ";
    }
    return out;
}

std::optional<element> contained(element resource, string_view reference) {
    if (!reference.starts_with('#')) return {};
    for (const element each : list(resource, "contained"))
        if (text(each, "id") == reference.substr(1)) return each;
    return {};
}

string_view first_of(std::initializer_list<string_view> texts) {
    const auto found = std::ranges::find_if(texts, [](string_view each) { return !each.empty(); });
    return found == texts.end() ? string_view{} : *found;
}

} // namespace

void patients::add(string_view full_url, element patient) {
    if (!full_url.empty()) known_.emplace_back(full_url, patient);
    if (const string_view id = text(patient, "id"); !id.empty())
        known_.emplace_back("Patient/" + std::string{id}, patient);
}

void patients::sort() {
    std::ranges::sort(known_, {}, &std::pair<std::string, element>::first);
}

std::optional<element> patients::find(string_view reference) const {
    const auto at = std::ranges::lower_bound(known_, reference, {}, &std::pair<std::string, element>::first);
    if (at == known_.end() || at->first != reference) return {};
    return at->second;
}

std::optional<std::string> read_subject(element resource, const patients* others, report& out) {
    const auto subject = member(resource, "subject");
    if (!subject) return {};
    const string_view points_to = text(*subject, "reference");
    const reference split = split_reference(points_to);
    auto patient = contained(resource, points_to);
    if (!patient && others) patient = others->find(points_to);
    const string_view type = patient ? text(*patient, "resourceType") : first_of({split.type, text(*subject, "type")});
    if (!type.empty() && type != "Patient") return std::string{type};
    const auto identifier = member(*subject, "identifier");
    out.patient = patient ? id_of(*patient) : identifier ? text(*identifier, "value") : string_view{};
    if (out.patient.empty()) out.patient = split.id;
    if (patient) out.patient_name = name_of(*patient);
    return {};
}

void read_sender(element resource, report& out) {
    const auto meta = member(resource, "meta");
    const auto device = member(resource, "device");
    const auto performer = first(resource, "performer");
    const auto named = [](const std::optional<element>& who) {
        return who ? first_of({text(*who, "display"), text(*who, "reference")}) : string_view{};
    };
    out.sender = first_of({meta ? text(*meta, "source") : string_view{}, named(device), named(performer), "fhir"});
}

} // namespace vigil::fhir
