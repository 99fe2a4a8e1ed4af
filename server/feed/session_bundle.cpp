#include "server/feed/session_bundle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "proto/fhir/coding.hpp"
#include "proto/vitals/scale.hpp"
#include "server/feed/members.hpp"
#include "server/feed/report_words.hpp"
#include "server/infusion/charting.hpp"

namespace vigil::feed {
namespace {

using json::append_number;
using json::append_string;

enum class kind : std::uint8_t { bundle, procedure, rate, bolus, observation };

/// A UUID of version 8 (RFC 9562), as its bits are our own: the session's, what it is of, and which of these.
std::string uuid(std::uint64_t session, kind what, std::size_t number) {
    return fmt::format("{:08x}-{:04x}-8{:03x}-8{:01x}{:02x}-{:012x}", session >> 32, session >> 16 & 0xffff,
                       session >> 4 & 0xfff, session & 0xf, static_cast<unsigned>(what), number);
}

class bundle {
public:
    bundle(const ward::fold& wards, const ward::bed& bed, const infusion::session& s, instant now)
        : wards_(wards), bed_(bed), s_(s), now_(now) {
        std::from_chars(s.id.data(), s.id.data() + s.id.size(), id_, 16);
    }

    std::string write() {
        out_ = fmt::format(
            R"({{"resourceType":"Bundle","id":"{0}","identifier":{{"system":"urn:ietf:rfc:3986","value":"urn:uuid:{0}"}},)"
            R"("type":"collection")",
            uuid(id_, kind::bundle, 0));
        append_time_member(out_, "timestamp", now_);
        out_ += R"(,"entry":[)";
        procedure();
        rates();
        boluses();
        for (const infusion::observation_set& set : s_.sets)
            for (const infusion::charted_value& v : set.content.values) observation(set, v);
        return std::move(out_ += "]}");
    }

private:
    void begin(std::string_view type, kind what, std::size_t number, std::string_view status) {
        if (what != kind::procedure) out_ += ',';
        fmt::format_to(std::back_inserter(out_),
                       R"({{"fullUrl":"urn:uuid:{0}","resource":{{"resourceType":"{1}","id":"{0}","status":"{2}")",
                       uuid(id_, what, number), type, status);
        if (what != kind::procedure)
            fmt::format_to(std::back_inserter(out_), R"(,"partOf":[{{"reference":"urn:uuid:{}"}}])",
                           uuid(id_, kind::procedure, 0));
        out_ += R"(,"subject":{"type":"Patient")";
        if (!bed_.patient.empty()) {
            out_ += R"(,"identifier":{"value":)";
            append_string(out_, bed_.patient);
            out_ += '}';
        }
        append_member(out_, "display", bed_.patient_name.empty() ? "name not known" : bed_.patient_name);
        out_ += '}';
    }

    void end() { out_ += "}}"; }

    void text_member(std::string_view key, std::string_view text) {
        fmt::format_to(std::back_inserter(out_), R"(,"{}":{{"text":)", key);
        append_string(out_, text);
        out_ += '}';
    }

    void note(std::string_view text) {
        if (text.empty()) return;
        out_ += R"(,"note":[{"text":)";
        append_string(out_, text);
        out_ += "}]";
    }

    void performer(std::string_view by) {
        out_ += R"(,"performer":[{"actor":{"display":)";
        append_string(out_, by);
        out_ += "}}]";
    }

    void period(std::string_view key, instant from, std::optional<instant> until) {
        fmt::format_to(std::back_inserter(out_), R"(,"{}":{{"start":)", key);
        json::append_time(out_, from);
        if (until) append_time_member(out_, "end", *until);
        out_ += '}';
    }

    void quantity(std::string_view key, double value, std::string_view ucum) {
        fmt::format_to(std::back_inserter(out_), R"(,"{}":{{"value":)", key);
        append_number(out_, value);
        append_member(out_, "unit", ucum);
        append_member(out_, "system", fhir::ucum);
        append_member(out_, "code", ucum);
        out_ += '}';
    }

    std::string_view procedure_status() const {
        using enum alarm::infusion_phase;
        if (s_.phase == paused) return "on-hold";
        if (s_.phase != discharged) return s_.infusing_since ? "in-progress" : "preparation";
        if (!s_.infusing_since) return "not-done";
        return s_.early ? "stopped" : "completed";
    }

    void procedure() {
        begin("Procedure", kind::procedure, 0, procedure_status());
        out_ += R"(,"identifier":[{"value":)";
        append_string(out_, s_.id);
        out_ += "}]";
        if (s_.early) text_member("statusReason", s_.early_reason);
        text_member("code", s_.plan->title);
        if (s_.infusing_since) period("performedPeriod", *s_.infusing_since, s_.stopped_at);
        out_ += R"(,"location":{"display":)";
        append_bed_name(out_, wards_.wards()[bed_.ward].name, bed_.name);
        out_ += '}';
        note(fmt::format("Protocol {}, version {:016x}, taken from {}. As people entered it; no pump was driven.",
                         s_.plan->name, s_.plan->version, s_.plan->source));
        end();
    }

    static std::string about(std::string_view first, std::string_view second, const std::vector<std::string>& against) {
        std::string text = fmt::format("Prescribed by {}", prescribers(first, second));
        return against.empty() ? text : fmt::format("{}. Against: {}", text, words(against));
    }

