#include "server/core/stations.hpp"

#include <algorithm>
#include <tuple>

namespace vigil::core {
namespace {

auto rank(const ward::station_changed& s) {
    return std::tuple{s.sound_armed && s.visible, s.visible, s.sound_armed};
}

bool same(const ward::station_changed& a, const ward::station_changed& b) {
    return a.connected == b.connected && a.sound_armed == b.sound_armed && a.visible == b.visible;
}

} // namespace

void stations::say(session who, const ward::station_changed& now) {
    const name n{now.ward, now.station};
    if (const auto before = names_.find(who); before != names_.end() && before->second != n) leave(who);
    names_.insert_or_assign(who, n);
    ward::station_changed& said = entries_[n].sessions[who];
    said = now;
    said.connected = true;
    changed_.insert(n);
}

void stations::leave(session who) {
    const auto known = names_.find(who);
    if (known == names_.end()) return;
    const name n = known->second;
    names_.erase(known);
    entry& e = entries_.at(n);
    e.sessions.erase(who);
    changed_.insert(n);
    if (!e.sessions.empty() || e.told.connected) return;
    entries_.erase(n); // it came and went without the wards having heard of it
    changed_.erase(n);
}

ward::station_changed stations::merged(const name& n, const entry& e) {
    ward::station_changed best{.ward = n.first, .station = n.second};
    for (const auto& [who, said] : e.sessions)
        if (!best.connected || rank(said) > rank(best)) best = said;
    return best;
}

std::vector<ward::station_changed> stations::untold() const {
    std::vector<ward::station_changed> out;
    for (const name& n : changed_) {
        const entry& e = entries_.at(n);
        if (auto now = merged(n, e); !same(now, e.told)) out.push_back(std::move(now));
    }
    return out;
}

void stations::told(const ward::station_changed& now) {
    const name n{now.ward, now.station};
    changed_.erase(n);
    if (now.connected)
        entries_.at(n).told = now;
    else
        entries_.erase(n);
}

} // namespace vigil::core
