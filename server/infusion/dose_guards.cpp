// What stands against a dose. A reduction is only asked whether it can be understood, and whether a concentration that
// makes it one is meant: nothing else keeps anybody from it.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "server/alarm/duration.hpp"
#include "server/infusion/given.hpp"
#include "server/infusion/guards.hpp"

namespace vigil::infusion {
namespace {

/// Rates are whole micrograms an hour: a step can be one too large.
constexpr micrograms_per_hour step_slack{1};

/// Rises end while there is still room for what must never be refused.
constexpr std::size_t changes_for_less = 100, changes_for_stop = 2;

constexpr double bolus_mg_possible = 10'000;

std::string_view spoken(dose_unit u) {
    return u == dose_unit::mg_per_24h ? "mg/24h" : name(u);
}

micrograms from_mg(double mg) {
    return micrograms{std::llround(mg * 1000)};
}

/// What an order is next to what runs, or ran before a pause.
enum class change_kind : std::uint8_t { first, rise, restart, same_or_less };

struct dose_guard {
    const session& s;
    const act& a;
    const surroundings& around;
    std::vector<objection>& out;
    const dose_plan& plan = s.plan->dose;

    void object(std::string_view guard, std::string why, consent passes = consent::never) const {
        out.push_back({std::string{guard}, std::move(why), passes});
    }

    std::optional<double> weight_of(const set_rate& o) const {
        return o.prescribed.weight_kg ? o.prescribed.weight_kg : s.weight_kg;
    }

    change_kind kind_of(micrograms_per_hour rate) const {
        if (s.steps.empty()) return change_kind::first;
        if (gives_less(s, rate)) return change_kind::same_or_less;
        return rate > s.steps.back().rate ? change_kind::rise : change_kind::restart;
    }

    /// What is written on the order, before anything can be said of its size.
    bool understood(const set_rate& o) const {
        const auto rate = ordered_rate(s, o);
        const bool weightless = needs_weight(o.prescribed.unit) && !weight_of(o);
        if (!rate)
            object(weightless ? "weight_missing" : "rate", rate.error());
        else if (*rate == micrograms_per_hour{})
            object("rate", "a rate of 0 is a pause or a stop: record that");
        if (o.by == route::oral) object("route", "what is given by mouth has no rate: record each dose");
        return rate && *rate > micrograms_per_hour{};
    }

    /// A slip of the pen in a concentration may make tenfold more look like less: where the dose hangs on it, less is
    /// asked about too. One in a weight is shown, and keeps nobody from giving less.
    void as_before(const set_rate& o, change_kind kind) const {
        const bool less = kind == change_kind::same_or_less;
        if (!less || o.prescribed.unit == dose_unit::ml_per_hour)
            differs("concentration_differs", "a concentration", o.prescribed.concentration_mg_per_ml,
                    concentration_of(s),
                    ordered_concentration(s) ? "mg/mL, as ordered before" : "mg/mL, as in the protocol");
        if (!less) differs("weight_differs", "a weight", o.prescribed.weight_kg, s.weight_kg, "kg, as in this session");
    }
    void differs(std::string_view guard, std::string_view what, std::optional<double> is, std::optional<double> was,
                 std::string_view unit) const {
        if (is && was && *is != *was)
            object(guard, fmt::format("{} of {} is not {} {}", what, *is, *was, unit), consent::reason);
    }

    /// `other_route`: what it takes where the protocol has another.
    void of_protocol(route by, std::string_view prescriber, consent other_route) const {
        if (blank(prescriber)) object("prescriber_missing", "it needs a prescriber");
        if (std::ranges::find(plan.routes, by) != plan.routes.end()) return;
        std::vector<std::string_view> allowed;
        for (const route r : plan.routes) allowed.push_back(name(r));
        object("route", fmt::format("{} is no route of this protocol: {}", name(by), fmt::join(allowed, ", ")),
               other_route);
    }

    void unit_of_protocol(dose_unit u) const {
        if (std::ranges::find(plan.units, u) != plan.units.end()) return;
        std::vector<std::string_view> allowed;
        for (const dose_unit each : plan.units) allowed.push_back(spoken(each));
        object("unit", fmt::format("{} is no unit of this protocol: {}", spoken(u), fmt::join(allowed, ", ")));
    }

