#include "server/record/queries_observations.hpp"

#include <cmath>

#include "tests/unit/server/record/cluster.hpp"

namespace vigil::record {
namespace {

const instant two_o_clock = *parse_rfc3339("2026-11-22T02:00:00Z");

/// A record with a journal; rows are put into it as the writer would.
class recorded {
public:
    recorded() : database{cluster::shared().create_migrated_database()}, connection_{database} {
        run("INSERT INTO vigil.journal (identity) VALUES ('0a1b2c3d-0000-4000-8000-000000000000')");
        run("SELECT vigil.ensure_day(d::date) FROM generate_series('2026-11-20'::date, '2026-11-23', '1 day') d");
    }

    /// Columns of vigil.reading beyond the ordinary ones, and their values.
    void add(int seq, const std::string& columns, const std::string& values, const std::string& patient = "P-17",
             const std::string& received = "2026-11-22T02:00:00Z") {
        run("INSERT INTO vigil.reading (journal, seq, received_at, coded, ward, bed, patient, sender, control_id, " +
            columns + ") VALUES (1, " + std::to_string(seq) + ", '" + received + "', true, 'W1', '3', '" + patient +
            "', 'monitor-17', 'c', " + values + ")");
    }

    observations find(const observation_query& asked) {
        pqxx::nontransaction t{connection_};
        return read_observations(t, asked);
    }

