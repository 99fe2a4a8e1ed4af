#include "server/record/quarantine.hpp"

#include "tests/unit/server/record/followed.hpp"

namespace vigil::record {
namespace {

/// A record with one message in quarantine, received at noon.
class held_message {
public:
    explicit held_message(bool partly = false, std::uint64_t size = 3, std::string address = "10.0.0.4")
        : f{cluster::shared().create_migrated_database()} {
        ward::message_quarantined m;
        m.transport = "mllp";
        m.sender = "MONITOR-4";
        m.control_id = "c-17";
        m.dialect = "ihe-pcd01";
        m.raw = std::string{"a\0\xff", 3};
        m.size = size;
        m.reasons = "OBX[2]-6\tunit 'bananas' is unknown";
        m.partly = partly;
        m.address = std::move(address);
        f.append(ward::input{noon, m});
        f.follow();
        f.wait_recorded(1);
    }
    std::string rerun(const decoded_again& now) {
        quarantine q{f.database};
        return q.rerun(1, [&](const quarantined&) { return now; }).value();
    }

    followed f;
};

/// Heart rate in OBX 1, SpO2 in OBX 2.
decoded_again understood() {
    decoded_again now;
    now.content = ordinary_report(4, noon - milliseconds{500});
    now.content.reported_at = noon - milliseconds{500};
    now.rows_of_readings = {1, 2};
    return now;
}

} // namespace

TEST_CASE("a message in quarantine is found as it came, and a list shows the newest first") {
    held_message m;
    ward::message_quarantined other;
    other.sender = "MONITOR-5";
    m.f.append(ward::input{noon + milliseconds{1}, other});
    m.f.wait_recorded(2);
    quarantine q{m.f.database};
    const auto found = q.find(1);
    REQUIRE(found);
    CHECK(found->raw == std::string{"a\0\xff", 3});
    CHECK(found->from.received_at == noon);
    CHECK(found->sender == "MONITOR-4");
    CHECK(found->address == "10.0.0.4");
    CHECK(found->reasons == "OBX[2]-6\tunit 'bananas' is unknown");
    CHECK_FALSE(found->rerun_at);
    CHECK_FALSE(q.find(99));
    const auto all = q.list("", 10);
    REQUIRE(all.size() == 2);
    CHECK(all[0].sender == "MONITOR-5");
    CHECK(q.list("", 1).size() == 1);
    CHECK(q.list("MONITOR-4", 10).size() == 1);
    CHECK(q.ids("") == std::vector<std::int64_t>{1, 2});
    CHECK(q.ids("MONITOR-5") == std::vector<std::int64_t>{2});
}

TEST_CASE("what is understood now is recorded at the time at which the message came, as history") {
    held_message m;
    CHECK(m.rerun(understood()) == "2 readings recorded for W1/4");
    CHECK(m.f.ask("SELECT concat_ws('|', received_at = '2026-11-22 12:00:00Z', journal, seq, history, bed, heart_rate, "
                  "spo2) FROM vigil.reading") == "t|1|1|t|4|64|97");
    CHECK(m.f.ask("SELECT concat_ws('|', rerun_at IS NOT NULL, rerun_result) FROM vigil.quarantine") ==
          "t|2 readings recorded for W1/4");
    CHECK(m.f.ask("SELECT count(*) FROM vigil.alarm_event") == "0");
}

TEST_CASE(
    "a message that was kept without its peer's address is read again, and the result says what was not looked at") {
    held_message m{false, 3, ""};
    CHECK(m.rerun(understood()) ==
          "by its sender's name only, as its address was not kept: 2 readings recorded for W1/4");
    CHECK(quarantine{m.f.database}.find(1)->address.empty());
}

TEST_CASE("a message read again twice is recorded once, as it was understood last") {
    held_message m;
    decoded_again first = understood();
    first.content.readings.pop_back();
    first.reasons = "OBX[2]-6\tunit 'bananas' is unknown";
    CHECK(m.rerun(first) == "1 reading recorded for W1/4; not understood:\nOBX[2]-6\tunit 'bananas' is unknown");
    m.rerun(understood());
    m.rerun(understood());
    CHECK(m.f.ask("SELECT count(*) || ' ' || max(spo2) FROM vigil.reading") == "1 97");
}

TEST_CASE("a later run that understands less takes nothing back") {
    held_message m;
    m.rerun(understood());
    quarantine q{m.f.database};
    const auto result =
        q.rerun(1, [](const quarantined&) { return std::unexpected{std::string{"MSH-12\tversion 9"}}; });
    CHECK(result == "nothing recorded; not understood:\nMSH-12\tversion 9");
    CHECK(m.f.ask("SELECT count(*) FROM vigil.reading") == "1");
}

TEST_CASE("of a message that was taken in part only what was refused then is recorded") {
    held_message m{true};
    CHECK(m.rerun(understood()) == "1 reading recorded for W1/4");
    CHECK(m.f.ask("SELECT concat_ws('|', heart_rate IS NULL, spo2) FROM vigil.reading") == "t|97");
}

TEST_CASE("of a message that was taken in part nothing is recorded twice") {
    held_message m{true};
    decoded_again now = understood();
    now.rows_of_readings = {1, 3};
    CHECK(m.rerun(now) == "nothing recorded: nothing more is understood than when it came");
    now.rows_of_readings.clear();
    CHECK(m.rerun(now) == "nothing recorded: nothing more is understood than when it came");
    CHECK(m.f.ask("SELECT count(*) FROM vigil.reading") == "0");
}

TEST_CASE("a message that was kept in part only is not read again") {
    held_message m{false, 70'000};
    CHECK(m.rerun(understood()) == "not read: only the first 3 of its 70000 bytes were kept");
    CHECK(m.f.ask("SELECT count(*) FROM vigil.reading") == "0");
}

TEST_CASE("a message without a bed, or without readings, says so") {
    held_message m;
    decoded_again now = understood();
    now.content.bed.clear();
    CHECK(m.rerun(now).contains("names no bed"));
    now = understood();
    now.content.readings.clear();
    CHECK(m.rerun(now).starts_with("nothing recorded"));
    CHECK(m.f.ask("SELECT count(*) FROM vigil.reading") == "0");
}

TEST_CASE("a message that its sender repeated until it was taken is not recorded again") {
    held_message m;
    m.f.append(understood().content, noon + milliseconds{60'000});
    m.f.wait_recorded(2);
    CHECK(m.rerun(understood()) == "nothing recorded: the record has this message already");
    decoded_again other = understood(); // the same control id, used for another time
    other.content.reported_at = noon - milliseconds{501};
    CHECK(m.rerun(other) == "2 readings recorded for W1/4");
    CHECK(m.f.ask("SELECT count(*) FROM vigil.reading") == "2");
}

TEST_CASE("of several copies of one message in quarantine one is recorded") {
    held_message m;
    ward::message_quarantined again;
    again.raw = "abc";
    again.size = 3;
    m.f.append(ward::input{noon + milliseconds{1'000}, again});
    m.f.wait_recorded(2);
    quarantine q{m.f.database};
    const decode_again decode = [](const quarantined&) { return understood(); };
    CHECK(q.rerun(1, decode) == "2 readings recorded for W1/4");
    CHECK(q.rerun(2, decode) == "nothing recorded: the record has this message already");
    CHECK_FALSE(q.rerun(3, decode));
}

TEST_CASE("text of a sender that PostgreSQL refuses does not stop a run") {
    held_message m;
    decoded_again now = understood();
    now.content.control_id = now.content.patient = now.content.bed = std::string{"x\0\xff", 3};
    now.reasons = now.content.bed + std::string(10'000, '\xe2');
    CHECK(m.rerun(now).starts_with("2 readings recorded"));
    CHECK(m.f.ask("SELECT count(*) FROM vigil.reading") == "1");
}

TEST_CASE("the refused observations are those that the reasons name") {
    using rows = std::vector<std::uint32_t>;
    CHECK(refused_rows("") == rows{});
    CHECK(refused_rows("OBX[3]-6\twhy\nOBX[12]-5\twhy\nOBX[3]-2\twhy") == rows{3, 12});
    CHECK(refused_rows("PID-3\tOBX[4]-5 is fine\nOBX[]\tx\nOBX[7\tx\nOBX[99999999999]-5\tx\nOBX") == rows{});
    CHECK(refused_rows("\n\nOBX[2]\twhy\n") == rows{2});
}

} // namespace vigil::record
