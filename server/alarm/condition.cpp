#include "server/alarm/condition.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace vigil::alarm {
namespace {

/// What a level's expressions say at one moment.
struct judgement {
    truth when = truth::unknown;
    truth bypass = truth::no;
    truth until = truth::yes;

    bool over() const { return when == truth::no && bypass == truth::no && until == truth::yes; }
};

/// One step of one condition: what it has to look at, in one place.
struct stepping {
    const rule& r;
    condition& c;
    const patient& p;
    const limits& in_force;
    instant now;
    std::optional<std::size_t> most; ///< most urgent level active before this step, or becoming so in it

    bool standing() const { return most.has_value(); }

    judgement judge(std::size_t i) const {
        const level& l = r.levels[i];
        judgement j{.when = l.when.evaluate(p, in_force[i], now)};
        if (l.bypass) j.bypass = l.bypass->evaluate(p, in_force[i], now);
        // `until` matters to an active level only: most are idle, and it is half of the work
        if (l.until && c.levels[i].at == stage::active) j.until = l.until->evaluate(p, in_force[i], now);
        return j;
    }

    instant delay_ends(std::size_t i) const {
        const instant at = c.levels[i].since + r.levels[i].condition_delay;
        const bool would_be_onset = !standing() && c.onset;
        return would_be_onset ? std::max(at, *c.onset + r.again_after) : at;
    }

    /// The measurement that would raise it has done so before.
    bool judged_before(const std::optional<limit_term>& because) const {
        const auto measured = measured_for(because);
        return measured && measured == c.judged;
    }
    std::optional<measurement> measured_for(const std::optional<limit_term>& because) const {
        if (!because || info(because->what).how != sampling::episodic) return {};
        const observed& o = p.values[because->what];
        return measurement{o.measured_at, o.value};
    }

    bool begins(std::size_t i, const judgement& j) const {
        if (j.bypass == truth::yes) return true;
        return j.when == truth::yes && (needs_no_delay(i) || now >= delay_ends(i));
    }
    bool needs_no_delay(std::size_t i) const {
        return c.latched || (most && i < *most); // though that level may end in this step: it steps down to this one
    }

    void move(std::size_t i) {
        level_state& here = c.levels[i];
        const judgement j = judge(i);
        if (here.at == stage::active) {
            if (j.over()) here = {};
            return;
        }
        if (here.at == stage::idle && j.when == truth::yes) here = {stage::pending, now};
        if (begins(i, j))
            activate(i, reason(r, i, p, in_force, now));
        else if (here.at == stage::pending && j.when == truth::no)
            here = {};
    }

    void activate(std::size_t i, const std::optional<limit_term>& because) {
        level_state& here = c.levels[i];
        if (!standing() && judged_before(because)) {
            here = {};
            return;
        }
        here = {stage::active, now};
        if (const auto measured = measured_for(because)) c.judged = measured;
        most = std::max(most, std::optional{i});
    }
};

verdict compare(std::optional<std::size_t> before, std::size_t after, bool latched) {
    if (!before) return latched ? verdict::renewed : verdict::onset;
    if (after == *before) return verdict::nothing;
    return after > *before ? verdict::escalated : verdict::deescalated;
}

/// Over: what is left is what the next onset has to know.
verdict end(const rule& r, condition& c, bool acknowledged) {
    if (r.latching && !acknowledged) {
        c.latched = true;
        return verdict::latched;
    }
    c.latched = false;
    if (r.again_after == milliseconds{0}) c.onset.reset();
    return verdict::cleared;
}

} // namespace

/// With a family settled on the source that was read, and the limit in force.
std::optional<limit_term> reason(const rule& r, std::size_t i, const patient& p, const limits& in_force, instant now) {
    const level& l = r.levels[i];
    const bool by_bypass = l.bypass && l.bypass->limit() && l.bypass->evaluate(p, in_force[i], now) == truth::yes;
    auto because = by_bypass ? l.bypass->limit() : l.when.limit();
    if (!because) return because;
    if (fresher(p.values, because->what, because->alternative, now) != because->what)
        std::swap(because->what, because->alternative);
    if (std::isnan(because->limit)) because->limit = in_force[i];
    return because;
}

std::optional<std::size_t> condition::active() const {
    for (std::size_t i = levels.size(); i-- > 0;)
        if (levels[i].at == stage::active) return i;
    return {};
}

limits limits_of(const rule& r) {
    limits out;
    out.fill(no_value);
    for (std::size_t i = 0; i < r.levels.size(); ++i) out[i] = r.levels[i].limit.value_or(no_value);
    return out;
}

decision step(const rule& r, condition& c, const patient& p, const limits& in_force, bool acknowledged, instant now) {
    const auto before = c.active();
    const bool latched = c.latched;
    stepping s{r, c, p, in_force, now, before};
    for (std::size_t i = r.levels.size(); i-- > 0;) s.move(i); // the most urgent first: the others follow without delay
    const auto after = c.active();
    decision d;
    if (after) {
        d = {compare(before, *after, latched), *after, {}};
        if (d.what != verdict::nothing) d.because = reason(r, *after, p, in_force, now);
        if (d.what == verdict::onset) c.onset = now;
        c.latched = false;
    } else if (before) {
        d.what = end(r, c, acknowledged);
    } else if (latched && acknowledged) {
        d.what = end(r, c, true);
    }
    return d;
}

bool stays_blank(const rule& r, const patient& p, const limits& in_force, instant now) {
    for (std::size_t i = 0; i < r.levels.size(); ++i) {
        const level& l = r.levels[i];
        if (l.when.evaluate(p, in_force[i], now) == truth::yes) return false;
        if (l.bypass && l.bypass->evaluate(p, in_force[i], now) == truth::yes) return false;
    }
    return true;
}

instant due(const rule& r, const condition& c, const patient& p, instant after) {
    instant first = never;
    const auto consider = [&](instant at) {
        if (at > after) first = std::min(first, at);
    };
    for (std::size_t i = 0; i < r.levels.size(); ++i) {
        const level& l = r.levels[i];
        const level_state& here = c.levels[i];
        if (here.at == stage::pending) {
            consider(here.since + l.condition_delay);
            if (c.onset) consider(*c.onset + r.again_after);
        }
        consider(l.when.due(p, after));
        if (l.bypass) consider(l.bypass->due(p, after));
        if (l.until && here.at == stage::active) consider(l.until->due(p, after));
    }
    return first;
}

} // namespace vigil::alarm
