#include "server/infusion/guards.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "server/alarm/vocabulary.hpp"
#include "server/infusion/charting.hpp"
#include "server/infusion/discharge.hpp"

namespace vigil::infusion {
namespace {

using alarm::infusion_phase;
using enum alarm::infusion_phase;

constexpr std::size_t name_max = 128; ///< bytes, of whoever acts or prescribes

constexpr std::uint32_t bits(std::initializer_list<infusion_phase> phases) {
    std::uint32_t out = 0;
    for (const infusion_phase p : phases) out |= std::uint32_t{1} << static_cast<unsigned>(p);
    return out;
}

/// In which phases an order has its place.
struct place_of {
    std::uint32_t operator()(const start_session&) const { return 0; }
    std::uint32_t operator()(const answer_screening&) const { return bits({screening, baseline}); }
    std::uint32_t operator()(const set_rate&) const { return bits({screening, baseline, infusing, paused}); }
    std::uint32_t operator()(const give_bolus&) const {
        return bits({screening, baseline, infusing, paused, recovery, ready});
    }
    std::uint32_t operator()(const pause_infusion&) const { return bits({infusing}); }
    std::uint32_t operator()(const resume_infusion&) const { return bits({paused}); }
    std::uint32_t operator()(const stop_infusion&) const { return bits({screening, baseline, infusing, paused}); }
    std::uint32_t operator()(const remove_pump&) const { return bits({recovery, ready}); }
    std::uint32_t operator()(const chart&) const {
        return bits({screening, baseline, infusing, paused, recovery, ready});
    }
    std::uint32_t operator()(const acknowledge_after_care&) const { return bits({recovery, ready}); }
    std::uint32_t operator()(const sign_discharge&) const { return bits({recovery, ready}); }
};

std::string why_not_now(const session& s, const order& o) {
    if (std::holds_alternative<start_session>(o)) return "a session is under way here: it is to be ended first";
    if (std::holds_alternative<remove_pump>(o) && (s.phase == infusing || s.phase == paused))
        return "the infusion is not stopped: record the stop first";
    return fmt::format("{} has no place while the session is in {}", name(o), name(s.phase));
}

/// Before which nothing of the kind can have happened.
struct earliest {
    const session& s;
    instant after_last_change() const {
        const auto& boluses = s.doses.boluses();
        return std::max(s.doses.last_change().value_or(s.began.at), boluses.empty() ? s.began.at : boluses.back().at);
    }
    instant operator()(const set_rate&) const { return after_last_change(); }
    instant operator()(const pause_infusion&) const { return after_last_change(); }
    instant operator()(const resume_infusion&) const { return after_last_change(); }
    instant operator()(const stop_infusion&) const { return after_last_change(); }
    instant operator()(const give_bolus&) const { return s.began.at; }
    instant operator()(const remove_pump&) const { return s.stopped_at.value_or(s.began.at); }
    instant operator()(const acknowledge_after_care&) const { return s.stopped_at.value_or(s.began.at); }
    instant operator()(const sign_discharge&) const { return last_given(s).value_or(s.began.at); }
    instant operator()(const auto&) const { return instant::min(); }
};

/// What each order asks besides.
struct ask {
    const session& s;
    const act& a;
    const surroundings& around;
    std::vector<objection>& out;

    void object(std::string_view guard, std::string why, consent passes = consent::never) const {
        out.push_back({std::string{guard}, std::move(why), passes});
    }

    void operator()(const answer_screening& o) const {
        const auto asked = std::ranges::find(s.plan->screening, o.question, &screening_question::name);
        if (asked == s.plan->screening.end())
            object("question", fmt::format("protocol '{}' does not ask '{}'", s.plan->name, o.question));
        else if (o.override && o.yes != asked->pass)
            object("screening", fmt::format("'{}' is answered {}", asked->ask, o.yes ? "yes" : "no"), asked->otherwise);
    }
    void operator()(const set_rate& o) const {
        prescribers(o.prescriber, o.second_prescriber);
        dose_objections(s, o, a, around, out);
        begins();
    }
    void operator()(const give_bolus& o) const {
        prescribers(o.prescriber, o.second_prescriber);
        dose_objections(s, o, a, around, out);
        begins();
    }
    void operator()(const resume_infusion& o) const { dose_objections(s, o, a, around, out); }
    void operator()(const stop_infusion& o) const {
        if (!s.infusing_since && !o.early) object("early", "nothing was given yet: call it off as early");
        if (o.early && blank(a.reason))
            object("reason_missing", "it stops before it is complete: say why", consent::reason);
    }
    void operator()(const remove_pump&) const {
        if (!s.pump_attached) object("no_pump", "no pump is attached");
    }
    void operator()(const chart& c) const {
        for (objection& one : chart_objections(s, c)) out.push_back(std::move(one));
    }
    void operator()(const sign_discharge& o) const {
        if (auto why = may_not_leave(s)) object("pump_attached", std::move(*why));
        surroundings then = around; // a discharge that is told later waited no longer for that
        then.now = a.at;
        const auto items = checklist(s, then);
        for (const checked_item& i : items)
            if (i.is == checked_item::state::missing || i.is == checked_item::state::blocked)
                object(i.name, fmt::format("{}: {}", i.text, i.why), consent_of(i.name));
        for (const std::string& named : o.override)
            if (std::ranges::find(items, named, &checked_item::name) == items.end())
                object("item", fmt::format("the checklist has no '{}'", named));
    }
    void operator()(const auto&) const {}

    consent consent_of(std::string_view item) const {
        const auto found = std::ranges::find(s.plan->discharge, item, &discharge_item::name);
        return found == s.plan->discharge.end() ? consent::reason : found->otherwise;
    }

