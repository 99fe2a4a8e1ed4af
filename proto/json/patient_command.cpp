// The commands that somebody gives for one patient: a table of their types, and a reader for each.
#include <fmt/format.h>

#include "proto/json/command_form.hpp"
#include "proto/json/infusion_command.hpp"
#include "proto/vitals/instant.hpp"

namespace vigil::json {
namespace {

using simdjson::dom::object;
using std::string_view;
using decision = decltype(patient_command::what);

decision read_set_limit(form& f) {
    set_limit made{.rule = f.text("rule"), .priority = f.text("priority")};
    if (!f.has("limit")) f.fail("limit is missing: a number, or null for the rule's own");
    if (f.has("limit") && !f.at("limit")->is_null()) made.limit = f.number("limit");
    if (made.limit) made.minutes = f.number("minutes");
    if (made.limit && made.minutes == 0) f.fail("minutes must be more than 0");
    if (!made.limit && f.has("minutes")) f.fail("minutes mean nothing without a limit");
    return made;
}

decision read_pause_alarm(form& f) {
    return pause_alarm{f.text("rule"), f.number("minutes")};
}

decision read_resume_alarm(form& f) {
    return pause_alarm{f.text("rule"), 0};
}

decision read_set_phase(form& f) {
    return set_phase{f.text("phase")};
}

decision read_note_step(form&) {
    return note_step{};
}

decision read_take_baseline(form&) {
    return take_baseline{};
}

decision read_set_spo2_scale(form& f) {
    const std::uint64_t scale = f.count("scale");
    if (scale != 1 && scale != 2) f.fail("scale must be 1 or 2");
    return set_spo2_scale{scale == 2};
}

decision read_decide_confusion(form& f) {
    return decide_confusion{f.text("is")};
}

/// When it happened, of what may be entered later.
std::optional<instant> read_at(form& f) {
    if (!f.has("at")) return {};
    const auto at = parse_rfc3339(f.text("at"));
    if (!at) f.fail("at must be a time as 2026-11-22T02:00:00Z");
    return at;
}

template <infusion_command (*read)(form&)>
decision read_infusion(form& f) {
    infusion_command made = read(f);
    made.happened_at = read_at(f);
    return made;
}

/// One type of command: its name on a stream, its place over HTTP, and the members of its own.
struct kind {
    string_view type;
    string_view resource;            ///< empty: only on a stream
    std::array<string_view, 9> keys; ///< the unused ones are empty
    decision (*read)(form&);
};

constexpr std::array<kind, 19> kinds{{
    {"set_limit", "limits", {"rule", "priority", "limit", "minutes"}, read_set_limit},
    {"pause_alarm", "pauses", {"rule", "minutes"}, read_pause_alarm},
    {"resume_alarm", "", {"rule"}, read_resume_alarm},
    {"set_phase", "phase", {"phase"}, read_set_phase},
    {"note_step", "steps", {}, read_note_step},
    {"take_baseline", "baseline", {}, read_take_baseline},
    {"set_spo2_scale", "spo2_scale", {"scale"}, read_set_spo2_scale},
    {"decide_confusion", "confusion", {"is"}, read_decide_confusion},
    {"chart", "observations", {"values", "note", "corrects", "confirmed", "at"}, read_infusion<read_chart>},
    {"start_infusion",
     "infusion_start",
     {"protocol", "weight_kg", "override", "at"},
     read_infusion<read_start_infusion>},
    {"answer_screening",
     "infusion_screening",
     {"question", "yes", "override", "second_prescriber", "at"},
     read_infusion<read_answer_screening>},
    {"set_rate",
     "infusion_rate",
     {"amount", "unit", "concentration_mg_per_ml", "weight_kg", "route", "prescriber", "second_prescriber", "override",
      "at"},
     read_infusion<read_set_rate>},
    {"give_bolus",
     "infusion_bolus",
     {"mg", "route", "prescriber", "second_prescriber", "override", "at"},
     read_infusion<read_give_bolus>},
    {"pause_infusion", "infusion_pause", {"at"}, read_infusion<read_pause_infusion>},
    {"resume_infusion",
     "infusion_resume",
     {"second_prescriber", "override", "at"},
     read_infusion<read_resume_infusion>},
    {"stop_infusion", "infusion_stop", {"early", "at"}, read_infusion<read_stop_infusion>},
    {"remove_pump", "infusion_pump_removed", {"at"}, read_infusion<read_remove_pump>},
    {"acknowledge_after_care", "infusion_after_care", {"at"}, read_infusion<read_acknowledge_after_care>},
    {"sign_discharge",
     "infusion_discharge",
     {"override", "second_prescriber", "at"},
     read_infusion<read_sign_discharge>},
}};

constexpr std::array<string_view, 4> common_keys{"request", "stay", "by", "reason"};
constexpr std::array<string_view, 2> stream_keys{"type", "bed"};

std::expected<patient_command, command_error> read(const kind& k, object source, std::span<const string_view> where) {
    const auto used = static_cast<std::size_t>(std::ranges::find(k.keys, string_view{}) - k.keys.begin());
    form f{source, {where, common_keys, std::span{k.keys}.first(used)}};
    patient_command made{.request = f.text("request"), .stay = f.text("stay"), .by = f.text("by")};
    if (!where.empty()) made.bed = f.text("bed");
    made.reason = f.text_or_empty("reason");
    made.what = k.read(f);
    return f.finish(std::move(made));
}

} // namespace

std::span<const string_view> patient_command_types() {
    static constexpr auto types = [] {
        std::array<string_view, kinds.size()> out;
        std::ranges::transform(kinds, out.begin(), &kind::type);
        return out;
    }();
    return types;
}

std::optional<std::expected<patient_command, command_error>> read_patient_command_of(string_view type, object source) {
    const auto k = std::ranges::find(kinds, type, &kind::type);
    if (k == kinds.end()) return {};
    return read(*k, source, stream_keys);
}

std::optional<std::expected<patient_command, command_error>> read_patient_command_at(string_view resource,
                                                                                     object source) {
    if (!patient_resource(resource)) return {};
    return read(*std::ranges::find(kinds, resource, &kind::resource), source, {});
}

bool patient_resource(string_view name) {
    return !name.empty() && std::ranges::find(kinds, name, &kind::resource) != kinds.end();
}

} // namespace vigil::json
