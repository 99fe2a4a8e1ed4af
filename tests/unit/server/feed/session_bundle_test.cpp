#include "server/feed/session_bundle.hpp"

#include <set>

#include "tests/unit/server/feed/infused_ward.hpp"

namespace vigil::feed {
namespace {

/// "/entry/3/resource" of the n-th entry that has this type, from 0 on.
std::string nth(const document& d, std::string_view type, std::size_t n) {
    for (std::size_t i = 0; i < d.size("/entry"); ++i) {
        const std::string place = fmt::format("/entry/{}/resource", i);
        if (d.at(place + "/resourceType") == fmt::format("\"{}\"", type) && n-- == 0) return place;
    }
    FAIL(type, " is not there so often");
    return {};
}

} // namespace

TEST_CASE(
    "a session is a Procedure, each rate and bolus a MedicationAdministration, each charted value an Observation") {
    infused_ward w;
    w.begin();
    w.run();
    w.leave();
    const document d{session_bundle(w.wards, 0, w.now)};
    CHECK(d.at("/resourceType") == "\"Bundle\"");
    CHECK(d.at("/type") == "\"collection\"");
    CHECK(d.size("/entry") == 1 + 3 + 1 + 5);
    const std::string procedure = "/entry/0/resource";
    CHECK(d.at(procedure + "/status") == "\"completed\"");
    CHECK(d.at(procedure + "/code/text") == "\"A small <dose>\"");
    CHECK(d.at(procedure + "/performedPeriod/start") == quoted_time(0));
    CHECK(d.at(procedure + "/performedPeriod/end") == quoted_time(60));
    CHECK(d.at(procedure + "/subject/identifier/value") == "\"P-17\"");
    CHECK(d.at(procedure + "/location/display") == "\"W1/3\"");
    std::set<std::string> names;
    for (std::size_t i = 0; i < d.size("/entry"); ++i) {
        const std::string place = fmt::format("/entry/{}", i);
        CHECK(names.insert(d.at(place + "/fullUrl")).second);
        if (i > 0) CHECK(d.at(place + "/resource/partOf/0/reference") == d.at("/entry/0/fullUrl"));
    }
}

TEST_CASE("a rate says when it ran, a bolus how much it was, both who gave them and against what") {
    infused_ward w;
    w.begin();
    w.run();
    const document d{session_bundle(w.wards, 0, w.now)};
    const std::string first = nth(d, "MedicationAdministration", 0), second = nth(d, "MedicationAdministration", 1);
    const std::string third = nth(d, "MedicationAdministration", 2), bolus = nth(d, "MedicationAdministration", 3);
    CHECK(d.at(first + "/effectivePeriod") ==
          fmt::format(R"({{"start":{},"end":{}}})", quoted_time(0), quoted_time(30)));
    CHECK(d.at(first + "/dosage/rateQuantity") ==
          R"({"value":10,"unit":"mg/h","system":"http://unitsofmeasure.org","code":"mg/h"})");
    CHECK(d.at(first + "/medicationCodeableConcept/text") == "\"ketamine\"");
    CHECK(d.at(first + "/dosage/route/text") == "\"intravenous\"");
    CHECK(d.at(second + "/effectivePeriod/end") == quoted_time(45));
    CHECK(d.at(second + "/reasonCode/0/text") == "\"no effect yet\"");
    CHECK(d.at(second + "/note/0/text") == "\"Prescribed by doctor-1, second: doctor-2. Against: above ceiling\"");
    CHECK(d.at(third + "/effectivePeriod/start") == quoted_time(50));
    CHECK_FALSE(d.has(third + "/reasonCode")); // of the resumption, not of the rate
    CHECK(d.at(bolus + "/effectiveDateTime") == quoted_time(30));
    CHECK(d.at(bolus + "/dosage/dose") ==
          R"({"value":5,"unit":"mg","system":"http://unitsofmeasure.org","code":"mg"})");
    CHECK(d.at(bolus + "/performer/0/actor/display") == "\"nurse-1\"");
}

TEST_CASE("what runs still has no end") {
    infused_ward w;
    w.begin();
    w.wait(5);
    const document d{session_bundle(w.wards, 0, w.now)};
    CHECK(d.at("/entry/0/resource/status") == "\"in-progress\"");
    const std::string rate = nth(d, "MedicationAdministration", 0);
    CHECK(d.at(rate + "/status") == "\"in-progress\"");
    CHECK_FALSE(d.has(rate + "/effectivePeriod/end"));
}

TEST_CASE("a session that was paused, ended early or called off has the status that says so") {
    infused_ward w;
    const auto status = [&] { return document{session_bundle(w.wards, 0, w.now)}.at("/entry/0/resource/status"); };
    w.begin();
    w.order(infusion::pause_infusion{});
    CHECK(status() == "\"on-hold\"");
    w.order(infusion::stop_infusion{.early = true}, "vivid dreams");
    CHECK(status() == "\"in-progress\"");
    w.leave();
    CHECK(status() == "\"stopped\"");
    infused_ward other;
    other.order(infusion::start_session{.protocol = "small", .weight_kg = {}});
    CHECK(document{session_bundle(other.wards, 0, other.now)}.at("/entry/0/resource/status") == "\"preparation\"");
    other.order(infusion::stop_infusion{.early = true}, "has eaten");
    CHECK(document{session_bundle(other.wards, 0, other.now)}.at("/entry/0/resource/status") == "\"not-done\"");
}

TEST_CASE("observations keep both times, what replaced what, and the codes of what has one") {
    infused_ward w;
    w.begin();
    w.run();
    w.order(infusion::chart{.id = "c6",
                            .corrects = {},
                            .values = {{.item = "pulse", .number = 72, .text = {}, .from_device = true},
                                       {.item = "poss", .number = {}, .text = "2"},
                                       {.item = "dreams", .number = 2, .text = {}},
                                       {.item = "words", .number = {}, .text = "far away"}},
                            .note = "calm"});
    w.leave();
    const document d{session_bundle(w.wards, 0, w.now)};
    const auto of = [&](std::size_t n) { return nth(d, "Observation", n); };
    CHECK(d.at(of(0) + "/code/coding/0") == R"({"system":"http://loinc.org","code":"72514-3"})");
    CHECK(d.at(of(0) + "/valueQuantity") ==
          R"({"value":6,"unit":"{score}","system":"http://unitsofmeasure.org","code":"{score}"})");
    CHECK(d.at(of(0) + "/status") == "\"final\"");
    CHECK(d.at(of(2) + "/status") == "\"entered-in-error\"");
    CHECK(d.at(of(2) + "/effectiveDateTime") == quoted_time(36));
    CHECK(d.at(of(2) + "/issued") == quoted_time(40));
    CHECK(d.at(of(3) + "/status") == "\"corrected\"");
    CHECK(d.at(of(8) + "/code") == R"({"text":"Has the patient passed urine?"})");
    CHECK(d.at(of(8) + "/valueBoolean") == "false");
    CHECK(d.at(of(8) + "/category/0/coding/0/code") == "\"exam\"");
    CHECK(d.at(of(4) + "/code/coding/0/code") == "\"8867-4\"");
    CHECK(d.at(of(4) + "/category/0/coding/0/code") == "\"vital-signs\"");
    CHECK(d.at(of(4) + "/valueQuantity/code") == "\"/min\"");
    CHECK(d.at(of(4) + "/method/text") == "\"shown by the monitor and confirmed\"");
    CHECK(d.at(of(4) + "/note/0/text") == "\"calm\"");
    CHECK(d.at(of(5) + "/valueString") == "\"POSS 2\"");
    CHECK(d.at(of(6) + "/valueString") == "\"2 moderate\"");
    CHECK(d.at(of(7) + "/valueString") == "\"far away\"");
}

} // namespace vigil::feed
