// The commands of infusion sessions, member by member.
#include "proto/json/infusion_command.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace vigil::json {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;
using std::string_view;

std::optional<double> optional_number(form& f, string_view name) {
    if (!f.has(name) || f.at(name)->is_null()) return {};
    return f.number(name);
}

bool optional_flag(form& f, string_view name) {
    return f.has(name) && f.flag(name);
}

/// A list, or nothing where there is none; `each(element, place)` says what is wrong with an element, or nothing.
template <class Each>
void read_list(form& f, string_view name, std::size_t most, Each each) {
    if (!f.has(name)) return;
    array list;
    if (f.at(name)->get(list) != simdjson::SUCCESS) return f.fail(fmt::format("{} must be a list", name));
    if (list.size() > most) return f.fail(fmt::format("{} holds more than {}", name, most));
    std::size_t place = 0;
    for (const element e : list) {
        const std::optional<std::string> wrong = each(e);
        if (wrong) return f.fail(fmt::format("{}/{}: {}", name, place, *wrong));
        ++place;
    }
}

/// Free text may have lines and tabs, and no other control characters. The reason if it is none.
std::optional<std::string> read_prose(const element& e, string_view name, std::string& out) {
    const auto unwritten = [](char c) {
        return (c >= 0 && c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == '\x7f';
    };
    string_view text;
    if (e.get(text) != simdjson::SUCCESS || text.size() > note_bytes_max)
        return fmt::format("{} must be a text of at most {} bytes", name, note_bytes_max);
    if (std::ranges::any_of(text, unwritten)) return fmt::format("{} holds control characters", name);
    out = text;
    return {};
}

/// What stands under "value": a number, yes or no, or a text.
std::optional<std::string> read_value(const element& e, charted_value& out) {
    double number = 0;
    bool yes = false;
    if (e.get(number) == simdjson::SUCCESS)
        out.number = number;
    else if (e.get(yes) == simdjson::SUCCESS)
        out.number = yes ? 1 : 0;
    else if (!e.is_string())
        return "value must be a number, true, false, or a text";
    else if (const auto wrong = read_prose(e, "value", out.text))
        return wrong;
    else if (out.text.empty())
        return "value is empty";
    return {};
}

std::optional<std::string> read_charted(const element& e, std::vector<charted_value>& out) {
    static constexpr std::array<string_view, 3> keys{"item", "value", "from_device"};
    object source;
    if (e.get(source) != simdjson::SUCCESS) return "must be {\"item\":...,\"value\":...}";
    form f{source, {keys}};
    charted_value made{.item = f.text("item"), .from_device = optional_flag(f, "from_device")};
    if (!f.has("value"))
        f.fail("value is missing");
    else if (const auto wrong = read_value(*f.at("value"), made))
        f.fail(*wrong);
    const auto read = f.finish(std::move(made));
    if (!read) return read.error().reason;
    out.push_back(*read);
    return {};
}

} // namespace

infusion_command read_start_infusion(form& f) {
    return {{}, start_infusion{f.text("protocol"), optional_number(f, "weight_kg"), optional_flag(f, "override")}};
}

infusion_command read_answer_screening(form& f) {
    return {{},
            answer_screening{f.text("question"), f.flag("yes"), optional_flag(f, "override"),
                             f.text_or_empty("second_prescriber")}};
}

infusion_command read_set_rate(form& f) {
    return {{},
            set_rate{.amount = f.number("amount"),
                     .unit = f.text("unit"),
                     .concentration_mg_per_ml = optional_number(f, "concentration_mg_per_ml"),
                     .weight_kg = optional_number(f, "weight_kg"),
                     .route = f.text("route"),
                     .prescriber = f.text("prescriber"),
                     .second_prescriber = f.text_or_empty("second_prescriber"),
                     .override = optional_flag(f, "override")}};
}

infusion_command read_give_bolus(form& f) {
    return {{},
            give_bolus{f.number("mg"), f.text("route"), f.text("prescriber"), f.text_or_empty("second_prescriber"),
                       optional_flag(f, "override")}};
}

infusion_command read_pause_infusion(form&) {
    return {{}, pause_infusion{}};
}

infusion_command read_resume_infusion(form& f) {
    return {{}, resume_infusion{f.text_or_empty("second_prescriber"), optional_flag(f, "override")}};
}

infusion_command read_stop_infusion(form& f) {
    return {{}, stop_infusion{optional_flag(f, "early")}};
}

infusion_command read_remove_pump(form&) {
    return {{}, remove_pump{}};
}

infusion_command read_acknowledge_after_care(form&) {
    return {{}, acknowledge_after_care{}};
}

infusion_command read_sign_discharge(form& f) {
    sign_discharge made{{}, f.text_or_empty("second_prescriber")};
    read_list(f, "override", charted_values_max, [&](const element& e) -> std::optional<std::string> {
        const auto item = read_text(field{e}, "an item's name");
        if (!item) return item.error();
        made.override.emplace_back(*item);
        return {};
    });
    return {{}, std::move(made)};
}

infusion_command read_chart(form& f) {
    chart made{.corrects = f.text_or_empty("corrects"), .confirmed = optional_flag(f, "confirmed")};
    if (f.has("note"))
        if (const auto wrong = read_prose(*f.at("note"), "note", made.note)) f.fail(*wrong);
    read_list(f, "values", charted_values_max, [&](const element& e) { return read_charted(e, made.values); });
    if (made.values.empty() && made.note.empty()) f.fail("values is empty, and there is no note");
    return {{}, std::move(made)};
}

} // namespace vigil::json
