// Which check is due when, and by what it is done.
#include "server/infusion/schedule.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tests/unit/server/infusion/values.hpp"

namespace vigil::infusion {
namespace {

constexpr std::uint32_t bit(alarm::infusion_phase p) {
    return 1u << static_cast<unsigned>(p);
}
constexpr std::uint32_t all_phases = bit(infusing) | bit(paused) | bit(recovery) | bit(ready);

/// Pulse and pain: every 15 min in the first hour, then every 30.
check signs(std::uint32_t phases = all_phases) {
    return {.name = "signs",
            .title = "Pulse and pain",
            .items = {"pulse", "pain"},
            .phases = phases,
            .schedule = {{1h, 15min}, {milliseconds::max(), 30min}},
            .overdue_low = 5min,
            .overdue_medium = 15min};
}

bedside with(check c) {
    protocol p = plan_of_day_case();
    p.checks = {std::move(c)};
    bedside b = screened(std::move(p));
    b.take(rate(10));
    return b;
}

due_check only(const bedside& b) {
    const auto all = checks(b.s, b.around());
    REQUIRE(all.size() == 1);
    return all[0];
}

/// Minutes after the beginning; -1: not due.
int due_min(const bedside& b) {
    const auto due = only(b).due_at;
    return due ? static_cast<int>((*due - start) / 1min) : -1;
}
std::string missing(const bedside& b) {
    return fmt::format("{}", fmt::join(only(b).missing, " "));
}

void chart_pain(bedside& b, double score = 3) {
    b.take(charting(fmt::format("set-{}", b.s.sets.size()), {number("pain", score)}));
}
void both(bedside& b) {
    b.put(metric::pulse_rate, 70);
    chart_pain(b);
}
/// To a moment after the beginning.
void go_to(bedside& b, milliseconds at) {
    b.wait(start + at - b.now);
}

} // namespace

TEST_CASE("the first check is due one interval after the beginning, even if all was observed just before") {
    bedside b = with(signs());
    CHECK(due_min(b) == 15);
    CHECK(missing(b) == "pulse pain");
    CHECK_FALSE(only(b).done_at);
    CHECK_FALSE(only(b).overdue(start + 15min - 1ms));
    CHECK(only(b).overdue(start + 15min));
}

TEST_CASE("a check is done when the last of its items is, and due again an interval after the oldest of them") {
    bedside b = with(signs());
    go_to(b, 10min);
    b.put(metric::pulse_rate, 70);
    CHECK(due_min(b) == 15);
    CHECK(missing(b) == "pain");
    go_to(b, 14min);
    chart_pain(b);
    CHECK(due_min(b) == 25);
    CHECK(only(b).done_at == start + 10min);
    CHECK(missing(b) == "pulse");
}

TEST_CASE("what other people or monitors observe does no check") {
    bedside b = with(signs());
    go_to(b, 14min);
    b.put(metric::spo2, 97);
    b.take(charting("set-1", {number("nausea", 0), number("respiratory_rate", 14)}));
    CHECK(due_min(b) == 15);
    CHECK(missing(b) == "pulse pain");
}

TEST_CASE("intervals lengthen with time since the beginning") {
    bedside b = with(signs());
    go_to(b, 50min);
    both(b);
    CHECK(due_min(b) == 65);
    go_to(b, 60min);
    both(b);
    CHECK(due_min(b) == 90);
}

TEST_CASE("an interval that becomes denser begins to count when it begins") {
    check c = signs();
    c.schedule = {{1h, 40min}, {milliseconds::max(), 10min}};
    bedside b = with(c);
    go_to(b, 50min);
    both(b);
    CHECK(due_min(b) == 70); // not 90
}

TEST_CASE("a change of the dose and a bolus begin a denser time, and put off nothing that is due") {
    check c = signs();
    c.schedule = {{milliseconds::max(), 2h}};
    c.after_step = interval{30min, 10min};
    bedside b = with(c);
    CHECK(due_min(b) == 10);
    go_to(b, 29min);
    both(b);
    CHECK(due_min(b) == 39);
    go_to(b, 31min);
    both(b);
    CHECK(due_min(b) == 151);
    go_to(b, 60min);
    b.take(rate(12));
    CHECK(due_min(b) == 70);
    go_to(b, 75min);
    b.take(overridden(bolus(5)), "pain, and nobody free to look");
    CHECK(due_min(b) == 70); // overdue, and stays so
    both(b);
    CHECK(due_min(b) == 85);
    go_to(b, 80min);
    b.take(rate(8));
    CHECK(due_min(b) == 85);
}

TEST_CASE("a monitor that is off, silent or wrong does no check") {
    bedside b = with(signs());
    go_to(b, 5min);
    both(b);
    go_to(b, 14min);
    chart_pain(b);
    b.care.values.put(metric::pulse_rate, {no_value, validity::sensor_off, b.now, b.now, {}});
    CHECK(due_min(b) == 20);
    CHECK(missing(b) == "pulse");
    b.care.values.put(metric::pulse_rate, {70, validity::implausible, b.now, b.now, {}});
    CHECK(due_min(b) == 20);
    b.care.values.put(metric::heart_rate, {70, validity::test, b.now, b.now, {}});
    CHECK(due_min(b) == 20);
    b.put(metric::heart_rate, 70);
    CHECK(due_min(b) == 29);
}

TEST_CASE("a measurement counts from when it was made by our clock, and never from later than it came") {
    bedside b = with(signs());
    go_to(b, 14min);
    chart_pain(b);
    const auto put = [&](milliseconds made) {
        b.care.values.put(metric::pulse_rate, {70, validity::valid, start + made, b.now, {}});
        return due_min(b);
    };
    CHECK(put(4min) == 19);
    CHECK(put(2h) == 29);
    b.care.clock_skew = -1h; // its clock is an hour behind
    CHECK(put(10min - 1h) == 25);
}

TEST_CASE("a late entry does the check of when it was observed, and a corrected one does none") {
    bedside b = with(signs());
    go_to(b, 20min);
    b.put(metric::pulse_rate, 70);
    b.by.at = start + 12min;
    chart_pain(b);
    CHECK(due_min(b) == 27);
    b.by.at = start + 20min;
    chart correction = charting("set-x", {number("nausea", 1)});
    correction.corrects = "set-0";
    b.take(correction);
    CHECK(due_min(b) == 15);
}

TEST_CASE("sedation is done by any scale that says how deep it is") {
    check c = signs();
    c.items = {"sedation"};
    bedside b = with(c);
    go_to(b, 14min);
    b.take(charting("set-1", {text("acvpu", "C")}));
    CHECK(due_min(b) == 15);
    b.take(charting("set-2", {text("rass", "-1")}));
    CHECK(due_min(b) == 29);
}

TEST_CASE("a check is due in its phases only, and a phase that ends puts off nothing") {
    bedside b = with(signs(bit(infusing) | bit(paused) | bit(recovery)));
    go_to(b, 10min);
    b.take(pause_infusion{});
    CHECK(due_min(b) == 15);
    go_to(b, 20min);
    b.take(overridden(resume_infusion{}), "pain, and nobody free to look");
    CHECK(due_min(b) == 15);
    b.s.phase = recovery, b.s.stopped_at = b.s.phase_since = b.now;
    CHECK(due_min(b) == 15);
    b.s.phase = ready;
    CHECK(due_min(b) == -1);
    CHECK(missing(b).empty());
}

TEST_CASE("a check that a pause interrupts begins anew after it") {
    bedside b = with(signs(bit(infusing) | bit(recovery) | bit(ready)));
    go_to(b, 10min);
    b.take(pause_infusion{});
    CHECK(due_min(b) == -1);
    go_to(b, 40min);
    b.take(resume_infusion{});
    CHECK(due_min(b) == 55);
    go_to(b, 60min);
    b.take(stop_infusion{});
    REQUIRE(b.s.phase == ready); // the checklist is empty
    CHECK(due_min(b) == 55);     // overdue, as it was
}

TEST_CASE("before the first dose and after the discharge nothing is due") {
    protocol p = plan_of_day_case();
    p.checks = {signs()};
    bedside b = screened(std::move(p));
    CHECK(due_min(b) == -1);
    b.take(rate(10));
    b.s.phase = discharged;
    CHECK(due_min(b) == -1);
}

TEST_CASE("what is due once is done by what is observed around that time, and never due again") {
    check c = signs();
    c.schedule.clear();
    c.once = 40min;
    bedside b = with(c);
    CHECK(due_min(b) == 40);
    go_to(b, 34min);
    both(b);
    CHECK(due_min(b) == 40); // too early to be meant
    go_to(b, 36min);
    both(b);
    CHECK(due_min(b) == -1);
    go_to(b, 5h);
    CHECK(due_min(b) == -1);
}

TEST_CASE("what the session's own checks ask for in a phase is scheduled then, and at no other time") {
    using enum metric;
    const auto scheduled = [](const bedside& b, metric m) { return (scheduled_now(b.s) >> index(m) & 1) != 0; };
    check c = signs(bit(infusing));
    c.items = {"systolic", "poss", "nausea"};
    bedside b = with(c);
    for (const metric m : {abp_systolic, nibp_systolic, poss, sedation}) CHECK(scheduled(b, m));
    CHECK_FALSE(scheduled(b, spo2));
    b.take(pause_infusion{});
    CHECK(scheduled_now(b.s) == 0);
    c.schedule.clear(), c.once = 40min;
    CHECK(scheduled_now(with(c).s) == 0); // once is no schedule
    CHECK(scheduled_now(screened().s) == 0);
}

} // namespace vigil::infusion
