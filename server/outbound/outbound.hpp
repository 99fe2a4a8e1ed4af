// Tells other systems of alarms: nurse call, paging, interface engines. Follows the journal, on a thread of its own
// that nobody waits for; what each receiver knows is kept in a file beside the journal. Each change of an alarm is
// delivered at least once and in order, unless a newer one overtook it while it waited; what is not, is counted and
// logged.
#pragma once

#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/config/config.hpp"
#include "server/journal/journal.hpp"
#include "server/metrics/server_metrics.hpp"
#include "server/outbound/queue.hpp"

namespace vigil::ward {
class fold;
}

namespace vigil::outbound {

struct options {
    std::vector<config::receiver_entry> receivers; ///< checked
    std::filesystem::path journal;
    std::filesystem::path state; ///< made if it is not there; damaged: set aside, and begun anew
};

/// Who lies in a bed.
struct occupant {
    std::string ward;
    std::string bed;
    std::string stay;
    std::string patient;
    std::string patient_name;
};

/// How everything was after row `upto` of the journal: for receivers that are new, and where rows are gone already.
struct situation {
    journal::sequence upto = 0;
    std::vector<alarm::alarm> active;
    std::vector<occupant> occupants;
};
situation situation_of(const ward::fold& wards, journal::sequence upto);

class follower {
public:
    /// `log` is called on this one's thread, with nothing that identifies a patient. Fails if the journal or `state`
    /// cannot be read or made. The metrics must outlive it.
    static std::expected<std::unique_ptr<follower>, std::string> start(options o, situation now,
                                                                       server_metrics& counters,
                                                                       std::function<void(const std::string&)> log);

    /// Ends at once; what was not acknowledged is sent again after the next start.
    ~follower();

    follower(const follower&) = delete;
    follower& operator=(const follower&) = delete;

    /// The journal has committed something. Any thread; cheap.
    void notify();

private:
    struct impl;
    explicit follower(std::unique_ptr<impl> i);
    std::unique_ptr<impl> impl_;
};

} // namespace vigil::outbound
