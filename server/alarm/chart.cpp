#include "server/alarm/chart.hpp"

namespace vigil::alarm {

const observed chart::none_{};

void chart::put(metric m, observed next) {
    const bool repeated = usable(next) && known(*this, m, next.received_at) == next.value;
    next.unchanged_since = repeated ? (*this)[m].unchanged_since : next.received_at;
    next.usable_at = usable(next) ? next.received_at : (*this)[m].usable_at;
    restore(m, next);
}

void chart::restore(metric m, const observed& next) {
    const auto at = values_.begin() + static_cast<std::ptrdiff_t>(place(m));
    if (has(m))
        *at = next;
    else
        values_.insert(at, next);
    seen_ |= bit(m);
}

double known(const chart& c, metric m, instant now) {
    const observed& o = c[m];
    return usable(o.status) && now - o.received_at <= info(m).stale_after ? o.value : no_value;
}

metric fresher(const chart& c, metric preferred, metric other, instant now) {
    if (preferred == other || std::isnan(known(c, other, now))) return preferred;
    if (std::isnan(known(c, preferred, now))) return other;
    const bool equals = preferred != metric::heart_rate;
    return equals && c[other].received_at > c[preferred].received_at ? other : preferred;
}

instant stale_at(metric m, instant received_at) {
    return received_at + info(m).stale_after + milliseconds{1};
}

} // namespace vigil::alarm
