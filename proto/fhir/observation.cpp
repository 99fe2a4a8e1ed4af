#include "proto/fhir/observation.hpp"

#include <array>

#include <fmt/format.h>

#include "proto/fhir/coding.hpp"
#include "proto/fhir/subject.hpp"
#include "proto/fhir/time.hpp"
#include "proto/json/fields.hpp"

namespace vigil::fhir {
namespace {

using json::quoted;
using std::string_view;

/// One Observation while it is read.
class reader {
public:
    reader(element resource, const surroundings& around, report& out, std::vector<issue>& issues)
        : resource_(resource), around_(around), out_(out), issues_(issues), path_(around.path) {}

    void read();

private:
    bool is_watched();
    bool is_acceptable();
    bool read_status();
    bool read_time();
    bool read_identity();
    void read_values(element from, const std::string& path);
    void read_panel_without_parts();
    void take(const coded_sign& sign, double value, unit declared, validity status);
    std::optional<double> read_quantity(element quantity, const std::string& path, metric what, unit& declared);

    bool error(string_view code, std::string where, std::string why) {
        issues_.push_back({gravity::error, code, std::move(where), std::move(why)});
        return false;
    }
    void note(gravity how, string_view code, std::string where, std::string what) {
        issues_.push_back({how, code, std::move(where), std::move(what)});
    }

