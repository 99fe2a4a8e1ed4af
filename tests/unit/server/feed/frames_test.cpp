#include "tests/unit/server/feed/dashboard.hpp"

namespace vigil::feed {
namespace {

constexpr std::string_view alarm_keys =
    "id revision ward bed stay rule kind priority phase latching acknowledged since signalled_at shown_at paused "
    "called message evidence beds assigned notes";
constexpr std::string_view bed_keys =
    "bed stay patient patient_name monitored recovering away last_heard phase phase_since step_at infusion baseline "
    "limits "
    "paused "
    "spo2_scale "
    "news2 device_alarms values";
constexpr std::string_view value_keys = "value unit status measured_at received_at";
const std::string awkward = "\"\\\n\t\x01</script>\xff\xe2\x82\xac";

} // namespace

TEST_CASE("a snapshot has exactly the keys of the contract") {
    served_ward w;
    w.send("W1", "3", 140, "MRN-1");
    const std::string text = snapshot_line(w.wards, "W1", epoch, w.now);
    CHECK(keys(text) == "type epoch seq time ward resumed metrics rules stations beds alarms");
    CHECK(keys(text, "/metrics/0") == "name label unit stale_after_ms sampling");
    CHECK(keys(text, "/beds/0") == bed_keys);
    CHECK(keys(text, "/beds/0/values/heart_rate") == value_keys);
    CHECK(keys(text, "/alarms/0") == alarm_keys);
    CHECK(keys(text, "/alarms/0/evidence") == "metric value limit unit measured_at received_at rule_version");
    CHECK(text.contains("\"phase\":\"active\""));
}

TEST_CASE("events, vital signs and answers have exactly the keys of the contract") {
    served_ward w;
    w.send("W1", "3", 80);
    const auto s = w.join();
    w.frame(*s);
    w.send("W1", "4", 140, "MRN-1");
    w.dashboards.flush_vitals(w.now);
    const auto got = lines(w.frame(*s));
    REQUIRE(got.size() == 3); // bed 3 stood in the snapshot
    CHECK(got[0].type == "bed");
    CHECK(keys(got[0].text) == "type epoch seq time bed");
    CHECK(keys(got[0].text, "/bed") == bed_keys);
    CHECK(got[1].type == "alarm");
    CHECK(keys(got[1].text) == "type epoch seq time change alarm");
    CHECK(got[1].text.contains("\"change\":\"onset\""));
    CHECK(keys(got[1].text, "/alarm") == alarm_keys);
    CHECK(got[1].text.contains("\"phase\":\"onset\""));
    CHECK(got[2].type == "vitals");
    CHECK(keys(got[2].text) == "type time bed last_heard values news2");
    CHECK(keys(resumed_line(w.wards, {epoch, 3}, w.now)) == "type epoch seq time rules");
    CHECK(keys(rules_line(w.wards)) == "type rules");
    CHECK(keys(result_line("c", true, "")) == "type request ok");
    CHECK(keys(result_line("c", false, "why")) == "type request ok reason");
    CHECK(keys(closing_line("why")) == "type reason");
}

TEST_CASE("an acknowledged alarm says who and when") {
    served_ward w;
    w.send("W1", "3", 140);
    const auto id = w.wards.alarms().begin()->first;
    w.wards.apply({w.now, ward::acknowledge{id, awkward, "c1"}});
    std::string text;
    append_alarm(text, *w.wards.find_alarm(id));
    CHECK(keys(text, "/acknowledged") == "by at");
}

TEST_CASE("what people said about an alarm is told with who and when") {
    served_ward w;
    w.send("W1", "3", 140);
    const auto id = w.wards.alarms().begin()->first;
    w.wards.apply({w.now, ward::assign_alarm{id, awkward, awkward, "s1"}});
    w.wards.apply({w.now, ward::note_alarm{id, awkward, awkward, "n1"}});
    std::string text;
    append_alarm(text, *w.wards.find_alarm(id));
    CHECK(keys(text, "/assigned") == "to by at");
    CHECK(keys(text, "/notes/0") == "by at text");
    simdjson::dom::parser parser;
    CHECK(simdjson::dom::array(parser.parse(text)["notes"]).size() == 1);
}

TEST_CASE("names with quotes, control characters and broken UTF-8 leave every frame valid JSON, on one line") {
    served_ward w;
    w.send(awkward, awkward, 140, awkward);
    const auto s = w.join(awkward);
    for (const told& t : lines(w.frame(*s))) CHECK(t.type == "snapshot");
    w.send(awkward, awkward, 80, awkward + "2");
    w.dashboards.flush_vitals(w.now);
    w.dashboards.reply(s, result_line(awkward, false, awkward));
    CHECK(types(w.frame(*s)) == std::vector<std::string>{"alarm", "bed", "vitals", "result"});
    simdjson::dom::parser parser;
    CHECK(parser.parse(wards_object(w.wards)).error() == simdjson::SUCCESS);
}

TEST_CASE("the list of wards counts beds and alarms by priority") {
    served_ward w;
    w.send("W1", "3", 140);
    w.send("W1", "4", 80);
    w.send("W2", "1", 80);
    CHECK(wards_object(w.wards) == R"({"wards":[{"ward":"W1","beds":2,"alarms":{"high":1,"medium":0,"low":0}},)"
                                   R"({"ward":"W2","beds":1,"alarms":{"high":0,"medium":0,"low":0}}]})");
}

} // namespace vigil::feed
