#include "server/simulate/bedside_view.hpp"

#include <doctest/doctest.h>

namespace vigil::simulate {

TEST_CASE("a nurse sees the session, what is due and what stands in the way of a discharge") {
    const auto seen = read_session(R"({"infusion":{"session":"19af","phase":"infusing","rate_mg_per_h":12.5,)"
                                   R"("total_mg":3.25,"pump_attached":true},"checks":[{"name":"pain","due_at":)"
                                   R"("2026-11-22T02:00:00.250Z","overdue":true,"missing":["pain"]},{"name":"once",)"
                                   R"("due_at":null,"overdue":false,"missing":[]}],"discharge":[{"name":"eaten",)"
                                   R"("state":"missing","why":"not charted"}]})")
                          .value();
    CHECK(seen.id == "19af");
    CHECK(seen.phase == "infusing");
    CHECK(seen.rate_mg_per_h == 12.5);
    CHECK(seen.total_mg == 3.25);
    CHECK(seen.pump_attached);
    REQUIRE(seen.checks.size() == 2);
    CHECK(seen.checks[0].due_at == parse_rfc3339("2026-11-22T02:00:00.250Z"));
    CHECK(seen.checks[0].overdue);
    CHECK(seen.checks[0].missing == std::vector<std::string>{"pain"});
    CHECK_FALSE(seen.checks[1].due_at);
    REQUIRE(seen.discharge.size() == 1);
    CHECK(seen.discharge[0].state == "missing");
    CHECK(seen.discharge[0].why == "not charted");
}

TEST_CASE("a bed without a session has none") {
    CHECK(read_session("{}").value().phase.empty());
    CHECK(read_session("no JSON").error() == "the server's answer is no JSON");
}

TEST_CASE("a nurse sees the patient of a bed and the alarms of this bed only") {
    const auto seen = read_bed(R"({"beds":[{"bed":"W1/1","stay":"a","patient":"P-1"},{"bed":"W1/2","stay":"b",)"
                               R"("patient":null}],"alarms":[{"id":"01","bed":"W1/1","rule":"hypertension","priority":)"
                               R"("medium","phase":"active","acknowledged":null,"message":"high"},{"id":"02","bed":)"
                               R"("W1/1","rule":"high_sedation","priority":"high","phase":"latched","acknowledged":)"
                               R"({"by":"nurse-1"},"message":"deep"},{"id":"03","bed":"W1/2","rule":"apnoea"}]})",
                               "W1/1")
                          .value();
    CHECK(seen.stay == "a");
    CHECK(seen.patient == "P-1");
    REQUIRE(seen.alarms.size() == 2);
    CHECK(seen.alarms[0].rule == "hypertension");
    CHECK(seen.alarms[0].active);
    CHECK_FALSE(seen.alarms[0].acknowledged);
    CHECK_FALSE(seen.alarms[1].active);
    CHECK(seen.alarms[1].acknowledged);
}

TEST_CASE("a protocol is asked for as it was written, and a refusal says why") {
    CHECK(read_protocol_text(R"({"name":"a","text":"[protocol]\n"})").value() == "[protocol]\n");
    CHECK_FALSE(read_protocol_text(R"({"name":"a"})"));
    CHECK(read_refusal(R"({"title":"Conflict","detail":"too much"})") == "too much");
}

} // namespace vigil::simulate
