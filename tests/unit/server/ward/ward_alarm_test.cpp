// What concerns a whole ward: its stations, and technical alarms of many beds that stand together.
#include <algorithm>

#include "tests/unit/server/ward/inputs.hpp"

namespace vigil::ward {
namespace {

using namespace std::chrono_literals;

const std::string probe_rules = R"toml(
[[alarm]]
name    = "probe"
kind    = "technical"
message = "Probe off"
[[alarm.level]]
priority = "low"
when     = "sensor_off(spo2)"
[[alarm.level]]
priority = "medium"
when     = "sensor_off(spo2) and phase == infusing"
[monitor_silent]
after = "10min"
[together]
beds   = 2
within = "10s"
)toml";

/// Changes of alarms of the whole ward, in words.
std::vector<std::string> of_ward(std::span<const event> events) {
    std::vector<std::string> out;
    for (const event& e : events)
        if (const auto* c = std::get_if<alarm_changed>(&e.what); c && e.bed == no_bed)
            out.push_back(std::string(name(c->how)) + " " + std::string(name(c->now.urgency)) + " " + c->now.message);
    return out;
}
using words = std::vector<std::string>;

struct ward_of_probes {
    fold wards;
    std::vector<std::string> told;

    explicit ward_of_probes(const std::string& rules = probe_rules) { wards.apply(rules_input(rules)); }
    words probe(milliseconds at, const std::string& bed, validity v) {
        return of_ward(wards.apply(readings_input(at, "W1", bed, {{metric::spo2, 97, v}})));
    }
    words at(milliseconds time) { return of_ward(wards.apply(tick_input(time))); }
    const alarm::alarm& group() const {
        const auto found = std::ranges::find_if(wards.alarms(), [](const auto& a) { return a.second.bed.empty(); });
        REQUIRE(found != wards.alarms().end());
        return found->second;
    }
};

} // namespace

TEST_CASE("many technical alarms stand together a second later, with a list that follows them") {
    ward_of_probes w;
    w.probe(0s, "1", validity::sensor_off);
    w.probe(5s, "2", validity::sensor_off);
    CHECK(w.at(6s - 1ms).empty());
    CHECK(w.at(6s) == words{"onset low 2 beds: Probe off"});
    CHECK(w.group().beds == words{"1", "2"});
    w.probe(7s, "3", validity::sensor_off);
    CHECK(w.at(8s) == words{"updated low 3 beds: Probe off"});
    w.wards.apply({start + 9s, acknowledge{w.group().id, "nurse-1", ""}});
    for (const auto& [id, a] : w.wards.alarms()) CHECK(a.acknowledged);
    w.probe(10s, "4", validity::sensor_off);
    CHECK(w.at(11s) == words{"realarmed low 4 beds: Probe off"});
    w.probe(12s, "4", validity::valid);
    CHECK(w.at(13s) == words{"updated low 3 beds: Probe off"});
}

TEST_CASE("a list that changed and changed back says nothing, and one that lost its last but one is over") {
    ward_of_probes w;
    w.probe(0s, "1", validity::sensor_off);
    w.probe(1s, "2", validity::sensor_off);
    w.at(2s);
    w.probe(3s, "3", validity::sensor_off);
    w.probe(3500ms, "3", validity::valid);
    CHECK(w.at(10s).empty());
    w.probe(11s, "1", validity::valid);
    w.probe(11s, "2", validity::valid);
    CHECK(w.at(12s) == words{"cleared low 2 beds: Probe off"});
    CHECK(w.wards.alarms().empty());
}

TEST_CASE("two that come and go within a second never stand together") {
    ward_of_probes w;
    w.probe(0s, "1", validity::sensor_off);
    w.probe(100ms, "2", validity::sensor_off);
    w.probe(200ms, "2", validity::valid);
    CHECK(w.at(10s).empty());
}

