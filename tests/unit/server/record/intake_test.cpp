#include <fmt/format.h>

#include "server/record/batch.hpp"
#include "tests/unit/server/record/followed.hpp"

namespace vigil::record {
namespace {

using namespace std::string_literals;

ward::message_quarantined unread(std::string raw) {
    ward::message_quarantined m;
    m.transport = "mllp";
    m.sender = "MONITOR-4";
    m.control_id = "c-17";
    m.dialect = "ihe-pcd01";
    m.address = "10.0.0.4";
    m.reasons = "OBX[3]-6\tunit 'bananas' is unknown\nOBX[4]-3\tcode 1 is unknown";
    m.size = raw.size();
    m.raw = std::move(raw);
    m.key = 0xab;
    return m;
}

device_alarm low_spo2() {
    device_alarm a;
    a.id = "A-9";
    a.device = "00A037";
    a.text = "**SpO2 LOW";
    a.code = 196670;
    a.step = device_alarm::phase::start;
    a.urgency = device_alarm::priority::medium;
    a.inactivation = device_alarm::audio_paused | device_alarm::acknowledged;
    a.measured_at = noon - milliseconds{2'000};
    return a;
}

} // namespace

TEST_CASE("who lies there, what is history and the device's own limits are in the record") {
    followed f{cluster::shared().create_migrated_database()};
    report r = ordinary_report(1, noon);
    r.patient = "P-17";
    r.patient_name = "Doe, Jane";
    r.history = true;
    r.readings[1].device_low = 90;
    r.readings[1].device_high = 100;
    f.append(r);
    f.append(ordinary_report(2, noon));
    f.follow();
    f.wait_recorded(2);
    CHECK(f.ask("SELECT concat_ws('|', patient, patient_name, history) FROM vigil.reading WHERE seq = 1") ==
          "P-17|Doe, Jane|t");
    CHECK(f.ask("SELECT concat_ws('|', patient_name, history, device_low, device_high) FROM vigil.observation "
                "WHERE seq = 1 AND metric = 'spo2'") == "Doe, Jane|t|90|100");
    CHECK(f.ask("SELECT device_low IS NULL AND device_high IS NULL FROM vigil.observation "
                "WHERE seq = 1 AND metric = 'heart_rate'") == "t");
    CHECK(f.ask("SELECT patient_name IS NULL AND NOT history AND detail IS NULL FROM vigil.reading WHERE seq = 2") ==
          "t");
}

TEST_CASE("every change of a device's own alarm is in the record, with the message that told it") {
    followed f{cluster::shared().create_migrated_database()};
    ward::fold wards;
    f.append(wards, {noon, ward::readings_received{ordinary_report(3, noon), 1}});
    ward::device_alarms_reported told;
    told.content.sender = "MONITOR-3";
    told.content.control_id = "c-1";
    told.content.ward = "W1";
    told.content.bed = "3";
    told.content.alarms = {low_spo2()};
    told.key = 2;
    f.append(wards, {noon + milliseconds{1'000}, told});
    device_alarm& over = told.content.alarms[0];
    over.step = device_alarm::phase::end;
    over.now = device_alarm::state::inactive;
    over.inactivation = 0;
    told.content.control_id = "c-2";
    told.key = 3;
    f.append(wards, {noon + milliseconds{2'000}, told});
    f.follow(1);
    f.wait_recorded(3);
    CHECK(f.ask("SELECT count(*) FROM vigil.device_alarm_event") == "2");
    const auto line = [&](int seq) {
        return f.ask(
            "SELECT concat_ws('|', ward, bed, device, id, text, code, coalesce(source::text, '-'), phase, "
            "state, priority, kind, coalesce(inactivation::text, '-'), "
            "extract(epoch FROM at - measured_at)::int, sender, control_id, coalesce(patient, '-')) "
            "FROM vigil.device_alarm_event WHERE seq = " +
            std::to_string(seq));
    };
    CHECK(line(2) ==
          "W1|3|00A037|A-9|**SpO2 LOW|196670|-|start|active|medium|physiological|"
          "[\"audio_paused\", \"acknowledged\"]|3|MONITOR-3|c-1|-");
    CHECK(line(3) == "W1|3|00A037|A-9|**SpO2 LOW|196670|-|end|inactive|medium|physiological|-|4|MONITOR-3|c-2|-");
}

TEST_CASE("a movement of a patient is in the record as the registration told it") {
    followed f{cluster::shared().create_migrated_database()};
    ward::patient_moved swap;
    swap.content.what = movement::kind::swapped;
    swap.content.sender = "ADT";
    swap.content.control_id = "m-1";
    swap.content.who = {"P-17", "Doe, Jane"};
    swap.content.other = {"P-18", ""};
    swap.content.to = {"W1", "3"};
    swap.content.from = {"W1", "4"};
    swap.content.at = noon - milliseconds{60'000};
    f.append(ward::input{noon, swap});
    ward::patient_moved gone;
    gone.content.what = movement::kind::discharged;
    gone.content.who.id = "P-17";
    f.append(ward::input{noon, gone});
    f.follow();
    f.wait_recorded(2);
    CHECK(
        f.ask(
            "SELECT concat_ws('|', kind, sender, control_id, patient, patient_name, other_patient, "
            "coalesce(other_name, '-'), to_ward, to_bed, from_ward, from_bed, extract(epoch FROM at - moved_at)::int) "
            "FROM vigil.movement WHERE seq = 1") == "swapped|ADT|m-1|P-17|Doe, Jane|P-18|-|W1|3|W1|4|60");
    CHECK(f.ask("SELECT concat_ws('|', kind, to_ward, to_bed, from_bed, moved_at, patient) FROM vigil.movement "
                "WHERE seq = 2") == "discharged|P-17");
}

TEST_CASE("what was not understood is deleted from the record after its time, however much it is, and not before") {
    followed f{cluster::shared().create_migrated_database()};
    constexpr int old = 1'001, days = 90;
    const auto today = instant{std::chrono::floor<milliseconds>(std::chrono::system_clock::now().time_since_epoch())};
    const auto before = [&](int d, int minutes) {
        return today - std::chrono::days{d} - std::chrono::minutes{minutes};
    };
    for (int i = 0; i < old; ++i) f.append(ward::input{before(days, 1), unread("old")});
    f.append(ward::input{before(days - 1, 0), unread("younger")});
    f.follow();
    f.wait_recorded(old + 1);
    f.record.reset();
    CHECK(f.ask("SELECT count(*) FROM vigil.quarantine") == std::to_string(old + 1)); // 0 days: for ever
    f.follow(2'000, days);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes{1};
    while (f.ask("SELECT count(*) FROM vigil.quarantine") != "1") REQUIRE(std::chrono::steady_clock::now() < deadline);
    CHECK(f.ask("SELECT convert_from(raw, 'UTF8') FROM vigil.quarantine") == "younger");
}

TEST_CASE("a record that lets nobody delete goes on recording, and says so") {
    followed f{cluster::shared().create_migrated_database()};
    f.ask(
        "CREATE FUNCTION vigil.keep() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'kept'; END $$; "
        "CREATE TRIGGER keep BEFORE DELETE ON vigil.quarantine FOR EACH STATEMENT EXECUTE FUNCTION vigil.keep(); "
        "SELECT 1");
    f.follow(2'000, 1);
    CHECK(f.wait_problem().starts_with("deleting old rows of vigil.quarantine: ERROR:  kept"));
    f.append_ordinary(3);
    f.wait_recorded(3);
}

TEST_CASE("a message in quarantine is kept byte for byte, whatever its bytes are") {
    followed f{cluster::shared().create_migrated_database()};
    std::string every;
    for (int i = 0; i < 256; ++i) every += static_cast<char>(i);
    every += "\\x41\\N\t\n\r\\."s;
    f.append(ward::input{noon, unread(every)});
    ward::message_quarantined second = unread("");
    second.size = 70'000;
    second.partly = true;
    f.append(ward::input{noon, second});
    f.follow();
    f.wait_recorded(2);
    std::string hex;
    for (const char c : every) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
    CHECK(f.ask("SELECT encode(raw, 'hex') FROM vigil.quarantine WHERE seq = 1") == hex);
    CHECK(
        f.ask("SELECT concat_ws('|', transport, sender, control_id, dialect, size, key, partly, reasons, address) FROM "
              "vigil.quarantine WHERE seq = 1") ==
        "mllp|MONITOR-4|c-17|ihe-pcd01|" + std::to_string(every.size()) +
            "|00000000000000ab|f|OBX[3]-6\tunit 'bananas' is unknown\nOBX[4]-3\tcode 1 is unknown|10.0.0.4");
    CHECK(f.ask("SELECT concat_ws('|', length(raw), size, partly, rerun_at) FROM vigil.quarantine WHERE seq = 2") ==
          "0|70000|t");
    CHECK(f.ask("SELECT count(DISTINCT id) FROM vigil.quarantine") == "2");
}

TEST_CASE("many large messages in quarantine go in several transactions, each once") {
    followed f{cluster::shared().create_migrated_database()};
    for (int i = 0; i < 400; ++i) f.append(ward::input{noon, unread(std::string(ward::quarantine_bytes_max, '\xff'))});
    f.wait_committed();
    f.follow();
    f.wait_recorded(400);
    CHECK(f.ask("SELECT count(*) || ' ' || max(seq) || ' ' || min(length(raw)) FROM vigil.quarantine") ==
          "400 400 65536");
    const std::uint64_t bytes = 400 * 2 * ward::quarantine_bytes_max;
    CHECK(f.record->now().batches >= bytes / (batch::bytes_max + 1'000'000));
}

TEST_CASE("the record that was interrupted holds each message in quarantine once") {
    followed f{cluster::shared().create_migrated_database()};
    f.append(ward::input{noon, unread("a")});
    f.follow();
    f.wait_recorded(1);
    f.record.reset();
    f.append(ward::input{noon, unread("b")});
    f.follow();
    f.wait_recorded(2);
    CHECK(f.ask("SELECT string_agg(convert_from(raw, 'UTF8'), '' ORDER BY seq) FROM vigil.quarantine") == "ab");
}

} // namespace vigil::record
