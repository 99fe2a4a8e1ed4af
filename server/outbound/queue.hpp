// What one receiver has been told of each alarm, and what it still has to be told. Pure: times are arguments.
// Only the newest revision of an alarm waits. More urgent alarms go first; of equally urgent ones, the older.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "server/alarm/alarm.hpp"

namespace vigil::outbound {

/// An alarm as it is now, and whose.
struct news {
    alarm::alarm now;
    alarm::change how{};
    std::string patient; ///< of the alarm's stay; empty if it is not known
    std::string patient_name;
    instant at{}; ///< when we learned of it
};

struct entry {
    news newest;
    std::uint32_t told = 0;         ///< newest revision that the receiver acknowledged; revisions begin at 1
    alarm::priority told_urgency{}; ///< of that one
    bool waiting = false;           ///< newest has to be told
    bool tried = false; ///< something of it was sent, so the receiver may know of it without our knowing that
    instant since{};    ///< the receiver is behind since then

    bool known() const { return told > 0 || tried; }
};

/// What the receiver is to be told of.
struct interest {
    std::vector<std::string> wards; ///< empty: all
    alarm::priority least = alarm::priority::low;
};

/// What was not told, for counting and logging; none of it goes unsaid.
struct losses {
    std::uint64_t collapsed = 0;   ///< begun and over (or of no interest any more) before it could be told
    std::uint64_t crowded_out = 0; ///< too many waited: the oldest of the least urgent
    std::uint64_t gave_up = 0;     ///< waited longer than give_up_after
};

class queue {
public:
    static constexpr std::size_t waiting_max = 10'000; ///< alarms; each waits at most once

    queue(interest wanted, milliseconds give_up_after, std::size_t most_waiting = waiting_max)
        : wanted_{std::move(wanted)}, give_up_after_{give_up_after}, most_waiting_{most_waiting} {}

    /// An alarm changed. Older revisions than the newest known are ignored, so that hearing of one twice is harmless.
    void offer(news n);

    /// `active` is all there is at `now`: tells what it does not know yet, and the end of what is not there any more.
    void reconcile(const std::vector<news>& active, instant now);

    /// What to tell next; null if there is nothing.
    const entry* next() const;

    /// On what has waited too long by `now`.
    void give_up(instant now);

    /// `revision` is on its way; whether it will arrive cannot be known any more.
    void trying(alarm::alarm_id id);
    /// The receiver acknowledged this revision.
    void delivered(alarm::alarm_id id, std::uint32_t revision, alarm::priority urgency);
    /// The receiver will not take this revision, whenever it is sent.
    void refused(alarm::alarm_id id, std::uint32_t revision);

    /// As it was when the program ended: what is there may have been sent, so nothing of it is taken for untold.
    void restore(entry e);

    const std::map<alarm::alarm_id, entry>& entries() const { return entries_; }
    std::size_t waiting() const { return order_.size(); }
    std::optional<instant> behind_since() const; ///< of the one that waits longest
    const losses& lost() const { return lost_; }

    /// Alarms whose entry changed or went since the last call, for whoever keeps them on disk.
    std::set<alarm::alarm_id> take_changed() { return std::exchange(changed_, {}); }

private:
    using place = std::tuple<int, instant, alarm::alarm_id>; ///< most urgent first, then oldest
    using position = std::map<alarm::alarm_id, entry>::iterator;

    static place place_of(const entry& e);
    bool concerns(const news& n) const;
    void wait(entry& e, instant since);
    void settle(position at); ///< its newest revision need not be told any more
    void make_room();

    interest wanted_;
    milliseconds give_up_after_;
    std::size_t most_waiting_;
    std::map<alarm::alarm_id, entry> entries_; ///< not over, or its end not told
    std::set<place> order_;                    ///< of those that wait
    std::set<alarm::alarm_id> changed_;
    losses lost_;
};

} // namespace vigil::outbound
