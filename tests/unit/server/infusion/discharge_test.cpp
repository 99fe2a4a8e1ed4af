// When a patient may go.
#include "tests/unit/server/infusion/values.hpp"

namespace vigil::infusion {
namespace {

using kind = discharge_item::kind;
using state = checked_item::state;

protocol with(discharge_item i) {
    protocol p = plan_of_day_case();
    i.name = "item";
    i.text = "Item";
    p.discharge = {std::move(i)};
    return p;
}

/// In recovery, the pump removed.
bedside recovering(protocol p) {
    bedside b = running();
    b.wait(2h);
    b.s.plan = shared(std::move(p));
    b.take(stop_infusion{});
    b.take(remove_pump{});
    return b;
}

checked_item only(const bedside& b) {
    const auto all = checklist(b.s, b.around());
    REQUIRE(all.size() == 1);
    return all.front();
}
bool done(const bedside& b) {
    return only(b).is == state::done;
}

} // namespace

TEST_CASE("vital signs are good when each is known and within its range") {
    bedside b = recovering(with({.what = kind::signs_within, .ranges = {{"systolic", 90, 160}, {"spo2", 94, 100}}}));
    CHECK(only(b).is == state::missing);
    CHECK(only(b).why == "systolic is not known");
    b.put(metric::nibp_systolic, 90);
    CHECK(only(b).why == "spo2 is not known");
    b.put(metric::spo2, 93);
    CHECK(only(b).is == state::blocked);
    CHECK(only(b).why == "spo2 is 93, not 94 to 100");
    b.put(metric::spo2, 94);
    CHECK(done(b));
    b.put(metric::nibp_systolic, 161);
    CHECK(only(b).is == state::blocked);
    b.put(metric::nibp_systolic, 160);
    b.wait(16s);
    CHECK(only(b).why == "spo2 is not known"); // it went stale
}

TEST_CASE("an own number of the protocol counts since the end of the infusion") {
    bedside b = running();
    b.wait(1h);
    b.s.plan = shared(with({.what = kind::signs_within, .ranges = {{"steps", 10, 100}}}));
    b.take(charting("set-1", {number("steps", 50)}));
    b.take(stop_infusion{});
    CHECK(only(b).why == "steps is not known");
    b.wait(1min);
    b.take(charting("set-2", {number("steps", 9)}));
    CHECK(only(b).is == state::blocked);
    b.wait(1min);
    b.take(charting("set-3", {number("steps", 10)}));
    CHECK(done(b));
}

TEST_CASE("a sign is near what it was before, by the same source or the other one") {
    bedside b = recovering(with({.what = kind::near_baseline, .items = {"systolic"}, .percent = 20}));
    b.care.values = {};
    CHECK(only(b).why == "systolic is not known");
    b.put(metric::nibp_systolic, 120);
    CHECK(only(b).is == state::missing);
    CHECK(only(b).why == "what systolic was before is not known");
    b.care.baselines = {{metric::abp_systolic, 100, start}};
    CHECK(done(b));
    b.put(metric::nibp_systolic, 121);
    CHECK(only(b).is == state::blocked);
    CHECK(only(b).why == "systolic is 121, not within 20 % of 100");
    b.put(metric::nibp_systolic, 79);
    CHECK(only(b).is == state::blocked);
    b.care.baselines.push_back({metric::nibp_systolic, 90, start});
    CHECK(done(b));
}

TEST_CASE("the patient is awake when that is known") {
    bedside b = recovering(with({.what = kind::sedation, .most = 1}));
    b.care.values = {};
    CHECK(only(b).is == state::missing);
    CHECK(only(b).why == "how sedated the patient is, is not known");
    b.put(metric::sedation, 2);
    CHECK(only(b).is == state::blocked);
    b.put(metric::sedation, 1);
    CHECK(done(b));
    advance(b.s, b.around());
    CHECK(b.s.phase == ready);
    b.wait(4h + 1ms); // nobody looked since
    CHECK(advance(b.s, b.around()));
    CHECK(b.s.phase == recovery);
}

TEST_CASE("eating, drinking and passing urine count when they were charted since the infusion ended") {
    bedside b = running();
    b.wait(1h);
    b.s.plan = shared(with({.what = kind::done, .items = {"passed_urine", "nausea", "words"}, .most = 1}));
    CHECK(only(b).why == "the infusion has not ended");
    b.take(charting("set-1", {number("passed_urine", 1), number("nausea", 0), text("words", "well")}));
    b.take(stop_infusion{});
    CHECK(only(b).why == "passed_urine was not charted since the infusion ended");
    b.wait(1min);
    b.take(charting("set-2", {number("passed_urine", 0), number("nausea", 2), text("words", "well")}));
    CHECK(only(b).is == state::blocked);
    CHECK(only(b).why == "passed_urine was charted 0");
    b.wait(1min);
    b.take(charting("set-3", {number("passed_urine", 1)}));
    CHECK(only(b).why == "nausea was charted 2");
    b.wait(1min);
    b.take(charting("set-4", {number("nausea", 1)}));
    CHECK(done(b));
    CHECK(b.s.phase == ready);
}

TEST_CASE("a correction takes back what was done") {
    bedside b = recovering(with({.what = kind::done, .items = {"passed_urine"}}));
    b.wait(1min);
    b.take(charting("set-1", {number("passed_urine", 1)}));
    CHECK(b.s.phase == ready);
    chart wrong = charting("set-2", {});
    wrong.corrects = "set-1";
    wrong.note = "another patient's";
    b.take(wrong);
    CHECK(b.s.phase == recovery);
    CHECK(only(b).is == state::missing);
}

TEST_CASE("a discharge that is told later knows nothing of what came after it") {
    protocol p = with({.what = kind::signs_within, .ranges = {{"systolic", 90, 160}}});
    p.discharge.push_back({.name = "urine", .text = "Urine", .what = kind::done, .items = {"passed_urine"}});
    bedside b = recovering(p);
    b.put(metric::nibp_systolic, 120);
    b.take(charting("set-1", {number("passed_urine", 1)}));
    b.wait(10min);
    b.by.at = b.now - 5min;
    CHECK(b.refused(sign_discharge{}) == "urine"); // charted at the end itself, not after it
    b.wait(1ms);
    b.take(charting("set-2", {number("passed_urine", 1)}));
    b.by.at = b.now - 5min;
    CHECK(b.refused(sign_discharge{}) == "urine");
    b.by.at = b.now;
    CHECK(b.refused(sign_discharge{}).empty());
    b.put(metric::abp_systolic, 118);
    b.by.at = b.now - 1ms;
    CHECK(b.refused(sign_discharge{}) == "urine"); // the cuff was there before
    b.put(metric::nibp_systolic, 121);
    CHECK(b.refused(sign_discharge{}) == "item urine");
}

TEST_CASE("the pump and the after-care sheet count from when they were") {
    protocol p = with({.what = kind::after_care});
    p.discharge.push_back({.name = "pump", .text = "Pump", .what = kind::pump_removed, .otherwise = consent::never});
    bedside b = running();
    b.wait(2h);
    b.s.plan = shared(p);
    b.take(stop_infusion{});
    b.wait(10min);
    b.take(acknowledge_after_care{});
    b.take(remove_pump{});
    CHECK(b.refused(sign_discharge{}).empty());
    b.by.at = b.now - 1ms;
    CHECK(b.refused(sign_discharge{}) == "item pump");
}

TEST_CASE("time passes until the patient may go") {
    bedside b = running();
    b.wait(1h);
    b.s.plan = shared(with({.what = kind::minimum_time, .lasting = 60min}));
    CHECK(only(b).why == "the infusion has not ended");
    b.take(stop_infusion{});
    b.wait(60min - 1ms);
    CHECK(only(b).is == state::missing);
    CHECK(only(b).why == "59 of 60 min");
    CHECK_FALSE(advance(b.s, b.around()));
    b.wait(1ms);
    CHECK(advance(b.s, b.around()));
    CHECK(b.s.phase == ready);
    CHECK(b.s.phase_since == b.now);
    CHECK_FALSE(advance(b.s, b.around()));
}

TEST_CASE("the time to recover is waited for where the checklist has none as long") {
    protocol p = with({.what = kind::minimum_time, .lasting = 30min});
    p.recovery_least = 60min;
    bedside b = recovering(p);
    b.wait(45min);
    const auto all = checklist(b.s, b.around());
    REQUIRE(all.size() == 2);
    CHECK(all[0].name == "recovery_time");
    CHECK(all[0].why == "45 of 60 min");
    CHECK(all[1].is == state::done);
    CHECK_FALSE(complete(all));
    p.recovery_least = 30min;
    b.s.plan = shared(p);
    CHECK(done(b));
}

TEST_CASE("nobody leaves with the pump attached") {
    bedside b = running();
    b.s.plan = shared(with({.what = kind::pump_removed, .otherwise = consent::reason}));
    CHECK(may_not_leave(b.s));
    b.take(pause_infusion{});
    CHECK(may_not_leave(b.s));
    CHECK(b.why(remove_pump{}) == "the infusion is not stopped: record the stop first");
    b.take(stop_infusion{});
    CHECK(may_not_leave(b.s));
    CHECK(only(b).is == state::blocked);
    b.by.reason = "in a hurry";
    CHECK(b.refused(sign_discharge{.override = {"item"}, .second_prescriber = "doctor-2"}) == "pump_attached");
    b.take(remove_pump{});
    CHECK(b.refused(remove_pump{}) == "no_pump");
    CHECK_FALSE(may_not_leave(b.s));
    CHECK(done(b));
}

TEST_CASE("what to do at home is acknowledged") {
    bedside b = recovering(with({.what = kind::after_care}));
    CHECK(only(b).is == state::missing);
    b.take(acknowledge_after_care{});
    CHECK(done(b));
    CHECK(b.s.after_care->by == "nurse-1");
}

TEST_CASE("who goes although something is open is answered for, item by item") {
    protocol p = with({.what = kind::after_care, .otherwise = consent::second_prescriber});
    p.discharge.push_back({.name = "urine", .text = "Urine", .what = kind::done, .items = {"passed_urine"}});
    p.discharge.push_back({.name = "awake", .text = "Awake", .what = kind::sedation, .otherwise = consent::never});
    bedside b = recovering(p);
    b.put(metric::sedation, 1);
    b.by.reason = "goes to another ward";
    CHECK(b.refused(sign_discharge{}) == "item urine awake");
    CHECK(b.refused(sign_discharge{.override = {"urine"}}) == "item awake");
    CHECK(b.refused(sign_discharge{.override = {"urine", "item"}}) == "item awake");
    const sign_discharge all{.override = {"urine", "item", "awake"}, .second_prescriber = "doctor-2"};
    CHECK(b.why(all) == "Awake: sedation of depth 1 is more than 0");
    b.put(metric::sedation, 0);
    CHECK(b.why(sign_discharge{.override = {"urin"}}).ends_with("the checklist has no 'urin'"));
    b.by.reason.clear();
    CHECK(b.refused(all) == "item urine");
    b.take(all, "goes to another ward");
    CHECK(b.s.phase == discharged);
    CHECK(b.s.discharge_overridden == std::vector<std::string>{"item", "urine"});
    const auto items = checklist(b.s, b.around());
    CHECK(items[0].is == state::overridden);
    CHECK(items[1].is == state::overridden);
    CHECK(items[2].is == state::done);
}

TEST_CASE("a discharge that is told later waited no longer for that") {
    bedside b = recovering(with({.what = kind::minimum_time, .lasting = 60min}));
    b.wait(90min);
    b.by.at = b.now - 31min;
    CHECK(b.why(sign_discharge{}) == "Item: 59 of 60 min (needs a reason)");
    b.by.at = b.now - 30min;
    CHECK(b.refused(sign_discharge{}).empty());
}

} // namespace vigil::infusion