    void prescribers(std::string_view first, std::string_view second) const {
        if (first.size() > name_max || second.size() > name_max)
            object("prescriber", fmt::format("a prescriber has more than {} bytes", name_max));
    }

    /// What must be there before the first dose.
    void begins() const {
        if (s.phase == screening)
            object("not_screened", fmt::format("the screening is not passed: {}", fmt::join(open_questions(s), ", ")));
        if (s.infusing_since) return;
        const auto unknown = unknown_baseline(s, a.at, around);
        if (!unknown.empty())
            object("baseline_missing", fmt::format("not known from before: {}", fmt::join(unknown, ", ")),
                   consent::reason);
    }
};

/// What somebody who gave an order said to answer for it.
struct answered {
    const objection& against;
    const act& a;
    bool operator()(const answer_screening& o) const { return passes(o.override, a.by, o.second_prescriber); }
    bool operator()(const set_rate& o) const { return passes(o.override, o.prescriber, o.second_prescriber); }
    bool operator()(const give_bolus& o) const { return passes(o.override, o.prescriber, o.second_prescriber); }
    bool operator()(const resume_infusion& o) const { return passes(o.override, a.by, o.second_prescriber); }
    bool operator()(const start_session& o) const { return passes(o.override, a.by, {}); }
    bool operator()(const sign_discharge& o) const {
        const bool named = std::ranges::find(o.override, against.guard) != o.override.end();
        return passes(named, a.by, o.second_prescriber);
    }
    bool operator()(const auto&) const { return false; }

    bool passes(bool override, std::string_view first, std::string_view second) const {
        if (!override || blank(a.by) || blank(a.reason) || against.passes == consent::never) return false;
        return against.passes == consent::reason || (!blank(second) && !same_person(first, second));
    }
};

/// Since when the newest usable value was there.
instant known_since(const alarm::observed& o) {
    return usable(o) ? o.unchanged_since : o.usable_at;
}

/// Known between `from` and `until`: charted, or shown by the monitor. Of the monitor the newest value alone is kept:
/// where that came later, what was before is not known.
bool known_from(const session& s, std::string_view item, instant from, instant until, const surroundings& around) {
    const milliseconds moment{1};
    if (newest_before(s, item, from - moment, until + moment)) return true;
    const auto source = alarm::source_from_name(item);
    const auto had = [&](metric m) {
        const alarm::observed& o = around.care.values[m];
        return o.usable_at >= from && known_since(o) <= until;
    };
    return source && (had(source->first) || had(source->second));
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

} // namespace

std::vector<std::string_view> open_questions(const session& s) {
    std::vector<std::string_view> out;
    for (const screening_question& q : s.plan->screening) {
        const auto given = s.screening.find(q.name);
        if (given == s.screening.end() || (given->second.yes != q.pass && !given->second.overridden))
            out.push_back(q.name);
    }
    return out;
}

std::vector<std::string_view> unknown_baseline(const session& s, instant at, const surroundings& around) {
    std::vector<std::string_view> out;
    for (const std::string& item : s.plan->baseline)
        if (!known_from(s, item, at - s.plan->baseline_age, at, around)) out.push_back(item);
    return out;
}

bool blank(std::string_view text) {
    return trimmed(text).empty();
}

bool same_person(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(trimmed(a), trimmed(b), {}, lower, lower);
}

std::vector<objection> act_objections(const act& a) {
    std::vector<objection> out;
    if (blank(a.by)) out.push_back({"author", "somebody has to answer for it: 'by' is empty", consent::never});
    if (a.by.size() > name_max)
        out.push_back({"author", fmt::format("'by' has more than {} bytes", name_max), consent::never});
    if (a.reason.size() > protocol::text_max)
        out.push_back({"reason", fmt::format("the reason has more than {} bytes", protocol::text_max), consent::never});
    if (a.at > a.entered_at) out.push_back({"time", "it lies in the future", consent::never});
    if (a.at < a.entered_at - late_max) {
        const auto hours = std::chrono::duration_cast<std::chrono::hours>(late_max).count();
        out.push_back({"time", fmt::format("it is more than {} h ago", hours), consent::never});
    }
    return out;
}

std::vector<objection> standing_against(const session& s, const order& o, const act& a, const surroundings& around) {
    std::vector<objection> out = act_objections(a);
    const std::uint32_t here = bits({s.phase});
    if ((std::visit(place_of{}, o) & here) == 0) {
        out.push_back({"wrong_phase", why_not_now(s, o), consent::never});
        return out; // what else could be said would be about another moment
    }
    const instant first = std::visit(earliest{s}, o);
    if (a.at < first)
        out.push_back({"time",
                       fmt::format("it is before {}, when something that it follows was recorded", to_rfc3339(first)),
                       consent::never});
    std::visit(ask{s, a, around, out}, o);
    return out;
}

std::vector<objection> not_answered_for(std::vector<objection> all, const order& o, const act& a) {
    std::erase_if(all, [&](const objection& one) { return std::visit(answered{one, a}, o); });
    return all;
}

std::vector<objection> objections(const session& s, const order& o, const act& a, const surroundings& around) {
    if (const auto* c = std::get_if<chart>(&o); c && charted(s, c->id)) return {}; // told again
    return not_answered_for(standing_against(s, o, a, around), o, a);
}

std::string to_text(std::span<const objection> all) {
    std::string out;
    for (const objection& one : all) {
        if (!out.empty()) out += "; ";
        out += one.why;
        if (one.passes == consent::reason) out += " (needs a reason)";
        if (one.passes == consent::second_prescriber)
            out += " (needs a reason and a second prescriber who is another person)";
    }
    return out;
}

} // namespace vigil::infusion
