#include <cmath>

#include "proto/vitals/scale.hpp"
#include "tests/unit/server/alarm/values.hpp"

namespace vigil::alarm {
namespace {

using enum metric;
using namespace std::chrono_literals;

patient confused(double level, double dissociated) {
    patient p = with({{acvpu, level}, {dissociation, dissociated}});
    p.phase = infusion_phase::infusing;
    return p;
}

} // namespace

TEST_CASE("every phase of an infusion has a name that leads back to it") {
    const std::array names{"none", "screening", "baseline", "infusing", "paused", "recovery", "ready", "discharged"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto phase = static_cast<infusion_phase>(i);
        CHECK(name(phase) == names[i]);
        CHECK(infusion_phase_from_name(names[i]) == phase);
    }
    CHECK(!infusion_phase_from_name("Infusing"));
    CHECK(!infusion_phase_from_name(""));
}

TEST_CASE("a baseline is that of its metric, or there is none") {
    patient p;
    CHECK(std::isnan(baseline_of(p, spo2)));
    p.baselines = {{heart_rate, 70, start}, {spo2, 98, start}};
    CHECK(baseline_of(p, spo2) == 98);
    CHECK(baseline_of(p, heart_rate) == 70);
    CHECK(std::isnan(baseline_of(p, pulse_rate)));
}

TEST_CASE("the levels of consciousness that the core knows are those of the scale") {
    CHECK(level_from_text(acvpu, "A")->value == acvpu_awake);
    CHECK(level_from_text(acvpu, "C")->value == acvpu_confused);
}

TEST_CASE("confusion is to be decided on while an infusion dissociates and nobody has decided") {
    CHECK(confusion_undecided(confused(1, 1), start) == true);
    CHECK(confusion_undecided(confused(1, 3), start) == true);
    CHECK(confusion_undecided(confused(1, 0), start) == false);
    for (const double level : {0., 2., 3., 4.}) CHECK(confusion_undecided(confused(level, 2), start) == false);
    for (const auto decided : {confusion::new_confusion, confusion::dissociation}) {
        patient p = confused(1, 1);
        p.confused = decided;
        CHECK(confusion_undecided(p, start) == false);
    }
}

TEST_CASE("confusion is in question from the infusion's begin to the end of recovery") {
    using enum infusion_phase;
    for (const auto phase :
         {none, screening, infusion_phase::baseline, infusing, paused, recovery, ready, discharged}) {
        patient p = confused(1, 1);
        p.phase = phase;
        CAPTURE(name(phase));
        CHECK(confusion_undecided(p, start) == (phase == infusing || phase == paused || phase == recovery));
    }
}

TEST_CASE("whether confusion is in question is unknown where a missing observation decides it") {
    patient p = with({{acvpu, 1}});
    p.phase = infusion_phase::infusing;
    CHECK(confusion_undecided(p, start) == std::nullopt);
    put(p.values, {acvpu, 0});
    CHECK(confusion_undecided(p, start) == false);
    p.values = with({{dissociation, 2}}).values;
    CHECK(confusion_undecided(p, start) == std::nullopt);
    put(p.values, {dissociation, 0});
    CHECK(confusion_undecided(p, start) == false);
    CHECK(confusion_undecided(confused(1, 1), start + 4h) == true);
    CHECK(confusion_undecided(confused(1, 1), start + 4h + 1ms) == std::nullopt);
}

} // namespace vigil::alarm
