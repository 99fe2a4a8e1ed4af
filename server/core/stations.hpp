// Which dashboards speak for which station of a ward: several connections of one name are one station.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "server/ward/input.hpp"

namespace vigil::core {

class stations {
public:
    using session = const void*; ///< stands for a connection; never looked into

    /// Replaces what this session said before, be it of another station.
    void say(session who, const ward::station_changed& now);
    void leave(session who);

    /// Every station that is not as the wards were told last.
    std::vector<ward::station_changed> untold() const;
    void told(const ward::station_changed& now);

private:
    using name = std::pair<std::string, std::string>; ///< ward, station
    struct entry {
        std::map<session, ward::station_changed> sessions;
        ward::station_changed told; ///< not connected: nothing was told yet, or that it has gone
    };

    /// As the best of its sessions is: two halves, one that sounds unseen and one that is seen and silent, watch
    /// nothing.
    static ward::station_changed merged(const name& n, const entry& e);

    std::map<name, entry> entries_;
    std::map<session, name> names_; ///< which station a session speaks for
    std::set<name> changed_;        ///< of entries_: may be untold
};

} // namespace vigil::core
