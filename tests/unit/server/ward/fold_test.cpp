#include <cmath>

#include "tests/unit/server/ward/inputs.hpp"

namespace vigil::ward {
namespace {

using namespace std::chrono_literals;

fold ward_with_rules() {
    fold wards;
    wards.apply(rules_input(simple_rules()));
    return wards;
}

/// The alarms of an event list, as "rule phase".
std::vector<std::string> told(std::span<const event> events) {
    std::vector<std::string> out;
    for (const event& e : events)
        if (const auto* a = changed(e)) out.push_back(a->rule + " " + std::string(name(a->state)));
    return out;
}

using words = std::vector<std::string>;

} // namespace

TEST_CASE("the digest of an alarm is FNV-1a of its id and revision, as a browser computes it") {
    alarm::alarm a;
    a.id = alarm::alarm_id{0x9f3c};
    a.revision = 3;
    std::uint64_t expected = 14695981039346656037u;
    for (const char c : std::string_view{"0000000000009f3c:3"})
        expected = (expected ^ static_cast<std::uint64_t>(c)) * 1099511628211u;
    CHECK(digest(a) == expected);
}

TEST_CASE("a bed appears with its first message, and is told once") {
    fold wards = ward_with_rules();
    const auto events = wards.apply(readings_input(0ms, "W1", "3", {{metric::heart_rate, 80}}));
    REQUIRE(events.size() == 1);
    const auto* b = std::get_if<bed_changed>(&events[0].what);
    REQUIRE(b);
    CHECK(b->monitored);
    CHECK(b->patient == "MRN-1");
    CHECK_FALSE(b->stay.empty());
    CHECK(events[0].sequence == 1);
    CHECK(wards.apply(readings_input(1s, "W1", "3", {{metric::heart_rate, 81}})).empty());
}

TEST_CASE("another patient is another stay; a patient who gets a name stays who they are") {
    fold wards = ward_with_rules();
    wards.apply(readings_input(0ms, "W1", "3", {{metric::heart_rate, 80}}, ""));
    const std::string first = wards.beds()[0].stay;
    const auto named = wards.apply(readings_input(1s, "W1", "3", {{metric::spo2, 97}}, "MRN-1"));
    REQUIRE(named.size() == 1);
    CHECK(std::get<bed_changed>(named[0].what).patient == "MRN-1");
    CHECK(wards.beds()[0].stay == first);
    wards.apply(readings_input(2s, "W1", "3", {{metric::spo2, 97}}, ""));
    CHECK(wards.beds()[0].patient == "MRN-1");
    wards.apply(readings_input(3s, "W1", "3", {{metric::spo2, 97}}, "MRN-2"));
    CHECK(wards.beds()[0].stay != first);
    CHECK(std::isnan(wards.beds()[0].care.values[metric::heart_rate].value));
}

TEST_CASE("sedation follows from the scales that tell it: not from new confusion, and not from who claims it") {
    fold wards = ward_with_rules();
    const auto sedation = [&] { return wards.beds()[0].care.values[metric::sedation].value; };
    wards.apply(readings_input(0ms, "W1", "3", {{metric::sedation, 3}}));
    CHECK(std::isnan(sedation()));
    wards.apply(readings_input(1s, "W1", "3", {{metric::poss, 3}}));
    CHECK(sedation() == 2);
    wards.apply(readings_input(2s, "W1", "3", {{metric::acvpu, alarm::acvpu_confused}}));
    CHECK(sedation() == 2);
}

TEST_CASE("an alarm carries the evidence on which it was raised") {
    fold wards = ward_with_rules();
    const auto events = wards.apply(readings_input(0ms, "W1", "3", {{metric::spo2, 80}}));
    REQUIRE(events.size() == 2);
    const alarm::alarm* a = changed(events[1]);
    REQUIRE(a);
    CHECK(a->state == alarm::phase::onset);
    CHECK(a->stay == wards.beds()[0].stay);
    REQUIRE(a->because);
    CHECK(a->because->what == metric::spo2);
    CHECK(a->because->value == 80);
    CHECK(a->because->limit == 85);
    CHECK(a->because->received_at == start);
    CHECK(a->because->rule_version == wards.rules().version);
    REQUIRE(wards.find_alarm(a->id));
    CHECK(wards.find_alarm(a->id)->state == alarm::phase::active);
}

TEST_CASE("two alarms of one message have ids of their own, and the same ones after a restart") {
    fold wards = ward_with_rules();
    fold again = restored(wards);
    const auto in = readings_input(0ms, "W1", "3", {{metric::spo2, 80}, {metric::heart_rate, 170}});
    std::vector<std::string> first, second;
    append_applied(wards, in, first);
    append_applied(again, in, second);
    CHECK(first == second);
    CHECK(wards.alarms().size() == 2);
}

TEST_CASE("the server's time is not part of an alarm's id: a message sent again after a crash raises the same alarm") {
    fold wards = ward_with_rules();
    fold again = restored(wards);
    auto in = readings_input(0ms, "W1", "3", {{metric::spo2, 80}});
    wards.apply(in);
    in.at += 3s;
    again.apply(in);
    REQUIRE(wards.alarms().size() == 1);
    CHECK(wards.alarms().begin()->first == again.alarms().begin()->first);
}

TEST_CASE("an alarm's id says which rule, bed, ward and message it is of: each of them makes another id") {
    const auto id_of = [](const std::string& rule, const std::string& ward, const std::string& bed, std::uint64_t key) {
        fold wards;
        wards.apply(rules_input("[[alarm]]\nname = \"" + rule +
                                "\"\nwhen = \"spo2 < 90\"\npriority = \"high\"\nmessage = \"m\"\n"));
        auto in = readings_input(0ms, ward, bed, {{metric::spo2, 80}});
        std::get<readings_received>(in.what).key = key;
        wards.apply(in);
        REQUIRE(wards.alarms().size() == 1);
        return wards.alarms().begin()->first;
    };
    CHECK(id_of("low", "W1", "3", 1) == id_of("low", "W1", "3", 1));
    const std::set<alarm::alarm_id> ids{id_of("low", "W1", "3", 1), id_of("deep", "W1", "3", 1),
                                        id_of("low", "W2", "3", 1), id_of("low", "W1", "4", 1),
                                        id_of("low", "W1", "3", 2)};
    CHECK(ids.size() == 5);
}

TEST_CASE("rules that do not parse change nothing") {
    fold wards = ward_with_rules();
    wards.apply(readings_input(0ms, "W1", "3", {{metric::spo2, 80}}));
    const std::string before = wards.snapshot();
    CHECK(wards.apply(rules_input("[[alarm]]\nname = 3\n")).empty());
    CHECK(wards.snapshot() == before);
}

TEST_CASE("commands for alarms that do not exist change nothing") {
    fold wards = ward_with_rules();
    wards.apply(readings_input(0ms, "W1", "3", {{metric::spo2, 80}}));
    CHECK(wards.apply({start + 1s, acknowledge{alarm::alarm_id{77}, "nurse", "1"}}).empty());
    CHECK(wards.apply({start + 1s, alarm_shown{alarm::alarm_id{77}, "wall"}}).empty());
    CHECK(wards.alarms().size() == 1);
}

TEST_CASE("an alarm is shown once: recorded, outside the sequence, and not a new revision") {
    fold wards = ward_with_rules();
    wards.apply(readings_input(0ms, "W1", "3", {{metric::spo2, 80}}));
    const auto id = wards.alarms().begin()->first;
    const std::uint64_t sequence = wards.wards()[0].sequence;
    const auto events = wards.apply({start + 1s, alarm_shown{id, "wall"}});
    REQUIRE(events.size() == 1);
    CHECK(events[0].sequence == 0);
    CHECK(std::get<alarm_seen>(events[0].what).station == "wall");
    CHECK(wards.wards()[0].sequence == sequence);
    CHECK(wards.find_alarm(id)->revision == 1);
    CHECK(wards.find_alarm(id)->shown_at == start + 1s);
    CHECK(wards.apply({start + 2s, alarm_shown{id, "other"}}).empty());
}

TEST_CASE("a late input applies earlier deadlines at their own times, in order, before itself") {
    fold wards = ward_with_rules();
    wards.apply(readings_input(0ms, "W1", "3", {{metric::heart_rate, 130}}));
    const auto events = wards.apply(readings_input(60s, "W1", "3", {{metric::heart_rate, 80}}));
    CHECK(told(events) ==
          words{"tachycardia onset", "monitor_silent onset", "tachycardia cleared", "monitor_silent cleared"});
    std::vector<instant> at;
    for (const event& e : events)
        if (changed(e)) at.push_back(e.at);
    CHECK(at == std::vector<instant>{start + 10s, start + 30s, start + 60s, start + 60s});
}

TEST_CASE(
    "a bed whose monitor falls silent is told to be not monitored, before its alarm; and to be live again after it") {
    fold wards = ward_with_rules();
    wards.apply(readings_input(0ms, "W1", "3", {{metric::heart_rate, 80}}));
    const auto silent = wards.apply(tick_input(30s));
    REQUIRE(silent.size() == 2);
    REQUIRE(std::holds_alternative<bed_changed>(silent[0].what));
    CHECK_FALSE(std::get<bed_changed>(silent[0].what).monitored);
    REQUIRE(changed(silent[1]));
    CHECK(changed(silent[1])->what == alarm::kind::technical);
    CHECK_FALSE(changed(silent[1])->because);
    CHECK_FALSE(wards.beds()[0].monitored());
    const auto back = wards.apply(readings_input(40s, "W1", "3", {{metric::heart_rate, 80}}));
    REQUIRE(back.size() == 2);
    CHECK(std::get<bed_changed>(back[0].what).monitored);
    CHECK(wards.beds()[0].care.last_heard == start + 40s);
}

TEST_CASE("after the server's start a bed is told to be recovering, and live again before what it now measures") {
    fold wards = ward_with_rules();
    wards.apply(readings_input(0ms, "W1", "3", {{metric::heart_rate, 80}}));
    const auto started = wards.apply({start + 5s, server_started{}});
    REQUIRE(started.size() == 1);
    const auto& told = std::get<bed_changed>(started[0].what);
    CHECK(told.recovering);
    CHECK_FALSE(told.monitored);
    CHECK(wards.apply(readings_input(6s, "W1", "3", {{metric::poss, 1}})).empty()); // charted: nobody was heard
    const auto back = wards.apply(readings_input(7s, "W1", "3", {{metric::heart_rate, 80}}));
    REQUIRE(back.size() == 1);
    CHECK(std::get<bed_changed>(back[0].what).monitored);
    CHECK_FALSE(std::get<bed_changed>(back[0].what).recovering);
}

TEST_CASE("time that goes back is taken as standing still") {
    fold wards = ward_with_rules();
    wards.apply(readings_input(10s, "W1", "3", {{metric::heart_rate, 80}}));
    wards.apply(readings_input(9s, "W1", "3", {{metric::spo2, 80}}));
    CHECK(wards.now() == start + 10s);
    CHECK(wards.alarms().begin()->second.since == start + 10s);
}

TEST_CASE("wards and beds are found by name, and a bed of one ward is not that of another") {
    fold wards = ward_with_rules();
    wards.apply(readings_input(0ms, "W1", "3", {{metric::heart_rate, 80}}));
    wards.apply(readings_input(0ms, "W2", "3", {{metric::heart_rate, 160}}));
    CHECK(wards.find_ward("W2") == 1u);
    CHECK(wards.find_bed("W1", "3") == 0u);
    CHECK(wards.find_bed("W2", "3") == 1u);
    CHECK(wards.last_bed() == 1u);
    CHECK_FALSE(wards.find_bed("W2", "4"));
    CHECK_FALSE(wards.find_ward("W3"));
    CHECK(wards.wards()[0].active == 0);
    CHECK(wards.wards()[1].active == 1);
}

TEST_CASE("a snapshot that is cut off or changed is refused or understood, never trusted blindly") {
    fold wards = ward_with_rules();
    wards.apply(readings_input(0ms, "W1", "3", {{metric::spo2, 80}, {metric::heart_rate, 130}}));
    wards.apply(readings_input(1s, "W1", "4", {{metric::poss, 3}}, "\xff\xfe"));
    const std::string whole = wards.snapshot();
    REQUIRE(fold::restore(whole));
    std::size_t refused = 0;
    for (std::size_t at = 0; at < whole.size(); ++at) {
        if (!fold::restore(std::string_view{whole}.substr(0, at))) ++refused;
        for (const unsigned flip : {0x01u, 0x80u, 0xffu}) {
            std::string damaged = whole;
            damaged[at] = static_cast<char>(static_cast<unsigned char>(damaged[at]) ^ flip);
            auto f = fold::restore(damaged);
            if (f) f->apply(tick_input(1h)), f->snapshot();
        }
    }
    CHECK(refused > whole.size() / 2);
    CHECK_FALSE(fold::restore(""));
}

TEST_CASE("a delay that follows a finished alarm is the same after a restart, to the last bit") {
    fold wards = ward_with_rules();
    wards.apply(readings_input(0s, "W1", "3", {{metric::heart_rate, 160}})); // beyond the bypass: raised at once
    wards.apply(readings_input(1s, "W1", "3", {{metric::heart_rate, 80}}));
    fold second = restored(wards);
    for (fold* each : {&wards, &second}) each->apply(readings_input(2s, "W1", "3", {{metric::heart_rate, 130}}));
    CHECK(wards.snapshot() == second.snapshot());
}

TEST_CASE("an old measurement in a message that was sent just now says nothing about the monitor's clock") {
    fold wards;
    wards.apply(rules_input(simple_rules()));
    input in = readings_input(1s, "W1", "3", {{metric::nibp_systolic, 120}});
    auto& content = std::get<readings_received>(in.what).content;
    content.reported_at = start - 20min;
    SUBCASE("it was sent just now") {
        content.sent_at = start + 1s;
        wards.apply(in);
        CHECK(wards.beds()[0].care.clock_skew == 0ms);
    }
    SUBCASE("it does not say when it was sent") {
        wards.apply(in);
        CHECK(wards.beds()[0].care.clock_skew == -20min - 1s);
    }
}

} // namespace vigil::ward
