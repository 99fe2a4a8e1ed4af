#include "server/record/queries_burden.hpp"

#include <fmt/format.h>

#include "tests/unit/server/record/followed.hpp"

namespace vigil::record {
namespace {

using namespace std::chrono_literals;
using alarm::phase, alarm::priority;

const instant begin = noon, end = noon + 24h;

/// A ward whose events are written as if they had happened.
struct ward_record : followed {
    ward_record() : followed{cluster::shared().create_migrated_database()} {}

    void monitored(instant at, bool is, const std::string& bed = "3", const std::string& ward = "W1") {
        journal::Event& e = add(at);
        journal::BedChanged& b = *e.mutable_bed_changed();
        b.set_ward(ward), b.set_bed(bed), b.set_stay("s1"), b.set_monitored(is);
    }

    alarm::alarm raise(instant at, const std::string& rule, priority urgency = priority::medium,
                       alarm::kind kind = alarm::kind::physiological, const std::string& ward = "W1") {
        alarm::alarm a{.id = alarm::alarm_id{++ids_},
                       .ward = ward,
                       .bed = "3",
                       .stay = "s1",
                       .rule = rule,
                       .what = kind,
                       .urgency = urgency,
                       .since = at};
        change(a, at);
        return a;
    }
    void change(alarm::alarm& a, instant at) {
        ++a.revision;
        journal::Event& e = add(at);
        ward::write_alarm(a, *e.mutable_alarm());
    }
    void acknowledge(alarm::alarm& a, instant at) {
        a.acknowledged = alarm::acknowledgement{"nurse-1", at};
        change(a, at);
    }
    void over(alarm::alarm& a, instant at, phase how = phase::cleared) {
        a.state = how;
        change(a, at);
    }