    /// True if the rate itself is beyond the limit of 24 hours.
    bool rate_above(const set_rate& o, micrograms_per_hour rate, const ceiling& most, std::string_view guard) const {
        const auto exceeds = [&](std::optional<double> limit, dose_unit u) {
            if (!limit) return false;
            const auto kg = weight_of(o);
            if (needs_weight(u) && !kg) {
                object("weight_missing", fmt::format("the limit of {} {} needs the patient's weight", *limit, name(u)));
                return false;
            }
            if (static_cast<double>(rate) <= std::round(*limit / *amount_in(u, micrograms_per_hour{1}, {}, kg)))
                return false;
            const double found = o.prescribed.unit == u ? o.prescribed.amount : *amount_in(u, rate, {}, kg);
            object(guard, fmt::format("{:.5g} {} is more than {:g} {}", found, spoken(u), *limit, spoken(u)),
                   plan.beyond);
            return true;
        };
        exceeds(most.mg_per_hour, dose_unit::mg_per_hour);
        exceeds(most.mg_per_kg_per_hour, dose_unit::mg_per_kg_per_hour);
        return exceeds(most.mg_per_24h, dose_unit::mg_per_24h);
    }

    /// In any 24 hours from the change on, if it goes on at that rate.
    void day_above(const dose_history& own) const {
        if (!plan.most.mg_per_24h) return;
        const auto most = with_past(own, s.past).most_in_24h(a.at, a.entered_at + dose_history::day);
        if (exceeds(most, *plan.most.mg_per_24h))
            object("above_ceiling",
                   fmt::format("it comes to {:.1f} mg in 24 h, more than {:g} mg", milligrams(most),
                               *plan.most.mg_per_24h),
                   plan.beyond);
    }

    void step_size(micrograms_per_hour rate) const {
        const micrograms_per_hour before = s.steps.back().rate;
        const auto too_large = [&](std::optional<double> most, dose_unit u) {
            if (!most) return;
            const double limit = std::round(*most / *amount_in(u, micrograms_per_hour{1}, {}, {}));
            const auto by = micrograms_per_hour{static_cast<std::int64_t>(rate) - static_cast<std::int64_t>(before)};
            if (static_cast<double>(by) <= limit + static_cast<double>(step_slack)) return;
            object("step_too_large",
                   fmt::format("a rise by {:.5g} {} is more than {:g} {} at once", *amount_in(u, by, {}, {}), spoken(u),
                               *most, spoken(u)),
                   plan.beyond);
        };
        too_large(plan.step_mg_per_hour_max, dose_unit::mg_per_hour);
        too_large(plan.step_mg_per_24h_max, dose_unit::mg_per_24h);
    }

    void step_time() const {
        instant risen = s.steps.front().by.at;
        for (std::size_t i = 1; i < s.steps.size(); ++i)
            if (s.steps[i].rate > s.steps[i - 1].rate) risen = s.steps[i].by.at;
        too_soon("step_too_soon", "the last rise", a.at - risen, plan.step_interval);
    }
    void too_soon(std::string_view guard, std::string_view what, milliseconds since, milliseconds least) const {
        if (since >= least) return;
        const milliseconds told = std::chrono::floor<std::chrono::seconds>(since);
        object(
            guard,
            fmt::format("{} is {} away, {} have to lie between", what, alarm::in_words(told), alarm::in_words(least)),
            consent::reason);
    }

    void room(std::size_t reserve) const {
        if (s.doses.changes().size() + reserve >= dose_history::changes_max)
            object("full", fmt::format("the session holds {} changes of the dose already: reduce, pause or stop it",
                                       s.doses.changes().size()));
    }

    void rate(const set_rate& o) const {
        if (!understood(o)) return;
        const micrograms_per_hour rate = *ordered_rate(s, o);
        const change_kind kind = kind_of(rate);
        as_before(o, kind);
        if (kind == change_kind::same_or_less) return room(changes_for_stop);
        of_protocol(o.by, o.prescriber, consent::never);
        unit_of_protocol(o.prescribed.unit);
        room(changes_for_less);
        if (kind == change_kind::first) rate_above(o, rate, plan.start, "start_too_high");
        if (kind == change_kind::rise) step_size(rate), step_time();
        goes_on(rate, rate_above(o, rate, plan.most, "above_ceiling"));
        state_objections(s, around, out);
    }

