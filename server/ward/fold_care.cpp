// What people decide for a patient: limits of this stay, alarms that are paused, phases of an infusion, the baseline.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "server/ward/fold.hpp"

namespace vigil::ward {
namespace {

using answer = std::optional<std::string>; ///< why not

std::optional<std::size_t> find_level(const alarm::rule& r, alarm::priority urgency) {
    const auto found = std::ranges::find(r.levels, urgency, &alarm::level::urgency);
    if (found == r.levels.end()) return {};
    return static_cast<std::size_t>(found - r.levels.begin());
}

/// Why a decision cannot be taken as it stands.
struct objection {
    const alarm::rule_set& rules;
    const patient_command& c;
    instant at;

    answer operator()(const set_limit& what) const {
        const auto rule = rules.find(what.rule);
        if (!rule) return fmt::format("there is no rule '{}'", what.rule);
        const alarm::rule& r = rules.rules[*rule];
        const auto l = find_level(r, what.level);
        if (!l) return fmt::format("rule '{}' has no level of {} priority", what.rule, name(what.level));
        const auto& range = r.levels[*l].adjustable;
        if (!range) return fmt::format("the limit of '{}', {}, is not adjustable", what.rule, name(what.level));
        if (!what.limit) return {};
        if (!(*what.limit >= range->least && *what.limit <= range->most))
            return fmt::format("this limit may be {:g} to {:g}", range->least, range->most);
        if (c.reason.empty()) return "a limit of one patient needs a reason";
        return needs_end(what.until, limit_time_max);
    }
    answer operator()(const pause_alarm& what) const {
        if (!rules.find(what.rule)) return fmt::format("there is no rule '{}'", what.rule);
        if (what.until <= at) return {};
        if (c.reason.empty()) return "pausing an alarm needs a reason";
        return needs_end(what.until, alarm_pause_max);
    }
    answer operator()(const set_spo2_scale&) const {
        if (c.reason.empty()) return "the choice of a scale needs a reason";
        return {};
    }
    answer operator()(const decide_confusion& what) const {
        if (what.is == alarm::confusion::open) return "it is either new confusion or dissociation";
        return {};
    }
    answer operator()(const auto&) const { return {}; }