    element resource_;
    const surroundings& around_;
    report& out_;
    std::vector<issue>& issues_;
    std::string path_;
    validity number_is_ = validity::valid;
    instant measured_at_{};
};

codings codings_of(element from) {
    codings all;
    if (const auto code = member(from, "code"))
        for (const element each : list(*code, "coding")) all.add(text(each, "system"), text(each, "code"));
    return all;
}

/// The code as a person would look for it.
std::string code_text(element from) {
    const auto code = member(from, "code");
    const auto coding = code ? first(*code, "coding") : std::nullopt;
    if (coding) return json::quoted(fmt::format("{}|{}", text(*coding, "system"), text(*coding, "code")));
    return code ? quoted(text(*code, "text")) : "nothing";
}

/// The name of value[x], whatever its type.
std::optional<std::string> value_key(element from) {
    simdjson::dom::object members;
    if (from.get(members) != simdjson::SUCCESS) return {};
    for (const auto [key, value] : members)
        if (key.starts_with("value") && key.size() > 5 && key[5] >= 'A' && key[5] <= 'Z') return std::string{key};
    return {};
}

bool watches(const codings& code) {
    return code.sign() || code.disagree();
}

bool reader::is_watched() {
    const codings code = codings_of(resource_);
    if (watches(code) || code.is_pressure_panel()) return true;
    for (const element part : list(resource_, "component"))
        if (watches(codings_of(part))) return true;
    const bool members = member(resource_, "hasMember").has_value();
    note(gravity::information, "not-supported", path_ + ".code",
         fmt::format("{} is no vital sign that is watched here: it is not stored{}", code_text(resource_),
                     members ? "; its members are read where they are sent" : ""));
    return false;
}

/// What would make everything else mean something that is not known here.
bool reader::is_acceptable() {
    for (const string_view key : {"modifierExtension", "implicitRules"})
        if (member(resource_, key))
            return error("extension", fmt::format("{}.{}", path_, key),
                         "it may change what the values mean: not taken");
    if (member(resource_, "focus"))
        return error("not-supported", path_ + ".focus", "it is not about the patient: not taken");
    std::size_t parts = 0;
    for (const element part : list(resource_, "component")) {
        if (member(part, "modifierExtension"))
            return error("extension", fmt::format("{}.component[{}].modifierExtension", path_, parts),
                         "it may change what the value means: not taken");
        ++parts;
    }
    if (parts > components_max)
        return error("too-long", path_ + ".component", fmt::format("more than {} components", components_max));
    return true;
}

bool reader::read_status() {
    constexpr std::array<string_view, 4> taken{"final", "amended", "corrected", "preliminary"};
    constexpr std::array<string_view, 3> refused{"registered", "cancelled", "unknown"};
    const string_view status = text(resource_, "status");
    const std::string where = path_ + ".status";
    if (status.empty()) return error("required", where, "status is missing");
    if (status == "entered-in-error") {
        note(gravity::warning, "business-rule", where,
             "entered-in-error: nothing is taken from it; what was sent before stays in the record");
        return false;
    }
    if (std::ranges::find(refused, status) != refused.end())
        return error("business-rule", where,
                     fmt::format("{}: there is no result to take; send it when it is final", status));
    if (std::ranges::find(taken, status) == taken.end())
        return error("code-invalid", where, fmt::format("unknown status {}", quoted(status)));
    if (status == "preliminary") number_is_ = validity::questionable;
    return true;
}

bool reader::read_time() {
    const auto period = member(resource_, "effectivePeriod");
    const bool over = period && member(*period, "end");
    const std::array<std::pair<string_view, string_view>, 4> places{
        {{"effectiveDateTime", text(resource_, "effectiveDateTime")},
         {"effectiveInstant", text(resource_, "effectiveInstant")},
         {over ? "effectivePeriod.end" : "effectivePeriod.start", period ? text(*period, over ? "end" : "start") : ""},
         {"issued", text(resource_, "issued")}}};
    if (member(resource_, "effectiveTiming"))
        return error("not-supported", path_ + ".effectiveTiming", "send effectiveDateTime, Instant or Period");
    measured_at_ = around_.received_at;
    for (const auto& [key, value] : places) {
        const string_view top = key.substr(0, key.find('.'));
        if (value.empty() && !member(resource_, top)) continue;
        const auto when = parse_date_time(value);
        if (!when)
            return error(
                "value", fmt::format("{}.{}", path_, key),
                fmt::format("{} names no time; expected one with an offset, like 2026-11-22T02:00:00Z", quoted(value)));
        out_.reported_at = measured_at_ = when->begin;
        out_.history = !when->has_time || when->begin < around_.received_at - history_after;
        if (!when->has_time) {
            out_.reported_text = value;
            note(gravity::warning, "incomplete", fmt::format("{}.{}", path_, key),
                 "a date without a time: recorded, but not shown or evaluated as the patient's present");
        }
        return true;
    }
    return true;
}

/// A message that says neither when nor which it is could not be told from its own repetition.
bool reader::read_identity() {
    const auto identifier = first(resource_, "identifier");
    out_.control_id = identifier ? text(*identifier, "value") : string_view{};
    if (out_.control_id.empty()) out_.control_id = text(resource_, "id");
    if (out_.control_id.empty()) out_.control_id = around_.full_url;
    if (out_.control_id.empty() && !out_.reported_at)
        return error("required", path_ + ".effective", "it needs a time or an identifier");
    if (const auto other = read_subject(resource_, around_.others, out_))
        return error("not-supported", path_ + ".subject", fmt::format("of a {}, not of a patient", *other));
    return true;
}

void reader::take(const coded_sign& sign, double value, unit declared, validity status) {
    auto made = make_reading(sign.what, value, declared, status, measured_at_);
    made->code = sign.mdc;
    out_.readings.push_back(*made);
}

/// The number, if it can be one of this sign; `declared` is its unit then.
std::optional<double> reader::read_quantity(element quantity, const std::string& path, metric what, unit& declared) {
    double value = 0;
    const auto number = member(quantity, "value");
    const string_view code = text(quantity, "code");
    const auto known = unit_from_ucum(code);
    const string_view canonical = name(info(what).canonical);
    if (!number || number->get(value) != simdjson::SUCCESS)
        return error("required", path + ".value", "value must be a number"), std::nullopt;
    if (member(quantity, "comparator"))
        return error("not-supported", path + ".comparator", "a bound is no value: not taken"), std::nullopt;
    if (code.empty())
        return error("required", path + ".code", fmt::format("{} needs its UCUM unit, like {}", name(what), canonical)),
               std::nullopt;
    if (text(quantity, "system") != ucum)
        return error("value", path + ".system", fmt::format("the unit must be one of {}", ucum)), std::nullopt;
    if (!known || !make_reading(what, value, *known, number_is_, measured_at_))
        return error("value", path + ".code",
                     fmt::format("unit {} of {} cannot be converted to {}{}", quoted(code), name(what), canonical,
                                 without_weight(known.value_or(unit::none), info(what).canonical))),
               std::nullopt;
    declared = *known;
    return value;
}

/// Of the Observation itself or of one component.
void reader::read_values(element from, const std::string& path) {
    const codings code = codings_of(from);
    const auto key = value_key(from);
    const auto quantity = member(from, "valueQuantity");
    const bool absent = member(from, "dataAbsentReason").has_value();
    if (code.disagree()) {
        error("conflict", path + ".code", "its codings name different vital signs");
    } else if (!code.sign()) {
        note(gravity::information, "not-supported", path + ".code",
             fmt::format("{} is no vital sign that is watched here: it is not stored", code_text(from)));
    } else if (key && absent) {
        error("invariant", path + ".dataAbsentReason", "there is a value as well (obs-6)");
    } else if (absent) {
        take(*code.sign(), no_value, unit::none, validity::unavailable);
    } else if (!key) {
        error("required", path + ".value", "neither value nor dataAbsentReason");
    } else if (!quantity) {
        error("not-supported", fmt::format("{}.{}", path, *key), "the value must be a valueQuantity");
    } else {
        unit declared{};
        const auto value = read_quantity(*quantity, path + ".valueQuantity", code.sign()->what, declared);
        if (value) take(*code.sign(), *value, declared, number_is_);
    }
}

void reader::read_panel_without_parts() {
    if (member(resource_, "hasMember")) {
        note(gravity::information, "not-supported", path_ + ".hasMember", "its members are read where they are sent");
        return;
    }
    if (!member(resource_, "dataAbsentReason")) {
        error("required", path_ + ".component", "a blood pressure without its components");
        return;
    }
    take({metric::nibp_systolic, 0}, no_value, unit::none, validity::unavailable);
    take({metric::nibp_diastolic, 0}, no_value, unit::none, validity::unavailable);
}

void reader::read() {
    read_sender(resource_, out_);
    if (!is_watched() || !is_acceptable() || !read_status() || !read_time() || !read_identity()) return;
    const codings code = codings_of(resource_);
    if (watches(code)) read_values(resource_, path_);
    std::size_t at = 0;
    for (const element part : list(resource_, "component"))
        read_values(part, fmt::format("{}.component[{}]", path_, at++));
    if (code.is_pressure_panel() && at == 0) read_panel_without_parts();
}

} // namespace

void read_observation(element resource, const surroundings& around, report& out, std::vector<issue>& issues) {
    reader{resource, around, out, issues}.read();
}

} // namespace vigil::fhir
