// What holds for every course of events of who lies where, and of alarms of devices: checked with random ones.
#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "tests/unit/server/ward/course.hpp"

namespace vigil::ward {
namespace {

using inputs = std::vector<input>;

/// Who names whom for which bed, if an input does so by an id.
std::optional<report> naming_of(const input& in) {
    if (const auto* r = std::get_if<readings_received>(&in.what);
        r && !r->content.history && !r->content.patient.empty())
        return r->content;
    if (const auto* d = std::get_if<device_alarms_reported>(&in.what); d && !d->content.patient.empty())
        return report{
            .sender = d->content.sender, .ward = d->content.ward, .bed = d->content.bed, .patient = d->content.patient};
    return {};
}

} // namespace

TEST_CASE("senders that only repeat whom they name never begin a stay") {
    CHECK(holds("no taking turns", [](const inputs& course) {
        fold wards;
        using said = std::tuple<std::string, std::string, std::string>; // ward, bed, sender
        std::map<said, std::string> last;                               // whom each named last
        for (const input& in : course) {
            const auto said_by = naming_of(in);
            const auto b = said_by ? wards.find_bed(said_by->ward, said_by->bed) : std::nullopt;
            const std::string before = b ? wards.beds()[*b].stay : "";
            wards.apply(in);
            if (!said_by) continue;
            std::string& known = last[{said_by->ward, said_by->bed, said_by->sender}];
            if (std::exchange(known, said_by->patient) == said_by->patient) RC_ASSERT(wards.beds()[*b].stay == before);
        }
    }));
}

TEST_CASE("a device's alarm is told while it is listed, and its end once") {
    CHECK(holds("alarms of devices", [](const inputs& course) {
        fold wards;
        std::set<std::tuple<bed_index, std::string, std::string>> told;
        for (const input& in : course) {
            for (const event& e : wards.apply(in)) {
                const auto* d = std::get_if<device_alarm_changed>(&e.what);
                if (!d) continue;
                const std::tuple key{e.bed, d->now.device, d->now.id};
                if (d->now.ended())
                    RC_ASSERT(told.erase(key) == 1u);
                else
                    told.insert(key);
            }
            std::size_t listed = 0;
            for (bed_index b = 0; b < wards.beds().size(); ++b)
                for (const relayed_alarm& a : wards.beds()[b].device_alarms) {
                    RC_ASSERT(told.contains({b, a.device, a.id}));
                    RC_ASSERT(a.heard_at + fold::device_alarm_holds > wards.now());
                    ++listed;
                }
            RC_ASSERT(listed == told.size());
        }
    }));
}

TEST_CASE("registration puts a patient into one bed only, and never into one that another lies in") {
    CHECK(holds("one bed a patient", [](const inputs& course) {
        fold wards;
        for (const input& in : course) {
            wards.apply(in);
            for (const bed& b : wards.beds()) RC_ASSERT(b.claims.size() <= claims_max);
            const auto* moved = std::get_if<patient_moved>(&in.what);
            if (!moved || moved->content.what != movement::kind::admitted || moved->content.to.bed.empty()) continue;
            const movement& m = moved->content;
            if (m.who.id.empty()) continue;
            const auto pump = [](const auto& s) { return s.second.what.pump_attached; };
            if (std::ranges::any_of(wards.sessions(), pump)) continue; // registration's word may wait
            const bed_index b = *wards.find_bed(m.to.ward, m.to.bed);
            RC_ASSERT(wards.beds()[b].patient == m.who.id ||
                      std::ranges::find(wards.beds()[b].former_ids, m.who.id) != wards.beds()[b].former_ids.end());
            for (bed_index i = 0; i < wards.beds().size(); ++i)
                if (i != b) RC_ASSERT(wards.beds()[i].patient != m.who.id);
        }
    }));
}

} // namespace vigil::ward