    burden asked(const std::string& ward = "W1", instant from = begin, instant to = end) {
        append(ward::input{noon, ward::tick{}}, events_);
        events_.Clear();
        if (!record) follow();
        wait_recorded(journal->last());
        pqxx::connection c{database};
        pqxx::nontransaction t{c};
        return read_burden(t, {ward, from, to});
    }

private:
    journal::Event& add(instant at) {
        journal::Event& e = *events_.add_events();
        e.set_at_ms(to_epoch_ms(at));
        return e;
    }
    journal::Events events_;
    std::uint64_t ids_ = 0;
};

std::string text(const std::vector<burden::of_rule>& rules) {
    std::string out;
    for (const auto& r : rules)
        out += fmt::format("{}{} {} {}", out.empty() ? "" : ", ", r.rule, r.kind, r.counts.alarms);
    return out;
}

} // namespace

TEST_CASE("monitored time is what lies between a monitor that is heard and one that is not") {
    ward_record r;
    r.monitored(begin - 48h, true);
    r.monitored(begin - 2h, false);
    r.monitored(begin + 6h, true);
    r.monitored(begin + 12h, true); // another patient
    r.monitored(begin + 18h, false);
    r.monitored(begin - 1h, true, "4"); // from the beginning to the end
    r.monitored(begin + 23h, true, "5");
    r.monitored(end + 1h, true, "6");
    r.monitored(begin, true, "3", "W2");
    CHECK(r.asked().monitored_days * 24 == doctest::Approx(12 + 24 + 1));
    CHECK(r.asked("W1", begin, begin + 6h).monitored_days * 24 == doctest::Approx(6));
    CHECK(r.asked("W2").monitored_days == doctest::Approx(1));
    CHECK(r.asked("W3").monitored_days == 0);
}

TEST_CASE("alarms are counted by rule, priority, kind and hour of the day, each once, those of the span and the ward") {
    ward_record r;
    r.raise(begin, "tachycardia");
    r.raise(begin + 1h, "tachycardia", priority::high);
    r.raise(begin + 1h + 59min, "monitor_silent", priority::low, alarm::kind::technical);
    r.raise(begin - 1ms, "tachycardia");
    r.raise(end, "tachycardia");
    r.raise(begin + 1h, "tachycardia", priority::high, alarm::kind::physiological, "W2");
    alarm::alarm worse = r.raise(begin + 2h, "low_spo2");
    worse.urgency = priority::high;
    r.change(worse, begin + 2h + 1min);
    const burden found = r.asked();
    CHECK(found.all.alarms == 4);
    CHECK(found.technical.alarms == 1);
    CHECK(text(found.by_rule) == "tachycardia physiological 2, low_spo2 physiological 1, monitor_silent technical 1");
    CHECK(found.by_priority[static_cast<std::size_t>(priority::high)].alarms == 1);
    CHECK(found.by_priority[static_cast<std::size_t>(priority::medium)].alarms == 2); // as at its onset
    CHECK(found.by_priority[static_cast<std::size_t>(priority::low)].alarms == 1);
    CHECK(found.by_hour[12] == 1);
    CHECK(found.by_hour[13] == 2);
    CHECK(found.by_hour[14] == 1);
    CHECK(r.asked("W2").all.alarms == 1);
}

TEST_CASE("the time to acknowledge is that of the first time, of those that somebody acknowledged") {
    ward_record r;
    for (int i = 1; i <= 11; ++i) {
        alarm::alarm a = r.raise(begin + 1min * i, "low_spo2");
        if (i <= 10) r.acknowledge(a, begin + 1min * i + 10s * i);
        a.acknowledged.reset();
        r.change(a, begin + 1h); // it sounds again
        r.acknowledge(a, begin + 2h);
    }
    alarm::alarm never = r.raise(begin + 3h, "low_spo2");
    r.over(never, begin + 4h);
    const alarm_counts found = r.asked().all;
    CHECK(found.alarms == 12);
    CHECK(found.acknowledged == 11);
    REQUIRE(found.median_s);
    CHECK(*found.median_s == doctest::Approx(60)); // the sixth of 11: 10, 20, ... 100 s, and two hours less 11 min
    CHECK(*found.p90_s == doctest::Approx(100));
}

TEST_CASE("an alarm ended by itself if its condition did, and nobody had acknowledged it by then") {
    ward_record r;
    const auto lasting = [&](milliseconds length, phase how = phase::cleared) {
        alarm::alarm a = r.raise(begin + 1h, "low_spo2");
        r.over(a, begin + 1h + length, how);
        return a;
    };
    lasting(10s);
    lasting(10s + 1ms);
    lasting(30s);
    lasting(30s + 1ms);
    alarm::alarm latched = lasting(5s, phase::latched);
    latched.acknowledged = alarm::acknowledgement{"nurse-1", begin + 2h};
    r.over(latched, begin + 2h);
    alarm::alarm taken = r.raise(begin + 1h, "low_spo2");
    r.acknowledge(taken, begin + 1h + 2s);
    r.over(taken, begin + 1h + 3s);
    r.raise(begin + 1h, "low_spo2");
    const alarm_counts found = r.asked().all;
    CHECK(found.alarms == 7);
    CHECK(found.over_in_10_s == 2);
    CHECK(found.over_in_30_s == 4);
}

TEST_CASE("a ward of which nothing is on record has no burden") {
    ward_record r;
    const burden found = r.asked("no ' ward");
    CHECK(found.all.alarms == 0);
    CHECK_FALSE(found.all.median_s);
    CHECK(found.by_rule.empty());
    CHECK(found.monitored_days == 0);
}

TEST_CASE("only so many rules are listed: those with most alarms") {
    ward_record r;
    for (std::size_t i = 0; i < burden_rules_max + 5; ++i) r.raise(begin, fmt::format("rule_{:03}", i));
    r.raise(begin, "rule_204");
    const burden found = r.asked();
    CHECK(found.by_rule.size() == burden_rules_max);
    CHECK(found.by_rule[0].rule == "rule_204");
    CHECK(found.all.alarms == burden_rules_max + 6);
}

} // namespace vigil::record
