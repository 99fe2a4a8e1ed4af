#include "server/outbound/queue.hpp"

#include <algorithm>
#include <utility>

namespace vigil::outbound {

queue::place queue::place_of(const entry& e) {
    return {-static_cast<int>(e.newest.now.urgency), e.since, e.newest.now.id};
}

bool queue::concerns(const news& n) const {
    const bool here = wanted_.wards.empty() || std::ranges::find(wanted_.wards, n.now.ward) != wanted_.wards.end();
    return here && n.now.urgency >= wanted_.least;
}

void queue::offer(news n) {
    const alarm::alarm_id id = n.now.id;
    const auto known = entries_.find(id);
    const bool over = n.now.state == alarm::phase::cleared;
    if (known == entries_.end()) {
        if (over || !concerns(n)) return;
        entry& fresh = entries_[id];
        fresh.newest = std::move(n);
        wait(fresh, fresh.newest.at);
        return make_room();
    }
    entry& e = known->second;
    if (n.now.revision <= e.newest.now.revision) return;
    const instant since = e.waiting ? e.since : n.at;
    const bool was_waiting = e.waiting;
    if (was_waiting) order_.erase(place_of(e));
    e.waiting = false;
    const bool wanted = e.known() || (!over && concerns(n));
    e.newest = std::move(n);
    if (!wanted) {
        lost_.collapsed += was_waiting ? 1 : 0;
        changed_.insert(id);
        entries_.erase(known);
        return;
    }
    wait(e, since);
    make_room();
}

void queue::reconcile(const std::vector<news>& active, instant now) {
    std::set<alarm::alarm_id> there;
    for (const news& n : active) {
        there.insert(n.now.id);
        offer(n);
    }
    std::vector<news> ended;
    for (const auto& [id, e] : entries_)
        if (!there.contains(id) && e.newest.now.state != alarm::phase::cleared) ended.push_back(e.newest);
    for (news& n : ended) {
        ++n.now.revision;
        n.now.state = alarm::phase::cleared;
        n.how = alarm::change::cleared;
        n.at = now;
        offer(std::move(n));
    }
}

const entry* queue::next() const {
    return order_.empty() ? nullptr : &entries_.at(std::get<alarm::alarm_id>(*order_.begin()));
}

void queue::give_up(instant now) {
    std::vector<alarm::alarm_id> late;
    for (const auto& [urgency, since, id] : order_)
        if (now - since > give_up_after_) late.push_back(id);
    for (const alarm::alarm_id id : late) settle(entries_.find(id));
    lost_.gave_up += late.size();
}

void queue::trying(alarm::alarm_id id) {
    entries_.at(id).tried = true;
}

void queue::delivered(alarm::alarm_id id, std::uint32_t revision, alarm::priority urgency) {
    const auto at = entries_.find(id);
    if (at == entries_.end()) return; // meanwhile given up
    entry& e = at->second;
    e.told = revision;
    e.told_urgency = urgency;
    changed_.insert(id);
    if (e.newest.now.revision == revision) return settle(at);
    if (!e.waiting) return;
    order_.erase(place_of(e));
    wait(e, e.newest.at);
}

void queue::refused(alarm::alarm_id id, std::uint32_t revision) {
    const auto at = entries_.find(id);
    if (at == entries_.end()) return;
    at->second.tried = false; // it does not know of this one, and said so
    if (at->second.newest.now.revision == revision) settle(at);
}

void queue::restore(entry e) {
    const alarm::alarm_id id = e.newest.now.id;
    e.tried = e.tried || e.waiting;
    entry& kept = entries_[id] = std::move(e);
    if (kept.waiting) order_.insert(place_of(kept));
}

std::optional<instant> queue::behind_since() const {
    std::optional<instant> oldest;
    for (const auto& [urgency, since, id] : order_) oldest = std::min(oldest.value_or(since), since);
    return oldest;
}

void queue::wait(entry& e, instant since) {
    e.waiting = true;
    e.since = since;
    order_.insert(place_of(e));
    changed_.insert(e.newest.now.id);
}

void queue::settle(position at) {
    entry& e = at->second;
    if (e.waiting) order_.erase(place_of(e));
    e.waiting = false;
    changed_.insert(at->first);
    if (e.newest.now.state == alarm::phase::cleared) entries_.erase(at);
}

void queue::make_room() {
    while (order_.size() > most_waiting_) {
        const int least_urgent = std::get<int>(*order_.rbegin());
        const auto oldest = order_.lower_bound({least_urgent, instant::min(), alarm::alarm_id{}});
        settle(entries_.find(std::get<alarm::alarm_id>(*oldest)));
        ++lost_.crowded_out;
    }
}

} // namespace vigil::outbound
