#include "server/feed/infusion_frame.hpp"

#include "server/feed/frames.hpp"
#include "server/feed/protocol_frame.hpp"
#include "server/feed/session_frame.hpp"
#include "tests/unit/server/feed/infused_ward.hpp"

namespace vigil::feed {

TEST_CASE("each change of a session is an event of its own, with the bed, the stay and the session as it is now") {
    infused_ward w;
    w.begin();
    std::vector<std::string> told;
    for (const ward::event& e : w.events)
        if (std::holds_alternative<ward::infusion_told>(e.what)) told.push_back(event_line(w.wards, epoch, e));
    REQUIRE(told.size() == 1);
    CHECK(keys(told.front()) == "type epoch seq time bed stay infusion");
    const document d{told.front()};
    CHECK(d.at("/type") == "\"infusion\"");
    CHECK(d.at("/bed") == "\"W1/3\"");
    CHECK(d.at("/infusion/phase") == "\"infusing\"");
    CHECK(d.at("/infusion/rate_mg_per_h") == "10");
    CHECK(d.at("/infusion/ordered/prescriber") == "\"doctor-1\"");
    CHECK(d.at("/infusion/next_check/name") == "\"vitals\"");
    CHECK(d.at("/infusion/next_check/due_at") == quoted_time(15));
    CHECK(d.at("/infusion/over") == "false");
    const document snapshot{snapshot_line(w.wards, "W1", epoch, w.now)};
    CHECK(snapshot.at("/beds/0/infusion") == d.at("/infusion"));
}

TEST_CASE("a bed without a session has none to tell of") {
    infused_ward w;
    CHECK(document{snapshot_line(w.wards, "W1", epoch, w.now)}.at("/beds/0/infusion") == "null");
}

TEST_CASE("a session is told as JSON with everything that its report has") {
    infused_ward w;
    CHECK(session_object(w.wards, 0, w.now) == "{}");
    w.begin();
    w.run();
    w.leave();
    const document d{session_object(w.wards, 0, w.now)};
    CHECK(d.at("/bed") == "\"W1/3\"");
    CHECK(d.at("/patient") == "\"P-17\"");
    CHECK(d.at("/source") == "\"Proposal & more\"");
    CHECK(d.at("/began/by") == "\"nurse-1\"");
    CHECK(d.at("/infusion/total_mg") == "20.416");
    CHECK(d.at("/screening/0/second_prescriber") == "\"doctor-2\"");
    CHECK(d.at("/steps/1/against") == R"(["above_ceiling"])");
    CHECK(d.at("/pauses/0/reason") == "\"the patient asked\"");
    CHECK(d.at("/pauses/1/at") == quoted_time(50));
    REQUIRE(d.size("/warnings") == 4); // the pulse is overdue from the 45th minute, the pain from the 56th
    CHECK(d.at("/warnings/1/rule") == "\"overdue_vitals\"");
    CHECK(d.at("/warnings/2/rule") == "\"stop_fast\"");
    CHECK(d.at("/warnings/3/since") == quoted_time(56));
    CHECK(d.at("/warnings/3/missed") == "true");
    CHECK(d.at("/warnings/0/rule") == "\"overdue_vitals\"");
    CHECK(d.at("/warnings/0/until") == quoted_time(25));
    CHECK(d.at("/warnings/0/missed") == "false");
    CHECK(d.at("/observations/2/corrected_by") == "\"c4\"");
    CHECK(d.at("/ended/at") == quoted_time(60));
    CHECK(d.at("/pump_removed/by") == "\"nurse-1\"");
    CHECK(d.at("/discharged/reason") == "\"has a catheter\"");
    CHECK(d.at("/discharge_overridden") == R"(["passed_urine"])");
}

TEST_CASE("protocols are told by name, and one with what a form needs") {
    infused_ward w;
    const document all{protocols_object(w.wards)};
    CHECK(all.size("/protocols") == 1);
    CHECK(all.at("/protocols/0/name") == "\"small\"");
    const document one{protocol_object(*w.wards.protocols().front())};
    CHECK(one.at("/items/1") == R"({"name":"dreams","ask":"Vivid dreams?","answer":"grade"})");
    CHECK(one.at("/screening/0/passes_if") == "false");
    CHECK(one.at("/checks/0/items") == R"(["pulse","pain"])");
    CHECK(one.at("/most/mg_per_h") == "20");
    CHECK(one.at("/most/mg_total") == "null");
    CHECK(one.at("/units") == R"(["mg/h"])");
}

} // namespace vigil::feed
