// What the hospital's registration and devices themselves say, in a story's words.
#include <fmt/format.h>

#include <array>

#include "server/scenario/reader.hpp"

namespace vigil::scenario {
namespace {

using read = std::optional<action>; ///< nothing: not as its form says
using enum movement::kind;

std::optional<identity> read_id(words& w) {
    auto id = w.peek().quoted ? std::nullopt : w.take_name();
    if (!id) return {};
    return identity{std::move(*id), {}};
}

/// `P-17 "Doe, John"`, and `anywhere` for a bed that is not named.
template <movement::kind What>
read read_moved(words& w) {
    auto who = read_identity(w);
    if (!who) return {};
    return moved_said{.what = What, .who = std::move(*who), .other = {}, .to = {}, .anywhere = w.take_if("anywhere")};
}

/// `P-17 to W1/4`; `to W2` is where no bed is watched.
read read_transfer(words& w) {
    auto who = read_identity(w);
    if (!who || !w.take_if("to")) return {};
    const auto name = w.take_name();
    if (!name) return {};
    place to = place_from_text(*name).value_or(place{*name, {}});
    const bool anywhere = w.take_if("from") && w.take_if("anywhere");
    return moved_said{
        .what = transferred, .who = std::move(*who), .other = {}, .to = std::move(to), .anywhere = anywhere};
}

/// `P-17 with P-18 in W1/4`
read read_swap(words& w) {
    auto who = read_id(w);
    if (!who || !w.take_if("with")) return {};
    auto other = read_id(w);
    if (!other || !w.take_if("in")) return {};
    auto at = place_from_text(w.take().text);
    if (!at) return {};
    return moved_said{.what = swapped, .who = std::move(*who), .other = std::move(*other), .to = std::move(*at)};
}

/// `P-17 into P-18`
read read_merge(words& w) {
    auto other = read_id(w);
    if (!other || !w.take_if("into")) return {};
    auto who = read_identity(w);
    if (!who) return {};
    return moved_said{.what = merged, .who = std::move(*who), .other = std::move(*other), .to = {}};
}

std::optional<device_alarm::phase> read_phase(words& w) {
    using enum device_alarm::phase;
    for (const auto& [word, is] :
         {std::pair{"start", start}, {"continue", resume}, {"update", update}, {"end", end}, {"point", point}})
        if (w.take_if(word)) return is;
    return {};
}

/// `pump-1 patient P-17 alarm 7 start high "Occlusion"`
read read_device(words& w) {
    device_said said;
    auto device = w.take_name();
    if (!device) return {};
    if (w.take_if("patient")) {
        auto who = read_identity(w);
        if (!who) return {};
        said.patient = std::move(*who);
    }
    auto id = w.take_if("alarm") ? w.take_name() : std::nullopt;
    const auto step = id ? read_phase(w) : std::nullopt;
    if (!step) return {};
    said.alarm = {.id = std::move(*id), .device = std::move(*device), .text = {}, .step = *step};
    if (w.take_if("latched")) said.alarm.now = device_alarm::state::latched;
    if (w.take_if("inactive")) said.alarm.now = device_alarm::state::inactive;
    if (const auto urgency = device_priority_from_name(w.peek().text)) said.alarm.urgency = *urgency, w.take();
    said.alarm.text = w.take_quoted().value_or("");
    return said;
}

struct form {
    std::string_view word;
    std::string_view right; ///< one that is right, for whoever wrote one that is not
    read (*then)(words&);
};

constexpr std::array forms{
    form{"admit", "admit P-17 (or P-17 \"Doe, John\")", read_moved<admitted>},
    form{"discharge", "discharge P-17 (or P-17 anywhere)", read_moved<discharged>},
    form{"transfer", "transfer P-17 to W1/4 (from anywhere)", read_transfer},
    form{"swap", "swap P-17 with P-18 in W1/4", read_swap},
    form{"merge", "merge P-17 into P-18", read_merge},
    form{"update", "update P-17 \"Doe, John\" (anywhere)", read_moved<updated>},
    form{"cancel_admission", "cancel_admission P-17", read_moved<admission_cancelled>},
    form{"cancel_transfer", "cancel_transfer P-17", read_moved<transfer_cancelled>},
    form{"cancel_discharge", "cancel_discharge P-17", read_moved<discharge_cancelled>},
    form{"leave", "leave P-17 (or P-17 anywhere)", read_moved<on_leave>},
    form{"return", "return P-17 (or P-17 anywhere)", read_moved<returned>},
    form{"device", "device pump-1 alarm 7 start (or continue, update, end, point) high \"Occlusion\"", read_device},
};

} // namespace

std::optional<identity> read_identity(words& w) {
    identity who;
    if (!w.peek().quoted) who.id = w.take_name().value_or("");
    if (w.peek().quoted) who.name = w.take().text;
    if (who.id.empty() && who.name.empty()) return {};
    return who;
}

std::expected<std::optional<action>, std::string> read_intake(words& w) {
    for (const form& f : forms) {
        if (!w.take_if(f.word)) continue;
        auto done = f.then(w);
        if (!done || !w.at_break()) return std::unexpected(fmt::format("write '{}'", f.right));
        return done;
    }
    return std::nullopt;
}

} // namespace vigil::scenario