    /// `told`: the rate alone is beyond 24 hours' limit, so that its sum would say the same once more.
    void goes_on(micrograms_per_hour rate, bool told) const {
        dose_history after = s.doses;
        after.change(std::max(a.at, after.last_change().value_or(a.at)), rate);
        if (!told) day_above(after);
        const auto total = s.doses.total(a.entered_at);
        if (plan.most.mg_total && milligrams(total) >= *plan.most.mg_total)
            object("above_ceiling",
                   fmt::format("{:.1f} mg were given in this session, {:g} mg are the most", milligrams(total),
                               *plan.most.mg_total),
                   plan.beyond);
    }

    void bolus(const give_bolus& o) const {
        if (!std::isfinite(o.mg) || o.mg > bolus_mg_possible || from_mg(o.mg) <= micrograms{})
            return object("bolus", fmt::format("{:g} mg is no dose", o.mg));
        of_protocol(o.by, o.prescriber, plan.beyond); // what has happened is to be recorded
        if (s.boluses.size() >= dose_history::boluses_max)
            object("full", fmt::format("the session holds {} boluses already", s.boluses.size()));
        while_running();
        bolus_size(o);
        bolus_time();
        bolus_sums(o);
        state_objections(s, around, out);
    }

    /// One that was given while it ran may be told later.
    void while_running() const {
        if (s.phase == alarm::infusion_phase::paused || s.stopped_at)
            if (s.doses.last_change() && a.at > *s.doses.last_change())
                object("not_infusing", s.stopped_at ? "the infusion has ended" : "the infusion is paused",
                       consent::reason);
    }

    /// Others may have been given before it and, where it is told late, after it.
    void bolus_time() const {
        milliseconds nearest = milliseconds::max();
        for (const bolus_given& other : s.boluses) nearest = std::min(nearest, std::chrono::abs(a.at - other.by.at));
        too_soon("bolus_too_soon", "another bolus", nearest, plan.bolus_interval);
    }

    void bolus_size(const give_bolus& o) const {
        if (!plan.bolus_mg_max && !plan.bolus_mg_per_kg_max)
            object("bolus_not_foreseen", "the protocol foresees no bolus", plan.beyond);
        if (plan.bolus_mg_max && from_mg(o.mg) > from_mg(*plan.bolus_mg_max))
            object("bolus_too_large", fmt::format("{:g} mg is more than {:g} mg", o.mg, *plan.bolus_mg_max),
                   plan.beyond);
        if (!plan.bolus_mg_per_kg_max) return;
        if (!s.weight_kg)
            object("weight_missing",
                   fmt::format("the limit of {:g} mg/kg needs the patient's weight", *plan.bolus_mg_per_kg_max),
                   plan.beyond); // a bolus has no weight of its own
        else if (from_mg(o.mg) > from_mg(*plan.bolus_mg_per_kg_max * *s.weight_kg))
            object("bolus_too_large",
                   fmt::format("{:.4g} mg/kg is more than {:g} mg/kg", o.mg / *s.weight_kg, *plan.bolus_mg_per_kg_max),
                   plan.beyond);
    }

    void bolus_sums(const give_bolus& o) const {
        dose_history after = s.doses;
        after.give(a.at, from_mg(o.mg));
        day_above(after);
        const auto total = after.total(a.entered_at);
        if (plan.most.mg_total && exceeds(total, *plan.most.mg_total))
            object("above_ceiling",
                   fmt::format("it comes to {:.1f} mg in this session, more than {:g} mg", milligrams(total),
                               *plan.most.mg_total),
                   plan.beyond);
    }
};

} // namespace

bool gives_less(const session& s, micrograms_per_hour rate) {
    return !s.steps.empty() && rate <= s.steps.back().rate && s.phase != alarm::infusion_phase::paused;
}

std::expected<micrograms_per_hour, std::string> ordered_rate(const session& s, const set_rate& o) {
    prescription p = o.prescribed;
    if (!p.weight_kg) p.weight_kg = s.weight_kg;
    return rate_of(p);
}

void dose_objections(const session& s, const set_rate& o, const act& a, const surroundings& around,
                     std::vector<objection>& out) {
    dose_guard{s, a, around, out}.rate(o);
}

void dose_objections(const session& s, const give_bolus& o, const act& a, const surroundings& around,
                     std::vector<objection>& out) {
    dose_guard{s, a, around, out}.bolus(o);
}

void dose_objections(const session& s, const resume_infusion&, const act& a, const surroundings& around,
                     std::vector<objection>& out) {
    const dose_guard guard{s, a, around, out};
    guard.room(changes_for_less);
    if (!s.steps.empty()) guard.goes_on(s.steps.back().rate, false);
    state_objections(s, around, out);
}

} // namespace vigil::infusion
