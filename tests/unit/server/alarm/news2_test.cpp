#include "server/alarm/news2.hpp"

#include "tests/unit/server/alarm/values.hpp"

namespace vigil::alarm {
namespace {

using enum metric;
using namespace std::chrono_literals;
using item = news2_score::item;
using state = news2_score::state;

/// Everything is known and scores nothing.
patient well() {
    return with({{respiratory_rate, 16},
                 {spo2, 97},
                 {oxygen_flow, 0},
                 {nibp_systolic, 120},
                 {heart_rate, 70},
                 {acvpu, 0},
                 {temperature, 37}});
}

patient well_but(metric m, double value) {
    patient p = well();
    put(p.values, {m, value});
    return p;
}

patient scale_2(double saturation, double flow) {
    patient p = well_but(spo2, saturation);
    put(p.values, {oxygen_flow, flow});
    p.spo2_scale_2 = true;
    return p;
}

patient without(patient p, metric m) {
    p.values.put(m, {no_value, validity::unavailable, start, start, {}});
    return p;
}

state state_of(const news2_score& s, item i) {
    return s.items[static_cast<std::size_t>(i)];
}

/// "3", or "0-3" where a part is not known; "3!1" if no single item gives more than 1.
std::string score(const patient& p, instant now = start) {
    const news2_score s = news2(p, now);
    const auto range = [](int low, int high) {
        return low == high ? std::to_string(low) : std::to_string(low) + "-" + std::to_string(high);
    };
    return range(s.low, s.high) + "!" + range(s.single_low, s.single_high);
}

} // namespace

TEST_CASE("NEWS2: every edge of every band of the table") {
    struct row {
        metric what;
        double value;
        int points;
    };
    for (const row& r : {
             row{respiratory_rate, 0, 3},
             row{respiratory_rate, 8, 3},
             row{respiratory_rate, 9, 1},
             row{respiratory_rate, 11, 1},
             row{respiratory_rate, 12, 0},
             row{respiratory_rate, 20, 0},
             row{respiratory_rate, 21, 2},
             row{respiratory_rate, 24, 2},
             row{respiratory_rate, 25, 3},
             row{respiratory_rate, 150, 3},
             row{spo2, 1, 3},
             row{spo2, 91, 3},
             row{spo2, 92, 2},
             row{spo2, 93, 2},
             row{spo2, 94, 1},
             row{spo2, 95, 1},
             row{spo2, 96, 0},
             row{spo2, 100, 0},
             row{oxygen_flow, 0, 0},
             row{oxygen_flow, 0.1, 2},
             row{oxygen_flow, 15, 2},
             row{nibp_systolic, 20, 3},
             row{nibp_systolic, 90, 3},
             row{nibp_systolic, 91, 2},
             row{nibp_systolic, 100, 2},
             row{nibp_systolic, 101, 1},
             row{nibp_systolic, 110, 1},
             row{nibp_systolic, 111, 0},
             row{nibp_systolic, 219, 0},
             row{nibp_systolic, 220, 3},
             row{nibp_systolic, 300, 3},
             row{heart_rate, 5, 3},
             row{heart_rate, 40, 3},
             row{heart_rate, 41, 1},
             row{heart_rate, 50, 1},
             row{heart_rate, 51, 0},
             row{heart_rate, 90, 0},
             row{heart_rate, 91, 1},
             row{heart_rate, 110, 1},
             row{heart_rate, 111, 2},
             row{heart_rate, 130, 2},
             row{heart_rate, 131, 3},
             row{heart_rate, 350, 3},
             row{acvpu, 0, 0},
             row{acvpu, 1, 3},
             row{acvpu, 2, 3},
             row{acvpu, 3, 3},
             row{acvpu, 4, 3},
             row{temperature, 20, 3},
             row{temperature, 35.0, 3},
             row{temperature, 35.1, 1},
             row{temperature, 36.0, 1},
             row{temperature, 36.1, 0},
             row{temperature, 38.0, 0},
             row{temperature, 38.1, 1},
             row{temperature, 39.0, 1},
             row{temperature, 39.1, 2},
             row{temperature, 45, 2},
         }) {
        CAPTURE(name(r.what));
        CAPTURE(r.value);
        const news2_score s = news2(well_but(r.what, r.value), start);
        CHECK(s.complete());
        CHECK(s.low == r.points);
        CHECK(s.high == r.points);
        CHECK(s.single_low == r.points);
        CHECK(s.single_high == r.points);
    }
}

TEST_CASE("NEWS2: every edge of SpO2 scale 2, on air and on oxygen") {
    struct row {
        double saturation;
        int on_air, on_oxygen;
    };
    for (const row& r :
         {row{1, 3, 3}, row{83, 3, 3}, row{84, 2, 2}, row{85, 2, 2}, row{86, 1, 1}, row{87, 1, 1}, row{88, 0, 0},
          row{92, 0, 0}, row{93, 0, 1}, row{94, 0, 1}, row{95, 0, 2}, row{96, 0, 2}, row{97, 0, 3}, row{100, 0, 3}}) {
        CAPTURE(r.saturation);
        CHECK(news2(scale_2(r.saturation, 0), start).low == r.on_air);
        CHECK(news2(scale_2(r.saturation, 2), start).low == r.on_oxygen + 2);
        CHECK(news2(scale_2(r.saturation, 2), start).complete());
        const news2_score unknown = news2(without(scale_2(r.saturation, 0), oxygen_flow), start);
        CHECK(unknown.low == r.on_air);
        CHECK(unknown.high == r.on_oxygen + 2);
        CHECK(!unknown.complete());
    }
}

TEST_CASE("NEWS2: values are rounded to the bands of the table, half away from zero") {
    CHECK(score(well_but(spo2, 91.5)) == "2!2");
    CHECK(score(well_but(spo2, 91.4)) == "3!3");
    CHECK(score(well_but(respiratory_rate, 8.5)) == "1!1");
    CHECK(score(well_but(respiratory_rate, 24.4)) == "2!2");
    CHECK(score(well_but(heart_rate, 130.5)) == "3!3");
    CHECK(score(well_but(nibp_systolic, 219.5)) == "3!3");
    CHECK(score(well_but(temperature, 38.04)) == "0!0");
    CHECK(score(well_but(temperature, 38.06)) == "1!1");
    CHECK(score(scale_2(92.5, 2)) == "3!2");
    // An oxygen flow is either there or not.
    CHECK(score(well_but(oxygen_flow, 0.3)) == "2!2");
}

TEST_CASE("NEWS2: the sum of all items and the highest single one") {
    CHECK(score(well()) == "0!0");
    const patient ill = with({{respiratory_rate, 26},
                              {spo2, 90},
                              {oxygen_flow, 4},
                              {nibp_systolic, 80},
                              {heart_rate, 140},
                              {acvpu, 3},
                              {temperature, 34}});
    CHECK(score(ill) == "20!3");
    const patient unwell = with({{respiratory_rate, 21},
                                 {spo2, 94},
                                 {oxygen_flow, 0},
                                 {nibp_systolic, 105},
                                 {heart_rate, 95},
                                 {acvpu, 0},
                                 {temperature, 38.5}});
    CHECK(score(unwell) == "6!2");
}

TEST_CASE("NEWS2: nothing known is anything between 0 and 20") {
    const news2_score s = news2(patient{}, start);
    CHECK(score(patient{}) == "0-20!0-3");
    CHECK(!s.complete());
    for (const state one : s.items) CHECK(one == state::missing);
}

TEST_CASE("NEWS2: a missing item counts nothing at least, and at most what it can give") {
    struct row {
        metric what;
        item i;
        const char* score;
    };
    for (const row& r : {row{respiratory_rate, item::respiratory_rate, "0-3!0-3"}, row{spo2, item::spo2, "0-3!0-3"},
                         row{oxygen_flow, item::oxygen, "0-2!0-2"}, row{nibp_systolic, item::systolic, "0-3!0-3"},
                         row{heart_rate, item::pulse, "0-3!0-3"}, row{acvpu, item::consciousness, "0-3!0-3"},
                         row{temperature, item::temperature, "0-3!0-3"}}) {
        CAPTURE(name(r.what));
        const patient p = without(well(), r.what);
        CHECK(score(p) == r.score);
        const news2_score s = news2(p, start);
        CHECK(!s.complete());
        for (std::size_t i = 0; i < s.items.size(); ++i)
            CHECK(s.items[i] == (static_cast<item>(i) == r.i ? state::missing : state::counted));
    }
}

TEST_CASE("NEWS2: a value counts as long as rules know it, a temperature for 4 hours") {
    struct row {
        metric what;
        item i;
        milliseconds counts_for;
    };
    for (const row& r : {row{respiratory_rate, item::respiratory_rate, 15s}, row{spo2, item::spo2, 15s},
                         row{oxygen_flow, item::oxygen, 12h}, row{nibp_systolic, item::systolic, 40min},
                         row{heart_rate, item::pulse, 15s}, row{acvpu, item::consciousness, 4h},
                         row{temperature, item::temperature, 4h}}) {
        CAPTURE(name(r.what));
        CHECK(state_of(news2(well(), start + r.counts_for), r.i) == state::counted);
        CHECK(state_of(news2(well(), start + r.counts_for + 1ms), r.i) == state::stale);
    }
}

TEST_CASE("NEWS2: the pulse is the heart rate, else the pulse rate; the pressure is the fresher one") {
    patient p = well_but(pulse_rate, 140);
    CHECK(score(p) == "0!0");
    put(p.values, {pulse_rate, 140, start + 1s});
    CHECK(score(p, start + 1s) == "0!0");
    CHECK(score(without(p, heart_rate), start + 1s) == "3!3");
    put(p.values, {abp_systolic, 95, start + 1s});
    CHECK(score(p, start + 1s) == "2!2");
    CHECK(state_of(news2(p, start + 16s + 1ms), item::systolic) == state::counted); // the cuff's
    CHECK(state_of(news2(p, start + 41min), item::systolic) == state::stale);
    CHECK(state_of(news2(without(p, abp_systolic), start + 41min), item::systolic) == state::stale);
}

TEST_CASE("NEWS2: ketamine's dissociation is not silently new confusion: somebody decides") {
    patient p = well_but(acvpu, 1);
    CHECK(score(p) == "3!3");
    put(p.values, {dissociation, 2});
    CHECK(score(p) == "3!3"); // no infusion
    p.phase = infusion_phase::infusing;
    CHECK(score(p) == "0-3!0-3");
    CHECK(state_of(news2(p, start), item::consciousness) == state::undecided);
    CHECK(!news2(p, start).complete());
    p.confused = confusion::new_confusion;
    CHECK(score(p) == "3!3");
    p.confused = confusion::dissociation;
    CHECK(score(p) == "0!0");
    CHECK(news2(p, start).complete());
    put(p.values, {acvpu, 2}); // what was decided does not make a voice level nothing
    CHECK(score(p) == "3!3");
    p.confused = confusion::open;
    put(p.values, {acvpu, 1, start + 1h});
    const instant late = start + 4h + 1ms; // the dissociation is not known any more
    CHECK(state_of(news2(p, late), item::consciousness) == state::counted);
    CHECK(news2(p, late).low == 3);
}

TEST_CASE("NEWS2 changes by time alone when a value of it goes stale, and only then") {
    CHECK(news2_due(patient{}, start) == never);
    const patient p = well();
    CHECK(news2_due(p, start) == start + 15s + 1ms);
    CHECK(news2_due(p, start + 15s) == start + 15s + 1ms);
    CHECK(news2_due(p, start + 15s + 1ms) == start + 40min + 1ms);
    CHECK(news2_due(p, start + 40min + 1ms) == start + 4h + 1ms);
    CHECK(news2_due(p, start + 4h + 1ms) == start + 12h + 1ms);
    CHECK(news2_due(p, start + 12h + 1ms) == never);
    CHECK(news2_due(with({{spo2, 97, start, validity::test}}), start) == never);
    CHECK(news2_due(with({{pain, 3}}), start) == never);
}

TEST_CASE("NEWS2 names its items and the metrics that it reads") {
    const std::array names{"respiratory_rate", "spo2", "oxygen", "systolic", "pulse", "consciousness", "temperature"};
    for (std::size_t i = 0; i < names.size(); ++i) CHECK(name(static_cast<item>(i)) == names[i]);
    std::uint64_t bits = 0;
    for (const metric m : {respiratory_rate, spo2, oxygen_flow, abp_systolic, nibp_systolic, heart_rate, pulse_rate,
                           acvpu, dissociation, temperature})
        bits |= std::uint64_t{1} << index(m);
    CHECK(news2_metrics() == bits);
}

} // namespace vigil::alarm
