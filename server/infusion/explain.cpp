#include "server/infusion/explain.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "proto/vitals/scale.hpp"
#include "server/alarm/duration.hpp"
#include "server/alarm/value_words.hpp"
#include "server/alarm/vocabulary.hpp"
#include "server/alarm/wording.hpp"

namespace vigil::infusion {
namespace {

using namespace std::chrono_literals;
using alarm::infusion_phase;

std::string_view otherwise(consent c) {
    switch (c) {
        case consent::reason: return "else it takes a reason";
        case consent::second_prescriber: return "else it takes a reason and a second prescriber";
        case consent::never: return "there is no other way";
    }
    return "";
}

/// As people write it; UCUM has "mg/(24.h)".
std::string_view spoken(dose_unit u) {
    return u == dose_unit::mg_per_24h ? "mg/24h" : name(u);
}

/// "respiratory rate", "has the patient passed urine?".
std::string noun(const protocol& p, std::string_view name) {
    const auto asked = std::ranges::find(p.items, name, &item::name);
    if (asked != p.items.end()) return fmt::format("\"{}\"", asked->ask);
    const auto from = alarm::source_from_name(name);
    return from ? std::string{alarm::noun_of(from->first, from->second)} : std::string{name};
}

std::string nouns(const protocol& p, const std::vector<std::string>& names) {
    std::vector<std::string> out;
    for (const std::string& each : names) out.push_back(noun(p, each));
    return fmt::format("{}", fmt::join(out, ", "));
}

class explanation {
public:
    explicit explanation(const protocol& p) : p_{p} {}

    std::string write() {
        heading();
        screening();
        doses();
        if (!p_.checks.empty()) line("Checks");
        for (const check& c : p_.checks) one(c);
        warnings();
        if (!p_.discharge.empty()) line("The patient may go when");
        for (const discharge_item& i : p_.discharge) one(i);
        line("After-care sheet");
        after_care();
        return std::move(out_);
    }

private:
    template <class... Args>
    void line(fmt::format_string<Args...> text, Args&&... args) {
        fmt::format_to(std::back_inserter(out_), text, std::forward<Args>(args)...);
        out_ += '\n';
    }

    void heading() {
        line("{}: {}", p_.name, p_.title);
        line("  Drug: {}. Taken from: {}.", p_.drug, p_.source);
        if (p_.planned) line("  A session runs about {}.", in_words(*p_.planned));
        line("  A course has up to {} session{}{}.", p_.sessions_max, p_.sessions_max == 1 ? "" : "s",
             p_.course_most ? fmt::format(" within {}", in_words(*p_.course_most)) : "");
        if (p_.between_courses) line("  Between courses at least {}, else a reason.", in_words(*p_.between_courses));
        if (p_.continuous_monitoring) line("  SpO2, pulse and respiratory rate are watched without a gap.");
    }

    void screening() {
        if (!p_.screening.empty()) line("Asked before");
        for (const screening_question& q : p_.screening)
            line("  {} Must be {}; {}.", q.ask, q.pass ? "yes" : "no", otherwise(q.otherwise));
        if (!p_.baseline.empty())
            line("Baseline, no older than {}: {}.", in_words(p_.baseline_age), nouns(p_, p_.baseline));
    }

    static std::string text_of(const ceiling& c) {
        std::vector<std::string> parts;
        const auto add = [&](std::optional<double> number, std::string_view unit) {
            if (number) parts.push_back(fmt::format("{} {}", *number, unit));
        };
        add(c.mg_per_hour, "mg/h");
        add(c.mg_per_kg_per_hour, "mg/kg/h");
        add(c.mg_per_24h, "mg in 24 h");
        add(c.mg_total, "mg in the session");
        return fmt::format("{}", fmt::join(parts, ", "));
    }

    void doses() {
        const dose_plan& d = p_.dose;
        std::vector<std::string_view> routes, units;
        for (const route r : d.routes) routes.push_back(name(r));
        for (const dose_unit u : d.units) units.push_back(spoken(u));
        line("Dose, {}, in {}", fmt::join(routes, " or "), fmt::join(units, ", "));
        if (d.concentration_mg_per_ml) line("  Usual concentration: {} mg/mL.", *d.concentration_mg_per_ml);
        if (const std::string first = text_of(d.start); !first.empty()) line("  Begins with at most {}.", first);
        line("  At most {}; {}.", text_of(d.most), otherwise(d.beyond));
        steps(d);
        bolus(d);
        requirements(d);
    }

    void steps(const dose_plan& d) {
        if (d.step_mg_per_hour_max) line("  A step raises it by at most {} mg/h.", *d.step_mg_per_hour_max);
        if (d.step_mg_per_24h_max) line("  A step raises it by at most {} mg in 24 h.", *d.step_mg_per_24h_max);
        if (d.step_interval > 0ms) line("  Between two rises at least {}.", in_words(d.step_interval));
    }

