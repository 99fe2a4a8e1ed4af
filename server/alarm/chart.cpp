#include "server/alarm/chart.hpp"

#include <algorithm>

namespace vigil::alarm {
namespace {

bool is_continuous(metric m) {
    return info(m).how == sampling::continuous;
}

/// The other measure of the same beats.
std::optional<metric> sibling(metric m) {
    if (m == metric::heart_rate) return metric::pulse_rate;
    if (m == metric::pulse_rate) return metric::heart_rate;
    return {};
}

} // namespace

const observed chart::none_{};

std::optional<metric> chart::put(metric m, observed next) {
    const observed last = (*this)[m];
    next.by_hand = next.by_hand && info(m).how != sampling::charted;
    const bool repeated =
        usable(next) && known(*this, m, next.received_at) == next.value && next.by_hand == last.by_hand;
    next.unchanged_since = repeated ? last.unchanged_since : next.received_at;
    next.usable_at = usable(next) ? next.received_at : last.usable_at;
    next.monitor_until = last.monitor_until;
    const auto other = is_continuous(m) ? sibling(m) : std::nullopt;
    const bool measured_elsewhere = other && next.received_at < (*this)[*other].monitor_until;
    next.stands_in = next.by_hand && is_continuous(m) && !measured_elsewhere;
    if (!next.by_hand)
        next.monitor_until = usable(next) ? stale_at(m, next) : std::min(last.monitor_until, next.received_at);
    restore(m, next);
    if (next.by_hand || !usable(next) || !other || !(*this)[*other].stands_in) return {};
    values_[place(*other)].stands_in = false;
    return other;
}

void chart::withdraw(metric m, instant now, instant seen_before) {
    put(m, {.status = validity::unavailable, .measured_at = now, .received_at = now, .by_hand = true});
    values_[place(m)].usable_at = seen_before;
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
    return usable(o.status) && now - o.received_at <= stale_after(m, o) ? o.value : no_value;
}

metric fresher(const chart& c, metric preferred, metric other, instant now) {
    if (preferred == other || std::isnan(known(c, other, now))) return preferred;
    if (std::isnan(known(c, preferred, now))) return other;
    const bool equals = preferred != metric::heart_rate;
    return equals && c[other].received_at > c[preferred].received_at ? other : preferred;
}

milliseconds stale_after(metric m, const observed& o) {
    const milliseconds usual = info(m).stale_after;
    return o.stands_in ? std::max(usual, by_hand_counts_for) : usual;
}

instant stale_at(metric m, const observed& o) {
    return o.received_at + stale_after(m, o) + milliseconds{1};
}

instant stale_at(metric m, instant received_at) {
    return stale_at(m, observed{.received_at = received_at});
}

instant monitor_until_of(metric m, const observed& o) {
    if (o.usable_at == instant{}) return {};
    return usable(o) ? stale_at(m, o) : o.received_at;
}

} // namespace vigil::alarm
