#include "server/feed/hub.hpp"

#include <algorithm>
#include <utility>

namespace vigil::feed {

hub::hub(const ward::fold& wards, std::uint64_t epoch, hub_options options)
    : wards_(wards), epoch_(epoch), options_(options) {}

hub::topic& hub::topic_of(std::string_view ward_name) {
    const auto found = topics_.find(ward_name);
    return found != topics_.end() ? found->second : topics_.emplace(ward_name, topic{}).first->second;
}

position hub::position_of(std::string_view ward_name) const {
    const auto w = wards_.find_ward(ward_name);
    return {epoch_, w ? wards_.wards()[*w].sequence : 0};
}

std::shared_ptr<subscriber> hub::subscribe(std::string_view ward_name, std::optional<position> resume, instant now,
                                           std::function<void()> wake) {
    auto s = std::make_shared<subscriber>();
    s->ward_ = ward_name;
    s->wake_ = std::move(wake);
    topic& home = topic_of(ward_name);
    home.subscribers.push_back(s);
    ++counts_.subscribers;
    if (resume && replay(s, home, *resume, now)) {
        ++counts_.resumed;
        return s;
    }
    if (resume) ++counts_.not_resumed;
    s->needs_snapshot_ = true;
    mark_ready(s);
    return s;
}

void hub::unsubscribe(const std::shared_ptr<subscriber>& s) {
    s->needs_snapshot_ = false;
    s->closing_ = true; // an answer to its last command may still come, and must not be kept
    drop_queue(*s);
    const auto home = topics_.find(s->ward_);
    if (home == topics_.end()) return;
    counts_.subscribers -= std::erase(home->second.subscribers, s);
    const bool known_ward = wards_.find_ward(s->ward_).has_value();
    if (home->second.subscribers.empty() && !known_ward) topics_.erase(home); // anybody may ask for any name
}

/// Exactly the events after `resume`, if all of them are still known; then the newest vital signs of every bed.
bool hub::replay(const std::shared_ptr<subscriber>& s, const topic& from, const position& resume, instant now) {
    const position here = position_of(s->ward_);
    if (resume.epoch != epoch_ || resume.sequence > here.sequence) return false;
    const bool complete = resume.sequence == here.sequence ||
                          (!from.history.empty() && from.history.front().first <= resume.sequence + 1);
    const auto missed = std::ranges::find_if(from.history, [&](const auto& e) { return e.first > resume.sequence; });
    std::size_t bytes = 0;
    for (auto e = missed; e != from.history.end(); ++e) bytes += e->second->size();
    if (!complete || bytes > options_.outbox_bytes_max / 2) return false; // a snapshot is shorter
    queue(s, std::make_shared<const std::string>(resumed_line(wards_, here, now)));
    for (auto e = missed; e != from.history.end(); ++e) queue(s, e->second);
    if (const auto w = wards_.find_ward(s->ward_))
        s->missed_.insert(wards_.wards()[*w].beds.begin(), wards_.wards()[*w].beds.end());
    return true;
}

void hub::publish(std::span<const ward::event> events) {
    for (const ward::event& e : events) {
        if (e.sequence == 0) continue; // recorded only
        topic& home = topic_of(wards_.wards()[e.ward].name);
        const auto text = std::make_shared<const std::string>(event_line(wards_, epoch_, e));
        home.history.emplace_back(e.sequence, text);
        if (home.history.size() > options_.history_events_max) home.history.pop_front();
        for (const auto& s : home.subscribers) stream(s, text);
    }
}

void hub::vitals_changed(ward::bed_index b) {
    topic& home = topic_of(wards_.wards()[wards_.beds()[b].ward].name);
    if (!home.subscribers.empty()) home.dirty.try_emplace(b, wards_.now()); // who comes later is told of every bed
}

void hub::flush_vitals(instant now) {
    for (auto& [name, home] : topics_) {
        if (home.subscribers.empty()) {
            home.dirty.clear();
            continue;
        }
        std::erase_if(home.dirty, [&](const auto& changed) {
            const auto& [b, since] = changed;
            instant& last = home.sent[b];
            if (now - last < options_.vitals_interval) return false;
            last = now;
            send_vitals(home, b, since, now);
            return true;
        });
    }
}

void hub::send_vitals(topic& home, ward::bed_index b, instant since, instant now) {
    const auto text = std::make_shared<const std::string>(vitals_line(wards_, b, since, now));
    for (const auto& s : home.subscribers) {
        if (s->needs_snapshot_) continue; // which will hold them
        if (s->queued_bytes_ + text->size() <= options_.vitals_bytes_max && !s->missed_.contains(b)) {
            queue(s, text);
        } else {
            s->missed_.insert(b);
            ++counts_.vitals_coalesced;
        }
    }
}

void hub::heartbeat(instant now) {
    for (auto& [name, home] : topics_) {
        if (home.subscribers.empty()) continue;
        const auto w = wards_.find_ward(name);
        const auto text = std::make_shared<const std::string>(heartbeat_line(
            position_of(name), now, w ? wards_.wards()[*w].active : 0, w ? wards_.wards()[*w].digest : 0));
        for (const auto& s : home.subscribers) stream(s, text);
    }
}

void hub::rules_changed() {
    const auto text = std::make_shared<const std::string>(rules_line(wards_));
    for (auto& [name, home] : topics_)
        for (const auto& s : home.subscribers) stream(s, text);
}

void hub::reply(const std::shared_ptr<subscriber>& s, std::string text) {
    queue(s, std::make_shared<const std::string>(std::move(text)));
}

/// A subscriber that waits for its snapshot will find everything in it.
void hub::stream(const std::shared_ptr<subscriber>& s, const line& text) {
    if (!s->needs_snapshot_) queue(s, text);
}

void hub::queue(const std::shared_ptr<subscriber>& s, const line& text) {
    if (s->closing_) return;
    s->queue_.push_back(text);
    s->queued_bytes_ += text->size();
    counts_.outbox_bytes += text->size();
    if (s->queued_bytes_ > options_.outbox_bytes_max) overflow(*s);
    mark_ready(s);
}

/// Everything it has not read yet is in a fresh snapshot too.
void hub::overflow(subscriber& s) {
    drop_queue(s);
    ++counts_.overflows;
    s.needs_snapshot_ = true;
    if (++s.overflows_ < options_.overflows_max) return;
    s.closing_ = true;
    ++counts_.closed_slow;
}

void hub::drop_queue(subscriber& s) {
    counts_.outbox_bytes -= s.queued_bytes_;
    s.queued_bytes_ = 0;
    s.queue_.clear();
    s.missed_.clear();
}

void hub::mark_ready(const std::shared_ptr<subscriber>& s) {
    if (std::exchange(s->listed_, true)) return;
    ready_.push_back(s);
}

std::vector<std::shared_ptr<subscriber>> hub::take_ready() {
    for (const auto& s : ready_) s->listed_ = false;
    return std::exchange(ready_, {});
}

std::string hub::next_frame(subscriber& s, instant now) {
    std::string frame;
    const bool afresh = std::exchange(s.needs_snapshot_, false);
    if (afresh) frame = snapshot_line(wards_, s.ward_, epoch_, now);
    std::size_t taken = 0;
    for (; taken < s.queue_.size() && frame.size() < options_.frame_bytes_max; ++taken) {
        frame += *s.queue_[taken];
        s.queued_bytes_ -= s.queue_[taken]->size();
        counts_.outbox_bytes -= s.queue_[taken]->size();
    }
    s.queue_.erase(s.queue_.begin(), s.queue_.begin() + static_cast<std::ptrdiff_t>(taken));
    while (s.queue_.empty() && !s.missed_.empty() && frame.size() < options_.frame_bytes_max) {
        frame += vitals_line(wards_, *s.missed_.begin(), instant{}, now);
        s.missed_.erase(s.missed_.begin());
    }
    if (!afresh && s.queue_.empty() && s.missed_.empty()) s.overflows_ = 0; // it has caught up
    if (s.closing_) frame += closing_line("too slow: this dashboard reads less than the ward sends");
    return frame;
}

} // namespace vigil::feed
