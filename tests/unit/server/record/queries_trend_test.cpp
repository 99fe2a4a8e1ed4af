#include "server/record/queries_trend.hpp"

#include <fmt/format.h>

#include "server/record/queries_alarms.hpp"
#include "tests/unit/server/record/followed.hpp"

namespace vigil::record {
namespace {

using namespace std::chrono_literals;

struct bed_record : followed {
    bed_record() : followed{cluster::shared().create_migrated_database()} {}

    void rate(instant at, double value, instant received) {
        report r;
        r.sender = "m", r.ward = "W1", r.bed = "3";
        r.reported_at = received;
        r.readings = {{metric::heart_rate, validity::valid, unit::per_minute, 0, value, at}};
        append(r, received);
    }
    void rate(instant at, double value) { rate(at, value, at); }

    void patient(instant at, const std::string& stay, const std::string& id) {
        journal::Events events;
        journal::Event& e = *events.add_events();
        e.set_at_ms(to_epoch_ms(at));
        journal::BedChanged& bed = *e.mutable_bed_changed();
        bed.set_ward("W1"), bed.set_bed("3"), bed.set_stay(stay), bed.set_patient(id), bed.set_monitored(true);
        append(ward::input{at, ward::tick{}}, events);
    }

    trend ask_trend(instant from, instant to, std::size_t points, std::vector<metric> metrics = {metric::heart_rate}) {
        follow(20);
        wait_recorded(journal->last());
        pqxx::connection c{database};
        pqxx::nontransaction t{c};
        t.exec("SET TimeZone = 'UTC'");
        return read_trend(t, {"W1", "3", std::move(metrics), from, to, points});
    }
};

/// "60/61/62 - 70/70/70": lowest, mean and highest of each interval; "-" where nothing came.
std::string text(const std::vector<trend_point>& points) {
    std::string out;
    for (const trend_point& p : points)
        out += (out.empty() ? "" : " ") + (p.count ? fmt::format("{}/{}/{}", p.lowest, p.mean, p.highest) : "-");
    return out;
}

} // namespace

TEST_CASE("a short span is answered from the readings, gaps are gaps") {
    bed_record r;
    r.rate(noon, 60);
    r.rate(noon + 1s, 64);
    r.rate(noon + 30s, 70);
    r.rate(noon + 40s, 99); // the span ends before it
    const trend found = r.ask_trend(noon, noon + 40s, 4, {metric::spo2, metric::heart_rate});
    CHECK_FALSE(found.by_minute);
    CHECK(found.step == 10s);
    REQUIRE(found.values.size() == 2);
    CHECK(text(found.values[0]) == "- - - -");
    CHECK(text(found.values[1]) == "60/62/64 - - 70/70/70");
    CHECK((found.times == std::vector<instant>{noon, noon + 10s, noon + 20s, noon + 30s}));
}

TEST_CASE(
    "a long span is answered from the minutes, with what is not summed up yet, in about as many points as asked for") {
    bed_record r;
    for (int i = 0; i < 300; ++i) r.rate(noon + i * 36s, 60 + i % 2);
    const trend found = r.ask_trend(noon, noon + 3h, 3);
    CHECK(found.by_minute);
    CHECK(found.step == 1h);
    CHECK(text(found.values.at(0)) == "60/60.5/61 60/60.5/61 60/60.5/61");
    CHECK(found.values[0][2].count == 100);
    CHECK(r.ask("SELECT count(*) > 100 FROM vigil.minute") == "t");
    const trend odd = r.ask_trend(noon + 61s, noon + 3h + 7s, 7);
    CHECK(odd.times.size() <= 9);
    for (const std::size_t points : {1u, 2u, 7u, 600u, 2'000u}) // never more than two beyond what was asked for
        for (const auto more : {0ms, 1ms, 59'999ms, 60'001ms, 5'000'000ms})
            CHECK(r.ask_trend(noon + 1ms, noon + 3h + more, points).times.size() <= points + 2);
    CHECK(odd.step % 1min == 0s);
    CHECK((odd.times.front() == noon + 1min));
}

TEST_CASE("values of two patients are never in one point, and who was in the bed is told") {
    for (const auto span : {1h, 3h}) {
        CAPTURE(span.count());
        bed_record r;
        r.patient(noon - 5h, "s1", "P-1");
        r.rate(noon + 10s, 60);
        r.rate(noon + 10min + 5s, 61);
        r.rate(noon + 10min + 25s, 62, noon + 10min + 25s);
        r.patient(noon + 10min + 30s, "s2", "");
        r.rate(noon + 10min + 31s, 150);
        r.patient(noon + 10min + 40s, "s2", "P-2"); // is named later: the same stay
        r.rate(noon + 12min, 152);
        const trend found = r.ask_trend(noon, noon + span, 1);
        REQUIRE(found.stays.size() == 2);
        CHECK(found.stays[0].patient == "P-1");
        CHECK((found.stays[0].from == noon));
        CHECK(found.stays[1].patient == "P-2");
        CHECK((found.stays[1].from == noon + 10min + 30s));
        if (found.by_minute) { // the minute of the change is nobody's
            CHECK(text(found.values.at(0)) == "60/60/60 152/152/152");
            CHECK((found.times == std::vector<instant>{noon, noon + 11min}));
        } else {
            CHECK(text(found.values.at(0)) == "60/61/62 150/151/152");
            CHECK((found.times == std::vector<instant>{noon, noon + 10min + 30s}));
        }
    }
}

TEST_CASE("what is received in a stay is of that stay, where it was measured before that too") {
    bed_record r;
    r.patient(noon, "s1", "P-1");
    r.rate(noon + 1min, 60);
    r.patient(noon + 10min, "s2", "P-2");
    r.rate(noon + 9min + 50s, 90, noon + 10min + 5s); // of the patient who is there now, measured on the way
    const trend found = r.ask_trend(noon, noon + 20min, 2);
    CHECK(found.times == std::vector<instant>{noon, noon + 10min});
    CHECK(text(found.values[0]) == "60/60/60 90/90/90");
}

TEST_CASE("a pressure that is resent stands where it was measured, and what was charted later at its own time") {
    for (const auto span : {1h, 3h}) {
        CAPTURE(span.count());
        bed_record r;
        for (int i = 0; i < 10; ++i) r.rate(noon + 2min, 80, noon + 2min + i * 1min);
        report charted;
        charted.sender = "m", charted.ward = "W1", charted.bed = "3";
        charted.history = true;
        charted.reported_at = noon + 30min;
        charted.readings = {{metric::heart_rate, validity::valid, unit::per_minute, 0, 90, noon + 30min}};
        r.append(charted, noon + 20h);
        const auto by_minute = fmt::format("80/{}/90 -", 890.0 / 11);
        const trend found = r.ask_trend(noon, noon + span, 2);
        CHECK(text(found.values.at(0)) == (span == 1h ? "80/80/80 90/90/90" : by_minute));
    }
}

TEST_CASE("a bed with more stays than can be told says so") {
    bed_record r;
    for (std::size_t i = 0; i <= trend_stays_max; ++i) r.patient(noon + i * 1s, "s" + std::to_string(i), "");
    CHECK(r.ask_trend(noon, noon + 1h, 10).too_many_stays);
    CHECK_FALSE(r.ask_trend(noon + 1s, noon + 1h, 10).too_many_stays);
}

TEST_CASE("alarms of a ward are listed newest first, a page goes on where the last one ended") {
    followed f{cluster::shared().create_migrated_database()};
    journal::Events events;
    for (std::uint64_t id = 1; id <= 5; ++id) {
        alarm::alarm a;
        a.id = alarm::alarm_id{id};
        a.revision = 1;
        a.ward = id == 5 ? "W2" : "W1", a.bed = "3", a.stay = "s1", a.rule = "tachycardia";
        a.since = noon + (id < 3 ? 0min : 1min * static_cast<int>(id)); // the first two at the same moment
        a.message = "\"quoted\"\x01";
        if (id == 3) a.assigned = alarm::assignment{"nurse-2", "nurse-1", noon}, a.notes = {{"nurse-2", noon, "awake"}};
        if (id == 4) a.because = alarm::evidence{metric::heart_rate, no_value, 120, noon, noon, 0x17};
        journal::Event& e = *events.add_events();
        e.set_at_ms(to_epoch_ms(a.since));
        ward::write_alarm(a, *e.mutable_alarm());
    }
    f.append(ward::input{noon, ward::tick{}}, events);
    f.follow();
    f.wait_recorded(1);
    pqxx::connection c{f.database};
    pqxx::nontransaction t{c};
    const auto ids = [](const recorded_alarms& found) {
        std::string out;
        for (const auto& each : found.alarms) out += to_text(each.at.id).back();
        return out;
    };
    alarm_query asked{.ward = "W1", .from = {}, .to = {}, .alarms_max = 2, .after = {}};
    recorded_alarms found = read_alarms(t, asked);
    CHECK(ids(found) == "43");
    CHECK(found.more);
    CHECK(found.alarms[0].object.find(R"("value" : null, "limit" : 120)") != std::string::npos);
    CHECK(found.alarms[0].object.find(R"("message" : "\"quoted\"\u0001")") != std::string::npos);
    CHECK(found.alarms[0].object.find(R"("since" : "2026-11-22T12:04:00.000Z")") != std::string::npos);
    CHECK(found.alarms[0].object.find(R"("assigned" : null, "notes" : [])") != std::string::npos);
    CHECK(found.alarms[1].object.find(
              R"("assigned" : {"to" : "nurse-2", "by" : "nurse-1", "at" : "2026-11-22T12:00:00.000Z"}, )"
              R"("notes" : [{"by":"nurse-2","at":"2026-11-22T12:00:00.000Z","text":"awake"}])") != std::string::npos);
    asked.after = found.alarms.back().at;
    found = read_alarms(t, asked);
    CHECK(ids(found) == "21");
    CHECK_FALSE(found.more);
    asked.after.reset(), asked.from = noon + 1min, asked.to = noon + 4min;
    CHECK(ids(read_alarms(t, asked)) == "3");
}

} // namespace vigil::record
