// What frames say of signals, of the whole ward, and of what was decided for a patient.
#include "server/feed/bed_frame.hpp"
#include "tests/unit/server/feed/dashboard.hpp"

namespace vigil::feed {
namespace {

const std::string adjustable_rules = R"([[alarm]]
name       = "tachycardia"
when       = "heart_rate > limit"
limit      = 120
adjustable = [110, 140]
priority   = "high"
message    = "Heart rate {heart_rate} above {limit}"

[ward_unwatched]
enabled  = true
after    = "60s"
priority = "medium"
)";

/// The value at a pointer of the JSON text, as text.
ward::patient_command decision(const served_ward& w, decltype(ward::patient_command::what) what) {
    return {.ward = "W1",
            .bed = "3",
            .stay = w.wards.beds().front().stay,
            .by = "nurse-1",
            .reason = "athlete",
            .request = "r",
            .what = std::move(what)};
}

std::string snapshot(const served_ward& w) {
    return snapshot_line(w.wards, "W1", epoch, w.now);
}

/// A ward with one bed, and rules whose limit a patient may have an own one of.
struct decided_ward : served_ward {
    decided_ward() {
        wards.apply({now, ward::rules_changed{adjustable_rules, "rules.toml"}});
        send("W1", "3", 80);
    }
    void decide(decltype(ward::patient_command::what) what) {
        auto c = decision(*this, std::move(what));
        c.request += std::to_string(++requests_);
        const auto why = wards.refusal(c, now);
        REQUIRE_MESSAGE(!why, why.value_or(""));
        dashboards.publish(wards.apply({now, std::move(c)}));
    }

private:
    int requests_ = 0;
};

} // namespace

TEST_CASE("a snapshot says which rules are in force and which limits a patient may have an own one of") {
    const decided_ward w;
    const std::string text = snapshot(w);
    CHECK(at(text, "/rules/0") == R"({"name":"tachycardia","kind":"physiological","levels":[)"
                                  R"({"priority":"high","limit":120,"unit":"/min",)"
                                  R"("compares":{"metrics":["heart_rate"],"above":true},"adjustable":[110,140]}]})");
    CHECK(at(text, "/rules/1/name") == "\"monitor_silent\"");
    CHECK(at(text, "/rules/1/kind") == "\"technical\"");
}

TEST_CASE("of a limit that alone raises its alarm a snapshot says what it is compared with, and on which side") {
    decided_ward w;
    const auto compared = [&](std::string_view when) {
        const std::string rules = fmt::format(
            "[[alarm]]\nname = \"a\"\nwhen = \"{}\"\nlimit = 90\npriority = \"high\"\nmessage = \"m\"\n", when);
        w.wards.apply({w.now, ward::rules_changed{rules, "rules.toml"}});
        return at(snapshot(w), "/rules/0/levels/0/compares");
    };
    CHECK(compared("spo2 < limit") == R"({"metrics":["spo2"],"above":false})");
    CHECK(compared("spo2 <= limit") == R"({"metrics":["spo2"],"above":false})");
    CHECK(compared("heart_rate >= limit") == R"({"metrics":["heart_rate"],"above":true})");
    CHECK(compared("systolic > limit") == R"({"metrics":["abp_systolic","nibp_systolic"],"above":true})");
    CHECK(compared("spo2 < limit and phase == infusing") == "null");
    CHECK(compared("spo2 < limit - 5") == "null");
    CHECK(compared("spo2 == limit") == "null");
}