    answer needs_end(instant until, milliseconds longest) const {
        if (until <= at) return "its end is not in the future";
        if (until > at + longest)
            return fmt::format("it ends after {} min at most",
                               std::chrono::duration_cast<std::chrono::minutes>(longest).count());
        return {};
    }
};

} // namespace

std::optional<std::string> fold::refusal(const patient_command& c, instant at) const {
    const auto b = find_bed(c.ward, c.bed);
    if (!b) return fmt::format("there is no bed '{}/{}'", c.ward, c.bed);
    if (c.stay != beds_[*b].stay) return "another patient lies in this bed now";
    if (c.by.empty()) return "somebody has to answer for it: 'by' is empty";
    if (const auto* o = std::get_if<infusion_order>(&c.what)) {
        const auto against = objections(*b, c, *o, at);
        return against.empty() ? std::nullopt : std::optional{infusion::to_text(against)};
    }
    const running_session* s = find_session(*b);
    const bool of_session = std::holds_alternative<set_phase>(c.what) || std::holds_alternative<note_step>(c.what);
    if (of_session && s && s->what.phase != alarm::infusion_phase::discharged)
        return "this bed has an infusion session, which says in what phase it is";
    return std::visit(objection{rules_, c, at}, c.what);
}

void fold::take(const patient_command& in) {
    if (refusal(in, now_)) return;
    const bed_index b = *find_bed(in.ward, in.bed);
    std::visit([&](const auto& what) { decide(b, in, what); }, in.what);
    announce(b);
    evaluate(b, alarm::news::everything());
    if (const auto* limit = std::get_if<set_limit>(&in.what)) {
        const std::size_t rule = *rules_.find(limit->rule);
        tell_limit(b, rule, *find_level(rules_.rules[rule], limit->level));
    }
    schedule(b);
}

void fold::decide(bed_index b, const patient_command& c, const set_limit& what) {
    const auto rule = static_cast<std::uint32_t>(*rules_.find(what.rule));
    const auto l = static_cast<std::uint32_t>(*find_level(rules_.rules[rule], what.level));
    auto& limits = beds_[b].limits;
    std::erase_if(limits, [&](const own_limit& o) { return o.rule == rule && o.level == l; });
    if (!what.limit) return;
    const auto place = std::ranges::find_if(
        limits, [&](const own_limit& o) { return std::pair{o.rule, o.level} > std::pair{rule, l}; });
    limits.insert(place, {rule, l, *what.limit, c.by, c.reason, what.until});
}

/// The pause holds for what is known now: for an alarm that is there, up to its priority; else up to the rule's lowest.
void fold::decide(bed_index b, const patient_command& c, const pause_alarm& what) {
    const std::size_t rule = *rules_.find(what.rule);
    if (what.until <= now_) return end_pause(b, rule);
    bed& here = beds_[b];
    const live_condition* live = find_condition(here, rule);
    const auto found = alarms_.find(live ? live->alarm : alarm::alarm_id{});
    const auto upto = found != alarms_.end() ? found->second.urgency : rules_.rules[rule].levels.front().urgency;
    const paused_rule paused{static_cast<std::uint32_t>(rule), {c.by, c.reason, what.until, upto}};
    const auto place = std::ranges::lower_bound(here.pauses, paused.rule, {}, &paused_rule::rule);
    if (place != here.pauses.end() && place->rule == paused.rule)
        *place = paused;
    else
        here.pauses.insert(place, paused);
    if (found == alarms_.end()) return;
    found->second.paused = paused.what;
    publish(found->second, b, alarm::change::paused);
}

/// Once the infusion runs, what was known before it is what later values are compared with.
void fold::decide(bed_index b, const patient_command&, const set_phase& what) {
    bed& here = beds_[b];
    if (what.phase == here.care.phase) return;
    const bool begins =
        what.phase == alarm::infusion_phase::infusing && here.care.phase != alarm::infusion_phase::paused;
    here.care.phase = what.phase;
    here.care.phase_since = now_;
    if (begins) here.care.step_at = now_;
    if (begins && here.care.baselines.empty()) remember_baseline(b, now_);
}

void fold::decide(bed_index b, const patient_command&, const note_step&) {
    beds_[b].care.step_at = now_;
}

void fold::decide(bed_index b, const patient_command&, const take_baseline&) {
    remember_baseline(b, now_);
}

void fold::decide(bed_index b, const patient_command&, const set_spo2_scale& what) {
    beds_[b].care.spo2_scale_2 = what.scale_2;
}

void fold::decide(bed_index b, const patient_command&, const decide_confusion& what) {
    beds_[b].care.confused = what.is;
}

/// An alarm that is paused for its rule, or whose urgency ends that pause.
void fold::apply_pause(bed_index b, std::size_t rule, alarm::alarm& a) {
    auto& pauses = beds_[b].pauses;
    const auto paused = std::ranges::find(pauses, rule, &paused_rule::rule);
    if (paused == pauses.end()) return;
    if (a.urgency <= paused->what.upto) {
        a.paused = paused->what;
        return;
    }
    a.paused.reset();
    pauses.erase(paused);
    announce(b);
}

void fold::end_pause(bed_index b, std::size_t rule) {
    if (std::erase_if(beds_[b].pauses, [&](const paused_rule& p) { return p.rule == rule; }) == 0) return;
    const live_condition* live = find_condition(beds_[b], rule);
    const auto found = alarms_.find(live ? live->alarm : alarm::alarm_id{});
    if (found == alarms_.end()) return;
    found->second.paused.reset();
    publish(found->second, b, alarm::change::resumed);
    signal(found->first); // a re-alarm may have been due meanwhile
}

/// Every limit of a stay and every pause ends by itself.
void fold::expire_decisions(bed_index b) {
    bed& here = beds_[b];
    const auto over = [this](instant until) { return until <= now_; };
    std::vector<own_limit> fallen_back;
    std::ranges::copy_if(here.limits, std::back_inserter(fallen_back),
                         [&](const own_limit& l) { return over(l.until); });
    std::erase_if(here.limits, [&](const own_limit& l) { return over(l.until); });
    std::vector<std::size_t> resumed;
    for (const paused_rule& p : here.pauses)
        if (over(p.what.until)) resumed.push_back(p.rule);
    for (const std::size_t rule : resumed) end_pause(b, rule);
    if (!fallen_back.empty() || !resumed.empty()) announce(b);
    for (const own_limit& l : fallen_back) {
        step(b, l.rule);
        tell_limit(b, l.rule, l.level);
    }
}

/// An alarm that goes on although its limit is another one now says which.
void fold::tell_limit(bed_index b, std::size_t rule, std::size_t level) {
    const auto found = std::ranges::find(beds_[b].conditions, rule, &live_condition::rule);
    if (found == beds_[b].conditions.end() || found->state.active() != level) return;
    const auto because = alarm::reason(rules_.rules[rule], level, beds_[b].care, limits_of(beds_[b], rule), now_);
    const auto& told = alarms_.at(found->alarm).because;
    if (!because || !told || told->limit == because->limit) return;
    shift(b, *found, {.level = level, .because = because}, alarm::change::updated);
}

} // namespace vigil::ward
