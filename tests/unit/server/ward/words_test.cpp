// What people say about an alarm: who goes there, and what they write.
#include "tests/unit/server/ward/inputs.hpp"

namespace vigil::ward {
namespace {

using namespace std::chrono_literals;

/// A high alarm at W1/3, acknowledged.
struct alarmed {
    alarmed() {
        wards.apply(rules_input(simple_rules()));
        wards.apply(readings_input(0s, "W1", "3", {{metric::spo2, 80}}));
        REQUIRE(wards.alarms().size() == 1);
        id = wards.alarms().begin()->first;
        wards.apply({start + 1s, acknowledge{id, "nurse-1", "a1"}});
    }
    void note(milliseconds after, std::string text) {
        wards.apply({start + after, note_alarm{id, "nurse-2", std::move(text), "n"}});
    }
    const alarm::alarm& now() const { return *wards.find_alarm(id); }
    std::uint64_t digest_of_ward() const { return wards.wards()[0].digest; }

    fold wards;
    alarm::alarm_id id{};
};

std::string texts(const alarm::alarm& a) {
    std::string out;
    for (const alarm::note& n : a.notes) out += (out.empty() ? "" : " ") + n.text;
    return out;
}

} // namespace

TEST_CASE("a note is a new revision of its alarm, and nothing else of it changes") {
    alarmed w;
    const alarm::alarm before = w.now();
    const auto events = w.wards.apply({start + 5s, note_alarm{w.id, "nurse-2", "probe changed", "n1"}});
    REQUIRE(events.size() == 1);
    CHECK(std::get<alarm_changed>(events[0].what).how == alarm::change::noted);
    CHECK(events[0].sequence == w.wards.wards()[0].sequence);
    const alarm::alarm& a = w.now();
    CHECK(a.revision == before.revision + 1);
    CHECK(w.digest_of_ward() == digest(a));
    CHECK(a.notes == std::vector<alarm::note>{{"nurse-2", start + 5s, "probe changed"}});
    CHECK(a.acknowledged->by == "nurse-1");
    CHECK(a.acknowledged->at == start + 1s);
    CHECK(a.urgency == before.urgency);
    CHECK(a.state == before.state);
    CHECK(a.signalled_at == before.signalled_at);
    CHECK(a.message == before.message);
}

TEST_CASE("who goes there is known with who said so, until somebody says otherwise") {
    alarmed w;
    const alarm::alarm before = w.now();
    w.wards.apply({start + 5s, assign_alarm{w.id, "nurse-2", "nurse-1", "s1"}});
    CHECK(w.now().assigned == alarm::assignment{"nurse-2", "nurse-1", start + 5s});
    w.wards.apply({start + 6s, assign_alarm{w.id, "nurse-3", "nurse-2", "s2"}});
    CHECK(w.now().assigned == alarm::assignment{"nurse-3", "nurse-2", start + 6s});
    const auto events = w.wards.apply({start + 7s, assign_alarm{w.id, "", "nurse-3", "s3"}});
    REQUIRE(events.size() == 1);
    CHECK(std::get<alarm_changed>(events[0].what).how == alarm::change::assigned);
    CHECK_FALSE(w.now().assigned);
    CHECK(w.now().revision == before.revision + 3);
    CHECK(w.now().acknowledged->by == "nurse-1");
    CHECK(w.now().signalled_at == before.signalled_at);
}

TEST_CASE("an alarm keeps its ten newest notes") {
    alarmed w;
    for (int i = 1; i <= 12; ++i) w.note(2s + i * 1s, std::to_string(i));
    CHECK(texts(w.now()) == "3 4 5 6 7 8 9 10 11 12");
}

TEST_CASE("what was said goes with the alarm to its end, and through a restart") {
    alarmed w;
    w.note(2s, "first");
    w.wards.apply({start + 3s, assign_alarm{w.id, "nurse-2", "nurse-1", "s1"}});
    fold again = restored(w.wards);
    CHECK(texts(*again.find_alarm(w.id)) == "first");
    CHECK(again.find_alarm(w.id)->assigned->to == "nurse-2");
    const auto events = again.apply(readings_input(4s, "W1", "3", {{metric::spo2, 97}}));
    const alarm::alarm* last = changed(events.back());
    REQUIRE(last);
    CHECK(last->state == alarm::phase::cleared);
    CHECK(texts(*last) == "first");
    CHECK(last->assigned->to == "nurse-2");
}

TEST_CASE("a note needs an alarm that is there, somebody who writes it, and a text that is not too long") {
    alarmed w;
    const auto why = [&](const note_alarm& c) { return w.wards.refusal(c, start + 5s).value_or(""); };
    CHECK(why({w.id, "nurse-1", "text", "n1"}).empty());
    CHECK(why({w.id, "nurse-1", std::string(500, 'x'), "n1"}).empty());
    CHECK(why({alarm::alarm_id{1}, "nurse-1", "text", "n1"}) == "no such alarm is active");
    CHECK(why({w.id, "", "text", "n1"}).contains("'by' is empty"));
    CHECK(why({w.id, "nurse-1", "", "n1"}) == "a note has 1 to 500 bytes");
    CHECK(why({w.id, "nurse-1", std::string(501, 'x'), "n1"}) == "a note has 1 to 500 bytes");
    CHECK(w.wards.apply({start + 5s, note_alarm{w.id, "nurse-1", std::string(501, 'x'), "n1"}}).empty());
    CHECK(w.wards.apply({start + 5s, note_alarm{alarm::alarm_id{1}, "nurse-1", "text", "n1"}}).empty());
}

TEST_CASE("nobody is sent to an alarm that is over, or taken from one that has nobody") {
    alarmed w;
    const auto why = [&](const assign_alarm& c) { return w.wards.refusal(c, start + 5s).value_or(""); };
    CHECK(why({w.id, "nurse-2", "nurse-1", "s1"}).empty());
    CHECK(why({alarm::alarm_id{1}, "nurse-2", "nurse-1", "s1"}) == "no such alarm is active");
    CHECK(why({w.id, "nurse-2", "", "s1"}).contains("'by' is empty"));
    CHECK(why({w.id, "", "nurse-1", "s1"}) == "nobody is assigned to it");
    CHECK(why({w.id, std::string(129, 'x'), "nurse-1", "s1"}) == "'to' has at most 128 bytes");
    CHECK(w.wards.apply({start + 5s, assign_alarm{w.id, "", "nurse-1", "s1"}}).empty());
}

TEST_CASE("an alarm of a whole ward can be written about") {
    fold wards;
    wards.apply(rules_input(simple_rules()));
    wards.apply(readings_input(0s, "W1", "3", {{metric::spo2, 97}}));
    wards.apply({start, service_changed{service_changed::which::journal, false}});
    REQUIRE(wards.alarms().size() == 1);
    const alarm::alarm_id id = wards.alarms().begin()->first;
    REQUIRE(wards.apply({start + 1s, note_alarm{id, "nurse-1", "told the technician", "n1"}}).size() == 1);
    CHECK(texts(*wards.find_alarm(id)) == "told the technician");
    CHECK(wards.wards()[0].digest == digest(*wards.find_alarm(id)));
}

} // namespace vigil::ward
