// What happens in the wards because time passes: delays that end, monitors that stay silent.
#include <algorithm>

#include "server/ward/fold.hpp"

namespace vigil::ward {

/// The agenda holds for each bed one live entry, `scheduled`, that is never later than the bed's true deadline. An
/// entry that comes too early, because a monitor was heard meanwhile, is put back: cheaper than moving it with each
/// message.
void fold::advance(instant to) {
    while (!agenda_.empty() && agenda_.top().at <= to) {
        const due next = agenda_.top();
        agenda_.pop();
        if (beds_[next.bed].scheduled != next.at) continue; // an earlier entry took its place
        beds_[next.bed].scheduled = never;
        // A neighbour's deadline of the same moment may have brought now_ there: what is due then is still to come
        // here.
        const instant moment = std::max(now_, next.at);
        if (bed_due(beds_[next.bed], moment - milliseconds{1}) <= moment) {
            now_ = moment;
            apply_bed_deadline(next.bed);
        }
        schedule(next.bed);
    }
}

instant fold::next_deadline() const {
    return agenda_.empty() ? never : agenda_.top().at;
}

instant fold::bed_due(const bed& b, instant after) const {
    instant first = never;
    for (std::size_t rule = 0; rule < silence(); ++rule) {
        const instant at = alarm::due(rules_.rules[rule], b.conditions[rule]);
        if (at > after) first = std::min(first, at); // one that has passed waits for a known value, not for time
        first = std::min(first, alarm::fading_due(rules_.rules[rule], b.chart, after));
    }
    if (b.monitored && b.last_heard) first = std::min(first, *b.last_heard + rules_.monitor_silent.after);
    return first;
}

void fold::apply_bed_deadline(bed_index b) {
    for (std::size_t rule = 0; rule < silence(); ++rule) {
        const bool delay_ends = alarm::due(rules_.rules[rule], beds_[b].conditions[rule]) == now_;
        const bool value_fades = alarm::fading_due(rules_.rules[rule], beds_[b].chart, now_ - milliseconds{1}) == now_;
        if (delay_ends || value_fades) step(b, rule);
    }
    const bed& here = beds_[b];
    if (here.monitored && here.last_heard && *here.last_heard + rules_.monitor_silent.after <= now_) fall_silent(b);
}

void fold::schedule(bed_index b) {
    const instant at = bed_due(beds_[b], now_);
    if (at >= beds_[b].scheduled) return;
    beds_[b].scheduled = at;
    agenda_.push({at, b});
}

} // namespace vigil::ward
