#include "server/alarm/chart.hpp"

#include <cmath>

namespace vigil::alarm {

double known(const chart& c, metric m, instant now) {
    const observed& o = c[index(m)];
    return usable(o.status) && now - o.received_at <= info(m).stale_after ? o.value : no_value;
}

metric fresher(const chart& c, metric preferred, metric other, instant now) {
    if (std::isnan(known(c, other, now))) return preferred;
    if (std::isnan(known(c, preferred, now))) return other;
    return c[index(other)].received_at > c[index(preferred)].received_at ? other : preferred;
}

instant stale_at(metric m, instant received_at) {
    return received_at + info(m).stale_after + milliseconds{1};
}

} // namespace vigil::alarm
