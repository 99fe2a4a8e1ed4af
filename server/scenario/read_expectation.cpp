#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "server/alarm/rule_set.hpp"
#include "server/scenario/reader.hpp"

namespace vigil::scenario {
namespace {

using fault = std::unexpected<std::string>;
using alarm::change;

constexpr std::array changes{change::onset,     change::escalated, change::deescalated, change::acknowledged,
                             change::realarmed, change::paused,    change::resumed,     change::called,
                             change::updated,   change::latched,   change::renewed,     change::cleared,
                             change::noted,     change::assigned};
static_assert(changes.back() == alarm::last_change);

/// Nothing if `word` is no alarm event; an empty change for "shown".
std::optional<std::optional<change>> verb_from_text(std::string_view word) {
    if (word == "shown") return std::optional<change>{};
    for (const change c : changes)
        if (alarm::name(c) == word) return std::optional{c};
    return {};
}

std::string no_verb(std::string_view said) {
    std::vector<std::string_view> verbs;
    for (const change c : changes) verbs.push_back(alarm::name(c));
    return fmt::format("'{}' is no alarm event; there are {}, shown, station, device, bed, refused and nothing", said,
                       fmt::join(verbs, ", "));
}

bool ends_rule(const words& w) {
    return w.at_break() || w.peek() == "by" || w.peek() == "in" || w.peek().quoted;
}

/// `in W1/4`, `in W1`
std::expected<place, std::string> read_place(words& w, place usual) {
    if (!w.take_if("in")) return usual;
    const auto said = w.take_name();
    if (!said) return fault("where? write 'in W1/4' or, of an alarm of the whole ward, 'in W1'");
    return place_from_text(*said).value_or(place{*said, {}});
}

std::expected<expectation, std::string> read_alarm(words& w, const moment& m, std::optional<change> how,
                                                   std::string_view said) {
    alarm_expected e{.how = how, .where = m.where, .rule = rule_of(m.what)};
    if (!ends_rule(w)) e.rule = w.take().text;
    if (e.rule.empty()) return fault(fmt::format("{} of which alarm?", said));
    if (is_of_ward(e.rule)) e.where.bed.clear();
    if (const auto p = alarm::priority_from_name(w.peek().text); p && !w.peek().quoted) e.urgency = *p, w.take();
    if (how == change::called && !(w.peek() == "in")) e.whom = w.take_name();
    if (auto message = w.take_quoted()) e.message = std::move(*message);
    if (w.take_if("by")) e.by = w.take().text;
    auto where = read_place(w, std::move(e.where));
    if (!where) return fault(std::move(where.error()));
    e.where = std::move(*where);
    const bool needs_urgency = how == change::onset || how == change::escalated || how == change::deescalated;
    if (needs_urgency && !e.urgency) return fault(fmt::format("of which priority? write '{} tachycardia high'", said));
    if (how == change::called && !e.whom) return fault("who? write 'called tachycardia \"charge nurse\"'");
    return expectation{.what = std::move(e)};
}

std::expected<expectation, std::string> read_audio(words& w, const moment& m) {
    auto station = w.take_name();
    const bool paused = w.take_if("paused");
    if (!station || (!paused && !w.take_if("audible")))
        return fault("write 'station wall paused' or 'station wall audible'");
    auto where = read_place(w, {m.where.ward, {}});
    if (!where) return fault(std::move(where.error()));
    return expectation{.what = audio_expected{std::move(where->ward), std::move(*station), paused}};
}

/// `device 7 active high "Occlusion"`, `device 7 latched`, `device 7 over`
std::expected<expectation, std::string> read_device(words& w, const moment& m) {
    device_expected e{.where = m.where};
    const auto id = w.take_name();
    if (w.take_if("active"))
        e.now = device_alarm::state::active;
    else if (w.take_if("latched"))
        e.now = device_alarm::state::latched;
    else if (!id || !w.take_if("over"))
        return fault("write 'device 7 active high \"Occlusion\"', 'device 7 latched' or 'device 7 over'");
    e.id = *id;
    e.urgency = device_priority_from_name(w.peek().text);
    if (e.urgency) w.take();
    e.text = w.take_quoted();
    auto where = read_place(w, std::move(e.where));
    if (!where) return fault(std::move(where.error()));
    e.where = std::move(*where);
    return expectation{.what = std::move(e)};
}

std::expected<expectation, std::string> read_refusal(words& w) {
    auto part = w.take_quoted();
    if (!part || part->empty()) return fault("why? write 'refused \"a part of the reason\"'");
    return expectation{.what = refusal_expected{std::move(*part)}};
}

/// "5", "5..8"
std::optional<news2_is> news2_from_text(std::string_view text) {
    const std::size_t dots = text.find("..");
    const auto low = number_from_text(text.substr(0, dots));
    const auto high = dots == text.npos ? low : number_from_text(text.substr(dots + 2));
    if (!low || !high || *low > *high || *low < 0 || *high > 20) return {};
    return news2_is{static_cast<int>(*low), static_cast<int>(*high)};
}

std::optional<limit_is> read_limit(words& w) {
    auto rule = w.take_name();
    const auto level = alarm::priority_from_name(w.take().text);
    if (!rule || !level) return {};
    if (w.take_if("none")) return limit_is{std::move(*rule), *level, {}};
    const auto limit = number_from_text(w.take().text);
    if (!limit) return {};
    return limit_is{std::move(*rule), *level, *limit};
}

template <class Is>
std::optional<decltype(bed_expected::what)> number_is(words& w) {
    const auto number = number_from_text(w.take().text);
    if (!number || *number < 0 || *number > 1000 || *number != std::floor(*number)) return {};
    return Is{static_cast<int>(*number)};
}

/// `rate 10`, `given 2.5`: in mg/h and mg
template <class Is>
std::optional<decltype(bed_expected::what)> amount_is(words& w) {
    const auto number = number_from_text(w.take().text);
    if (!number) return {};
    return Is{*number};
}

/// `due observations 15m`, `due observations never`
std::optional<decltype(bed_expected::what)> read_due(words& w) {
    auto check = w.take_name();
    if (!check) return {};
    if (w.take_if("never")) return due_is{std::move(*check), {}};
    const auto at = time_from_text(w.take().text);
    if (!at) return {};
    return due_is{std::move(*check), at};
}

/// `item eaten missing`
std::optional<decltype(bed_expected::what)> read_item(words& w) {
    auto item = w.take_name();
    auto state = w.take_name();
    if (!item || !state) return {};
    return item_is{std::move(*item), std::move(*state)};
}

std::optional<decltype(bed_expected::what)> read_state(words& w) {
    if (w.take_if("monitored")) return watched_is{watched::monitored};
    if (w.take_if("recovering")) return watched_is{watched::recovering};
    if (w.take_if("away")) return watched_is{watched::away};
    if (w.take_if("not")) {
        if (!w.take_if("monitored")) return {};
        return watched_is{watched::not_monitored};
    }
    if (w.take_if("news2")) return news2_from_text(w.take().text);
    if (w.take_if("limit")) return read_limit(w);
    if (w.take_if("anonymous")) return patient_is{};
    if (w.take_if("patient")) {
        auto who = read_identity(w);
        if (who) return patient_is{std::move(*who)};
    }
    if (w.take_if("phase")) {
        const auto phase = alarm::infusion_phase_from_name(w.take().text);
        if (phase) return phase_is{*phase};
        return {};
    }
    if (w.take_if("rate")) return amount_is<rate_is>(w);
    if (w.take_if("given")) return amount_is<given_is>(w);
    if (w.take_if("due")) return read_due(w);
    if (w.take_if("item")) return read_item(w);
    if (w.take_if("stay")) return number_is<stay_is>(w);
    if (w.take_if("device_alarms")) return number_is<device_alarms_are>(w);
    return {};
}

std::expected<expectation, std::string> read_bed(words& w, const moment& m) {
    const auto what = read_state(w);
    if (!what)
        return fault(
            "write 'bed monitored', 'bed recovering', 'bed not monitored', 'bed away', 'bed news2 5..8', 'bed limit "
            "tachycardia "
            "medium 130 (or "
            "none)', 'bed patient P-17', 'bed anonymous', 'bed stay 2', 'bed device_alarms 0', or of an infusion 'bed "
            "phase paused', "
            "'bed rate 10', 'bed given 2.5', 'bed due observations 15m (or never)', 'bed item eaten missing'");
    auto where = read_place(w, m.where);
    if (!where) return fault(std::move(where.error()));
    if (where->bed.empty()) return fault(fmt::format("which bed of {}? write 'in {}/4'", where->ward, where->ward));
    return expectation{.what = bed_expected{std::move(*where), *what}};
}

} // namespace

std::string rule_of(const action& what) {
    if (const auto* said = std::get_if<acknowledge_said>(&what)) return said->rule;
    if (const auto* said = std::get_if<shown_said>(&what)) return said->rule;
    if (const auto* said = std::get_if<decided>(&what)) return said->rule;
    if (const auto* said = std::get_if<noted_said>(&what)) return said->rule;
    if (const auto* said = std::get_if<assigned_said>(&what)) return said->rule;
    return {};
}

bool is_of_ward(std::string_view rule) {
    return std::ranges::find(alarm::fixed_names, rule) != alarm::fixed_names.end();
}

std::expected<expectation, std::string> read_expectation(words& w, const moment& m) {
    if (w.take_if("station")) return read_audio(w, m);
    if (w.take_if("device")) return read_device(w, m);
    if (w.take_if("refused")) return read_refusal(w);
    if (w.take_if("bed")) return read_bed(w, m);
    const std::string said = w.take().text;
    const auto verb = verb_from_text(said);
    if (!verb) return fault(no_verb(said));
    return read_alarm(w, m, *verb, said);
}

} // namespace vigil::scenario