TEST_CASE("what stands for many is as urgent as the most urgent of them") {
    ward_of_probes w;
    w.probe(0s, "1", validity::sensor_off);
    w.probe(1s, "2", validity::sensor_off);
    CHECK(w.at(2s) == words{"onset low 2 beds: Probe off"});
    for (const std::string bed : {"2", "3"}) {
        w.probe(3s, bed, validity::sensor_off);
        const patient_command infusing{"W1", bed, w.wards.beds()[*w.wards.find_bed("W1", bed)].stay, "nurse-1",
                                       "",   "",  set_phase{alarm::infusion_phase::infusing}};
        w.wards.apply({start + 3s, infusing});
    }
    CHECK(w.at(4s) == words{"escalated medium 3 beds: Probe off"});
}

TEST_CASE("rules that are gone take with them what stood for many") {
    ward_of_probes w;
    w.probe(0s, "1", validity::sensor_off);
    w.probe(1s, "2", validity::sensor_off);
    w.at(2s);
    const auto events = w.wards.apply(rules_input(simple_rules(), start + 3s));
    CHECK(of_ward(events) == words{"cleared low 2 beds: Probe off"});
    CHECK(w.wards.wards()[0].groups.empty());
}

TEST_CASE("a station has a name, and a ward has no more of them than it can look at") {
    fold wards;
    const auto refused = [&](const std::string& ward, const std::string& name) {
        const station_changed c{ward, name, true, true, true};
        const auto why = wards.refusal(c);
        if (why) CHECK(wards.apply({start, c}).empty());
        return why.value_or("");
    };
    CHECK(refused("W1", "") == "the names of wards and stations have 1 to 128 bytes");
    CHECK(refused("", "wall") == "the names of wards and stations have 1 to 128 bytes");
    CHECK(refused("W1", std::string(129, 'x')) == "the names of wards and stations have 1 to 128 bytes");
    for (std::size_t i = 0; i < fold::stations_max; ++i)
        wards.apply({start, station_changed{"W1", std::to_string(i), true, true, true}});
    CHECK(refused("W1", "one more") == "the ward has 100 stations, and no more are taken");
    CHECK(refused("W1", "7").empty());
    CHECK(wards.apply({start, station_changed{"W1", "7", true, true, true}}).empty()); // as it was
    wards.apply({start, station_changed{"W1", "7", false, false, false}});
    CHECK(refused("W1", "one more").empty());
    CHECK(wards.apply({start, station_changed{"W9", "wall", false, false, false}}).empty());
    CHECK_FALSE(wards.find_ward("W9")); // who leaves does not make a ward
    for (std::size_t i = wards.wards().size(); i < fold::wards_max; ++i)
        wards.apply({start, station_changed{"ward " + std::to_string(i), "wall", true, true, true}});
    CHECK(refused("one more", "wall") == "there are 1000 wards, and no more are taken");
}

TEST_CASE("audio is paused at a station that is there, by somebody, and ended at any time") {
    fold wards;
    wards.apply({start, station_changed{"W1", "wall", true, true, true}});
    const auto refused = [&](const pause_audio& c) {
        const auto why = wards.refusal(c, start);
        CHECK(wards.apply({start, c}).empty() == why.has_value());
        return why.value_or("");
    };
    CHECK(refused({"W2", "wall", "nurse-1", "", start + 1min}) == "there is no ward 'W2'");
    CHECK(refused({"W1", "desk", "nurse-1", "", start + 1min}) == "there is no station 'desk' in this ward");
    CHECK(refused({"W1", "wall", "", "", start + 1min}) == "somebody has to answer for it: 'by' is empty");
    CHECK(refused({"W1", "wall", "nurse-1", "", start + 2min + 1ms}) == "audio is paused for 120 s at most");
    CHECK(refused({"W1", "wall", "nurse-1", "", start + 2min}).empty());
    CHECK(wards.wards()[0].stations[0].audio_paused_until == start + 2min);
    CHECK(refused({"W1", "wall", "nurse-1", "", start}).empty());
    CHECK_FALSE(wards.wards()[0].stations[0].audio_paused_until);
    CHECK(wards.apply({start, pause_audio{"W1", "wall", "nurse-1", "", start}}).empty()); // it was not paused
}

} // namespace vigil::ward
