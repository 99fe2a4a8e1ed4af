// Who watches which ward, and what each still has to be sent. Pure: sessions ask for their next frame and write it.
// Lives on the event-loop thread.
//
// Events of alarms, beds and devices' own alarms are encoded once and queued for every subscriber of the ward; they are
// never shed. Vital signs are coalesced: a subscriber that is behind skips them and gets the newest ones when it has
// caught up. A subscriber over its bound loses its queue and gets a fresh snapshot instead; one that overflows again
// and again is told why and closed.
//
// A turn of the event loop serves one ward, and only so many of its subscribers; the wards take turns, and one with a
// new event goes first. So nobody's alarm waits until a thousand others have been told of another one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/feed/frames.hpp"

namespace vigil::feed {

struct hub_options {
    std::size_t outbox_bytes_max = 1u << 20;
    std::size_t vitals_bytes_max = 512u << 10; ///< a subscriber with more than this queued gets no vital signs
    milliseconds vitals_interval{250};         ///< of one bed: newer values wait, and the newest wins
    std::size_t frame_bytes_max = 256u << 10;  ///< lines are joined into one frame up to about this
    std::size_t history_events_max = 10'000;   ///< a ward's events kept for resuming dashboards
    int overflows_max = 3;                     ///< in a row, without having caught up in between
    std::size_t turn_subscribers_max = 16;     ///< served in one turn of the loop: about 0.1 ms
    std::size_t turn_bytes_max = 128u << 10;   ///< the same, where frames are large, such as snapshots
};

struct hub_counts {
    std::size_t subscribers = 0;
    std::size_t outbox_bytes = 0;
    std::uint64_t vitals_coalesced = 0;
    std::uint64_t overflows = 0; ///< queues replaced by a snapshot
    std::uint64_t resumed = 0;
    std::uint64_t not_resumed = 0; ///< asked to resume, got a snapshot
    std::uint64_t closed_slow = 0;
};

using line = std::shared_ptr<const std::string>;
struct topic;

class subscriber {
public:
    bool has_output() const { return !queue_.empty() || needs_snapshot_ || !missed_.empty(); }
    bool closing() const { return closing_; } ///< after the next frame the connection is to be closed
    const std::string& ward_name() const { return ward_; }
    void wake() const { wake_(); }

private:
    friend class hub;
    std::string ward_;
    std::function<void()> wake_;
    std::vector<line> queue_;
    std::size_t queued_bytes_ = 0;
    std::set<ward::bed_index> missed_; ///< beds whose vital signs it skipped
    int overflows_ = 0;
    bool needs_snapshot_ = false;
    bool closing_ = false;
    topic* home_ = nullptr;
    bool listed_ = false; ///< in topic::ready
};

/// What a ward tells, and whom.
struct topic {
    std::vector<std::shared_ptr<subscriber>> subscribers;
    std::deque<std::pair<std::uint64_t, line>> history; ///< sequence and event, oldest first
    std::map<ward::bed_index, instant> dirty;           ///< beds with new values, and since when
    std::map<ward::bed_index, instant> sent;            ///< when values of a bed went out last
    std::deque<std::shared_ptr<subscriber>> ready;      ///< with output
    std::uint64_t hurried_turn = 0;                     ///< when an event of it went out at once
};

class hub {
public:
    hub(const ward::fold& wards, std::uint64_t epoch, hub_options options = {});

    /// Queues what the subscriber needs first: the missed events if `resume` is recent enough, else a snapshot.
    /// `wake` is called by serve(): there is output to write.
    std::shared_ptr<subscriber> subscribe(std::string_view ward_name, std::optional<position> resume, instant now,
                                          std::function<void()> wake);
    void unsubscribe(const std::shared_ptr<subscriber>& s);

    void publish(std::span<const ward::event> events);
    void vitals_changed(ward::bed_index b);

    /// Call often: sends the newest values of each changed bed whose last ones went out vitals_interval ago. So the
    /// beds of a large ward do not all go out at one moment, which an alarm would have to wait for.
    void flush_vitals(instant now);

    /// Call every second.
    void heartbeat(instant now);

    /// Tells everybody the rules in force.
    void rules_changed();

    /// For one subscriber only: the answer to its command.
    void reply(const std::shared_ptr<subscriber>& s, std::string text);

    /// Everything queued for it, joined into one text frame; null if there is nothing. Whoever has the same lines
    /// queued as the one before shares its frame.
    line next_frame(subscriber& s, instant now);

    /// It can take more: serve() will come to it if there is more.
    void resume(const std::shared_ptr<subscriber>& s);

    /// True when a ward has an event, the first in this turn of the loop: serve() it before anything else. Further
    /// events of this turn follow in the next one, joined.
    bool hurries() const { return hurries_; }
    /// Wakes the next ward's subscribers that have output, as many as one turn of the loop may serve.
    void serve();
    bool has_ready() const { return !waiting_.empty(); }
    void next_turn() { ++turn_; }

    const hub_counts& counts() const { return counts_; }

private:
    void send_vitals(topic& home, ward::bed_index b, instant since, instant now);
    topic& topic_of(std::string_view ward_name);
    bool replay(const std::shared_ptr<subscriber>& s, const topic& from, const position& resume, instant now);
    void stream(const std::shared_ptr<subscriber>& s, const line& text);
    void queue(const std::shared_ptr<subscriber>& s, const line& text);
    void mark_ready(const std::shared_ptr<subscriber>& s);
    void hurry(topic& home);
    void overflow(subscriber& s);
    line take_lines(subscriber& s, std::size_t bytes_max);
    void drop_queue(subscriber& s);
    position position_of(std::string_view ward_name) const;

    const ward::fold& wards_;
    std::uint64_t epoch_;
    hub_options options_;
    std::map<std::string, topic, std::less<>> topics_;
    std::deque<topic*> waiting_; ///< with subscribers that are ready, the next one first
    std::vector<line> joined_of_;
    line joined_; ///< the lines above in one
    std::uint64_t turn_ = 1;
    std::size_t turn_bytes_ = 0;
    bool hurries_ = false;
    hub_counts counts_;
};

} // namespace vigil::feed
