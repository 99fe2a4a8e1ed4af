// Warnings of a session's course: its checks, how long it runs, when to think of stopping, and its dose.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "server/infusion/due.hpp"
#include "server/infusion/explain.hpp"
#include "server/infusion/given.hpp"
#include "server/infusion/judgement.hpp"

namespace vigil::infusion {
namespace {

using namespace std::chrono_literals;
using alarm::kind;
using alarm::priority;

/// A session runs about as long as planned: 10 % longer is no news. Proposal, needs clinical sign-off.
constexpr int longer_percent = 10;

constexpr std::size_t items_told = 4;

judgement overdue(const session& s, const check& c, const surroundings& around) {
    const std::vector<instant> times = due_times(s, c, around);
    const instant due = times.empty() ? never : std::ranges::min(times);
    if (due == never) return {};
    judgement out;
    const auto pass = [&](instant at) {
        if (at > around.now) out.next = std::min(out.next, at);
    };
    std::ranges::for_each(times, pass); // the message says what is missing
    const instant low = due + c.overdue_low, medium = due + c.overdue_medium;
    pass(low), pass(medium);
    if (around.now < low) return out;
    std::vector<std::string> items = items_due(c, times, around.now);
    const std::size_t count = items.size();
    items.resize(std::min(count, items_told));
    for (std::string& item : items) std::ranges::replace(item, '_', ' ');
    const bool hurry = around.now >= medium;
    out.holds = {.rule = "overdue_" + c.name,
                 .what = kind::technical,
                 .urgency = hurry ? priority::medium : priority::low,
                 .message = fmt::format("Overdue: {} ({}{})", c.title, fmt::join(items, ", "),
                                        count > items_told ? ", ..." : ""),
                 .since = hurry ? medium : low};
    return out;
}

/// When it had run for so long, pauses left out; or will have, at the present rate.
instant when_run(const session& s, milliseconds lasting) {
    const auto& changes = s.doses.changes();
    for (std::size_t i = 0; i < changes.size(); ++i) {
        if (changes[i].rate == micrograms_per_hour{}) continue;
        const bool last = i + 1 == changes.size();
        if (last || changes[i + 1].at - changes[i].at >= lasting) return changes[i].at + lasting;
        lasting -= changes[i + 1].at - changes[i].at;
    }
    return never;
}

judgement too_long(const session& s, instant now) {
    if (!s.plan->planned) return {};
    const instant at = when_run(s, *s.plan->planned + *s.plan->planned * longer_percent / 100);
    return from(at, now,
                {"infusion_too_long",
                 kind::technical,
                 priority::low,
                 fmt::format("The infusion runs longer than the {} planned", in_words(*s.plan->planned)),
                 {}});
}

/// The first infusing of the course's first day, as far as it is remembered.
instant course_began(const session& s) {
    instant began = *s.infusing_since;
    std::uint32_t before = s.day - 1;
    for (auto p = s.past.rbegin(); p != s.past.rend() && before > 0; ++p)
        if (p->protocol == s.plan->name) began = std::min(began, p->began), --before;
    return began;
}

judgement course_too_long(const session& s, instant now) {
    if (!s.plan->course_most) return {};
    return from(course_began(s) + *s.plan->course_most, now,
                {"course_too_long",
                 kind::technical,
                 priority::low,
                 fmt::format("The course is longer than {}", in_words(*s.plan->course_most)),
                 {}});
}

/// Since the newest of what it reads came: it cannot have held as it does now before.
instant read_since(const alarm::expression& e, const session& s, const alarm::patient& care) {
    instant since = *s.infusing_since;
    for (const metric_info& m : metrics())
        if ((e.metrics() >> index(m.what) & 1) != 0) since = std::max(since, care.values[m.what].received_at);
    return since;
}

judgement stop(const session& s, const stop_criterion& c, const surroundings& around) {
    judgement out{.next = c.when.due(around.care, around.now)};
    if (c.when.evaluate(around.care, no_value, around.now) == alarm::truth::yes)
        out.holds = {"stop_" + c.name, kind::physiological, c.urgency, c.text, read_since(c.when, s, around.care)};
    return out;
}

warning above(std::string message, instant since) {
    return {"dose_above_ceiling", kind::physiological, priority::medium, std::move(message), since};
}

/// The moment after which nothing enters or leaves 24 hours any more but the present rate.
instant steady_from(const dose_history& d) {
    instant last = instant::min();
    if (d.last_change()) last = *d.last_change();
    if (!d.boluses().empty()) last = std::max(last, d.boluses().back().at);
    return last == instant::min() ? last : last + dose_history::day;
}

/// No sooner than this can the sum of 24 hours have fallen by `by`: boluses leave it at once, rates as they entered.
instant may_have_fallen(const dose_history& d, std::int64_t by, instant now) {
    instant at = never;
    for (const dose_history::bolus& b : d.boluses())
        if (b.at + dose_history::day > now) at = std::min(at, b.at + dose_history::day);
    std::int64_t most = 0;
    for (const dose_history::rate_change& c : d.changes()) most = std::max(most, static_cast<std::int64_t>(c.rate));
    if (most == 0) return at;
    const double ms =
        static_cast<double>(by) / static_cast<double>(most) * static_cast<double>(milliseconds{1h}.count());
    return std::min(at, now + std::max(1ms, milliseconds{static_cast<std::int64_t>(ms)}));
}

judgement day_above(const session& s, double limit_mg, instant now) {
    const auto more = [&](micrograms sum) { return exceeds(sum, limit_mg); };
    const dose_history d = with_past(s.doses, s.past);
    const instant steady = steady_from(d);
    if (!more(d.in_24h(now)))
        return {.next = first_moment(now, steady, [&](instant t) { return more(d.most_in_24h(now, t)); })};
    const instant begin = *s.infusing_since - 1ms;
    const instant since = first_moment(begin, now, [&](instant t) { return more(d.most_in_24h(begin, t)); });
    const std::int64_t over = static_cast<std::int64_t>(d.in_24h(now)) - most_allowed_ug(limit_mg);
    return {above(fmt::format("More than {:g} mg in the last 24 h", limit_mg), since),
            now >= steady ? never : may_have_fallen(d, over - 1, now)};
}

judgement total_above(const session& s, double limit_mg, instant now) {
    const auto more = [&](instant t) { return exceeds(s.doses.total(t), limit_mg); };
    if (more(now))
        return {above(fmt::format("More than {:g} mg in this session", limit_mg),
                      first_moment(*s.infusing_since - 1ms, now, more))};
    const auto rate = static_cast<std::int64_t>(s.doses.rate());
    if (rate == 0) return {};
    return {.next = first_moment(now, now + milliseconds{1h} * (most_allowed_ug(limit_mg) / rate + 1), more)};
}

void judge_dose(const session& s, instant now, std::vector<judgement>& out) {
    const ceiling& most = s.plan->dose.most;
    const judgement day = most.mg_per_24h ? day_above(s, *most.mg_per_24h, now) : judgement{};
    const judgement all = most.mg_total ? total_above(s, *most.mg_total, now) : judgement{};
    out.push_back({day.holds ? day.holds : all.holds, std::min(day.next, all.next)}); // one alarm, whichever it is
}

} // namespace

bool runs(const session& s) {
    return s.infusing_since && (s.phase == alarm::infusion_phase::infusing || s.phase == alarm::infusion_phase::paused);
}

judgement from(instant at, instant now, warning what) {
    if (at == never || at > now) return {.next = at};
    what.since = at;
    return {.holds = std::move(what)};
}

void judge_course(const session& s, const surroundings& around, std::vector<judgement>& out) {
    for (const check& c : s.plan->checks) out.push_back(overdue(s, c, around));
    if (!runs(s)) return;
    out.push_back(too_long(s, around.now));
    out.push_back(course_too_long(s, around.now));
    for (const stop_criterion& c : s.plan->stops) out.push_back(stop(s, c, around));
    judge_dose(s, around.now, out);
}

bool undecided(const session& s, std::string_view rule, const surroundings& around) {
    if (!runs(s)) return false;
    return std::ranges::any_of(s.plan->stops, [&](const stop_criterion& c) {
        return rule == "stop_" + c.name && c.when.evaluate(around.care, no_value, around.now) == alarm::truth::unknown;
    });
}

} // namespace vigil::infusion
