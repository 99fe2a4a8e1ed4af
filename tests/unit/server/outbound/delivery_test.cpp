#include "server/outbound/delivery.hpp"

#include <doctest/doctest.h>

#include "tests/unit/server/outbound/alarms.hpp"

using namespace vigil;
using namespace vigil::outbound;
using alarm::change;
using alarm::priority;

namespace {

entry told(const news& n, std::uint32_t revision, priority urgency = priority::medium) {
    return {.newest = n, .told = revision, .told_urgency = urgency};
}

} // namespace

TEST_CASE("the first that a receiver hears of an alarm is its start, whatever happened before") {
    CHECK(step_of(told(onset(1), 0)) == device_alarm::phase::start);
    CHECK(step_of(told(then(onset(1), change::escalated), 0)) == device_alarm::phase::start);
    CHECK(step_of(told(then(onset(1), change::latched), 0)) == device_alarm::phase::start);
}

TEST_CASE("what follows is told by what the receiver knew") {
    const news a = onset(1);
    CHECK(step_of(told(with_urgency(then(a, change::escalated), priority::high), 1)) == device_alarm::phase::escalate);
    CHECK(step_of(told(with_urgency(then(a, change::acknowledged), priority::high), 1)) ==
          device_alarm::phase::escalate); // it overtook the escalation
    CHECK(step_of(told(with_urgency(then(a, change::deescalated), priority::low), 1)) ==
          device_alarm::phase::deescalate);
    for (const change how : {change::realarmed, change::renewed, change::called, change::resumed})
        CHECK(step_of(told(then(a, how), 1)) == device_alarm::phase::resume);
    for (const change how : {change::acknowledged, change::paused, change::updated, change::latched})
        CHECK(step_of(told(then(a, how), 1)) == device_alarm::phase::update);
    CHECK(step_of(told(then(a, change::cleared), 1)) == device_alarm::phase::end);
    CHECK(step_of(told(then(a, change::cleared), 0)) == device_alarm::phase::end);
}

TEST_CASE("a delivery is known by its alarm and revision, however often it is made") {
    const entry e = told(then(onset(0xa1), change::acknowledged), 1);
    CHECK(as_json(e).id == "00000000000000a1-2");
    CHECK(as_pcd04(e, after(9)).id == "00000000000000a1-2");
    CHECK(as_pcd04(e, after(9)).revision == 2);
    CHECK(as_json(e).body == as_json(e).body);
}

TEST_CASE("a webhook gets the alarm as dashboards do, and not who the patient is") {
    const std::string body = as_json(told(onset(0xa1), 0)).body;
    CHECK(body.starts_with(R"({"delivery":"00000000000000a1-1","change":"onset","alarm":{"id":"00000000000000a1",)"));
    CHECK(body.ends_with("}}"));
    CHECK(body.find(R"("bed":"W1/3")") != std::string::npos);
    CHECK(body.find("P-17") == std::string::npos);
    CHECK(body.find("Doe") == std::string::npos);
}

TEST_CASE("a webhook is not told what people wrote about an alarm") {
    news n = onset(0xa1);
    n.now.notes = {{"nurse-1", after(1), "Doe, John is awake"}};
    const std::string body = as_json(told(n, 0)).body;
    CHECK(body.find("Doe") == std::string::npos);
    CHECK(body.find(R"("notes":[])") != std::string::npos);
}

TEST_CASE("an acknowledged and paused alarm is told as such by PCD-04") {
    news n = then(onset(0xa1), change::latched);
    n.now.acknowledged = {"station-1", after(1)};
    n.now.paused = alarm::pause{"station-1", "suction", after(60), priority::medium};
    const std::string body = as_pcd04(told(n, 1), after(2)).body;
    CHECK(body.find("|alarm-paused~alert-acknowledged|") != std::string::npos);
    CHECK(body.find("|latched|") != std::string::npos);
    CHECK(body.find("|PM|") != std::string::npos);
    CHECK(body.find("PID|||P-17^^^^PI||Doe^John\r") != std::string::npos);
    n.now.urgency = priority::high;
    n.now.what = alarm::kind::technical;
    const std::string technical = as_pcd04(told(n, 0), after(2)).body;
    CHECK(technical.find("|PH|") != std::string::npos);
    CHECK(technical.find("|ST|") != std::string::npos);
}
