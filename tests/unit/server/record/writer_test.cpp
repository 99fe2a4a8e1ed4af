#include "tests/unit/server/record/followed.hpp"

namespace vigil::record {
namespace {

namespace wire = vigil::journal;

alarm::alarm tachycardia(std::uint32_t revision, alarm::phase phase) {
    alarm::alarm a;
    a.id = alarm::alarm_id{0xab};
    a.revision = revision;
    a.ward = "W1";
    a.bed = "3";
    a.stay = "s1";
    a.rule = "tachycardia";
    a.state = phase;
    a.since = noon;
    a.message = "Heart rate 128 above 120";
    a.because = alarm::evidence{metric::heart_rate, 128, 120, noon - milliseconds{1'000}, noon, 0x17};
    return a;
}

void add(wire::Events& events, std::uint64_t sequence, const alarm::alarm& a) {
    wire::Event& e = *events.add_events();
    e.set_sequence(sequence);
    e.set_at_ms(to_epoch_ms(noon));
    ward::write_alarm(a, *e.mutable_alarm());
}

} // namespace

TEST_CASE("every message is recorded once, with its time, unit and code") {
    followed f{cluster::shared().create_migrated_database()};
    report r = ordinary_report(1, noon - milliseconds{300});
    r.reported_at = noon - milliseconds{300};
    r.patient = "P-17";
    f.append(r);
    f.follow();
    f.wait_recorded(1);
    const pqxx::result rows =
        query(f.database,
              "SELECT metric, value, unit, declared_unit, code, validity, received_at = '2026-11-22 12:00:00Z', "
              "measured_at = '2026-11-22 11:59:59.7Z', ward, bed, patient, sender, control_id, reported_at = "
              "measured_at FROM vigil.observation ORDER BY metric");
    REQUIRE(rows.size() == 2);
    const auto text = [&](pqxx::result::size_type row, int column) { return rows[row][column].as<std::string>(); };
    CHECK(text(0, 0) == "heart_rate");
    CHECK(rows[0][1].as<double>() == 61);
    CHECK(text(0, 2) == "/min");
    CHECK(text(0, 3) == "/min");
    CHECK(text(0, 4) == "147842");
    CHECK(text(0, 5) == "valid");
    CHECK(text(0, 6) == "t");
    CHECK(text(0, 7) == "t");
    CHECK(text(0, 8) == "W1");
    CHECK(text(0, 9) == "1");
    CHECK(text(0, 10) == "P-17");
    CHECK(text(0, 11) == "monitor");
    CHECK(text(0, 12) == "1");
    CHECK(text(0, 13) == "t");
    CHECK(text(1, 0) == "spo2");
    CHECK(text(1, 4) == "150456");
    CHECK(f.ask("SELECT detail FROM vigil.reading") == "NULL");
}

TEST_CASE("readings sent by our names have no code") {
    followed f{cluster::shared().create_migrated_database()};
    report r = ordinary_report(1, noon);
    for (reading& next : r.readings) next.code = 0;
    f.append(r);
    f.follow();
    f.wait_recorded(1);
    CHECK(f.ask("SELECT count(*) FROM vigil.observation WHERE code IS NULL") == "2");
}

TEST_CASE("what is out of the ordinary is in the record too") {
    followed f{cluster::shared().create_migrated_database()};
    report r;
    r.sender = "m", r.ward = "W1", r.bed = "1";
    r.readings = {
        {metric::spo2, validity::sensor_off, unit::none, 150456, no_value, noon},
        {metric::etco2, validity::questionable, unit::kilopascal, 999, 38.25, noon - milliseconds{5'000}},
        {metric::heart_rate, validity::valid, unit::per_minute, 147842, 80, noon},
        {metric::heart_rate, validity::valid, unit::per_minute, 149530, 82, noon},
        {metric::temperature, validity::valid, unit::celsius, 0, 36.7, noon},
    };
    f.append(r);
    f.follow();
    f.wait_recorded(1);
    const auto line = [&](const std::string& where) {
        return f.ask(
            "SELECT concat_ws('|', coalesce(value::text, '-'), unit, declared_unit, coalesce(code::text, '-'), "
            "validity, extract(epoch FROM measured_at - received_at)::int) FROM vigil.observation WHERE " +
            where);
    };
    CHECK(line("metric = 'spo2'") == "-|%||150456|sensor_off|0");
    CHECK(line("metric = 'etco2'") == "38.25|mm[Hg]|kPa|999|questionable|-5");
    CHECK(line("metric = 'heart_rate' AND value = 80") == "80|/min|/min|147842|valid|0");
    CHECK(line("metric = 'heart_rate' AND value = 82") == "82|/min|/min|149530|valid|0");
    CHECK(line("metric = 'temperature' AND value = 36.7") == "36.7|Cel|Cel|-|valid|0");
    CHECK(f.ask("SELECT count(*) FROM vigil.observation") == "5");
}

TEST_CASE("every metric has its column, in the table and in the view") {
    followed f{cluster::shared().create_migrated_database()};
    report r;
    r.sender = "m", r.ward = "W1", r.bed = "1";
    for (const metric_info& m : metrics())
        r.readings.push_back({m.what, validity::valid, m.canonical, 0, 10 + static_cast<double>(index(m.what)), noon});
    f.append(r);
    f.follow();
    f.wait_recorded(1);
    CHECK(f.ask("SELECT count(*) FROM vigil.observation") == std::to_string(metric_count));
    CHECK(f.ask("SELECT count(DISTINCT metric) FROM vigil.trend_value") == std::to_string(metric_count));
    for (const metric_info& m : metrics()) {
        const std::string column{m.name};
        CHECK(f.ask("SELECT o.value = r." + column + " AND o.value = " + std::to_string(10 + index(m.what)) +
                    " FROM vigil.observation o, vigil.reading r WHERE o.metric = '" + column + "'") == "t");
    }
}

TEST_CASE("an alarm stands in the record with its highest revision, and every change is kept") {
    followed f{cluster::shared().create_migrated_database()};
    const ward::input in{noon, ward::readings_received{ordinary_report(1, noon)}};
    wire::Events both, late;
    add(both, 1, tachycardia(1, alarm::phase::onset));
    alarm::alarm taken = tachycardia(3, alarm::phase::active);
    taken.acknowledged = alarm::acknowledgement{"nurse station 1", noon};
    add(both, 2, taken);
    add(late, 3, tachycardia(2, alarm::phase::active));
    f.append(in, both);
    f.append(in, late); // cannot happen in one journal; must do no harm all the same
    wire::Events seen;
    seen.add_events()->mutable_seen()->set_alarm(0xab);
    seen.mutable_events(0)->mutable_seen()->set_station("W1 wall");
    seen.mutable_events(0)->set_at_ms(to_epoch_ms(noon + milliseconds{400}));
    f.append(ward::input{noon, ward::alarm_shown{alarm::alarm_id{0xab}, "W1 wall"}}, seen);
    f.follow(1);
    f.wait_recorded(3);
    CHECK(f.ask("SELECT count(*) FROM vigil.alarm_event") == "3");
    CHECK(
        f.ask("SELECT concat_ws('|', id, revision, phase, kind, priority, acknowledged_by, metric, value, limit_value, "
              "rule_version, message) FROM vigil.alarm") ==
        "00000000000000ab|3|active|physiological|medium|nurse station 1|heart_rate|128|120|0000000000000017|"
        "Heart rate 128 above 120");
    CHECK(f.ask("SELECT shown_at = '2026-11-22 12:00:00.4Z' FROM vigil.alarm") == "t");
    CHECK(f.ask("SELECT station FROM vigil.alarm_shown") == "W1 wall");
    CHECK(f.ask("SELECT count(*) FROM vigil.alarm_event WHERE item = 1 AND ward_seq = 2 AND revision = 3") == "1");
}

TEST_CASE("beds and rules that changed are in the record, and time that passes is not") {
    followed f{cluster::shared().create_migrated_database()};
    wire::Events events;
    wire::BedChanged& bed = *events.add_events()->mutable_bed_changed();
    bed.set_ward("W1");
    bed.set_bed("3");
    bed.set_stay("s2");
    bed.set_monitored(true);
    f.append(ward::input{noon, ward::rules_changed{"[[alarm]]", "rules.toml"}}, events);
    f.append(ward::input{noon, ward::tick{}});
    f.follow();
    f.wait_recorded(2);
    CHECK(f.ask("SELECT concat_ws('|', ward, bed, stay, patient IS NULL, monitored) FROM vigil.bed_event") ==
          "W1|3|s2|t|t");
    CHECK(f.ask("SELECT source || text FROM vigil.rules") == "rules.toml[[alarm]]");
    CHECK(f.ask("SELECT count(*) FROM vigil.reading") == "0");
    CHECK(f.ask("SELECT cursor FROM vigil.journal") == "2");
}

TEST_CASE("a batch across midnight goes to both days") {
    followed f{cluster::shared().create_migrated_database()};
    const instant midnight = *parse_rfc3339("2026-11-23T00:00:00Z");
    f.append(ordinary_report(1, noon), midnight - milliseconds{1});
    f.append(ordinary_report(2, noon), midnight);
    f.append(ordinary_report(3, noon), midnight + std::chrono::hours{24 * 400});
    f.follow();
    f.wait_recorded(3);
    CHECK(f.ask("SELECT count(*) FROM vigil.reading_20261122") == "1");
    CHECK(f.ask("SELECT count(*) FROM vigil.reading_20261123") == "1");
    CHECK(f.ask("SELECT count(*) FROM vigil.reading_20261124") == "0"); // made ahead
    CHECK(f.ask("SELECT count(*) FROM vigil.reading_20271228") == "1");
}

TEST_CASE("bytes of a sender that PostgreSQL refuses in a text do not stop the record") {
    followed f{cluster::shared().create_migrated_database()};
    report r = ordinary_report(1, noon);
    r.sender = std::string{"a\0b\t\\N\n\xff", 8};
    r.patient = "\\N";
    f.append(r);
    f.follow();
    f.wait_recorded(1);
    CHECK(f.ask("SELECT sender FROM vigil.reading") ==
          "a\xef\xbf\xbd"
          "b\t\\N\n\xef\xbf\xbd");
    CHECK(f.ask("SELECT patient FROM vigil.reading") == "\\N");
    CHECK(f.ask("SELECT count(*) FROM vigil.undecodable") == "0");
}

TEST_CASE("a row that does not decode is set aside whole, and its neighbours are recorded") {
    followed f{cluster::shared().create_migrated_database()};
    f.append_ordinary(2);
    f.journal->append(noon, 1, std::string{"\xff\x00garbage", 9}, "");
    f.append_ordinary(2);
    std::string good;
    ward::encode(ward::input{noon, ward::tick{}}, good);
    f.journal->append(noon, 1, good, "\xff");
    f.append_ordinary(1);
    f.follow();
    f.wait_recorded(7);
    CHECK(f.ask("SELECT count(*) FROM vigil.reading") == "5");
    CHECK(f.ask("SELECT string_agg(seq || ' ' || reason || ' ' || encode(body, 'hex'), ', ') FROM vigil.undecodable "
                "WHERE seq = 3") == "3 the input does not decode ff0067617262616765");
    CHECK(f.ask("SELECT encode(events, 'hex') FROM vigil.undecodable WHERE seq = 6") == "ff");
    CHECK(f.record->now().undecodable == 2);
}

TEST_CASE("a row that the database refuses is found, set aside, and its neighbours are recorded") {
    followed f{cluster::shared().create_migrated_database()};
    f.append_ordinary(700);
    report r = ordinary_report(701, noon);
    std::uint32_t noise = 1;
    for (int i = 0; i < 20'000; ++i) r.bed += static_cast<char>('!' + (noise = noise * 1664525u + 1013904223u) % 90u);
    f.append(r); // too long for an index entry, however it is compressed
    f.append_ordinary(700);
    f.follow();
    f.wait_recorded(1'401);
    CHECK(f.ask("SELECT count(*) FROM vigil.reading") == "1400");
    CHECK(f.ask("SELECT seq FROM vigil.undecodable") == "701");
    CHECK(f.ask("SELECT reason LIKE '%index%' FROM vigil.undecodable") == "t");
    CHECK(f.wait_problem().starts_with("row 701: "));
    const status now = f.record->now();
    CHECK(now.undecodable == 1);
    CHECK(now.batches + now.errors < 60); // halves, then doubles: no row waits for long
}

TEST_CASE("two journals in one database do not mix") {
    const std::string database = cluster::shared().create_migrated_database();
    followed a{database}, b{database};
    a.append_ordinary(30);
    b.append_ordinary(20);
    a.follow();
    b.follow();
    a.wait_recorded(30);
    b.wait_recorded(20);
    CHECK(a.ask("SELECT string_agg(n::text, ' ') FROM (SELECT count(*) n FROM vigil.reading GROUP BY journal "
                "ORDER BY n) s") == "20 30");
}

} // namespace vigil::record
