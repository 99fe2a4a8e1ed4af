#include "server/feed/hub.hpp"

#include <algorithm>
#include <utility>

namespace vigil::feed {

hub::hub(const ward::fold& wards, std::uint64_t epoch, hub_options options)
    : wards_(wards), epoch_(epoch), options_(options) {}

topic& hub::topic_of(std::string_view ward_name) {
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
    s->home_ = &home;
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
    topic* const home = std::exchange(s->home_, nullptr);
    if (!home) return;
    counts_.subscribers -= std::erase(home->subscribers, s);
    if (std::exchange(s->listed_, false)) std::erase(home->ready, s);
    if (home->ready.empty()) std::erase(waiting_, home);
    const bool known_ward = wards_.find_ward(s->ward_).has_value();
    if (home->subscribers.empty() && !known_ward) topics_.erase(s->ward_); // anybody may ask for any name
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
        hurry(home);
    }
}

/// Once a turn at the most: many events at once are cheaper joined, and no later on the whole.
void hub::hurry(topic& home) {
    if (home.ready.empty() || std::exchange(home.hurried_turn, turn_) == turn_) return;
    std::erase(waiting_, &home);
    waiting_.push_front(&home);
    hurries_ = true;
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
    if (!s->home_ || std::exchange(s->listed_, true)) return;
    if (s->home_->ready.empty()) waiting_.push_back(s->home_);
    s->home_->ready.push_back(s);
}

void hub::resume(const std::shared_ptr<subscriber>& s) {
    if (s->has_output()) mark_ready(s);
}

void hub::serve() {
    hurries_ = false;
    turn_bytes_ = 0;
    if (waiting_.empty()) return;
    topic* const home = waiting_.front();
    const auto its_turn = [&] { return !waiting_.empty() && waiting_.front() == home; };
    for (std::size_t served = 0; its_turn() && served < options_.turn_subscribers_max; ++served) {
        if (turn_bytes_ >= options_.turn_bytes_max) break;
        const auto s = std::move(home->ready.front());
        home->ready.pop_front();
        s->listed_ = false;
        if (home->ready.empty()) waiting_.pop_front();
        s->wake();
    }
    if (!its_turn()) return;
    waiting_.pop_front();
    waiting_.push_back(home);
}

/// Most subscribers of a ward have the same lines queued: those are joined once.
line hub::take_lines(subscriber& s, std::size_t bytes_max) {
    std::size_t taken = 0;
    std::size_t bytes = 0;
    for (; taken < s.queue_.size() && bytes < bytes_max; ++taken) bytes += s.queue_[taken]->size();
    if (taken == 0) return {};
    const std::span<const line> head(s.queue_.data(), taken);
    line frame = head[0];
    if (taken > 1 && !std::ranges::equal(head, joined_of_)) {
        std::string text;
        text.reserve(bytes);
        for (const line& each : head) text += *each;
        joined_ = std::make_shared<const std::string>(std::move(text));
        joined_of_.assign(head.begin(), head.end());
    }
    if (taken > 1) frame = joined_;
    s.queue_.erase(s.queue_.begin(), s.queue_.begin() + static_cast<std::ptrdiff_t>(taken));
    s.queued_bytes_ -= bytes;
    counts_.outbox_bytes -= bytes;
    return frame;
}

line hub::next_frame(subscriber& s, instant now) {
    const bool afresh = std::exchange(s.needs_snapshot_, false);
    std::string own; // what is for this one alone
    if (afresh) own = snapshot_line(wards_, s.ward_, epoch_, now);
    line shared = own.size() < options_.frame_bytes_max ? take_lines(s, options_.frame_bytes_max - own.size()) : line{};
    std::string after;
    const std::size_t before = own.size() + (shared ? shared->size() : 0);
    while (s.queue_.empty() && !s.missed_.empty() && before + after.size() < options_.frame_bytes_max) {
        after += vitals_line(wards_, *s.missed_.begin(), instant{}, now);
        s.missed_.erase(s.missed_.begin());
    }
    if (!afresh && s.queue_.empty() && s.missed_.empty()) s.overflows_ = 0; // it has caught up
    if (s.closing_) after += closing_line("too slow: this dashboard reads less than the ward sends");
    turn_bytes_ += before + after.size();
    if (own.empty() && after.empty()) return shared;
    if (shared) own += *shared;
    own += after;
    return std::make_shared<const std::string>(std::move(own));
}

} // namespace vigil::feed
