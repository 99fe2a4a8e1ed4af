// What the functions of the rule language say, and which calls are refused.
#include <fmt/format.h>

#include "tests/unit/server/alarm/values.hpp"

namespace vigil::alarm {
namespace {

using enum metric;
using namespace std::chrono_literals;

constexpr truth no = truth::no, yes = truth::yes, unknown = truth::unknown;

patient in_phase(infusion_phase phase, instant since = start) {
    patient p;
    p.phase = phase;
    p.phase_since = since;
    return p;
}

patient receiving(const sample& s) {
    return with({s});
}

std::string problem_of(std::string_view text) {
    std::vector<window_spec> windows;
    const auto e = expression::parse(text, windows);
    CHECK(windows.empty());
    return e ? "" : std::to_string(e.error().column) + ": " + e.error().message;
}

} // namespace

TEST_CASE("baseline(x) is the value that was taken, and unknown before") {
    patient p = receiving({heart_rate, 90});
    CHECK(value_of("heart_rate > 1.2 * baseline(heart_rate)", p) == unknown);
    p.baselines = {{heart_rate, 70, start}};
    CHECK(value_of("heart_rate > 1.2 * baseline(heart_rate)", p) == yes);
    CHECK(value_of("baseline(heart_rate) == 70", p, start + 24h) == yes);
}

TEST_CASE("the baseline of a family is that of the source which is read, else the other one's") {
    patient p;
    p.baselines = {{nibp_systolic, 130, start}};
    const expression e = parsed("baseline(systolic) == 130");
    CHECK(e.evaluate(p, no_value, start) == yes);
    put(p.values, {abp_systolic, 120});
    CHECK(e.evaluate(p, no_value, start) == yes);
    p.baselines.push_back({abp_systolic, 120, start});
    CHECK(e.evaluate(p, no_value, start) == no);
    put(p.values, {nibp_systolic, 120, start + 1s});
    CHECK(e.evaluate(p, no_value, start + 1s) == yes);
    p.baselines = {{abp_systolic, 130, start}};
    CHECK(e.evaluate(p, no_value, start + 1s) == yes);
    CHECK(value_of("baseline(systolic) == 130") == unknown);
}

TEST_CASE("change() and mean() read the window of their metric while that is known") {
    std::vector<window_spec> windows;
    const expression falls = parsed("change(spo2, 12min) <= -4", windows);
    const expression low = parsed("mean(spo2, 12min) == 94 and mean(spo2, 12min) < 95", windows);
    CHECK(windows == std::vector{window_spec{spo2, 12min}});
    patient p = receiving({spo2, 92, start});
    CHECK(falls.evaluate(p, no_value, start) == unknown); // a patient from before these rules
    p.windows.resize(1);
    CHECK(falls.evaluate(p, no_value, start) == unknown);
    CHECK(low.evaluate(p, no_value, start) == unknown);
    p.windows[0].add(98, start - 12min, 12min);
    p.windows[0].add(96, start - 6min, 12min);
    p.windows[0].add(92, start, 12min);
    CHECK(falls.evaluate(p, no_value, start) == yes);
    CHECK(low.evaluate(p, no_value, start) == yes);
    CHECK(falls.evaluate(p, no_value, start + 15s) == yes);
    CHECK(falls.evaluate(p, no_value, start + 15s + 1ms) == unknown);
}

TEST_CASE("each window is kept once for all rules, and a refused expression leaves none") {
    std::vector<window_spec> windows;
    parsed("change(spo2, 10min) < -4 or mean(spo2, 5min) < 90", windows);
    const expression again = parsed("mean(spo2, 5min) < 90 or change(nibp_mean, 1h) < 0", windows);
    CHECK(windows == std::vector{window_spec{spo2, 10min}, {spo2, 5min}, {nibp_mean, 1h}});
    CHECK(again.program()[0].index == 1);
    CHECK(!expression::parse("mean(etco2, 5min) < 90 or", windows));
    CHECK(windows.size() == 3);
    for (int s = 1; windows.size() < expression::windows_max; ++s)
        parsed(fmt::format("mean(heart_rate, {}s) < 60", s), windows);
    CHECK(expression::parse("mean(spo2, 5min) < 90", windows));
    const auto refused = expression::parse("1 < 2 or mean(etco2, 5min) < 90", windows);
    REQUIRE(!refused);
    CHECK(refused.error().column == 15);
    CHECK(refused.error().message == "all rules together have at most 32 different windows of change() and mean()");
}

TEST_CASE("lost(x): it was known and is not, which is unknown while the whole monitor is silent") {
    const expression e = parsed("lost(spo2)");
    patient p;
    CHECK(e.evaluate(p, no_value, start) == no);
    put(p.values, {spo2, no_value, start, validity::sensor_off});
    CHECK(e.evaluate(p, no_value, start) == no); // there never was a value to lose
    put(p.values, {spo2, 97});
    CHECK(e.evaluate(p, no_value, start + 15s) == no);
    CHECK(e.evaluate(p, no_value, start + 15s + 1ms) == yes);
    p.silent = true;
    CHECK(e.evaluate(p, no_value, start + 15s) == no);
    CHECK(e.evaluate(p, no_value, start + 15s + 1ms) == unknown);
    p.silent = false;
    put(p.values, {spo2, no_value, start + 1s, validity::sensor_off});
    CHECK(e.evaluate(p, no_value, start + 1s) == yes);

    const patient cuff_only = receiving({nibp_systolic, 120});
    CHECK(value_of("lost(systolic)", cuff_only, start + 1min) == no);
    CHECK(value_of("lost(systolic)", cuff_only, start + 41min) == yes);
    CHECK(value_of("lost(systolic)", receiving({abp_systolic, 120}), start + 1min) == yes);
}

TEST_CASE("sensor_off() and implausible() say what the newest reading says, until that is stale") {
    const patient off = receiving({spo2, no_value, start, validity::sensor_off});
    const patient strange = receiving({spo2, 300, start, validity::implausible});
    CHECK(value_of("sensor_off(spo2)", off) == yes);
    CHECK(value_of("sensor_off(spo2)", strange) == no);
    CHECK(value_of("implausible(spo2)", off) == no);
    CHECK(value_of("implausible(spo2)", strange) == yes);
    CHECK(value_of("sensor_off(spo2)", receiving({spo2, 97})) == no);
    CHECK(value_of("sensor_off(spo2)") == unknown);
    CHECK(value_of("sensor_off(spo2)", off, start + 15s) == yes);
    CHECK(value_of("sensor_off(spo2)", off, start + 15s + 1ms) == unknown);
}

TEST_CASE("frozen(x, d): the same for d; unknown once x is") {
    const expression e = parsed("frozen(spo2, 20s)");
    patient p;
    CHECK(e.evaluate(p, no_value, start) == unknown);
    put(p.values, {spo2, 97, start});
    put(p.values, {spo2, 97, start + 10s});
    CHECK(e.evaluate(p, no_value, start + 20s - 1ms) == no);
    CHECK(e.evaluate(p, no_value, start + 20s) == yes);
    CHECK(e.evaluate(p, no_value, start + 25s) == yes);
    CHECK(e.evaluate(p, no_value, start + 25s + 1ms) == unknown);
    put(p.values, {spo2, 96, start + 20s});
    CHECK(e.evaluate(p, no_value, start + 20s) == no);
}

TEST_CASE("overdue(x, d) counts from the last usable value or the phase's begin, whichever is later") {
    const expression e = parsed("overdue(spo2, 15min)");
    patient p = in_phase(infusion_phase::infusing, start);
    CHECK(e.evaluate(p, no_value, start + 15min - 1ms) == no);
    CHECK(e.evaluate(p, no_value, start + 15min) == yes);
    put(p.values, {spo2, 97, start + 10min});
    CHECK(e.evaluate(p, no_value, start + 25min - 1ms) == no);
    CHECK(e.evaluate(p, no_value, start + 25min) == yes);
    p.phase_since = start + 20min;
    CHECK(e.evaluate(p, no_value, start + 35min - 1ms) == no);
    CHECK(e.evaluate(p, no_value, start + 35min) == yes);
    put(p.values, {spo2, 97, start + 30min});
    put(p.values, {spo2, no_value, start + 31min, validity::sensor_off}); // neither counts nor undoes what was seen
    CHECK(e.evaluate(p, no_value, start + 45min - 1ms) == no);
    CHECK(e.evaluate(p, no_value, start + 45min) == yes);

    p = in_phase(infusion_phase::infusing, start);
    put(p.values, {abp_systolic, 120, start + 5min});
    put(p.values, {nibp_systolic, 120, start + 10min});
    CHECK(value_of("overdue(systolic, 15min)", p, start + 25min - 1ms) == no);
    CHECK(value_of("overdue(systolic, 15min)", p, start + 25min) == yes);
}

TEST_CASE("age(x) counts from the measurement, or from its arrival if the sender's clock is ahead") {
    const expression e = parsed("age(spo2) >= 30s");
    CHECK(e.evaluate({}, no_value, start) == unknown);
    patient p = receiving({spo2, 97});
    CHECK(e.evaluate(p, no_value, start + 30s - 1ms) == no);
    CHECK(e.evaluate(p, no_value, start + 30s) == yes); // stale long ago, and its age is known all the same
    p.values.put(spo2, {97, validity::valid, start - 20s, start, {}});
    CHECK(e.evaluate(p, no_value, start + 10s) == yes);
    p.values.put(spo2, {97, validity::valid, start + 1h, start, {}});
    CHECK(e.evaluate(p, no_value, start + 30s) == yes);
    put(p.values, {spo2, no_value, start, validity::sensor_off});
    CHECK(e.evaluate(p, no_value, start + 30s) == unknown);
}

TEST_CASE("the age of a family is that of the younger one") {
    const expression e = parsed("age(systolic) >= 30min");
    CHECK(e.evaluate(with({{abp_systolic, 120}}), no_value, start + 30min) == yes);
    CHECK(e.evaluate(with({{nibp_systolic, 120}}), no_value, start + 30min) == yes);
    const patient both = with({{abp_systolic, 120}, {nibp_systolic, 120, start + 10min}});
    CHECK(e.evaluate(both, no_value, start + 40min - 1ms) == no);
    CHECK(e.evaluate(both, no_value, start + 40min) == yes);
    CHECK(e.evaluate({}, no_value, start) == unknown);
}

TEST_CASE("silence() and minutes_since_step count from what they name, and are unknown before") {
    patient p;
    CHECK(value_of("silence() >= 30s", p) == unknown);
    CHECK(value_of("minutes_since_step < 15", p) == unknown);
    p.last_heard = start;
    p.step_at = start;
    CHECK(value_of("silence() >= 30s", p, start + 30s - 1ms) == no);
    CHECK(value_of("silence() >= 30s", p, start + 30s) == yes);
    CHECK(value_of("minutes_since_step < 15", p, start + 15min - 1ms) == yes);
    CHECK(value_of("minutes_since_step < 15", p, start + 15min) == no);
    CHECK(value_of("minutes_since_step >= 0.5", p, start + 30s) == yes);
    CHECK(value_of("minutes_since_step >= 1h", p, start + 1h) == yes);
    // A third of 10 s is no whole number of milliseconds.
    CHECK(value_of("minutes_since_step >= 0.0555555", p, start + 3333ms) == no);
    CHECK(value_of("minutes_since_step >= 0.0555555", p, start + 3334ms) == yes);
    CHECK(value_of("minutes_since_step > 0.0555555", p, start + 3333ms) == no);
    CHECK(value_of("minutes_since_step > 0.0555555", p, start + 3334ms) == yes);
}

TEST_CASE("clock_skew() is how far the monitor's clock is off, either way") {
    patient p;
    CHECK(value_of("clock_skew() > 2min", p) == unknown);
    for (const milliseconds skew : {milliseconds{2min}, milliseconds{-2min}}) {
        p.clock_skew = skew;
        CHECK(value_of("clock_skew() > 2min", p) == no);
        CHECK(value_of("clock_skew() >= 2min", p) == yes);
        CHECK(value_of("clock_skew() < 2min", p) == no);
        CHECK(value_of("clock_skew() <= 2min", p) == yes);
        CHECK(value_of("clock_skew() > 119999ms", p) == yes);
    }
}

TEST_CASE("what elapses is compared either way round, and each sign means what it says") {
    patient p;
    p.last_heard = start;
    struct row {
        std::string_view text, mirrored;
        truth before, at, after;
    };
    for (const row& r : {row{"silence() < 10s", "10s > silence()", yes, no, no},
                         row{"silence() <= 10s", "10s >= silence()", yes, yes, no},
                         row{"silence() > 10s", "10s < silence()", no, no, yes},
                         row{"silence() >= 10s", "10s <= silence()", no, yes, yes}})
        for (const std::string_view text : {r.text, r.mirrored}) {
            CHECK(value_of(text, p, start + 10s - 1ms) == r.before);
            CHECK(value_of(text, p, start + 10s) == r.at);
            CHECK(value_of(text, p, start + 10s + 1ms) == r.after);
            CHECK(value_of(text) == unknown);
        }
    CHECK(value_of("1 > 2 or 10s < silence() and 1 < 2", p, start + 11s) == yes);
    CHECK(value_of("1 > 2 or (silence()) > (10s) and 1 < 2", p, start + 11s) == yes);
}

TEST_CASE("news2() is compared by what is known of it") {
    // Only the saturation is known: 3 points, and up to 17 more.
    const patient p = with({{spo2, 85}});
    struct row {
        std::string_view text;
        truth is;
    };
    for (const row& r :
         {row{"news2() >= 3", yes}, row{"news2() >= 4", unknown}, row{"news2() > 2", yes}, row{"news2() > 3", unknown},
          row{"news2() < 3", no}, row{"news2() < 4", unknown}, row{"news2() <= 2", no}, row{"news2() <= 3", unknown},
          row{"news2() >= 2.5", yes}, row{"news2() > 2.5", yes}, row{"news2() > 19.5", unknown},
          row{"news2() > 20", no}, row{"news2() <= 20", yes}, row{"3 <= news2()", yes}, row{"3 > news2()", no},
          row{"news2_single() >= 3", yes}, row{"news2_single() < 3", no}, row{"news2_single() > 3", no}}) {
        CAPTURE(r.text);
        CHECK(value_of(r.text, p) == r.is);
    }
    CHECK(value_of("news2_single() >= 3") == unknown);
}

TEST_CASE("identity_conflict() is yes while two patients are named, and never unknown") {
    patient p;
    CHECK(value_of("identity_conflict()", p) == no);
    p.named = {{"P-1", never}};
    CHECK(value_of("identity_conflict()", p) == no);
    p.named.push_back({"P-2", start + 1ms});
    CHECK(value_of("identity_conflict()", p) == yes);
    CHECK(parsed("identity_conflict()").due(p, start) == start + 1ms);
    p.named[1].until = start;
    CHECK(value_of("identity_conflict()", p) == no);
    p.named.push_back({"P-3", never});
    CHECK(value_of("identity_conflict()", p) == yes);
    CHECK(patients_named(p, start) == "P-1, P-3");
}

TEST_CASE("confusion_open() and phase say where the infusion and its questions stand") {
    patient p = in_phase(infusion_phase::infusing);
    CHECK(value_of("confusion_open()", p) == unknown);
    put(p.values, {acvpu, 1});
    put(p.values, {dissociation, 2});
    CHECK(value_of("confusion_open()", p) == yes);
    p.confused = confusion::dissociation;
    CHECK(value_of("confusion_open()", p) == no);
    CHECK(value_of("phase == infusing", p) == yes);
    CHECK(value_of("phase != infusing", p) == no);
    CHECK(value_of("phase == recovery", p) == no);
    CHECK(value_of("phase != recovery and phase != baseline", p) == yes);
    CHECK(value_of("not phase == none", p) == yes);
}

TEST_CASE("calls that make no sense are refused where they go wrong") {
    struct row {
        std::string_view text, problem;
    };
    for (const row& r : {
             row{"lost", "5: expected '(' after 'lost', found the end"},
             row{"silence(spo2) > 3s", "9: expected ')' after the '(' of silence(), found 'spo2'"},
             row{"change(spo2) < 3", "12: expected ',' and a duration, as in change(spo2, 10min), found ')'"},
             row{"change(spo2, 10) < 3", "14: expected a duration, as in change(spo2, 10min); found '10'"},
             row{"change(spo2, 10min < 3", "20: expected ')' after the duration of change(), found '<'"},
             row{"change(spo2, 999ms) < 3", "14: the duration of change() is 1s to 24h, found '999ms'"},
             row{"mean(spo2, 25h) < 3", "12: the duration of mean() is 1s to 24h, found '25h'"},
             row{"frozen(spo2, 0s)", "14: the duration of frozen() is 1s to 24h, found '0s'"},
             row{"overdue(spo2, 0s)", "15: the duration of overdue() is 1s to 168h, found '0s'"},
             row{"change(systolic, 1h) < 3",
                 "8: change() takes one metric, 'abp_systolic' or 'nibp_systolic'; 'systolic' is either of them"},
             row{"sensor_off(pulse)",
                 "12: sensor_off() takes one metric, 'heart_rate' or 'pulse_rate'; 'pulse' is either of them"},
             row{"mean(pain, 1h) > 3", "6: mean() takes what a monitor measures; 'pain' is charted"},
             row{"frozen(pump_flow, 1h)",
                 "8: frozen() takes what a monitor sends all the time; 'pump_flow' is told by a pump"},
             row{"frozen(pain, 1h)", "8: frozen() takes what a monitor sends all the time; 'pain' is charted"},
             row{"frozen(nibp_mean, 1h)",
                 "8: frozen() takes what a monitor sends all the time; 'nibp_mean' is measured now and then"},
             row{"age(hart_rate) > 3s", "5: unknown metric 'hart_rate'; did you mean 'heart_rate'?"},
             row{"presnt(spo2)", "1: unknown function 'presnt'; did you mean 'present'?"},
             row{"gibberish(spo2)", "1: unknown function 'gibberish'"},
             row{"gibberish #", "11: unexpected character '#'"},
             row{"heart_rate > limt", "14: unknown metric 'limt'; did you mean 'limit'?"},
             row{"infusing == phase", "1: 'infusing' is a phase; write 'phase == infusing'"},
             row{"phase", "6: expected '==' or '!=' after 'phase', found the end"},
             row{"phase > infusing", "7: expected '==' or '!=' after 'phase', found '>'"},
             row{"phase == infusng",
                 "10: expected a phase (none, screening, baseline, infusing, paused, recovery, "
                 "ready, discharged), found 'infusng'; did you mean 'infusing'?"},
             row{"phase ==",
                 "9: expected a phase (none, screening, baseline, infusing, paused, recovery, ready, "
                 "discharged), found the end"},
             row{"phase #", "7: unexpected character '#'"},
             row{"phase == #", "10: unexpected character '#'"},
             row{"phase == ready #", "16: unexpected character '#'"},
             row{"minutes_since_step #", "20: unexpected character '#'"},
             row{"limit #", "7: unexpected character '#'"},
             row{"spo2 #", "6: unexpected character '#'"},
             row{"3 #", "3: unexpected character '#'"},
             row{"- #", "3: unexpected character '#'"},
             row{"not #", "5: unexpected character '#'"},
             row{"( #", "3: unexpected character '#'"},
             row{"3 < #", "5: unexpected character '#'"},
             row{"lost #", "6: unexpected character '#'"},
             row{"lost(#", "6: unexpected character '#'"},
             row{"lost(spo2 #", "11: unexpected character '#'"},
             row{"lost(spo2) #", "12: unexpected character '#'"},
             row{"mean(spo2,#", "11: unexpected character '#'"},
             row{"mean(spo2, 1h#", "14: unexpected character '#'"},
         }) {
        CAPTURE(r.text);
        CHECK(problem_of(r.text) == r.problem);
    }
}

TEST_CASE("what elapses and NEWS2 are compared with a literal, by an order, and not calculated with") {
    struct row {
        std::string_view text, problem;
    };
    for (const row& r : {
             row{"age(spo2) > 10", "13: 'age(spo2)' is compared with a duration, as in '> 30min'; found '10'"},
             row{"10 < age(spo2)", "1: 'age(spo2)' is compared with a duration, as in '> 30min'; found '10'"},
             row{"age(spo2) > age(pain)",
                 "13: 'age(spo2)' is compared with a duration, as in '> 30min'; found 'age(pain)'"},
             row{"silence() > limit", "13: 'silence()' is compared with a duration, as in '> 30min'; found 'limit'"},
             row{"minutes_since_step < heart_rate",
                 "22: 'minutes_since_step' is compared with a number of minutes, as in '< 15'; found 'heart_rate'"},
             row{"minutes_since_step < 10 + 5",
                 "22: 'minutes_since_step' is compared with a number of minutes, as in '< 15'; found '10 + 5'"},
             row{"10 + 5 > minutes_since_step",
                 "1: 'minutes_since_step' is compared with a number of minutes, as in '< 15'; found '10 + 5'"},
             row{"minutes_since_step > -1", "22: 'minutes_since_step' is compared with 0 to 10080 minutes, found -1"},
             row{"minutes_since_step > 10081",
                 "22: 'minutes_since_step' is compared with 0 to 10080 minutes, found 10081"},
             row{"news2() > 10s", "11: 'news2()' is compared with a number, as in '>= 5'; found '10s'"},
             row{"news2() > limit", "11: 'news2()' is compared with a number, as in '>= 5'; found 'limit'"},
             row{"news2() > 21", "11: 'news2()' is 0 to 20, found 21"},
             row{"news2() > -1", "11: 'news2()' is 0 to 20, found -1"},
             row{"news2_single() >= 4", "19: 'news2_single()' is 0 to 3, found 4"},
             row{"news2() == 5", "9: 'news2()' is compared by <, <=, > or >= only"},
             row{"5 != news2()", "3: 'news2()' is compared by <, <=, > or >= only"},
             row{"age(spo2) == 10s", "11: 'age(spo2)' is compared by <, <=, > or >= only"},
             row{"news2() + 1 > 5",
                 "11: news2() is a NEWS2 score and cannot be combined by '+' with a plain number; it is compared with "
                 "a literal, and not calculated with"},
             row{"1 + age(spo2) > 5s",
                 "5: 1 is a plain number and cannot be combined by '+' with an elapsed time; expected a plain number"},
             row{"2 * silence() > 5s",
                 "5: 2 is a plain number and cannot be combined by '*' with an elapsed time; expected a plain number"},
             row{"-news2() > 5", "2: '-' takes numbers to calculate with, found a NEWS2 score"},
             row{"news2()",
                 "1: expected a condition, found a number; compare it with something, as in 'heart_rate > "
                 "120'"},
             row{"news2() > 5 > 3", "13: comparisons cannot be chained; write 'a < b and b < c' for 'a < b < c'"},
         }) {
        CAPTURE(r.text);
        CHECK(problem_of(r.text) == r.problem);
    }
}

} // namespace vigil::alarm
