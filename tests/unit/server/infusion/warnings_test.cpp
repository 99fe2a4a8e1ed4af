// What a session warns of, and when that changes next.
#include <algorithm>

#include "server/infusion/given.hpp"
#include "server/infusion/schedule.hpp"
#include "server/infusion/status.hpp"
#include "tests/unit/server/infusion/told.hpp"

namespace vigil::infusion {
namespace {

using alarm::priority;

constexpr std::uint32_t in_infusion = 1u << static_cast<unsigned>(infusing) | 1u << static_cast<unsigned>(paused);

check pain_check() {
    return {.name = "pain",
            .title = "Pain",
            .items = {"pain"},
            .phases = in_infusion,
            .schedule = {{milliseconds::max(), 15min}},
            .overdue_low = 5min,
            .overdue_medium = 15min};
}

alarm::expression parsed(std::string_view text) {
    std::vector<alarm::window_spec> none;
    return alarm::expression::parse(text, none).value();
}

} // namespace

TEST_CASE("a check that nobody does is overdue, low and then medium, with and without a monitor") {
    protocol p = plan_of_day_case();
    p.checks = {pain_check()};
    bedside b = with(p);
    CHECK(next(b) == 15min);
    go_to(b, 20min - 1ms);
    CHECK(told(b).empty());
    CHECK(next(b) == 20min);
    go_to(b, 20min);
    CHECK(told(b) == "overdue_pain low 20");
    CHECK(message(b) == "Overdue: Pain (pain)");
    CHECK(warnings(b.s, b.around())[0].what == alarm::kind::technical);
    CHECK(next(b) == 30min);
    b.care.silent = true;
    go_to(b, 30min);
    CHECK(told(b) == "overdue_pain medium 30");
    b.take(charting("set-1", {number("pain", 2)}));
    CHECK(told(b).empty());
}

TEST_CASE("an infusion that runs a tenth longer than planned is told, pauses left out") {
    protocol p = plan_of_day_case();
    p.planned = 1h;
    bedside b = with(p);
    go_to(b, 30min);
    b.take(pause_infusion{});
    go_to(b, 3h);
    CHECK(told(b).empty());
    b.take(resume_infusion{});
    CHECK(next(b) == 3h + 36min);
    go_to(b, 3h + 36min);
    CHECK(told(b) == "infusion_too_long low 216");
    b.take(pause_infusion{});
    CHECK(told(b) == "infusion_too_long low 216");
    b.take(stop_infusion{});
    CHECK(told(b).empty());
}

TEST_CASE("a course is counted from its first dose, on whichever day that was") {
    protocol p = plan_of_day_case();
    p.sessions_max = 5;
    p.course_most = 48h;
    p.dose.most = {};
    bedside b = with(p);
    CHECK(next(b) == 48h);
    b.s.day = 3;
    for (const auto began : {-400h, -40h, -20h})
        b.s.past.push_back({.id = "x", .protocol = p.name, .began = start + began, .ended = start + began + 4h});
    b.s.past.push_back({.id = "x", .protocol = "another", .began = start - 10h, .ended = start - 9h});
    CHECK(next(b) == 8h);
    go_to(b, 8h);
    CHECK(told(b) == "course_too_long low 480");
}

TEST_CASE("a criterion to stop is told while it holds during the infusion, and unknown is not yes") {
    protocol p = plan_of_day_case();
    p.stops = {{"slow", "Slow breathing: stop", parsed("respiratory_rate < 8"), priority::high},
               {"old", "Old pressure", parsed("age(nibp_systolic) > 30min"), priority::low}};
    bedside b = with(p);
    CHECK(told(b).empty());
    go_to(b, 10min);
    b.put(metric::respiratory_rate, 7);
    CHECK(told(b) == "stop_slow high 10");
    CHECK(message(b) == "Slow breathing: stop");
    CHECK(warnings(b.s, b.around())[0].what == alarm::kind::physiological);
    CHECK(next(b) > 10min + 15s);
    CHECK(next(b) <= 30min + 1ms);
    CHECK_FALSE(undecided(b.s, "stop_slow", b.around()));
    go_to(b, 10min + 16s);
    CHECK(told(b).empty());
    CHECK(undecided(b.s, "stop_slow", b.around()));
    CHECK_FALSE(undecided(b.s, "stop_old", b.around()));
    CHECK_FALSE(undecided(b.s, "slow", b.around()));
    go_to(b, 31min);
    CHECK(told(b).starts_with("stop_old low"));
    b.take(stop_infusion{});
    CHECK(told(b).empty());
    CHECK_FALSE(undecided(b.s, "stop_slow", b.around()));
}

TEST_CASE("24 hours may come to too much although nothing was raised, and to less again") {
    protocol p = plan_of_day_case();
    p.dose.most = {.mg_per_24h = 100};
    bedside b = screened(std::move(p));
    b.take(overridden(bolus(20), "doctor-2"), "as agreed");
    go_to(b, 6h);
    b.take(overridden(rate(8), "doctor-2"), "as agreed");
    const milliseconds over = 16h; // 20 mg, and 10 h of 8 mg
    go_to(b, 7h);
    CHECK(told(b).empty());
    CHECK(next(b) > over);
    CHECK(next(b) < over + 2min);
    go_to(b, over + 2min);
    CHECK(told(b) == "dose_above_ceiling medium 960");
    CHECK(message(b) == "More than 100 mg in the last 24 h");
    CHECK(next(b) <= 24h);
    b.s.doses.change(b.now, micrograms_per_hour{1});
    go_to(b, 24h);
    CHECK(told(b).empty()); // the bolus has left the 24 hours
}

TEST_CASE("24 hours begin anew with no session, in what is warned of and in what is shown") {
    protocol p = plan_of_day_case();
    p.dose.most = {.mg_per_24h = 100};
    bedside b = screened(std::move(p));
    b.s.past = {
        {.id = "x", .protocol = "day-case", .began = start - 4h, .ended = start - 1h, .total = micrograms{90'000}}};
    b.take(overridden(rate(8), "doctor-2"), "as agreed");
    go_to(b, 1h);
    CHECK(told(b).empty());
    CHECK(status_of(b.s, b.around()).total_24h == micrograms{98'000});
    CHECK(status_of(b.s, b.around()).total == micrograms{8'000});
    CHECK(next(b) > 1h + 15min);
    CHECK(next(b) < 1h + 16min);
    go_to(b, 1h + 16min);
    CHECK(told(b) == "dose_above_ceiling medium 75");
    CHECK(message(b) == "More than 100 mg in the last 24 h");
}

TEST_CASE("sessions before this one that overlap, as joined records may, add up") {
    const std::vector<past_session> past{
        {.id = "x", .protocol = "", .began = start - 4h, .ended = start - 2h, .total = micrograms{20'000}},
        {.id = "y", .protocol = "", .began = start - 3h, .ended = start + 1h, .total = micrograms{40'000}},
        {.id = "z", .protocol = "", .began = start - 3h, .ended = start - 3h, .total = micrograms{7'000}}};
    dose_history own;
    own.change(start, micrograms_per_hour{10'000});
    own.give(start + 30min, micrograms{1'000});
    own.change(start + 1h, {});
    const dose_history all = with_past(own, past);
    CHECK(all.total(start) == micrograms{57'000});
    CHECK(all.total(start + 5h) == micrograms{78'000});
    CHECK(all.between(start - 3h, start - 2h) == micrograms{20'000});
}

TEST_CASE("what stands undecided is not over in what the session remembers") {
    protocol p = plan_of_day_case();
    p.stops = {{"slow", "Slow breathing: stop", parsed("respiratory_rate < 8"), priority::high}};
    bedside b = with(p);
    const auto remember = [&] {
        const auto now = warnings(b.s, b.around());
        remember_warnings(b.s, now, b.around());
    };
    go_to(b, 10min);
    b.put(metric::respiratory_rate, 7);
    remember();
    go_to(b, 11min);
    remember();
    REQUIRE(b.s.warned.size() == 1);
    CHECK_FALSE(b.s.warned[0].until);
    b.put(metric::respiratory_rate, 12);
    remember();
    CHECK(b.s.warned[0].until == b.now);
}

TEST_CASE("a session's total is told when it is passed") {
    protocol p = plan_of_day_case();
    p.dose.most = {.mg_total = 30};
    bedside b = with(p, 10);
    CHECK(next(b) > 3h);
    CHECK(next(b) < 3h + 1min);
    go_to(b, 3h + 1min);
    CHECK(told(b) == "dose_above_ceiling medium 180");
    CHECK(message(b) == "More than 30 mg in this session");
}

TEST_CASE("where monitoring is to be continuous every gap is told at once") {
    protocol p = plan_of_day_case();
    p.continuous_monitoring = true;
    bedside b = with(p);
    go_to(b, 1min);
    for (const metric m : {metric::spo2, metric::pulse_rate, metric::respiratory_rate}) b.put(m, 30);
    CHECK(told(b).empty());
    CHECK(next(b) == 1min + 15s + 1ms);
    b.care.values.put(metric::spo2, {no_value, validity::sensor_off, b.now, b.now, {}});
    CHECK(told(b) == "monitoring_gap medium 1");
    CHECK(message(b) == "Not measured during the infusion: SpO2");
    b.put(metric::spo2, 97);
    go_to(b, 1min + 10s);
    b.put(metric::heart_rate, 80), b.put(metric::spo2, 97);
    go_to(b, 1min + 16s);
    CHECK(message(b) == "Not measured during the infusion: respiratory rate");
}

TEST_CASE("while a patient recovers the checklist's times and signs that go stale are deadlines") {
    protocol p = plan_of_day_case();
    p.recovery_least = 1h;
    bedside b = with(p);
    b.care = {};
    b.take(stop_infusion{});
    CHECK(next(b) == 1h);
    b.put(metric::spo2, 97);
    CHECK(next(b) == 15s + 1ms);
}

} // namespace vigil::infusion
