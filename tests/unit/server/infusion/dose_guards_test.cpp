// How large a dose may be, how fast it may rise.
#include "tests/unit/server/infusion/values.hpp"

#include <cmath>
#include <limits>

namespace vigil::infusion {

TEST_CASE("a route and a unit are those of the protocol") {
    bedside b = screened();
    set_rate other = rate(10);
    other.by = route::subcutaneous;
    CHECK(b.why(other) == "subcutaneous is no route of this protocol: intravenous, oral");
    CHECK(b.why(rate(10, dose_unit::mg_per_24h)) == "mg/24h is no unit of this protocol: mg/h, mg/kg/h");
    other.by = route::oral;
    CHECK(b.why(other) == "what is given by mouth has no rate: record each dose");
}

TEST_CASE("a dose that depends on a weight needs the weight") {
    bedside b = screened(plan_of_day_case(), std::nullopt);
    CHECK(b.why(rate(0.1, dose_unit::mg_per_kg_per_hour)) == "a rate in mg/kg/h needs the patient's weight in kg");
    CHECK(b.refused(rate(10)) == "weight_missing");
    CHECK(b.why(rate(10)) == "the limit of 0.5 mg/kg/h needs the patient's weight");
    CHECK(b.refused(bolus(10)) == "weight_missing");
    b.take(rate(0.1, dose_unit::mg_per_kg_per_hour, 80));
    CHECK(b.s.weight_kg == 80);
    CHECK(b.s.doses.rate() == micrograms_per_hour{8'000});
    b.wait(15min);
    CHECK(b.refused(bolus(10)).empty());
}

TEST_CASE("another weight or concentration than before is asked about") {
    protocol p = plan_of_day_case();
    p.dose.units.push_back(dose_unit::ml_per_hour);
    p.dose.concentration_mg_per_ml = 2;
    bedside b = screened(p);
    const set_rate slip = rate(0.1, dose_unit::mg_per_kg_per_hour, 7);
    CHECK(b.why(slip) == "a weight of 7 is not 70 kg, as in this session (needs a reason)");
    set_rate diluted = rate(5, dose_unit::ml_per_hour);
    CHECK(b.why(diluted) == "a rate in mL/h needs the concentration in mg/mL");
    diluted.prescribed.concentration_mg_per_ml = 1;
    CHECK(b.why(diluted) == "a concentration of 1 is not 2 mg/mL, as in the protocol (needs a reason)");
    diluted.prescribed.concentration_mg_per_ml = 2;
    CHECK(b.refused(diluted).empty());
}

TEST_CASE("a slightly other weight keeps nobody from giving less, and is not the session's from then on") {
    bedside b = running();
    b.wait(15min);
    CHECK(b.refused(rate(0.2, dose_unit::mg_per_kg_per_hour, 71)) == "weight_differs");
    b.take(rate(0.1, dose_unit::mg_per_kg_per_hour, 71));
    CHECK(b.s.doses.rate() == micrograms_per_hour{7'100});
    CHECK(b.s.weight_kg == 70);
    CHECK(b.s.steps.back().ordered.prescribed.weight_kg == 71);
}

TEST_CASE("a concentration that is not the one of the step before is asked about, also where it makes the rate less") {
    protocol p = plan_of_day_case();
    p.dose.units.push_back(dose_unit::ml_per_hour);
    p.dose.concentration_mg_per_ml = 2;
    const auto ml = [](double ml_per_hour, double mg_per_ml) {
        set_rate o = rate(ml_per_hour, dose_unit::ml_per_hour);
        o.prescribed.concentration_mg_per_ml = mg_per_ml;
        return o;
    };
    bedside b = screened(p);
    b.take(overridden(ml(10, 1)), "another syringe");
    b.wait(15min);
    CHECK(b.refused(ml(11, 1)).empty());
    CHECK(b.why(ml(5, 2)) == "a concentration of 2 is not 1 mg/mL, as ordered before (needs a reason)");
    CHECK(b.refused(ml(10, 0.1)) == "concentration_differs"); // a tenth on paper, and perhaps the same in the syringe
    CHECK(b.refused(ml(5, 1)).empty());
    set_rate less = rate(5);
    less.prescribed.concentration_mg_per_ml = 0.1;
    CHECK(b.refused(less).empty()); // it says itself how much it is
    b.take(rate(5));
    CHECK(b.refused(ml(5, 2)) == "concentration_differs"); // of the last step that said one
    b.take(overridden(ml(4, 0.5)), "diluted");
    CHECK(concentration_of(b.s) == 0.5);
}

TEST_CASE("the first rate has a limit of its own") {
    bedside b = screened();
    CHECK(b.why(rate(10.5)) ==
          "10.5 mg/h is more than 10 mg/h (needs a reason and a second prescriber who is another person)");
    CHECK(b.refused(rate(10.5)) == "start_too_high");
    b.by.reason = "as in the last session";
    CHECK(b.refused(overridden(rate(10.5))) == "start_too_high");
    b.take(overridden(rate(10.5), "doctor-2"));
    CHECK(b.s.steps.back().against == std::vector<std::string>{"start_too_high"});
}

TEST_CASE("a rate has a ceiling in each unit of the protocol") {
    protocol p = plan_of_day_case();
    p.dose.step_mg_per_hour_max.reset();
    p.dose.start = {};
    const auto refused = [&](double mg_per_hour) {
        bedside b = screened(p);
        return b.why(rate(mg_per_hour));
    };
    p.dose.most = {.mg_per_hour = 30};
    CHECK(refused(30).empty());
    CHECK(refused(30.001).starts_with("30.001 mg/h is more than 30 mg/h (needs"));
    p.dose.most = {.mg_per_kg_per_hour = 0.5};
    CHECK(refused(35).empty());
    CHECK(refused(36).starts_with("0.51429 mg/kg/h is more than 0.5 mg/kg/h (needs"));
    p.dose.most = {.mg_per_24h = 400}; // 16,666.67 ug/h: no ceiling is exceeded by rounding
    CHECK(refused(16.667).empty());
    CHECK(refused(17).starts_with("408 mg/24h is more than 400 mg/24h (needs"));
    p.dose.most = {};
    CHECK(refused(500).empty());
}

TEST_CASE("a prescription of exactly the ceiling passes, whatever the unit rounds to") {
    protocol p = plan_of_day_case();
    p.dose.units = {dose_unit::mg_per_24h};
    p.dose.start = {};
    p.dose.step_mg_per_hour_max.reset();
    for (int mg = 50; mg <= 700; mg += 50) {
        p.dose.most = {.mg_per_24h = mg};
        bedside b = screened(p);
        CHECK(b.why(rate(mg, dose_unit::mg_per_24h)) == "");
        CHECK(b.refused(rate(mg + 1, dose_unit::mg_per_24h)) == "above_ceiling");
    }
}

TEST_CASE("the last 24 hours have a ceiling, boluses and what is still to come included") {
    protocol p = plan_of_day_case();
    p.dose.most = {.mg_per_24h = 240};
    p.dose.bolus_mg_max = 1000;
    p.dose.bolus_mg_per_kg_max.reset();
    bedside b = screened(p);
    b.take(rate(8));
    b.wait(1h);
    b.put(metric::sedation, 0);
    CHECK(b.refused(bolus(48)).empty()); // 192 mg by the rate
    CHECK(b.why(bolus(49)).starts_with("it comes to 241.0 mg in 24 h, more than 240 mg (needs"));
    b.take(bolus(40));
    b.wait(15min);
    CHECK(b.refused(rate(8.3)).empty());
    CHECK(b.refused(rate(9)) == "above_ceiling"); // 40 mg, and soon 9 mg/h for a day, which alone is well
    b.wait(24h);
    b.put(metric::sedation, 0);
    CHECK(b.refused(rate(9)).empty());
}

TEST_CASE("a bolus that is told late counts in every 24 hours that hold it") {
    protocol p = plan_of_day_case();
    p.dose.most = {.mg_per_24h = 240};
    p.dose.bolus_mg_max = 1000;
    p.dose.bolus_mg_per_kg_max.reset();
    bedside b = screened(p);
    b.take(rate(10));
    b.wait(11h);
    b.put(metric::sedation, 0);
    b.take(pause_infusion{});
    b.by.at = start + 1h;
    CHECK(b.refused(bolus(130)).empty());
    CHECK(b.refused(bolus(131)) == "above_ceiling");
}

TEST_CASE("a bolus that is told late counts in the 24 hours before it, which are over") {
    protocol p = plan_of_day_case();
    p.dose.most = {.mg_per_24h = 240};
    p.dose.bolus_mg_max = 1000;
    p.dose.bolus_mg_per_kg_max.reset();
    bedside b = screened(p);
    b.take(bolus(130));
    b.wait(30h);
    b.put(metric::sedation, 0);
    CHECK(b.refused(bolus(111)).empty());
    b.by.at = start + 20h;
    CHECK(b.refused(bolus(111)) == "above_ceiling");
    CHECK(b.refused(bolus(110)).empty());
}

TEST_CASE("a new session does not begin the 24 hours anew") {
    protocol p = plan_of_day_case();
    p.dose.most = {.mg_per_24h = 240, .mg_total = 30};
    bedside b = screened(p);
    b.s.past = {{.id = "", .protocol = "", .began = start - 21h, .ended = start - 1h, .total = micrograms{230'000}}};
    CHECK(b.refused(rate(3)).empty()); // 3 h until the first hour of the session before is a day old: 239 mg
    CHECK(b.refused(rate(4)) == "above_ceiling");
    CHECK(b.refused(bolus(10)).empty());
    CHECK(b.refused(bolus(11)) == "above_ceiling");
    b.s.past.front().began = b.s.past.front().ended; // one dose by mouth
    CHECK(b.refused(bolus(10)).empty());
    CHECK(b.refused(bolus(11)) == "above_ceiling");
    b.wait(23h + 1ms);
    b.put(metric::nibp_systolic, 120);
    b.put(metric::spo2, 97);
    b.put(metric::sedation, 0);
    CHECK(b.refused(bolus(11)).empty());
}

TEST_CASE("a session has a ceiling") {
    bedside b = running();
    b.wait(11h);
    b.put(metric::sedation, 0);
    CHECK(b.refused(bolus(10)).empty());
    CHECK(b.refused(bolus(11)) == "above_ceiling");
    CHECK(b.refused(rate(11)).empty());
    b.wait(1h);
    CHECK(b.why(rate(11)) ==
          "120.0 mg were given in this session, 120 mg are the most (needs a reason and a second "
          "prescriber who is another person)");
    b.take(pause_infusion{});
    CHECK(b.refused(resume_infusion{}) == "above_ceiling");
}

TEST_CASE("a step is not too large") {
    bedside b = running();
    b.wait(15min);
    CHECK(b.refused(rate(20)).empty());
    CHECK(b.refused(rate(20.5)) == "step_too_large");
    CHECK(b.why(rate(20.5)).starts_with("a rise by 10.5 mg/h is more than 10 mg/h at once (needs"));
    protocol p = plan_of_day_case();
    p.dose.step_mg_per_hour_max.reset();
    p.dose.step_mg_per_24h_max = 50;
    b.s.plan = shared(p);
    CHECK(b.refused(rate(12.084)).empty()); // 50 mg/24h and what rounds away
    CHECK(b.refused(rate(12.2)) == "step_too_large");
}

TEST_CASE("two rises are not too close, a reduction between them or not") {
    bedside b = running();
    b.wait(15min - 1ms);
    CHECK(b.why(rate(20)) == "the last rise is 14 min 59 s away, 15 min have to lie between (needs a reason)");
    b.wait(1ms);
    b.take(rate(15));
    b.wait(10min);
    b.take(rate(5));
    b.wait(4min);
    CHECK(b.refused(rate(10)) == "step_too_soon");
    b.wait(1min);
    CHECK(b.refused(rate(10)).empty());
}

TEST_CASE("a bolus is not too large") {
    bedside b = running();
    CHECK(b.why(bolus(17.6)).starts_with("0.2514 mg/kg is more than 0.25 mg/kg (needs"));
    CHECK(b.refused(bolus(17.5)).empty());
    b.s.weight_kg = 100;
    CHECK(b.refused(bolus(20)).empty());
    CHECK(b.why(bolus(20.1)).starts_with("20.1 mg is more than 20 mg (needs"));
    for (const double none : {0.0, -1.0, 0.0001, std::numeric_limits<double>::infinity(), 1e5})
        CHECK(b.refused(bolus(none)) == "bolus");
    CHECK(b.refused(bolus(std::nan(""))) == "bolus");
}

TEST_CASE("a protocol that says nothing of boluses foresees none") {
    bedside b = running();
    protocol p = plan_of_day_case();
    p.dose.bolus_mg_max.reset();
    CHECK((b.s.plan = shared(p), b.refused(bolus(5))).empty());
    p.dose.bolus_mg_per_kg_max.reset();
    b.s.plan = shared(p);
    CHECK(b.refused(bolus(5)) == "bolus_not_foreseen");
    b.by.reason = "pain";
    CHECK(b.refused(overridden(bolus(5), "doctor-2")).empty());
}

TEST_CASE("a bolus that has been given can be told whatever the protocol says") {
    bedside b = screened(plan_of_day_case(), std::nullopt);
    b.take(rate(0.1, dose_unit::mg_per_kg_per_hour, 70));
    b.s.weight_kg.reset();
    give_bolus other = bolus(5);
    other.by = route::subcutaneous;
    CHECK(b.refused(other) == "route weight_missing");
    b.by.reason = "given by the team on call";
    CHECK(b.refused(overridden(other, "doctor-2")).empty());
}

TEST_CASE("two boluses are not too close, whichever was entered first") {
    bedside b = running();
    b.wait(30min);
    b.take(bolus(5));
    b.wait(10min - 1ms);
    CHECK(b.why(bolus(5)) == "another bolus is 9 min 59 s away, 10 min have to lie between (needs a reason)");
    b.wait(1ms);
    CHECK(b.refused(bolus(5)).empty());
    b.by.at = start + 25min; // before the one that is there
    CHECK(b.refused(bolus(5)) == "bolus_too_soon");
    b.by.at = start + 20min;
    CHECK(b.refused(bolus(5)).empty());
}

TEST_CASE("a rate of nothing is told to be a pause or a stop") {
    bedside b = running();
    CHECK(b.why(rate(0)) == "a rate of 0 is a pause or a stop: record that");
    CHECK(b.refused(rate(-1)) == "rate");
}

} // namespace vigil::infusion
