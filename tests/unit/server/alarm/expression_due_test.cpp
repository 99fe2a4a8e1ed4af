// When time alone changes what an expression says: due() announces it, so that nobody has to poll.
#include <rapidcheck.h>

#include <utility>

#include "tests/unit/server/alarm/values.hpp"

namespace vigil::alarm {
namespace {

using enum metric;
using namespace std::chrono_literals;

/// What says so by announced moments alone, whatever is known.
constexpr std::array<std::string_view, 26> announced{
    "1 < 2",
    "present(spo2)",
    "not present(systolic) and present(pulse)",
    "present(pain) or present(nibp_systolic)",
    "lost(spo2)",
    "lost(systolic)",
    "lost(spo2) and not lost(heart_rate)",
    "overdue(spo2, 1s)",
    "overdue(sedation, 30min)",
    "overdue(systolic, 15min) and phase == infusing",
    "age(spo2) > 10s",
    "age(spo2) <= 10s",
    "age(systolic) >= 30min",
    "age(pain) < 2h or 5h < age(pain)",
    "silence() >= 30s",
    "silence() < 1h",
    "minutes_since_step < 15",
    "minutes_since_step >= 0.5",
    "clock_skew() > 2min",
    "identity_conflict()",
    "phase != recovery",
    "news2() >= 5",
    "news2() < 7",
    "news2_single() >= 3",
    "news2_single() > 0 and age(spo2) > 5s",
    "baseline(systolic) > 120",
};

/// What may become unknown besides, where a value that it reads goes stale: that decides nothing.
constexpr std::array<std::string_view, 23> may_fade{
    "not identity_conflict() and spo2 < 90",
    "frozen(spo2, 20s)",
    "frozen(heart_rate, 1h) or frozen(spo2, 14s)",
    "heart_rate > 100",
    "systolic > limit",
    "pulse < 60",
    "mean_pressure - diastolic > 20",
    "not (pulse < 60 or systolic < 90)",
    "systolic > 1.2 * baseline(systolic)",
    "heart_rate - pulse_rate > 15",
    "heart_rate / systolic > 0.9",
    "change(spo2, 12s) < -1",
    "mean(heart_rate, 12s) > 90 or mean(spo2, 12s) < 90",
    "sensor_off(spo2)",
    "implausible(heart_rate) or sensor_off(pain)",
    "confusion_open()",
    "acvpu == C or lost(acvpu)",
    "poss == S and age(poss) > 1h",
    "temperature > 38 and present(spo2)",
    "oxygen_flow > 0 and not news2() >= 5",
    "spo2 < 90 or not present(spo2)",
    "sedation >= 2 and respiratory_rate < 10",
    "systolic < 90 and (age(nibp_systolic) > 10min or lost(abp_systolic))",
};

template <typename T>
T one_of(std::initializer_list<T> choices) {
    return *rc::gen::elementOf(std::vector<T>{choices});
}

milliseconds some_time() {
    return one_of<milliseconds>({0ms, 1ms, 5s, 10s, 14999ms, 15s, 20s, 10min, 40min, 1h, 3h}) +
           milliseconds{*rc::gen::inRange(0, 3)};
}

validity some_validity() {
    return one_of({validity::valid, validity::valid, validity::valid, validity::questionable, validity::sensor_off,
                   validity::implausible});
}

void receive_something(patient& p) {
    constexpr std::pair<metric, std::array<double, 3>> choices[]{{heart_rate, {55, 95, 135}},
                                                                 {pulse_rate, {55, 70, 115}},
                                                                 {spo2, {85, 93, 98}},
                                                                 {respiratory_rate, {8, 16, 25}},
                                                                 {abp_systolic, {85, 120, 165}},
                                                                 {nibp_systolic, {85, 120, 165}},
                                                                 {abp_mean, {60, 80, 120}},
                                                                 {nibp_diastolic, {50, 60, 90}},
                                                                 {temperature, {34.9, 37, 39.5}},
                                                                 {acvpu, {0, 1, 2}},
                                                                 {dissociation, {0, 1, 3}},
                                                                 {poss, {1, 1.5, 3}},
                                                                 {oxygen_flow, {0, 0, 2}},
                                                                 {sedation, {0, 1, 3}},
                                                                 {pain, {0, 3, 8}}};
    for (const auto& [what, values] : choices)
        for (int n = *rc::gen::inRange(0, 3); n > 0; --n) {
            const instant at = start - some_time();
            const double value = values[static_cast<std::size_t>(*rc::gen::inRange(0, 3))];
            p.values.put(what, {value, some_validity(), at - some_time(), at, {}});
        }
}

patient somebody(const std::vector<window_spec>& windows) {
    patient p;
    receive_something(p);
    p.phase = one_of({infusion_phase::none, infusion_phase::infusing, infusion_phase::recovery});
    p.phase_since = start - some_time();
    if (*rc::gen::arbitrary<bool>()) p.step_at = start - some_time();
    if (*rc::gen::arbitrary<bool>()) p.last_heard = start - some_time();
    if (*rc::gen::arbitrary<bool>()) p.clock_skew = some_time();
    if (*rc::gen::arbitrary<bool>()) p.baselines.push_back({abp_systolic, 110, start});
    if (*rc::gen::arbitrary<bool>()) p.baselines.push_back({nibp_systolic, 130, start});
    p.silent = *rc::gen::arbitrary<bool>();
    for (int n = *rc::gen::inRange(0, 4); n > 0; --n)
        p.named.push_back({"P-" + std::to_string(n), start + some_time()});
    p.spo2_scale_2 = *rc::gen::arbitrary<bool>();
    p.confused = one_of({confusion::open, confusion::open, confusion::dissociation});
    for (const window_spec& w : windows) {
        p.windows.emplace_back();
        for (int s = 0; s <= 12; s += 3)
            p.windows.back().add(*rc::gen::inRange(85, 100), start - 12s + s * 1s, w.width);
    }
    return p;
}

/// Follows `e` from one announced moment to the next, and looks in between.
void follow(const expression& e, const patient& p, bool may_become_unknown) {
    constexpr double limit = 150;
    constexpr milliseconds steps[]{1ms, 15s, 15001ms, 1min, 40min + 1ms, 4h + 1ms, 12h + 1ms};
    instant from = start;
    for (int announcements = 0; from != never; ++announcements) {
        RC_ASSERT(announcements < 100);
        const instant to = e.due(p, from);
        RC_ASSERT(to > from);
        const instant end = std::min(to, from + 24h);
        const truth before = e.evaluate(p, limit, from);
        for (const milliseconds step : steps) {
            for (const instant t : {from + step, end - step}) {
                if (t <= from || t >= end) continue;
                const truth at = e.evaluate(p, limit, t);
                RC_ASSERT(at == before || (may_become_unknown && at == truth::unknown));
            }
        }
        from = to;
    }
}

} // namespace

TEST_CASE("while nothing comes in, an expression changes at the moments that it announces and at no others") {
    std::vector<window_spec> windows;
    std::vector<std::pair<expression, bool>> all;
    for (const std::string_view text : announced) all.emplace_back(parsed(text, windows), false);
    for (const std::string_view text : may_fade) all.emplace_back(parsed(text, windows), true);
    CHECK(rc::check("random patients", [&] {
        const patient p = somebody(windows);
        for (const auto& [e, may_become_unknown] : all) follow(e, p, may_become_unknown);
    }));
}

TEST_CASE("each moment at which time alone changes an expression is announced to the millisecond") {
    struct row {
        std::string_view text;
        milliseconds due;
    };
    patient p = with({{spo2, 97}, {nibp_systolic, 120}, {abp_systolic, 120}});
    p.phase_since = start - 1min;
    p.step_at = start;
    p.last_heard = start;
    for (const row& r :
         {row{"present(spo2)", 15s + 1ms}, row{"lost(spo2)", 15s + 1ms}, row{"systolic > 100", 15s + 1ms},
          row{"baseline(systolic) > 100", 15s + 1ms}, row{"present(nibp_systolic)", 40min + 1ms},
          row{"frozen(spo2, 10s)", 10s}, row{"frozen(spo2, 20s)", 20s}, row{"overdue(spo2, 10s)", 10s},
          row{"overdue(pain, 2min)", 1min}, row{"age(spo2) >= 10s", 10s}, row{"age(spo2) < 10s", 10s},
          row{"age(spo2) > 10s", 10s + 1ms}, row{"age(spo2) <= 10s", 10s + 1ms}, row{"silence() >= 30s", 30s},
          row{"minutes_since_step > 15", 15min + 1ms}, row{"news2() >= 5", 15s + 1ms},
          row{"news2_single() >= 3", 15s + 1ms}, row{"age(spo2) > 10s or silence() >= 5s or present(spo2)", 5s}}) {
        CAPTURE(r.text);
        const expression e = parsed(r.text);
        CHECK(e.due(p, start) == start + r.due);
        CHECK(e.due(p, start + r.due - 1ms) == start + r.due);
        CHECK(e.due(p, start + r.due) > start + r.due);
        CHECK(e.due(p, start + 24h) == never);
    }
}

TEST_CASE("nothing is announced where time alone decides nothing") {
    patient p = with({{spo2, 97}, {heart_rate, 80}});
    p.clock_skew = 1s;
    for (const std::string_view text :
         {"1 < 2", "spo2 < 90", "heart_rate > baseline(heart_rate)", "clock_skew() > 2min", "phase == infusing",
          "limit > 3", "silence() > 30s", "minutes_since_step > 15", "age(pain) > 3h", "present(pain)",
          "sensor_off(spo2)"})
        CHECK_MESSAGE(parsed(text).due(p, start) == never, text);
    CHECK(expression{}.due(p, start) == never);
}

} // namespace vigil::alarm
