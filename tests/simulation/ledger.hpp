// What must hold of the journal: the oracle. Learns of rows when they are on the disk, applies them to wards of its
// own, and so knows what every other part has to show.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/journal/journal.hpp"
#include "server/ward/codec.hpp"
#include "server/ward/fold.hpp"
#include "tests/simulation/world.hpp"

namespace vigil::simulation {

class ledger {
public:
    explicit ledger(world& w) : world_(w) {}

    /// A commit returned: from now on these rows may be promised to their senders.
    void committed(const std::vector<journal::row>& rows);

    /// A journal was opened again: all that was committed is there, and beyond it at most `under_way` rows, whole.
    void reopened(journal::reader& log, const std::vector<journal::row>& under_way);

    /// A recovered server is what the oracle is.
    void compare(const ward::fold& recovered);

    /// A sender was told that its message is safe.
    void promised(const std::string& control_id);
    void promised_command(const std::string& request);
    void promised_acknowledgement(alarm::alarm_id id);

    /// At the end: every promise is kept, once.
    void check_promises();

    journal::sequence last() const { return hashes_.size(); }
    const ward::fold& wards() const { return wards_; }

private:
    void take(const journal::row& r);
    void note_input(const ward::input& in);
    void note_events(const std::vector<ward::recorded_event>& events);

    world& world_;
    ward::fold wards_;
    std::vector<std::uint64_t> hashes_; ///< of row n at n - 1
    std::unordered_map<std::string, int> messages_, requests_;
    std::set<std::string> promised_;
    std::unordered_map<std::uint64_t, std::uint32_t> revisions_; ///< of every alarm there ever was
    std::set<alarm::alarm_id> acknowledged_; ///< or over: then there was nothing left to take note of
    ward::input input_;                      // reused, as are the next two
    std::vector<ward::recorded_event> events_;
    std::string scratch_;
};

/// What has to hold of any wards at any time, at a moment up to which every deadline has been applied.
void check_wards(world& w, const ward::fold& wards);

} // namespace vigil::simulation
