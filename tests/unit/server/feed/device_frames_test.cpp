#include "proto/json/device_alarm.hpp"
#include "tests/unit/server/feed/dashboard.hpp"

namespace vigil::feed {
namespace {

constexpr std::string_view device_alarm_keys =
    "id device text code source phase state priority kind inactivation measured_at";

device_alarm low_spo2(std::string id = "A-9") {
    device_alarm a;
    a.id = std::move(id);
    a.device = "00A037";
    a.text = "**SpO2 LOW";
    a.code = 196670;
    a.step = device_alarm::phase::start;
    a.urgency = device_alarm::priority::medium;
    a.measured_at = start;
    return a;
}

device_alarm ended(device_alarm a) {
    a.step = device_alarm::phase::end;
    a.now = device_alarm::state::inactive;
    return a;
}

std::string as_json(const device_alarm& a) {
    std::string out;
    json::append_device_alarm(out, a);
    return out;
}

std::string bed_in_snapshot(const served_ward& w) {
    simdjson::dom::parser parser;
    return simdjson::minify(parser.parse(snapshot_line(w.wards, "W1", epoch, w.now)).at_pointer("/beds/0").value());
}

} // namespace

TEST_CASE("a device's own alarm is an event of its own kind, and says when it is over") {
    served_ward w;
    w.send("W1", "3", 80);
    const auto s = w.join();
    w.frame(*s);
    w.tell(low_spo2());
    w.tell(ended(low_spo2()));
    const auto got = lines(w.frame(*s));
    REQUIRE(got.size() == 2);
    for (const told& t : got) {
        CHECK(t.type == "device_alarm");
        CHECK(keys(t.text) == "type epoch seq time bed ended device_alarm");
        CHECK(keys(t.text, "/device_alarm") == device_alarm_keys);
        CHECK(t.text.contains(R"("bed":"W1/3")"));
    }
    CHECK(got[0].text.contains(R"("ended":false)"));
    CHECK(got[1].text.contains(R"("ended":true)"));
    CHECK(got[1].seq == got[0].seq + 1);
}

TEST_CASE("a snapshot has the alarms of each bed's device, and not those that are over") {
    served_ward w;
    w.send("W1", "3", 80);
    CHECK(bed_in_snapshot(w).contains(R"("device_alarms":[])"));
    w.tell(low_spo2());
    w.tell(low_spo2("A-10"));
    w.tell(ended(low_spo2()));
    const std::string bed = bed_in_snapshot(w);
    CHECK(bed.contains(R"("id":"A-10")"));
    CHECK_FALSE(bed.contains(R"("id":"A-9")"));
    CHECK(keys(bed, "/device_alarms/0") == device_alarm_keys);
}

TEST_CASE("a device's own alarm is none of the ward's: no count and no proof has it") {
    served_ward w;
    w.send("W1", "3", 80);
    const auto s = w.join();
    w.frame(*s);
    w.tell(low_spo2());
    w.dashboards.heartbeat(w.now);
    const auto got = lines(w.frame(*s));
    REQUIRE(got.size() == 2);
    CHECK(got[1].seq == got[0].seq);
    CHECK(got[1].text.contains(R"("active":0,"digest":"0000000000000000")"));
    CHECK(wards_object(w.wards).contains(R"("alarms":{"high":0,"medium":0,"low":0})"));
    CHECK(snapshot_line(w.wards, "W1", epoch, w.now).contains(R"("alarms":[]})"));
}

TEST_CASE("a dashboard that resumes gets the device's alarms that it missed") {
    served_ward w;
    w.send("W1", "3", 80);
    const position before{epoch, w.sequence()};
    w.tell(low_spo2());
    w.tell(ended(low_spo2()));
    const auto s = w.join("W1", before);
    CHECK(types(w.frame(*s)) == std::vector<std::string>{"resumed", "device_alarm", "device_alarm", "vitals"});
}

TEST_CASE("a slow dashboard loses vital signs before it loses a device's alarm, and then gets a snapshot that has it") {
    served_ward w({.outbox_bytes_max = 20'000, .vitals_bytes_max = 100});
    w.send("W1", "3", 80);
    const auto s = w.join();
    dashboard seen;
    seen.read(w.frame(*s));
    for (int i = 0; i < 20; ++i) {
        w.tell(low_spo2("A-" + std::to_string(i)));
        w.send("W1", "3", 80);
        w.flush();
    }
    const std::string text = w.frame(*s);
    seen.read(text);
    CHECK(seen.events == 20);
    CHECK(w.dashboards.counts().vitals_coalesced > 0);
    for (int i = 20; i < 200; ++i) w.tell(ended(low_spo2("A-" + std::to_string(i % 20))));
    for (int i = 0; i < 100; ++i) {
        w.tell(low_spo2("B"));
        w.tell(ended(low_spo2("B")));
    }
    w.tell(low_spo2("C"));
    const std::string afresh = w.frame(*s);
    CHECK(types(afresh)[0] == "snapshot");
    CHECK(afresh.contains(R"("id":"C")"));
    CHECK_FALSE(afresh.contains(R"("id":"B")"));
}

TEST_CASE("text of a device cannot break a frame") {
    served_ward w;
    w.send("W1", "3", 80);
    const auto s = w.join();
    w.frame(*s);
    device_alarm a = low_spo2("\"\n\x01</script>\xff");
    a.text = a.device = a.id;
    w.tell(a);
    CHECK(types(w.frame(*s)) == std::vector<std::string>{"device_alarm"});
    CHECK(types(snapshot_line(w.wards, "W1", epoch, w.now)) == std::vector<std::string>{"snapshot"});
}

TEST_CASE("what a device's alarm does not tell is null, and what is off at the device is named") {
    device_alarm a = low_spo2();
    CHECK(as_json(a) == R"({"id":"A-9","device":"00A037","text":"**SpO2 LOW","code":196670,"source":null,)"
                        R"("phase":"start","state":"active","priority":"medium","kind":"physiological",)"
                        R"("inactivation":[],"measured_at":"2027-01-15T08:00:00.000Z"})");
    a.code = 0;
    a.source = 150456;
    a.measured_at = {};
    a.inactivation = 31;
    CHECK(as_json(a).contains(R"("code":null,"source":150456)"));
    CHECK(as_json(a).contains(R"("measured_at":null)"));
    CHECK(as_json(a).contains(R"(["audio_paused","audio_off","alarm_paused","alarm_off","acknowledged"])"));
}

TEST_CASE("a value carries the device's own limits where it told them") {
    served_ward w;
    ward::readings_received in;
    in.key = 5;
    in.content = {.sender = "m", .control_id = "1", .ward = "W1", .bed = "3"};
    in.content.patient = "P-17";
    in.content.patient_name = "Doe, Jane";
    in.content.readings = {
        {.what = metric::heart_rate, .declared = unit::per_minute, .value = 80, .measured_at = start},
        {.what = metric::spo2, .declared = unit::percent, .value = 97, .measured_at = start}};
    in.content.readings[0].device_low = 50;
    in.content.readings[0].device_high = 120.1;
    in.content.readings[1].device_low = 90;
    w.wards.apply({start, in});
    const std::string bed = bed_in_snapshot(w);
    CHECK(keys(bed, "/values/heart_rate") == "value unit status measured_at received_at device_low device_high");
    CHECK(bed.contains(R"("device_low":50,"device_high":120.1)"));
    CHECK(keys(bed, "/values/spo2") == "value unit status measured_at received_at device_low");
    CHECK(bed.contains(R"("patient":"P-17","patient_name":"Doe, Jane")"));
}

} // namespace vigil::feed