    /// Whose order began what ran from `at` on: the newest rate, or who let it go on.
    const infusion::step* step_at(instant at) const {
        const infusion::step* found = nullptr;
        for (const infusion::step& each : s_.steps)
            if (each.by.at <= at) found = &each;
        return found;
    }

    const infusion::act& begun_by(const infusion::step& step, instant at) const {
        if (step.by.at == at) return step.by;
        const auto turn = std::ranges::find(s_.pauses, at, &infusion::turn::at);
        return turn == s_.pauses.end() ? step.by : *turn;
    }

    void medication(const infusion::act& by, std::string_view about, infusion::route way) {
        text_member("medicationCodeableConcept", s_.plan->drug);
        performer(by.by);
        if (!by.reason.empty()) {
            out_ += R"(,"reasonCode":[{"text":)";
            append_string(out_, by.reason);
            out_ += "}]";
        }
        note(about);
        out_ += R"(,"dosage":{"route":{"text":)";
        append_string(out_, name(way));
        out_ += '}';
    }

    void rates() {
        const auto& all = s_.doses.changes();
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto until = i + 1 < all.size() ? std::optional{all[i + 1].at} : std::nullopt;
            const infusion::step* step = step_at(all[i].at);
            if (all[i].rate == infusion::micrograms_per_hour{} || until == all[i].at || !step) continue;
            begin("MedicationAdministration", kind::rate, i, until ? "completed" : "in-progress");
            period("effectivePeriod", all[i].at, until);
            medication(begun_by(*step, all[i].at),
                       about(step->ordered.prescriber, step->ordered.second_prescriber, step->against),
                       step->ordered.by);
            quantity("rateQuantity", infusion::milligrams_per_hour(all[i].rate), "mg/h");
            out_ += '}';
            end();
        }
    }

    void boluses() {
        for (std::size_t i = 0; i < s_.boluses.size(); ++i) {
            const infusion::bolus_given& each = s_.boluses[i];
            begin("MedicationAdministration", kind::bolus, i, "completed");
            append_time_member(out_, "effectiveDateTime", each.by.at);
            medication(each.by, about(each.ordered.prescriber, each.ordered.second_prescriber, each.against),
                       each.ordered.by);
            quantity("dose", each.ordered.mg, "mg");
            out_ += '}';
            end();
        }
    }

    void coding(std::string_view system, std::string_view code) {
        out_ += out_.ends_with('}') ? ",{" : "{";
        out_ += R"("system":)";
        append_string(out_, system);
        append_member(out_, "code", code);
        out_ += '}';
    }

    void code(const infusion::charted_value& v, std::optional<metric> m) {
        out_ += R"(,"code":{)";
        if (m && (!fhir::loinc_of(*m).empty() || fhir::mdc_of(*m))) {
            out_ += R"("coding":[)";
            for (const std::string_view each : fhir::loinc_of(*m)) coding(fhir::loinc, each);
            if (fhir::mdc_of(*m)) coding(fhir::mdc, fmt::format("{}", fhir::mdc_of(*m)));
            out_ += "],";
        }
        out_ += R"("text":)";
        append_string(out_, m ? words(v.item) : asked(*s_.plan, v.item));
        out_ += '}';
    }

    /// Numbers as quantities; yes and no; levels, grades and texts in the words of the chart.
    void value(const infusion::charted_value& v, std::optional<metric> m) {
        const auto item = std::ranges::find(s_.plan->items, v.item, &infusion::item::name);
        const bool own = item != s_.plan->items.end();
        if (v.number && own && item->kind == infusion::item::answer::yes_no)
            append_flag_member(out_, "valueBoolean", *v.number != 0);
        else if (v.number && own && item->kind == infusion::item::answer::number)
            quantity("valueQuantity", *v.number, "1");
        else if (v.number && m && levels(*m).empty())
            quantity("valueQuantity", *v.number, name(info(*m).canonical));
        else
            append_member(out_, "valueString", charted(*s_.plan, {v.item, v.number, v.text, false}));
    }

    void observation(const infusion::observation_set& set, const infusion::charted_value& v) {
        const bool replaced = !set.corrected_by.empty();
        const auto m = infusion::charted_metric(v.item);
        const bool vital = m && !fhir::loinc_of(*m).empty();
        begin("Observation", kind::observation, observations_++,
              replaced                       ? "entered-in-error"
              : set.content.corrects.empty() ? "final"
                                             : "corrected");
        fmt::format_to(
            std::back_inserter(out_),
            R"(,"category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/observation-category",)"
            R"("code":"{}"}}]}}])",
            vital ? "vital-signs" : "exam");
        code(v, m);
        append_time_member(out_, "effectiveDateTime", set.by.at);
        append_time_member(out_, "issued", set.by.entered_at);
        out_ += R"(,"performer":[{"display":)";
        append_string(out_, set.by.by);
        out_ += "}]";
        value(v, m);
        note(set.content.note);
        if (v.from_device) text_member("method", "shown by the monitor and confirmed");
        end();
    }

    const ward::fold& wards_;
    const ward::bed& bed_;
    const infusion::session& s_;
    instant now_;
    std::uint64_t id_ = 0;
    std::size_t observations_ = 0;
    std::string out_;
};

} // namespace

std::string session_bundle(const ward::fold& wards, ward::bed_index b, instant now) {
    return bundle{wards, wards.beds()[b], wards.find_session(b)->what, now}.write();
}

} // namespace vigil::feed
