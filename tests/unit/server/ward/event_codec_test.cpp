#include <cmath>
#include <limits>

#include "tests/unit/server/ward/recorded.hpp"

namespace vigil::ward {
namespace {

recorded_event recorded(const event& e) {
    std::string bytes;
    encode(std::span{&e, 1}, one_bed(), bytes);
    std::vector<recorded_event> out;
    REQUIRE(decode(bytes, out));
    REQUIRE(out.size() == 1);
    return out.front();
}

alarm::alarm alarm_again(const alarm::alarm& a) {
    return std::get<alarm_changed>(recorded({.bed = 0, .what = alarm_changed{a, {}}}).what.what).now;
}

bool unreadable(const event& e) {
    std::string bytes;
    encode(std::span{&e, 1}, one_bed(), bytes);
    std::vector<recorded_event> out;
    return !decode(bytes, out);
}

bool unreadable(void (*damage)(alarm::alarm&)) {
    alarm::alarm a = whole_alarm();
    damage(a);
    return unreadable(event{.what = alarm_changed{a, {}}});
}

} // namespace

TEST_CASE("an alarm's event comes back whole") {
    const alarm::alarm was = whole_alarm();
    const recorded_event e = recorded({0, 0, 7, start + 1s, alarm_changed{was, alarm::change::called}});
    CHECK(e.ward == "W1");
    CHECK(e.bed == not_utf8);
    CHECK(e.what.sequence == 7);
    CHECK(e.what.at == start + 1s);
    CHECK(std::get<alarm_changed>(e.what.what).how == alarm::change::called);
    const alarm::alarm& a = std::get<alarm_changed>(e.what.what).now;
    CHECK(a.id == was.id);
    CHECK(a.revision == was.revision);
    CHECK(a.stay == was.stay);
    CHECK(a.rule == was.rule);
    CHECK(a.what == was.what);
    CHECK(a.urgency == was.urgency);
    CHECK(a.state == was.state);
    CHECK(a.latching);
    CHECK(a.acknowledged->by == "nurse-1");
    CHECK(a.acknowledged->at == start + 1s);
    CHECK(a.since == was.since);
    CHECK(a.shown_at == was.shown_at);
    CHECK(a.message == was.message);
    CHECK(a.signalled_at == was.signalled_at);
    CHECK(a.paused == was.paused);
    CHECK(a.called->step == 2);
    CHECK(a.called->whom == was.called->whom);
    CHECK(a.called->at == was.called->at);
    CHECK(a.beds == was.beds);
    CHECK(a.assigned == was.assigned);
    CHECK(a.notes == was.notes);
}

TEST_CASE("every change of an alarm that there is comes back, and no other") {
    const auto as = [](alarm::change how) { return event{.what = alarm_changed{whole_alarm(), how}}; };
    for (int how = 0; how <= static_cast<int>(alarm::last_change); ++how)
        CHECK_FALSE(unreadable(as(static_cast<alarm::change>(how))));
    CHECK(unreadable(as(static_cast<alarm::change>(static_cast<int>(alarm::last_change) + 1))));
}

TEST_CASE("what people said at a time that nothing can have is refused, and so are more notes than there can be") {
    CHECK(unreadable([](alarm::alarm& a) { a.assigned->at = never; }));
    CHECK(unreadable([](alarm::alarm& a) { a.notes[1].at = never; }));
    CHECK_FALSE(unreadable([](alarm::alarm& a) { a.notes.resize(alarm::notes_max); }));
    CHECK(unreadable([](alarm::alarm& a) { a.notes.resize(alarm::notes_max + 1); }));
}

TEST_CASE("an alarm's evidence comes back, what was not known included") {
    alarm::alarm a = whole_alarm();
    const auto known = *alarm_again(a).because;
    CHECK(known.what == metric::spo2);
    CHECK(known.value == 84);
    CHECK(known.limit == 85);
    CHECK(known.measured_at == start - 1s);
    CHECK(known.received_at == start);
    CHECK(known.rule_version == 0xffff'ffff'ffff'fff0);
    a.because->value = a.because->limit = no_value;
    const auto unknown = *alarm_again(a).because;
    CHECK(std::isnan(unknown.value));
    CHECK(std::isnan(unknown.limit));
    a.because->value = a.because->limit = 0;
    CHECK(alarm_again(a).because->value == 0);
    CHECK(alarm_again(a).because->limit == 0);
}

TEST_CASE("what an alarm does not have it does not get from the journal") {
    const alarm::alarm a = alarm_again({});
    CHECK_FALSE(a.acknowledged);
    CHECK_FALSE(a.shown_at);
    CHECK_FALSE(a.because);
    CHECK_FALSE(a.paused);
    CHECK_FALSE(a.called);
    CHECK(a.beds.empty());
}

TEST_CASE("every change of an alarm and what is told of beds comes back") {
    for (const auto how :
         {alarm::change::onset, alarm::change::escalated, alarm::change::deescalated, alarm::change::acknowledged,
          alarm::change::realarmed, alarm::change::paused, alarm::change::resumed, alarm::change::called,
          alarm::change::updated, alarm::change::latched, alarm::change::renewed, alarm::change::cleared})
        CHECK(std::get<alarm_changed>(recorded({.what = alarm_changed{{}, how}}).what.what).how == how);
    const auto seen = recorded({0, 0, 0, start, alarm_seen{alarm::alarm_id{9}, not_utf8}});
    CHECK(std::get<alarm_seen>(seen.what.what).alarm == alarm::alarm_id{9});
    CHECK(std::get<alarm_seen>(seen.what.what).station == not_utf8);
    const auto told = recorded({0, 0, 8, start, bed_changed{"stay-1", not_utf8, "Doe, John", true, true}});
    CHECK(told.ward == "W1");
    CHECK(told.bed == not_utf8);
    CHECK(std::get<bed_changed>(told.what.what).stay == "stay-1");
    CHECK(std::get<bed_changed>(told.what.what).patient == not_utf8);
    CHECK(std::get<bed_changed>(told.what.what).patient_name == "Doe, John");
    CHECK(std::get<bed_changed>(told.what.what).monitored);
    CHECK(std::get<bed_changed>(told.what.what).recovering);
    const device_alarm occlusion{.id = "7", .device = not_utf8, .text = "Occlusion", .measured_at = start};
    const auto of_device = recorded({0, 0, 8, start, device_alarm_changed{occlusion}});
    CHECK(of_device.ward == "W1");
    CHECK(of_device.bed == not_utf8);
    CHECK(std::get<device_alarm_changed>(of_device.what.what).now == occlusion);
}

TEST_CASE("a station's event names its ward and no bed") {
    const station paused{not_utf8, true, true, false, start + 2min, "nurse-1", alarm::priority::high};
    for (const station& s : {paused, station{.name = "station-1", .visible = true}}) {
        const recorded_event e = recorded({0, no_bed, 9, start, station_told{s}});
        CHECK(e.ward == "W1");
        CHECK(e.bed.empty());
        CHECK(e.what.bed == no_bed);
        CHECK(std::get<station_told>(e.what.what).now == s);
    }
}

TEST_CASE("no events are no bytes") {
    std::string bytes = "before";
    encode(std::span<const event>{}, one_bed(), bytes);
    CHECK(bytes.empty());
    std::vector<recorded_event> out(1);
    CHECK(decode(bytes, out));
    CHECK(out.empty());
}

TEST_CASE("bytes of no known kind are no event") {
    std::vector<recorded_event> out;
    CHECK_FALSE(decode("no event at all", out));
    CHECK_FALSE(decode("\x0a\x02\x08\x01", out)); // a ward, and nothing that happened
}

TEST_CASE("a damaged event is refused or is another event") {
    std::string whole;
    encode(std::vector<event>{{0, 0, 7, start, alarm_changed{whole_alarm(), alarm::change::called}},
                              {0, no_bed, 8, start, station_told{{.name = "station-1"}}}},
           one_bed(), whole);
    std::vector<recorded_event> out;
    std::size_t refused = 0;
    for (std::size_t at = 0; at < whole.size(); ++at) {
        refused += decode(whole.substr(0, at), out) ? 0 : 1;
        for (int flip = 1; flip < 256; flip += 5) refused += decode(flipped(whole, at, flip), out) ? 0 : 1;
    }
    CHECK(refused > whole.size());
}

TEST_CASE("an event of an unknown kind, with a time that nothing can have, or with an endless limit is refused") {
    CHECK_FALSE(unreadable([](alarm::alarm&) {}));
    CHECK(unreadable([](alarm::alarm& a) { a.what = static_cast<alarm::kind>(2); }));
    CHECK(unreadable([](alarm::alarm& a) { a.urgency = static_cast<alarm::priority>(3); }));
    CHECK(unreadable([](alarm::alarm& a) { a.state = static_cast<alarm::phase>(4); }));
    CHECK(unreadable([](alarm::alarm& a) { a.because->what = static_cast<metric>(metric_count); }));
    CHECK(unreadable([](alarm::alarm& a) { a.paused->upto = static_cast<alarm::priority>(3); }));
    CHECK(unreadable([](alarm::alarm& a) { a.because->limit = std::numeric_limits<double>::infinity(); }));
    CHECK(unreadable([](alarm::alarm& a) { a.acknowledged->at = never; }));
    CHECK(unreadable([](alarm::alarm& a) { a.since = never; }));
    CHECK(unreadable([](alarm::alarm& a) { a.shown_at = never; }));
    CHECK(unreadable([](alarm::alarm& a) { a.signalled_at = never; }));
    CHECK(unreadable([](alarm::alarm& a) { a.because->measured_at = never; }));
    CHECK(unreadable([](alarm::alarm& a) { a.because->received_at = never; }));
    CHECK(unreadable([](alarm::alarm& a) { a.paused->until = never; }));
    CHECK(unreadable([](alarm::alarm& a) { a.called->at = never; }));
    CHECK(unreadable(event{.what = alarm_changed{{}, static_cast<alarm::change>(14)}}));
    CHECK(unreadable(event{.at = never, .what = bed_changed{}}));
    CHECK(unreadable(event{.bed = no_bed, .what = station_told{{.audio_paused_until = never}}}));
    CHECK(unreadable(event{.bed = no_bed, .what = station_told{{.paused_upto = static_cast<alarm::priority>(3)}}}));
}

} // namespace vigil::ward