TEST_CASE("what was decided for a patient is told with the bed: limit, pause, phase, dose, baseline, scale") {
    decided_ward w;
    CHECK(at(snapshot(w), "/beds/0/limits") == "[]");
    CHECK(at(snapshot(w), "/beds/0/phase") == "\"none\"");
    CHECK(at(snapshot(w), "/beds/0/step_at") == "null");
    CHECK(at(snapshot(w), "/beds/0/spo2_scale") == "1");
    w.decide(ward::set_limit{"tachycardia", alarm::priority::high, 135, w.now + milliseconds{60'000}});
    w.decide(ward::pause_alarm{"tachycardia", w.now + milliseconds{30'000}});
    w.decide(ward::set_phase{alarm::infusion_phase::infusing});
    w.decide(ward::note_step{});
    w.decide(ward::take_baseline{});
    w.decide(ward::set_spo2_scale{true});
    const std::string text = snapshot(w);
    CHECK(at(text, "/beds/0/limits/0") ==
          fmt::format(R"({{"rule":"tachycardia","priority":"high","limit":135,"by":"nurse-1","reason":"athlete",)"
                      R"("until":"{}"}})",
                      to_rfc3339(w.now + milliseconds{60'000})));
    CHECK(at(text, "/beds/0/paused/0") ==
          fmt::format(R"({{"rule":"tachycardia","by":"nurse-1","reason":"athlete","until":"{}"}})",
                      to_rfc3339(w.now + milliseconds{30'000})));
    CHECK(at(text, "/beds/0/phase") == "\"infusing\"");
    CHECK(at(text, "/beds/0/step_at") == fmt::format("\"{}\"", to_rfc3339(w.now)));
    CHECK(at(text, "/beds/0/baseline/heart_rate/value") == "80");
    CHECK(at(text, "/beds/0/spo2_scale") == "2");
    w.send("W1", "3", 140);
    CHECK(at(snapshot(w), "/alarms/0/evidence/limit") == "135");
    CHECK(at(snapshot(w), "/alarms/0/paused/by") == "\"nurse-1\"");
}

TEST_CASE("NEWS2 is told between its bounds, with what is missing, and not at all where nothing was ever received") {
    decided_ward w;
    std::string out;
    append_news2(out, alarm::patient{}, w.now);
    CHECK(out == ",\"news2\":null");
    const std::string text = snapshot(w);
    CHECK(at(text, "/beds/0/news2/low") == "0");
    CHECK(at(text, "/beds/0/news2/complete") == "false");
    CHECK(at(text, "/beds/0/news2/missing") ==
          R"(["respiratory_rate","spo2","oxygen","systolic","consciousness","temperature"])");
    const auto s = w.join();
    w.frame(*s);
    w.send("W1", "3", 135);
    w.flush();
    const auto got = lines(w.frame(*s));
    REQUIRE_FALSE(got.empty());
    CHECK(got.back().type == "vitals");
    CHECK(at(got.back().text, "/news2/low") == "3");
}

TEST_CASE("sedation is told as it was charted, with its scale") {
    decided_ward w;
    ward::readings_received in;
    in.key = 77;
    in.content = {.sender = "chart", .control_id = "c1", .ward = "W1", .bed = "3"};
    in.content.readings = {{.what = metric::poss, .declared = unit::score, .value = 3, .measured_at = w.now}};
    w.wards.apply({w.now, std::move(in)});
    const std::string text = snapshot(w);
    CHECK(at(text, "/beds/0/values/poss/text") == "\"POSS 3\"");
    CHECK(at(text, "/beds/0/values/sedation/value") == "2");
    CHECK(at(text, "/beds/0/values/sedation/text") == "\"POSS 3\"");
    CHECK(keys(text, "/beds/0/values/heart_rate") == "value unit status measured_at received_at");
}

TEST_CASE("stations are told as they are, in the snapshot and as events in sequence") {
    decided_ward w;
    const auto s = w.join();
    dashboard d;
    d.read(w.frame(*s));
    w.dashboards.publish(w.wards.apply({w.now, ward::station_changed{"W1", "wall", true, true, false}}));
    const std::string frame = w.frame(*s);
    d.read(frame);
    CHECK(keys(frame) == "type epoch seq time station");
    const std::string wall = R"({"name":"wall","connected":true,"sound_armed":true,"visible":false,)"
                             R"("audio_paused_until":null,"paused_by":null})";
    CHECK(at(frame, "/station") == wall);
    CHECK(at(snapshot(w), "/stations/0") == wall);
    w.dashboards.publish(
        w.wards.apply({w.now, ward::pause_audio{"W1", "wall", "nurse-1", "p1", w.now + milliseconds{120'000}}}));
    const std::string paused = w.frame(*s);
    CHECK(at(paused, "/station/paused_by") == "\"nurse-1\"");
    CHECK(at(paused, "/station/audio_paused_until") ==
          fmt::format("\"{}\"", to_rfc3339(w.now + milliseconds{120'000})));
}

TEST_CASE("an alarm of the whole ward has neither bed nor stay, and its event reaches the ward's dashboards") {
    decided_ward w;
    w.wards.apply({w.now, ward::station_changed{"W1", "wall", true, true, true}});
    const auto s = w.join();
    dashboard d;
    d.read(w.frame(*s));
    w.dashboards.publish(w.wards.apply({w.now, ward::station_changed{"W1", "wall", false, false, false}}));
    w.now += milliseconds{61'000};
    w.dashboards.publish(w.wards.apply({w.now, ward::tick{}}));
    std::string told_alarm;
    const std::string frame = w.frame(*s);
    d.read(frame);
    for (const told& t : lines(frame))
        if (t.type == "alarm" && t.text.contains("ward_unwatched")) told_alarm = t.text;
    REQUIRE_FALSE(told_alarm.empty());
    CHECK(at(told_alarm, "/alarm/beds") == "[]");
    CHECK(at(told_alarm, "/alarm/bed") == "null");
    CHECK(at(told_alarm, "/alarm/stay") == "null");
    w.dashboards.heartbeat(w.now);
    d.read(w.frame(*s));
}

TEST_CASE("an alarm that stands for many beds names them as beds are named") {
    alarm::alarm a{.ward = "W1", .rule = "monitor_silent"};
    a.beds = {"1", "2"};
    a.called = alarm::call{1, "duty \"A\"", start};
    std::string out;
    append_alarm(out, a);
    CHECK(at(out, "/beds") == R"(["W1/1","W1/2"])");
    CHECK(at(out, "/called") == R"({"step":1,"to":"duty \"A\"","at":"2027-01-15T08:00:00.000Z"})");
}

TEST_CASE("when the rules change, everybody is told; whoever still waits for a snapshot finds them there") {
    decided_ward w;
    const auto read = w.join();
    w.frame(*read);
    const auto waiting = w.join();
    w.dashboards.rules_changed();
    CHECK(types(w.frame(*read)) == std::vector<std::string>{"rules"});
    CHECK(types(w.frame(*waiting)) == std::vector<std::string>{"snapshot"});
}

} // namespace vigil::feed