    const std::string database;

private:
    void run(const std::string& sql) { pqxx::nontransaction{connection_}.exec(sql); }
    pqxx::connection connection_;
};

observation_query of_patient(const std::string& id = "P-17") {
    observation_query out;
    out.patient = id;
    return out;
}

/// "2 1": the rows, in their order.
std::string rows(const observations& found) {
    std::string out;
    for (const recorded_report& each : found.reports) out += (out.empty() ? "" : " ") + std::to_string(each.row);
    return out;
}

} // namespace

TEST_CASE("one report is found by its journal and its row, and no other") {
    recorded r;
    r.add(1, "heart_rate", "71");
    r.add(2, "heart_rate", "72");
    observation_query asked;
    asked.only = {"0a1b2c3d", 2};
    const observations found = r.find(asked);
    CHECK(rows(found) == "2");
    CHECK(found.reports.front().journal_digits == "0a1b2c3d");
    asked.only = {"0a1b2c3e", 2};
    CHECK(rows(r.find(asked)).empty());
    asked.only = {"0a1b2c3d", 2};
    asked.patient = "P-18";
    CHECK(rows(r.find(asked)).empty());
    asked = {};
    asked.only = {"it's", 2};
    CHECK(rows(r.find(asked)).empty());
}

TEST_CASE("any year may be asked for, also one that a database does not know") {
    recorded r;
    r.add(1, "heart_rate", "71");
    const instant first = parse_rfc3339("0001-01-01T00:00:00Z").value();
    for (const auto [from, to, expected] :
         {std::tuple{first, never, "1"}, {instant::min(), first, ""}, {never, never, ""}}) {
        observation_query asked = of_patient();
        asked.from = from, asked.to = to;
        CHECK(rows(r.find(asked)) == expected);
    }
    observation_query asked = of_patient();
    for (const auto [begin, expected] : {std::pair{first, ""}, {never, "1"}, {instant::min(), ""}}) {
        asked.begin = {begin, 1, 1};
        CHECK(rows(r.find(asked)) == expected);
    }
}

TEST_CASE("what was reported of a patient is found as it was") {
    recorded r;
    r.add(1, "heart_rate, spo2, detail, reported_at",
          R"(71, NULL, '{"spo2":{"validity":"sensor_off"},"others":[{"metric":"heart_rate","value":72,"code":149530,)"
          R"("measured_at":"2026-11-22T01:00:00Z"}]}', '2026-11-22T01:59:59Z')");
    r.add(2, "heart_rate", "99", "P-18");
    const observations found = r.find(of_patient());
    REQUIRE(found.reports.size() == 1);
    CHECK_FALSE(found.more);
    const recorded_report& one = found.reports[0];
    CHECK(one.row == 1);
    CHECK((one.received_at == two_o_clock));
    CHECK(one.content.ward == "W1");
    CHECK(one.content.bed == "3");
    CHECK(one.content.sender == "monitor-17");
    REQUIRE(one.content.readings.size() == 3);
    CHECK(one.content.readings[0].value == 72);
    CHECK(one.content.readings[0].code == 149530);
    CHECK(to_rfc3339(one.content.readings[0].measured_at) == "2026-11-22T01:00:00.000Z");
    CHECK(one.content.readings[1].what == metric::heart_rate);
    CHECK(one.content.readings[1].code == 147842);
    CHECK(to_rfc3339(one.content.readings[1].measured_at) == "2026-11-22T01:59:59.000Z");
    CHECK(one.content.readings[2].what == metric::spo2);
    CHECK(one.content.readings[2].status == validity::sensor_off);
    CHECK(std::isnan(one.content.readings[2].value));
}

TEST_CASE("the newest by the report's own time comes first, and a page goes on where the last one ended") {
    recorded r;
    r.add(1, "heart_rate, reported_at", "61, '2026-11-22T01:10:00Z'");
    r.add(2, "heart_rate, reported_at", "62, '2026-11-22T01:30:00Z'");
    r.add(3, "heart_rate, reported_at", "63, '2026-11-22T01:20:00Z'");
    r.add(4, "heart_rate", "64", "P-17", "2026-11-22T01:25:00Z");
    observation_query asked = of_patient();
    CHECK(rows(r.find(asked)) == "2 4 3 1");
    asked.reports_max = 2;
    observations found = r.find(asked);
    CHECK(rows(found) == "2 4");
    CHECK(found.more);
    asked.begin = {two_o_clock - std::chrono::minutes{35}, 1, 4};
    CHECK(rows(r.find(asked)) == "4 3");
    asked.reports_max = 3;
    CHECK(rows(r.find(asked)) == "4 3 1");
    CHECK_FALSE(r.find(asked).more);
}

TEST_CASE("signs, times and beds narrow what is found") {
    recorded r;
    r.add(1, "heart_rate, spo2, reported_at", "61, 97, '2026-11-22T01:10:00Z'");
    r.add(2, "heart_rate, reported_at", "62, '2026-11-22T01:30:00Z'");
    r.add(3, "heart_rate, detail", R"(63, '{"others":[{"metric":"spo2","value":95}]}')");
    r.add(4, "heart_rate, detail", R"(64, '{"spo2":{"validity":"unavailable"}}')");
    observation_query asked = of_patient();
    asked.metrics = {metric::spo2};
    const observations found = r.find(asked);
    CHECK(rows(found) == "4 3 1");
    for (const recorded_report& each : found.reports) CHECK(each.content.readings.size() == 1);
    asked.metrics = {metric::rass};
    CHECK(r.find(asked).reports.size() == 1); // the one whose `others` had to be looked into
    CHECK(r.find(asked).reports[0].content.readings.empty());
    asked = of_patient();
    asked.from = two_o_clock - std::chrono::minutes{30};
    asked.to = two_o_clock;
    std::size_t readings = 0;
    for (const recorded_report& each : r.find(asked).reports) readings += each.content.readings.size();
    CHECK(readings == 1);
    observation_query bed;
    bed.ward = "W1";
    bed.bed = "3";
    CHECK(rows(r.find(bed)) == "4 3 2 1");
    bed.bed = "4";
    CHECK(rows(r.find(bed)).empty());
}

TEST_CASE("a value that is resent with its old time is found by that time") {
    recorded r;
    r.add(1, "nibp_systolic, detail", R"(120, '{"nibp_systolic":{"measured_at":"2026-11-22T01:00:00Z"}}')");
    observation_query asked = of_patient();
    asked.to = two_o_clock - std::chrono::minutes{30};
    CHECK(r.find(asked).reports.at(0).content.readings.size() == 1);
    asked.from = two_o_clock - std::chrono::minutes{10};
    asked.to.reset();
    CHECK(r.find(asked).reports.at(0).content.readings.empty());
}

TEST_CASE("names in a question cannot become a part of it") {
    recorded r;
    r.add(1, "heart_rate", "61");
    CHECK(r.find(of_patient("' OR true --")).reports.empty());
    CHECK(r.find(of_patient("\\' OR true --")).reports.empty());
    CHECK(r.find(of_patient("\xff\xfe")).reports.empty());
}

TEST_CASE("a search among many days uses the indexes") {
    recorded r;
    const std::string plan = [&] {
        pqxx::connection c{r.database};
        pqxx::nontransaction t{c};
        t.exec("SET enable_seqscan = off");
        std::string all;
        for (const pqxx::row& row : t.exec(
                 "EXPLAIN SELECT seq FROM vigil.reading WHERE patient = 'P-17' AND coalesce(reported_at, received_at)"
                 " >= '2026-11-22' ORDER BY coalesce(reported_at, received_at) DESC LIMIT 5"))
            all += row[0].as<std::string>() + "\n";
        return all;
    }();
    CHECK_MESSAGE(plan.find("Index Scan") != plan.npos, plan);
}

} // namespace vigil::record
