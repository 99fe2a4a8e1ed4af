#include "tests/unit/proto/fhir/read.hpp"

namespace vigil::fhir {
namespace {

std::string bundle(const std::string& type, const std::string& entries) {
    return R"({"resourceType":"Bundle","type":")" + type + R"(","entry":[)" + entries + "]}";
}

std::string entry(const std::string& resource, const std::string& method = "POST", const std::string& more = "") {
    return R"({"resource":)" + resource + R"(,"request":{"method":")" + method + R"(","url":"Observation"})" + more +
           "}";
}

std::vector<unsigned> statuses(const std::vector<message_item>& all) {
    std::vector<unsigned> out;
    for (const message_item& each : all) out.push_back(each.status);
    return out;
}

unsigned refused(const std::string& body, bool as_bundle) {
    message_reader reader;
    const auto kind = as_bundle ? reader.open_bundle(body) : reader.open_observation(body);
    return kind ? 0 : kind.error().status;
}

} // namespace

TEST_CASE("each entry of a bundle is decided by itself, with its place") {
    const auto all = items(bundle("batch", entry(heart_rate()) + "," + entry(heart_rate("", "cancelled")) + "," +
                                               entry(R"({"resourceType":"Encounter"})") + "," +
                                               entry(heart_rate(), "DELETE") + R"(,{"resource":{}},{})"),
                           true);
    CHECK(statuses(all) == std::vector<unsigned>{201, 422, 200, 405, 422, 422});
    CHECK(where(all[1]) == "Bundle.entry[1].resource.status");
    CHECK(where(all[2]) == "Bundle.entry[2].resource");
    CHECK(all[2].issues[0].how == gravity::information);
    CHECK(where(all[3]) == "Bundle.entry[3].request.method");
    CHECK(all[1].content.sender == "fhir"); // also of what is refused: it is kept under this name
    CHECK(all[3].content.readings.empty());
}

TEST_CASE("a collection needs no requests") {
    const auto all = items(bundle("collection", R"({"resource":)" + heart_rate() + "},{}"), true);
    CHECK(statuses(all) == std::vector<unsigned>{201, 422});
}

TEST_CASE("a patient of the same bundle is known by its record number and name") {
    const std::string patient =
        R"({"fullUrl":"urn:uuid:4711","resource":{"resourceType":"Patient","id":"9","identifier":[{"value":"P-17"}],)"
        R"("name":[{"family":"Doe","given":["Jan"]}]}})";
    std::string observation = heart_rate();
    observation.replace(observation.find("Patient/P-17"), 12, "urn:uuid:4711");
    const auto all = items(bundle("collection", patient + R"(,{"resource":)" + observation + "}"), true);
    REQUIRE(all.size() == 2);
    CHECK(all[1].content.patient == "P-17");
    CHECK(all[1].content.patient_name == "Doe, Jan");
}

TEST_CASE("a patient whose entry says two things at once is nobody") {
    const std::string patient = R"({"fullUrl":"Patient/P-17","resource":{"resourceType":"Patient",)"
                                R"("identifier":[{"value":"P-18","value":"P-19"}]}})";
    const auto all = items(bundle("collection", patient + R"(,{"resource":)" + heart_rate() + "}"), true);
    CHECK(all.at(1).content.patient == "P-17");
}

TEST_CASE("reading again from the start gives the same") {
    message_reader reader;
    REQUIRE(reader.open_bundle(bundle("batch", entry(heart_rate(), "PUT", R"(,"fullUrl":"urn:uuid:1")"))));
    message_item item;
    for (int round = 0; round < 2; ++round) {
        REQUIRE(reader.next(two_o_clock, item));
        CHECK(item.status == 201);
        CHECK(item.content.control_id == "urn:uuid:1");
        CHECK(reader.raw() == heart_rate());
        CHECK_FALSE(reader.next(two_o_clock, item));
        reader.rewind();
    }
}

TEST_CASE("a body that is no such resource is refused as a whole") {
    CHECK(refused("", true) == 400);
    CHECK(refused("{", true) == 400);
    CHECK(refused("[]", false) == 400);
    CHECK(refused("\xff", false) == 400);
    CHECK(refused(heart_rate(), true) == 422);
    CHECK(refused(bundle("batch", ""), false) == 422);
    CHECK(refused(bundle("searchset", ""), true) == 422);
    CHECK(refused(bundle("", ""), true) == 422);
    CHECK(refused(R"({"resourceType":"Bundle","type":"batch","type":"transaction"})", true) == 422);
    CHECK(refused(
              R"({"resourceType":"Bundle","type":"batch","entry":)" + std::string(40, '[') + std::string(40, ']') + "}",
              true) == 400);
}

TEST_CASE("a bundle has an end") {
    std::string entries = "{}";
    for (std::size_t i = 1; i < entries_max; ++i) entries += ",{}";
    CHECK(refused(bundle("batch", entries), true) == 0);
    CHECK(refused(bundle("batch", entries + ",{}"), true) == 413);
}

TEST_CASE("an observation with more components than there may be is refused") {
    std::string parts;
    for (std::size_t i = 0; i < 1'001; ++i)
        parts += R"(,{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"dataAbsentReason":{}})";
    const message_item item = read(heart_rate(R"("dataAbsentReason":{},"component":[)" + parts.substr(1) + "]"));
    CHECK(item.status == 422);
    CHECK(where(item) == "Observation.component");
}

TEST_CASE("an entry, or a bundle, that says two things at once is refused with its place") {
    const std::string twice = R"({"resource":)" + heart_rate() + R"(,"resource":)" + heart_rate() + "}";
    const auto all = items(bundle("collection", twice + R"(,{"resource":)" + heart_rate() + "}"), true);
    CHECK(statuses(all) == std::vector<unsigned>{422, 201});
    CHECK(where(all[0]) == "Bundle.entry[0].resource");
    CHECK(refused(R"({"resourceType":"Bundle","type":"batch","type":"collection"})", true) == 422);
}

} // namespace vigil::fhir