    void bolus(const dose_plan& d) {
        if (d.bolus_mg_max == 0.) return line("  No bolus is foreseen.");
        std::vector<std::string> parts;
        if (d.bolus_mg_max) parts.push_back(fmt::format("{} mg", *d.bolus_mg_max));
        if (d.bolus_mg_per_kg_max) parts.push_back(fmt::format("{} mg/kg", *d.bolus_mg_per_kg_max));
        line("  A bolus is at most {}; between two at least {}.", fmt::join(parts, ", "), in_words(d.bolus_interval));
    }

    void requirements(const dose_plan& d) {
        std::vector<std::string> parts;
        if (d.needs_no_high_alarm) parts.emplace_back("no alarm of high priority");
        if (d.needs_checks_done) parts.emplace_back("no check overdue");
        if (d.sedation_max) parts.push_back(fmt::format("sedation of depth {} at most", *d.sedation_max));
        if (!parts.empty()) line("  A rise or bolus needs {}; else a reason.", fmt::join(parts, ", "));
        line("  A reduction, a pause or a stop needs nothing.");
    }

    void one(const check& c) {
        line("  {}: {}", c.title, nouns(p_, c.items));
        std::vector<std::string> when;
        if (c.once) when.push_back(fmt::format("once, {} after the beginning", in_words(*c.once)));
        for (const interval& i : c.schedule)
            when.push_back(i.until == milliseconds::max() ? fmt::format("every {}", in_words(i.every))
                                                          : fmt::format("every {} until {} after the beginning",
                                                                        in_words(i.every), in_words(i.until)));
        line("    {}{}.", fmt::join(when, ", then "), phases_of(c));
        if (c.after_step)
            line("    For {} after a change of the dose or a bolus: every {}.", in_words(c.after_step->until),
                 in_words(c.after_step->every));
        line("    Overdue by {}: alarm, low; by {}: medium.", in_words(c.overdue_low), in_words(c.overdue_medium));
    }

    static std::string phases_of(const check& c) {
        std::vector<std::string_view> names;
        for (const auto phase :
             {infusion_phase::infusing, infusion_phase::paused, infusion_phase::recovery, infusion_phase::ready})
            if (c.phases & (1u << static_cast<unsigned>(phase))) names.push_back(name(phase));
        return fmt::format(", while {}", fmt::join(names, ", "));
    }

    void warnings() {
        if (!p_.limits.empty()) line("Limits of alarms in its sessions");
        for (const tighter_limit& l : p_.limits) line("  {}, {}: {}.", l.rule, name(l.level), l.limit);
        if (!p_.stops.empty()) line("Think of stopping when");
        for (const stop_criterion& s : p_.stops)
            line("  {}: \"{}\" ({}).", alarm::in_words(s.when, no_value, {}).text, s.text, name(s.urgency));
    }

    void one(const discharge_item& i) { line("  {}{}; {}.", i.text, detail(i), otherwise(i.otherwise)); }

    std::string detail(const discharge_item& i) const {
        switch (i.what) {
            case discharge_item::kind::signs_within: return fmt::format(" ({})", ranges(i));
            case discharge_item::kind::near_baseline:
                return fmt::format(" ({} within {} % of the baseline)", nouns(p_, i.items), i.percent);
            case discharge_item::kind::sedation: return fmt::format(" (sedation of depth {} at most)", i.most);
            case discharge_item::kind::done: return fmt::format(" ({})", nouns(p_, i.items));
            case discharge_item::kind::minimum_time: return fmt::format(" ({})", in_words(i.lasting));
            case discharge_item::kind::pump_removed:
            case discharge_item::kind::after_care: return "";
        }
        return "";
    }

    std::string ranges(const discharge_item& i) const {
        std::vector<std::string> parts;
        for (const discharge_item::range& r : i.ranges)
            parts.push_back(fmt::format("{} {} to {}", noun(p_, r.item), r.least, r.most));
        return fmt::format("{}", fmt::join(parts, ", "));
    }

    void after_care() {
        std::string_view rest = p_.after_care;
        while (!rest.empty()) {
            const std::size_t end = rest.find('\n');
            if (end != 0) line("  {}", rest.substr(0, end));
            rest = end == rest.npos ? std::string_view{} : rest.substr(end + 1);
        }
    }

    const protocol& p_;
    std::string out_;
};

} // namespace

std::string in_words(milliseconds d) {
    constexpr milliseconds day = 24h;
    return d >= 2 * day && d % day == 0ms ? fmt::format("{} days", d / day) : alarm::in_words(d);
}

std::string explain(const protocol& p) {
    return explanation{p}.write();
}

} // namespace vigil::infusion
