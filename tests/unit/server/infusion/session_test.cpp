// How a session goes from phase to phase, and what nothing that people do can break.
#include "tests/unit/server/infusion/values.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <set>

namespace vigil::infusion {

TEST_CASE("a session goes from screening to discharge") {
    bedside b;
    CHECK(b.s.phase == screening);
    b = screened();
    CHECK(b.s.phase == baseline);
    CHECK_FALSE(b.s.infusing_since);
    b.take(rate(10));
    CHECK(b.s.phase == infusing);
    CHECK(b.s.infusing_since == start);
    CHECK(b.s.pump_attached);
    b.wait(1h);
    b.take(pause_infusion{});
    CHECK(b.s.phase == paused);
    CHECK(b.s.phase_since == b.now);
    CHECK(b.s.doses.rate() == micrograms_per_hour{});
    b.wait(1h);
    b.take(resume_infusion{});
    CHECK(b.s.phase == infusing);
    CHECK(b.s.doses.rate() == micrograms_per_hour{10'000});
    CHECK(b.s.infusing_since == start);
    CHECK(b.s.pauses.size() == 2);
    b.wait(1h);
    b.take(stop_infusion{});
    CHECK(b.s.stopped_at == b.now);
    CHECK_FALSE(b.s.early);
    CHECK(b.s.phase == ready); // the checklist is empty
    CHECK(b.s.pump_attached);
    CHECK(b.s.doses.total(b.now + 24h) == micrograms{20'000});
    b.take(remove_pump{});
    b.take(sign_discharge{});
    CHECK(b.s.phase == discharged);
    CHECK(b.s.discharged->at == b.now);
}

TEST_CASE("every order has its phases") {
    const std::vector<order> all{start_session{},
                                 answer_screening{.question = "escort", .yes = true},
                                 rate(5),
                                 bolus(5),
                                 pause_infusion{},
                                 resume_infusion{},
                                 stop_infusion{.early = true},
                                 remove_pump{},
                                 charting("set-9", {number("pain", 1)}),
                                 acknowledge_after_care{},
                                 sign_discharge{}};
    // In the order of the phases: screening, baseline, infusing, paused, recovery, ready, discharged.
    const std::vector<std::string> allowed{"       ", "xx     ", "xxxx   ", "xxxxxx ", "  x    ", "   x   ",
                                           "xxxx   ", "    xx ", "xxxxxx ", "    xx ", "    xx "};
    for (std::size_t o = 0; o < all.size(); ++o)
        for (std::size_t p = 0; p < allowed[o].size(); ++p) {
            bedside b = running();
            b.wait(1h);
            b.s.phase = static_cast<alarm::infusion_phase>(p + 1);
            CAPTURE(name(all[o]));
            CAPTURE(name(b.s.phase));
            CHECK((b.refused(all[o]) == "wrong_phase") == (allowed[o][p] == ' '));
        }
}

TEST_CASE("what has no place now is told as that") {
    bedside b = running();
    CHECK(b.why(resume_infusion{}) == "resume_infusion has no place while the session is in infusing");
    CHECK(b.why(start_session{}) == "a session is under way here: it is to be ended first");
    CHECK(b.why(remove_pump{}) == "the infusion is not stopped: record the stop first");
}

TEST_CASE("a bolus that was given while it ran is taken after it stopped") {
    bedside b = running();
    b.wait(1h);
    b.take(stop_infusion{});
    b.wait(5min);
    CHECK(b.refused(bolus(5)) == "not_infusing");
    b.by.at = b.now - 10min;
    b.take(bolus(5));
    CHECK(b.s.doses.total(b.now) == micrograms{15'000});
    CHECK(b.s.phase == ready);
}

TEST_CASE("a bolus that was given in a pause or after the end takes a reason, and can always be told") {
    for (const bool over : {false, true}) {
        protocol p = plan_of_day_case();
        p.recovery_least = 1h;
        bedside b = screened(p);
        b.take(rate(10));
        b.wait(1h);
        over ? b.take(stop_infusion{}) : b.take(pause_infusion{});
        b.wait(50min);
        b.put(metric::sedation, 0);
        CHECK(b.why(bolus(5)) ==
              (over ? "the infusion has ended (needs a reason)" : "the infusion is paused (needs a reason)"));
        b.take(overridden(bolus(5)), "agitated, told by telephone");
        CHECK(b.s.boluses.back().against == std::vector<std::string>{"not_infusing"});
        CHECK(b.s.doses.total(b.now) == micrograms{15'000});
        CHECK(b.s.phase == (over ? recovery : paused));
        CHECK(b.s.doses.rate() == micrograms_per_hour{});
        if (!over) continue;
        CHECK(summary_of(b.s, b.now, b.care)->total == micrograms{15'000});
        CHECK(summary_of(b.s, b.now, b.care)->ended == b.now);
        b.wait(1h - 1ms);
        CHECK_FALSE(advance(b.s, b.around())); // whoever was given more waits again
        b.wait(1ms);
        CHECK(advance(b.s, b.around()));
    }
}

TEST_CASE("an infusion that stops early says why") {
    bedside b = running();
    CHECK(b.refused(stop_infusion{.early = true}) == "reason_missing");
    b.take(stop_infusion{.early = true}, "hallucinations");
    CHECK(b.s.early);
    CHECK(b.s.early_reason == "hallucinations");
}

TEST_CASE("what never began is called off") {
    bedside b = screened();
    CHECK(b.refused(stop_infusion{}) == "early");
    b.take(stop_infusion{.early = true}, "not fasted");
    CHECK(b.s.phase == discharged);
    CHECK(b.s.discharged);
    CHECK_FALSE(b.s.stopped_at);
    CHECK(b.refused(rate(5)) == "wrong_phase");
}

TEST_CASE("a dose by mouth begins an infusion without a pump") {
    bedside b = screened();
    give_bolus dose = bolus(10);
    dose.by = route::oral;
    b.take(dose);
    CHECK(b.s.phase == infusing);
    CHECK(b.s.infusing_since == start);
    CHECK_FALSE(b.s.pump_attached);
    CHECK_FALSE(may_not_leave(b.s));
    b.take(pause_infusion{});
    b.take(resume_infusion{});
    CHECK(b.s.doses.rate() == micrograms_per_hour{});
    b.wait(15min);
    CHECK(b.refused(rate(11)) == "start_too_high"); // the first rate all the same
    b.take(rate(10));
    CHECK(b.s.pump_attached);
}

TEST_CASE("a dose that is told late begins it when it was given") {
    bedside b = screened();
    b.wait(10min);
    b.take(rate(10));
    CHECK(b.s.infusing_since == start + 10min);
    b.wait(10min);
    b.take(rate(5));
    CHECK(b.s.infusing_since == start + 10min);
    bedside late = screened();
    late.wait(10min);
    late.by.at = start + 5min;
    late.take(rate(10));
    CHECK(late.s.infusing_since == start + 5min);
    CHECK(late.s.steps.front().by.entered_at == start + 10min);
    late.wait(5min);
    late.by.at = start + 2min; // a bolus before it, told later still
    late.take(bolus(5));
    CHECK(late.s.infusing_since == start + 2min);
}

TEST_CASE("orders are named") {
    CHECK(name(order{start_session{}}) == "start_session");
    CHECK(name(order{resume_infusion{}}) == "resume_infusion");
    CHECK(name(order{acknowledge_after_care{}}) == "acknowledge_after_care");
    CHECK(name(order{sign_discharge{}}) == "sign_discharge");
}

namespace {

template <typename T>
T one_of(std::initializer_list<T> choices) {
    return *rc::gen::elementOf(std::vector<T>{choices});
}

/// Any of them equally often, from the first run on.
int any(int least, int end) {
    return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(least, end));
}

set_rate some_rate() {
    const double amount = any(0, 400) / 10.0;
    set_rate o = rate(amount, one_of({dose_unit::mg_per_hour, dose_unit::mg_per_hour, dose_unit::mg_per_kg_per_hour}));
    o.prescriber = one_of<std::string>({"doctor-1", "doctor-1", ""});
    o.second_prescriber = one_of<std::string>({"doctor-2", "Doctor-1 ", ""});
    o.override = *rc::gen::arbitrary<bool>();
    return o;
}

order some_order(int turn) {
    const bool yes = *rc::gen::arbitrary<bool>();
    switch (any(0, 16)) {
        case 0: return start_session{};
        case 1: return answer_screening{.question = "escort", .yes = any(0, 4) > 0};
        case 2:
            return answer_screening{
                .question = "glaucoma", .yes = yes, .override = true, .second_prescriber = "doctor-2"};
        case 3:
            return give_bolus{.mg = any(1, 250) / 10.0,
                              .by = one_of({route::intravenous, route::oral}),
                              .prescriber = "doctor-1",
                              .second_prescriber = "doctor-2",
                              .override = yes};
        case 4: return pause_infusion{};
        case 5: return resume_infusion{.second_prescriber = "doctor-2", .override = yes};
        case 6: return stop_infusion{.early = yes};
        case 7: return remove_pump{};
        case 8: return charting("set-" + std::to_string(turn), {number("pain", 3)});
        case 9: return charting("set-" + std::to_string(turn), {number("passed_urine", yes ? 1 : 0)});
        case 10: return acknowledge_after_care{};
        case 11: return sign_discharge{.override = {"urine"}, .second_prescriber = {}};
        case 12: return answer_screening{.question = "glaucoma", .yes = any(0, 4) == 0};
        case 13: return answer_screening{.question = "allergy", .yes = any(0, 4) == 0};
        default: return some_rate();
    }
}

protocol plan_of_random_days() {
    protocol p = plan_of_day_case();
    p.discharge = {{.name = "urine", .text = "Urine", .what = discharge_item::kind::done, .items = {"passed_urine"}},
                   {.name = "waited", .text = "Waited", .what = discharge_item::kind::minimum_time, .lasting = 30min}};
    return p;
}

void disturb(bedside& b) {
    b.wait(milliseconds{any(0, 3'600'000)});
    b.by.at -= one_of<milliseconds>({0ms, 0ms, 0ms, 10min, 13h});
    b.by.reason = one_of<std::string>({"", "because"});
    b.high_alarm = any(0, 10) == 0;
    if (any(0, 3) != 0) b.put(metric::sedation, one_of<double>({0, 0, 0, 1, 3}));
    b.put(metric::nibp_systolic, 120);
    b.put(metric::spo2, 97);
}

using edge = std::pair<alarm::infusion_phase, alarm::infusion_phase>;
const std::set<edge> edges{
    {screening, baseline}, {baseline, screening}, {screening, discharged}, {baseline, discharged}, {baseline, infusing},
    {infusing, paused},    {paused, infusing},    {infusing, recovery},    {infusing, ready},      {paused, recovery},
    {paused, ready},       {recovery, ready},     {ready, recovery},       {recovery, discharged}, {ready, discharged}};

void require_whole(const bedside& b) {
    const session& s = b.s;
    const auto by_time = [](const auto& all, auto of) { return std::ranges::is_sorted(all, {}, of); };
    RC_ASSERT(by_time(s.doses.changes(), &dose_history::rate_change::at));
    RC_ASSERT(by_time(s.doses.boluses(), &dose_history::bolus::at));
    if (s.doses.rate() > micrograms_per_hour{}) RC_ASSERT(s.phase == infusing);
    if (s.doses.rate() > micrograms_per_hour{}) RC_ASSERT(s.pump_attached);
    if (s.phase == infusing && !s.steps.empty()) RC_ASSERT(s.doses.rate() == s.steps.back().rate);
    RC_ASSERT(s.infusing_since.has_value() == !(s.steps.empty() && s.boluses.empty()));
    RC_ASSERT(s.stopped_at.has_value() ==
              (s.phase == recovery || s.phase == ready || (s.phase == discharged && s.infusing_since)));
    RC_ASSERT(s.discharged.has_value() == (s.phase == discharged));
    if (s.phase == discharged) RC_ASSERT(!s.pump_attached);
    if (s.infusing_since) RC_ASSERT(!s.screening.at("allergy").yes);
    RC_ASSERT(s.boluses.size() == s.doses.boluses().size());
}

/// A rise that was taken was within everything, or somebody answers for it.
void require_answered_for(const session& s, const set_rate& o, bool rise, const bedside& b) {
    if (!rise) return;
    RC_ASSERT(!o.prescriber.empty());
    const double depth = alarm::known(b.care.values, metric::sedation, b.now);
    const bool well = !b.high_alarm && depth <= 1 && s.steps.back().rate <= micrograms_per_hour{30'000};
    if (!well) RC_ASSERT(o.override && b.by.reason == "because" && !s.steps.back().against.empty());
    if (s.steps.back().rate > micrograms_per_hour{30'000}) RC_ASSERT(o.second_prescriber == "doctor-2");
}

} // namespace

TEST_CASE("whatever is ordered in whatever sequence, a session stays whole") {
    std::set<edge> seen;
    CHECK(rc::check("sequences", [&] {
        bedside b{plan_of_random_days()};
        for (int i = 0; i < 60; ++i) {
            disturb(b);
            const order o = some_order(i);
            const auto before = b.s.phase;
            const auto runs = b.s.doses.rate();
            if (!b.against(o).empty()) {
                RC_ASSERT(!std::holds_alternative<pause_infusion>(o) || before != infusing ||
                          b.refused(o).starts_with("time"));
                continue;
            }
            apply(b.s, o, b.by, b.around());
            require_whole(b);
            if (before != b.s.phase) {
                RC_ASSERT(edges.contains({before, b.s.phase}));
                seen.insert({before, b.s.phase});
            }
            if (const auto* r = std::get_if<set_rate>(&o)) require_answered_for(b.s, *r, b.s.doses.rate() > runs, b);
        }
    }));
    CHECK(seen.size() >= 8); // the sequences get about
}

TEST_CASE("whatever the patient's state, less is never refused") {
    CHECK(rc::check("less", [] {
        bedside b = running(any(20, 101) / 10.0);
        for (int i = 0; i < 5; ++i) {
            disturb(b);
            b.by.at = b.now;
            b.high_alarm = true;
            const double now_mg = static_cast<double>(b.s.doses.rate()) / 1000;
            set_rate less = some_rate();
            less.prescribed = {.amount = now_mg * any(20, 101) / 100, .unit = dose_unit::mg_per_hour};
            RC_ASSERT(b.refused(less).empty());
            RC_ASSERT(b.refused(pause_infusion{}).empty());
            RC_ASSERT(b.refused(stop_infusion{}).empty());
            b.take(less);
        }
        b.take(stop_infusion{});
        RC_ASSERT(b.refused(remove_pump{}).empty());
    }));
}

} // namespace vigil::infusion
