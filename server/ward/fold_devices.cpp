// Alarms that devices raise themselves: listed at their bed while they go on. No rule reads them, and none of ours
// comes of them. One that is not heard of any more ends: with its patient, with its bed's monitor, or after a time.
#include <algorithm>
#include <tuple>

#include "server/ward/fold.hpp"

namespace vigil::ward {
namespace {

auto key_of(const relayed_alarm& a) {
    return std::tie(a.device, a.id);
}

/// What is shown of it. A device that says it again, or says that it goes on, says nothing new.
auto shown_of(const device_alarm& a) {
    return std::tie(a.text, a.code, a.source, a.now, a.urgency, a.what, a.inactivation);
}

} // namespace

void fold::take(const device_alarms_reported& in) {
    const device_alarm_report& r = in.content;
    const bed_index b = bed_of(r.ward, r.bed);
    const bool news = identify(b, r.sender, {r.patient, r.patient_name}, in.key);
    settle(b, in.key, news);
    for (const device_alarm& a : r.alarms) relay(b, a);
    book(b, now_ + device_alarm_holds);
}

void fold::relay(bed_index b, const device_alarm& a) {
    auto& list = beds_[b].device_alarms;
    const auto at = std::ranges::lower_bound(list, std::tie(a.device, a.id), {}, key_of);
    const bool known = at != list.end() && key_of(*at) == std::tie(a.device, a.id);
    const bool news = !known || shown_of(*at) != shown_of(a);
    const instant since = known ? at->since : now_;
    if (a.ended()) {
        if (!known) return;
        list.erase(at);
    } else if (known) {
        *at = {a, since, now_};
    } else {
        list.insert(at, {a, since, now_});
    }
    if (news || a.ended()) emit(beds_[b].ward, b, device_alarm_changed{a});
    if (list.size() <= device_alarms_max) return;
    const auto least =
        std::ranges::min_element(list, {}, [](const relayed_alarm& one) { return std::pair{one.urgency, one.since}; });
    end_device_alarm(b, static_cast<std::size_t>(least - list.begin()));
}

void fold::end_device_alarm(bed_index b, std::size_t which) {
    auto& list = beds_[b].device_alarms;
    const auto at = list.begin() + static_cast<std::ptrdiff_t>(which);
    device_alarm over = *at;
    over.step = device_alarm::phase::end;
    over.now = device_alarm::state::inactive;
    list.erase(at);
    emit(beds_[b].ward, b, device_alarm_changed{std::move(over)});
}

/// Those that were heard of last at `heard_until` or before.
void fold::end_device_alarms(bed_index b, instant heard_until) {
    for (std::size_t i = 0; i < beds_[b].device_alarms.size();)
        if (beds_[b].device_alarms[i].heard_at <= heard_until)
            end_device_alarm(b, i);
        else
            ++i;
}

} // namespace vigil::ward
