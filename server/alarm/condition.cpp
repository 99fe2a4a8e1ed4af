#include "server/alarm/condition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "server/alarm/vocabulary.hpp"

namespace vigil::alarm {
namespace {

struct verdict {
    truth when = truth::unknown;
    truth bypass = truth::no;
    truth until = truth::yes;

    bool holds() const { return when == truth::yes || bypass == truth::yes; }
    bool over() const { return when == truth::no && bypass == truth::no && until == truth::yes; }
};

verdict judge(const rule& r, const chart& values, instant now) {
    verdict v{.when = r.when.evaluate(values, now)};
    if (r.bypass) v.bypass = r.bypass->evaluate(values, now);
    if (r.until) v.until = r.until->evaluate(values, now);
    return v;
}

/// With a family settled on the source that was read.
limit_term reason(const rule& r, const verdict& v, const chart& values, instant now) {
    const bool by_bypass = v.bypass == truth::yes && r.bypass->limit();
    limit_term because = (by_bypass ? r.bypass->limit() : r.when.limit()).value_or(limit_term{});
    if (fresher(values, because.what, because.alternative, now) != because.what)
        std::swap(because.what, because.alternative);
    return because;
}

change begin(condition& c, stage to, instant now, change what) {
    c = {to, now};
    return what;
}

change from_idle(const rule& r, condition& c, const verdict& v, instant now) {
    if (!v.holds()) return change::none;
    const bool at_once = v.bypass == truth::yes || r.condition_delay == milliseconds{0};
    return at_once ? begin(c, stage::active, now, change::onset) : begin(c, stage::pending, now, change::pending);
}

change from_pending(const rule& r, condition& c, const verdict& v, instant now) {
    const bool ended = now >= due(r, c);
    if (v.bypass == truth::yes || (v.when == truth::yes && ended)) return begin(c, stage::active, now, change::onset);
    if (v.when == truth::no) return begin(c, stage::idle, {}, change::withdrawn);
    return change::none;
}

change from_active(const rule& r, condition& c, const verdict& v, bool acknowledged) {
    if (!v.over()) return change::none;
    if (!r.latching || acknowledged) return begin(c, stage::idle, {}, change::cleared);
    c.at = stage::latched;
    return change::latched;
}

change from_latched(condition& c, const verdict& v, bool acknowledged) {
    if (v.holds()) {
        c.at = stage::active;
        return change::renewed;
    }
    return acknowledged ? begin(c, stage::idle, {}, change::cleared) : change::none;
}

} // namespace

decision step(const rule& r, condition& c, const chart& values, bool acknowledged, instant now) {
    const verdict v = judge(r, values, now);
    decision d;
    switch (c.at) {
        case stage::idle: d.what = from_idle(r, c, v, now); break;
        case stage::pending: d.what = from_pending(r, c, v, now); break;
        case stage::active: d.what = from_active(r, c, v, acknowledged); break;
        case stage::latched: d.what = from_latched(c, v, acknowledged); break;
    }
    if (d.what == change::onset || d.what == change::renewed) d.because = reason(r, v, values, now);
    return d;
}

instant due(const rule& r, const condition& c) {
    return c.at == stage::pending ? c.since + r.condition_delay : never;
}

instant fading_due(const rule& r, const chart& values, instant after) {
    instant first = never;
    if (r.fading == 0) return first;
    for (const metric_info& m : metrics()) {
        const observed& o = values[index(m.what)];
        const instant at = stale_at(m.what, o.received_at);
        if ((r.fading >> index(m.what) & 1u) != 0 && usable(o.status) && at > after) first = std::min(first, at);
    }
    return first;
}

} // namespace vigil::alarm
