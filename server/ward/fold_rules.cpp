// Other rules come into force, at once and as a whole. What goes on under a rule of the same name is carried over:
// - Its alarm keeps id, onset, acknowledgement and pause. Levels are matched by their priority; a level that is gone
//   is over, a delay that runs goes on. Then every rule judges what is known, so a new limit acts at once, and the
//   alarm takes the priority and the words of the new rules.
// - Alarms of rules that are gone end, with an event that says so; so do their pauses, and their limits of a stay.
// - A limit of a stay stays in force if the rule still lets it be set so; else it falls back, and the bed says so.
// - The past of a metric (mean, change) is carried over if the new rules ask for the same one.
#include <algorithm>
#include <utility>

#include "server/ward/fold.hpp"

namespace vigil::ward {
namespace {

/// How far apart two urgencies are; of two equally far ones the more urgent is nearer.
int distance(alarm::priority a, alarm::priority b) {
    const int apart = static_cast<int>(a) - static_cast<int>(b);
    return apart > 0 ? 2 * apart - 1 : -2 * apart;
}

/// The same levels of another version of a rule. What went on under a level that is gone goes on under the nearest one,
/// and whether it still holds the new rules decide from what they know.
void match_levels(alarm::condition& c, const alarm::rule& was, const alarm::rule& is) {
    const auto old = std::exchange(c.levels, {});
    const auto place = [&](alarm::priority urgency) {
        return static_cast<std::size_t>(
            std::ranges::min_element(is.levels, {},
                                     [&](const alarm::level& l) { return distance(l.urgency, urgency); }) -
            is.levels.begin());
    };
    for (std::size_t k = 0; k < was.levels.size(); ++k) { // rising, so that the more urgent of two decides
        alarm::level_state& here = c.levels[place(was.levels[k].urgency)];
        if (old[k].at >= here.at) here = old[k];
    }
}

bool same_words(const alarm::level& a, const alarm::level& b) {
    return a.message == b.message && a.limit == b.limit && a.when.text() == b.when.text();
}

std::vector<alarm::window> matched(std::vector<alarm::window> windows, const std::vector<alarm::window_spec>& was,
                                   const std::vector<alarm::window_spec>& is) {
    std::vector<alarm::window> out(is.size());
    for (std::size_t i = 0; i < is.size(); ++i)
        if (const auto same = std::ranges::find(was, is[i]); same != was.end())
            out[i] = std::move(windows[static_cast<std::size_t>(same - was.begin())]);
    return out;
}

} // namespace

void fold::take(const rules_changed& in) {
    auto parsed = alarm::rule_set::parse(in.text, in.source);
    if (!parsed) return; // the edge checks before it sends; a set that does not parse must not end the old one
    rules_text_ = in;
    adopt(std::move(*parsed));
}

void fold::adopt(alarm::rule_set rules) {
    const alarm::rule_set old = std::exchange(rules_, std::move(rules));
    for (auto& [id, a] : alarms_)
        if (a.called) a.called->step = carry_step(a.called->step, old);
    for (bed_index b = 0; b < beds_.size(); ++b) {
        carry_over(b, old);
        tighten(b);
        evaluate(b, alarm::news::everything());
        signal_bed(b);
        schedule(b);
    }
    for (ward_index w = 0; w < wards_.size(); ++w) {
        for (group& g : wards_[w].groups)
            if (g.alarm != alarm::alarm_id{}) look_at(w, g);
        std::erase_if(wards_[w].groups, [&](const group& g) { return !find_technical(g.rule); });
        refresh_fixed(w);
        signal_ward(w);
        schedule_ward(w);
    }
}

void fold::carry_over(bed_index b, const alarm::rule_set& old) {
    bed& here = beds_[b];
    here.care.windows = matched(std::move(here.care.windows), old.windows, rules_.windows);
    const auto decisions = here.limits.size() + here.pauses.size();
    std::erase_if(here.limits, [&](own_limit& l) { return !carry_limit(l, old); });
    std::erase_if(here.pauses, [&](paused_rule& p) { return !carry_rule(p.rule, old); });
    std::ranges::sort(here.limits, {}, [](const own_limit& l) { return std::pair{l.rule, l.level}; });
    std::ranges::sort(here.pauses, {}, &paused_rule::rule);
    for (live_condition c : std::exchange(here.conditions, {})) {
        const alarm::rule& was = old.rules[c.rule];
        if (carry_rule(c.rule, old)) {
            match_levels(c.state, was, rules_.rules[c.rule]);
            if (c.state.active()) carry_alarm(b, c, was);
            here.conditions.push_back(c);
        } else if (c.alarm != alarm::alarm_id{}) {
            erase(c.alarm, b);
        }
    }
    std::ranges::sort(here.conditions, {}, &live_condition::rule);
    if (here.limits.size() + here.pauses.size() != decisions) announce(b);
}

bool fold::carry_rule(std::uint32_t& rule, const alarm::rule_set& old) const {
    const auto is = rules_.find(old.rules[rule].name);
    if (is) rule = static_cast<std::uint32_t>(*is);
    return is.has_value();
}

/// Of the new calls those are made that wait no longer than the last one of the old rules; the others are still to
/// come.
std::uint32_t fold::carry_step(std::uint32_t step, const alarm::rule_set& old) const {
    if (step == 0 || step > old.calls.size()) return 0;
    const auto next = std::ranges::upper_bound(rules_.calls, old.calls[step - 1].after, {}, &alarm::call_rule::after);
    return static_cast<std::uint32_t>(next - rules_.calls.begin());
}

bool fold::carry_limit(own_limit& l, const alarm::rule_set& old) const {
    const alarm::priority urgency = old.rules[l.rule].levels[l.level].urgency;
    if (!carry_rule(l.rule, old)) return false;
    const auto& levels = rules_.rules[l.rule].levels;
    const auto is = std::ranges::find(levels, urgency, &alarm::level::urgency);
    if (is == levels.end() || !is->adjustable) return false;
    l.level = static_cast<std::uint32_t>(is - levels.begin());
    return is->adjustable->least <= l.limit && l.limit <= is->adjustable->most;
}

/// The alarm of a condition that goes on under another version of its rule.
void fold::carry_alarm(bed_index b, live_condition& c, const alarm::rule& was) {
    const alarm::rule& is = rules_.rules[c.rule];
    const std::size_t at = *c.state.active();
    alarm::alarm& a = alarms_.at(c.alarm);
    a.latching = is.latching;
    a.what = is.what;
    const auto same = std::ranges::find(was.levels, is.levels[at].urgency, &alarm::level::urgency);
    if (same != was.levels.end() && was.what == is.what && a.urgency == same->urgency &&
        same_words(*same, is.levels[at]))
        return;
    const auto how = is.levels[at].urgency > a.urgency   ? alarm::change::escalated
                     : is.levels[at].urgency < a.urgency ? alarm::change::deescalated
                                                         : alarm::change::updated;
    const auto because = alarm::reason(is, at, beds_[b].care, limits_of(beds_[b], c.rule), now_);
    shift(b, c, {.level = at, .because = because}, how);
}

} // namespace vigil::ward
