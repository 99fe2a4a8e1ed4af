// Sessions that belong together, and those that come too soon.
#include "tests/unit/server/infusion/values.hpp"

namespace vigil::infusion {
namespace {

protocol course_of(std::uint32_t sessions) {
    protocol p = plan_of_day_case();
    p.name = "course";
    p.sessions_max = sessions;
    return p;
}

past_session past(milliseconds ago, std::string protocol = "course") {
    return {.id = "", .protocol = std::move(protocol), .began = start - ago, .ended = start - ago + 4h};
}

std::string refused(const protocol& p, const std::vector<past_session>& before, start_session o = {},
                    act a = {.by = "nurse-1", .reason = {}, .at = start, .entered_at = start}) {
    return to_text(can_start(p, before, o, a));
}

} // namespace

TEST_CASE("a session begins with the questions that are asked before") {
    const bedside b;
    CHECK(b.s.phase == screening);
    CHECK(b.s.day == 1);
    CHECK(b.s.weight_kg == 70);
    protocol p = plan_of_day_case();
    p.screening.clear();
    CHECK(bedside{p}.s.phase == baseline);
}

TEST_CASE("a session of a course is counted") {
    const protocol p = course_of(5);
    CHECK(day_of_course(p, {}, start) == 1);
    const std::vector before{past(72h), past(48h), past(24h, "another"), past(24h)};
    CHECK(day_of_course(p, before, start) == 4);
    CHECK(begin("1", shared(p), {}, {.at = start}, before).day == 4);
    CHECK(refused(p, before).empty());
}

TEST_CASE("a course that is long over is not gone on with") {
    protocol p = course_of(5);
    CHECK(day_of_course(p, std::vector{past(14 * 24h)}, start) == 2);
    CHECK(day_of_course(p, std::vector{past(14 * 24h + 1ms)}, start) == 1);
    p.course_most = 7 * 24h;
    CHECK(day_of_course(p, std::vector{past(7 * 24h + 1ms)}, start) == 1);
    CHECK(day_of_course(p, std::vector{past(20 * 24h), past(13 * 24h), past(6 * 24h)}, start) == 2);
}

TEST_CASE("a course that had all of its sessions needs a reason to go on") {
    const protocol p = course_of(2);
    CHECK(refused(p, {past(24h)}).empty());
    const std::vector full{past(48h), past(24h)};
    CHECK(refused(p, full) == "the course has had its 2 sessions (needs a reason)");
    start_session all_the_same;
    all_the_same.override = true;
    CHECK_FALSE(refused(p, full, all_the_same).empty());
    CHECK(refused(p, full, all_the_same, {.by = "nurse-1", .reason = "it helps", .at = start, .entered_at = start})
              .empty());
}

TEST_CASE("a course does not follow the last infusion too soon") {
    protocol p = course_of(1);
    p.between_courses = 21 * 24h;
    const std::string soon =
        "the last infusion ended 9 days ago, 21 days have to lie between two courses "
        "(needs a reason)";
    CHECK(refused(p, {past(10 * 24h)}) == soon);
    CHECK(refused(p, {past(10 * 24h, "another")}) == soon);
    CHECK(refused(p, {past(21 * 24h + 4h)}).empty());
    CHECK_FALSE(refused(p, {past(21 * 24h + 4h - 1ms)}).empty());
    CHECK(refused(p, {}).empty());
    p.sessions_max = 5; // the second day of a course follows the first
    CHECK(refused(p, {past(24h)}).empty());
}

TEST_CASE("a session begins after the one before it") {
    const protocol p = course_of(5);
    CHECK(refused(p, {past(4h)}).empty());
    CHECK(refused(p, {past(4h - 1ms)}) == "it is before the end of the session before it");
}

TEST_CASE("a session begins with a weight that can be, an author and a time that can be") {
    const protocol p = course_of(1);
    CHECK(refused(p, {}, {.protocol = "", .weight_kg = 700}) ==
          "a weight of 700 kg cannot be: check it, and that it is in kg");
    CHECK(refused(p, {}, {}, {.at = start, .entered_at = start}).starts_with("somebody has to answer"));
    CHECK(refused(p, {}, {}, {.by = "nurse-1", .at = start + 1ms, .entered_at = start}) == "it lies in the future");
}

TEST_CASE("only so many of the sessions before are kept") {
    std::vector<past_session> many;
    for (int i = 20; i > 0; --i) many.push_back(past(i * 100 * 24h));
    const session s = begin("1", shared(course_of(1)), {}, {.at = start}, many);
    CHECK(s.past.size() == session::past_max);
    CHECK(s.past.back().began == many.back().began);
}

TEST_CASE("what is kept of a session is what the next day compares with") {
    bedside b = screened();
    CHECK_FALSE(summary_of(b.s, b.now, b.care));
    b.take(charting("set-1", {number("pain", 8)}));
    b.take(rate(10));
    b.wait(1h);
    b.take(charting("set-2", {number("pain", 5)}));
    b.wait(1h);
    b.care.baselines = {{metric::spo2, 97, start}};
    CHECK(summary_of(b.s, b.now, b.care)->ended == b.now);
    b.take(stop_infusion{.early = true}, "nausea");
    b.wait(30min);
    b.take(charting("set-3", {number("pain", 2)}));
    const auto kept = *summary_of(b.s, b.now, b.care);
    CHECK(kept.protocol == "day-case");
    CHECK(kept.began == start);
    CHECK(kept.ended == start + 2h);
    CHECK(kept.total == micrograms{20'000});
    CHECK(kept.baselines.size() == 1);
    CHECK(kept.pain_before == 8);
    CHECK(kept.pain_after == 2);
    CHECK(kept.early);
}

} // namespace vigil::infusion
