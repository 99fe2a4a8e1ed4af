// What stands against an order besides the size of a dose, and what it takes to go on.
#include "tests/unit/server/infusion/values.hpp"

namespace vigil::infusion {

TEST_CASE("what everything is well for is not refused") {
    bedside b = screened();
    CHECK(b.refused(rate(10)).empty());
    b.take(rate(10));
    b.wait(15min);
    CHECK(b.refused(rate(20)).empty());
    CHECK(b.refused(bolus(15)).empty());
}

TEST_CASE("nothing is given before the screening is passed") {
    bedside b;
    b.put(metric::nibp_systolic, 120);
    b.put(metric::spo2, 97);
    b.put(metric::sedation, 0);
    CHECK(b.refused(rate(10)) == "not_screened");
    CHECK(b.why(rate(10)) == "the screening is not passed: glaucoma, escort, allergy");
    CHECK(b.refused(bolus(5)) == "not_screened");
    CHECK(b.refused(overridden(rate(10), "doctor-2")) == "not_screened");
    b.take(answer_screening{.question = "escort", .yes = true});
    b.take(answer_screening{.question = "allergy", .yes = false});
    CHECK(b.why(rate(10)) == "the screening is not passed: glaucoma");
}

TEST_CASE("an answer against it is kept, and stops the session until it is answered for") {
    bedside b = screened();
    CHECK(b.s.phase == baseline);
    b.take(answer_screening{.question = "glaucoma", .yes = true});
    CHECK(b.s.phase == screening);
    CHECK(b.refused(rate(10)) == "not_screened");

    const answer_screening all_the_same{.question = "glaucoma", .yes = true, .override = true};
    CHECK(b.why(all_the_same) ==
          "'Glaucoma?' is answered yes (needs a reason and a second prescriber who is another person)");
    b.by.reason = "pressure treated";
    CHECK(b.refused(all_the_same) == "screening");
    CHECK(b.refused(overridden(all_the_same, " Nurse-1 ")) == "screening");
    b.take(overridden(all_the_same, "doctor-2"));
    CHECK(b.s.phase == baseline);
    CHECK(b.s.screening.at("glaucoma").overridden);
    CHECK(b.s.screening.at("glaucoma").by.reason == "pressure treated");
}

TEST_CASE("a contraindication that nobody may pass over is not passed over") {
    bedside b = screened();
    b.by.reason = "because";
    const answer_screening allergic{.question = "allergy", .yes = true};
    CHECK(b.refused(overridden(allergic, "doctor-2")) == "screening");
    b.take(allergic);
    CHECK(b.s.phase == screening);
}

TEST_CASE("an answer that lets it go on overrides nothing") {
    bedside b;
    b.take(answer_screening{.question = "escort", .yes = true, .override = true});
    CHECK_FALSE(b.s.screening.at("escort").overridden);
    CHECK(b.refused(answer_screening{.question = "asthma", .yes = true}) == "question");
}

TEST_CASE("what is not known from before is named") {
    bedside b = screened();
    b.care.values = {};
    b.put(metric::sedation, 0);
    CHECK(b.why(rate(10)) == "not known from before: systolic, spo2 (needs a reason)");
    CHECK(b.refused(bolus(10)) == "baseline_missing");
    b.put(metric::spo2, 97);
    CHECK(b.why(rate(10)) == "not known from before: systolic (needs a reason)");
    b.take(charting("set-1", {number("nibp_systolic", 120)}));
    CHECK(b.refused(rate(10)).empty());
}

TEST_CASE("what was measured too long ago is not known from before") {
    bedside b = screened();
    b.wait(1h);
    b.put(metric::sedation, 0);
    CHECK(b.refused(rate(10)).empty());
    b.wait(1ms);
    CHECK(b.refused(rate(10)) == "baseline_missing");
    b.by.reason = "no cuff fits";
    CHECK(b.refused(overridden(rate(10))).empty());
}

TEST_CASE("what is charted after the first dose is not from before it") {
    bedside b = screened();
    b.care.values = {};
    b.put(metric::sedation, 0);
    b.put(metric::spo2, 97);
    b.wait(20min);
    b.take(charting("set-1", {number("systolic", 120)}));
    b.by.at = b.now - 10min;
    CHECK(b.refused(rate(10)) == "baseline_missing");
}

TEST_CASE("what a monitor showed first after the first dose is not from before it") {
    bedside b = screened();
    b.wait(1h);
    b.care.values = {};
    b.put(metric::sedation, 0);
    b.put(metric::spo2, 97);
    b.put(metric::nibp_systolic, 120);
    CHECK(b.refused(rate(10)).empty());
    b.by.at = b.now - 1ms;
    CHECK(b.why(rate(10)) == "not known from before: systolic, spo2 (needs a reason)");
    b.wait(10s);
    b.put(metric::spo2, 97); // the same without a gap
    b.put(metric::nibp_systolic, 150);
    b.by.at = b.now - 5s;
    CHECK(b.why(rate(10)) == "not known from before: systolic (needs a reason)");
}

TEST_CASE("names and reasons have a length") {
    bedside b = running();
    b.by.by = std::string(128, 'x');
    b.by.reason = std::string(4'000, 'x');
    CHECK(b.refused(pause_infusion{}).empty());
    b.by.by += 'x';
    CHECK(b.refused(pause_infusion{}) == "author");
    b.by.by.pop_back();
    b.by.reason += 'x';
    CHECK(b.refused(pause_infusion{}) == "reason");
}

TEST_CASE("more of the drug needs a prescriber") {
    bedside b = running();
    b.wait(15min);
    set_rate nobodys = rate(20);
    nobodys.prescriber = "  ";
    CHECK(b.why(nobodys) == "it needs a prescriber");
    give_bolus dose = bolus(10);
    dose.prescriber.clear();
    CHECK(b.refused(dose) == "prescriber_missing");
    nobodys.prescriber = std::string(129, 'x');
    CHECK(b.refused(nobodys) == "prescriber");
    nobodys.prescriber.resize(128);
    CHECK(b.refused(nobodys).empty());
}

TEST_CASE("nothing is raised during an alarm of high priority, or where sedation is deep or not known") {
    bedside b = running();
    b.wait(15min);
    b.high_alarm = true;
    CHECK(b.refused(rate(11)) == "high_alarm");
    CHECK(b.refused(bolus(5)) == "high_alarm");
    b.high_alarm = false;
    b.put(metric::sedation, 1);
    CHECK(b.refused(rate(11)).empty());
    b.put(metric::sedation, 2);
    CHECK(b.why(rate(11)) == "sedation of depth 2 is more than 1 (needs a reason)");
    CHECK(b.refused(bolus(5)) == "sedation");
    b.wait(4h + 1ms);
    CHECK(b.why(rate(11)) == "how sedated the patient is, is not known: chart it (needs a reason)");
    b.care.values = {};
    CHECK(b.refused(bolus(5)) == "sedation");
}

TEST_CASE("nothing is raised while a check is due") {
    protocol p = plan_of_day_case();
    const auto bit = [](alarm::infusion_phase phase) { return 1u << static_cast<unsigned>(phase); };
    p.checks = {{.name = "comfort",
                 .title = "Pain and nausea",
                 .items = {"pain", "nausea"},
                 .phases = bit(infusing) | bit(paused),
                 .schedule = {{.every = 30min}},
                 .overdue_low = 5min,
                 .overdue_medium = 15min}};
    bedside b = screened(p);
    CHECK(b.refused(rate(10)).empty());
    b.take(rate(10));
    b.wait(30min - 1ms);
    CHECK(b.refused(rate(11)).empty());
    b.wait(1ms);
    CHECK(b.why(rate(11)) == "due and not done: Pain and nausea (needs a reason)");
    CHECK(b.refused(bolus(5)) == "checks_overdue");
    CHECK(b.refused(rate(9)).empty());
    b.take(charting("set-1", {number("pain", 3)}));
    CHECK(b.refused(rate(11)) == "checks_overdue");
    b.take(charting("set-2", {number("nausea", 0)}));
    CHECK(b.refused(rate(11)).empty());
    b.wait(30min);
    b.take(pause_infusion{});
    CHECK(b.refused(resume_infusion{}) == "checks_overdue");
    p.dose.needs_checks_done = false;
    b.s.plan = shared(p);
    CHECK(b.refused(resume_infusion{}).empty());
}

TEST_CASE("what a protocol does not ask for stands against nothing") {
    bedside b = running();
    b.wait(15min);
    protocol p = plan_of_day_case();
    p.dose.needs_no_high_alarm = false;
    p.dose.sedation_max.reset();
    b.s.plan = shared(p);
    b.high_alarm = true;
    b.care.values = {};
    CHECK(b.refused(rate(11)).empty());
}

TEST_CASE("what goes on after a pause is asked for what a rise is") {
    bedside b = running();
    b.take(pause_infusion{});
    b.high_alarm = true;
    b.put(metric::sedation, 2);
    CHECK(b.refused(resume_infusion{}) == "high_alarm sedation");
    CHECK(b.refused(rate(5)) == "high_alarm sedation");
    b.by.reason = "alarm of a loose lead";
    CHECK(b.refused(overridden(resume_infusion{})).empty());
    b.high_alarm = false;
    b.put(metric::sedation, 0);
    b.by.reason.clear();
    CHECK(b.refused(resume_infusion{}).empty());
    b.take(rate(5));
    CHECK(b.s.phase == infusing);
    CHECK(b.s.doses.rate() == micrograms_per_hour{5'000});
}

TEST_CASE("less is never refused") {
    bedside b = running();
    b.high_alarm = true;
    b.care.values = {};
    set_rate less = rate(120, dose_unit::mg_per_24h); // 5 mg/h
    less.prescriber.clear();
    less.by = route::subcutaneous;
    CHECK(b.refused(less).empty());
    CHECK(b.refused(pause_infusion{}).empty());
    CHECK(b.refused(stop_infusion{}).empty());
    b.wait(48h);
    CHECK(b.refused(rate(9)).empty());
    b.take(stop_infusion{});
    CHECK(b.refused(remove_pump{}).empty());
}

TEST_CASE("going on against the protocol needs an author, a reason and, where it says so, a second person") {
    bedside b = screened();
    const auto refused = [&](std::string reason, std::string second) {
        b.by.reason = std::move(reason);
        return !b.against(overridden(rate(12), std::move(second))).empty();
    };
    CHECK(refused("", "doctor-2"));
    CHECK(refused(" \t", "doctor-2"));
    CHECK(refused("pain", ""));
    CHECK(refused("pain", "doctor-1"));
    CHECK(refused("pain", " DOCTOR-1\n"));
    CHECK_FALSE(refused("pain", "doctor-2"));
    set_rate silent = rate(12);
    silent.second_prescriber = "doctor-2";
    CHECK(b.refused(silent) == "start_too_high"); // nobody said to override anything
    b.by.by = " ";
    CHECK(b.refused(overridden(rate(12), "doctor-2")) == "author start_too_high");
}

TEST_CASE("nothing happened in the future, too long ago, or before what it follows") {
    bedside b = running(5);
    b.wait(13h);
    b.put(metric::sedation, 0);
    b.by.at = b.now + 1ms;
    CHECK(b.why(pause_infusion{}) == "it lies in the future");
    b.by.at = b.now - 12h;
    CHECK(b.refused(pause_infusion{}).empty());
    b.by.at = b.now - 12h - 1ms;
    CHECK(b.why(pause_infusion{}) == "it is more than 12 h ago");
    CHECK(b.refused(charting("set-1", {number("pain", 3)})) == "time");
    b.by.at = b.now - 1h;
    b.take(pause_infusion{});
    b.by.at -= 1ms;
    CHECK(b.why(stop_infusion{}) ==
          "it is before 2027-01-15T20:00:00.000Z, when something that it follows was recorded");
    CHECK(b.refused(resume_infusion{}) == "time");
    CHECK(b.refused(rate(5)) == "time");
    CHECK(b.refused(charting("set-1", {number("pain", 3)})).empty());
    b.by.at = start - 1ms;
    b.by.entered_at = start + 1h;
    CHECK(b.refused(bolus(5)) == "time");
}

TEST_CASE("changes of the dose have an end, and what ends it still has room") {
    bedside b = running();
    while (b.s.doses.changes().size() < dose_history::changes_max - 101) b.s.doses.change(start, {});
    b.wait(15min);
    CHECK(b.refused(rate(11)).empty());
    b.s.doses.change(start, {});
    CHECK(b.refused(rate(11)) == "full");
    CHECK(b.refused(rate(9)).empty());
    while (b.s.doses.changes().size() < dose_history::changes_max - 2) b.s.doses.change(start, {});
    CHECK(b.refused(rate(9)) == "full");
    b.take(pause_infusion{});
    CHECK(b.refused(resume_infusion{}) == "full");
    b.take(stop_infusion{});
    CHECK(b.s.doses.changes().size() == dose_history::changes_max);
}

TEST_CASE("boluses have an end") {
    bedside b = running();
    b.wait(1h);
    b.s.boluses.resize(dose_history::boluses_max - 1);
    CHECK(b.refused(bolus(5)).empty());
    b.s.boluses.resize(dose_history::boluses_max);
    CHECK(b.refused(bolus(5)) == "full");
}

} // namespace vigil::infusion
