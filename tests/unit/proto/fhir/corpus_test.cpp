// FHIR's own examples and simulated patients: what becomes of every one of them.
#include <map>
#include <set>

#include "tests/unit/proto/fhir/read.hpp"

#include <cmath>
#include <filesystem>

namespace vigil::fhir {
namespace {

/// "201 nibp_systolic=107 history", "200", "422 Observation.status"
std::string decision(const message_item& item) {
    std::string out = std::to_string(item.status);
    for (const reading& r : item.content.readings) {
        char number[32];
        std::snprintf(number, sizeof number, "%g", r.value);
        out += " " + std::string{name(r.what)} + "=" + (std::isnan(r.value) ? std::string{name(r.status)} : number);
    }
    if (item.content.history) out += " history";
    for (const issue& each : item.issues)
        if (each.how <= gravity::error) out += " " + each.where;
    return out;
}

const std::map<std::string, std::string> vital_signs{
    {"blood-pressure", "201 nibp_systolic=107 nibp_diastolic=60 history"},
    {"blood-pressure-dar", "201 nibp_systolic=107 nibp_diastolic=unavailable history"},
    {"blood-pressure-cancel", "422 Observation.status"},
    {"body-temperature", "201 temperature=36.5 history"},
    {"f202", "200"}, // entered in error
    {"heart-rate", "201 heart_rate=44 history"},
    {"map-sitting", "201 nibp_mean=60 history"},
    {"mbp", "201 nibp_mean=80 history"},
    {"respiratory-rate", "201 respiratory_rate=26 history"},
    {"satO2", "201 spo2=95 history"},
};

} // namespace

TEST_CASE("every example of an observation is decided") {
    std::size_t seen = 0;
    for (const auto& file : std::filesystem::directory_iterator{VIGIL_SOURCE_DIR "/tests/corpus/fhir"}) {
        const std::string stem = file.path().stem().string();
        if (!stem.starts_with("r4-Observation-")) continue;
        const auto expected = vital_signs.find(stem.substr(15));
        const message_item item = read(corpus(file.path().filename().string()));
        CHECK_MESSAGE(decision(item) == (expected == vital_signs.end() ? "200" : expected->second), stem);
        if (item.status == 200) CHECK_MESSAGE(item.issues.size() == 1, stem);
        ++seen;
    }
    CHECK(seen == 41);
}

TEST_CASE("every example of a bundle is decided") {
    const std::map<std::string, std::string> expected{
        {"r4-Bundle-bundle-example", "422"},
        {"r4-Bundle-bundle-references", "200*11"},
        {"r4-Bundle-bundle-request-simplesummary", "405*4"},
        {"r4-Bundle-bundle-response", "422"},
        {"r4-Bundle-bundle-response-simplesummary", "422"},
        {"r4-Bundle-bundle-search-warning", "422"},
        {"r4-Bundle-bundle-transaction", "200*6 405*4"},
        {"r4-Bundle-f202", "200*2"},
        {"r4-Bundle-ghp", "200*55"},
        {"r4-Bundle-micro", "200*27"},
        {"r4-Bundle-report", "200*14"},
    };
    for (const auto& [stem, decided] : expected) {
        const std::string body = corpus(stem + ".json");
        message_reader reader;
        const auto kind = reader.open_bundle(body);
        std::map<unsigned, int> counts;
        message_item item;
        while (kind && reader.next(two_o_clock, item)) ++counts[item.status];
        std::string found = kind ? "" : std::to_string(kind.error().status);
        for (const auto& [status, count] : counts)
            found += (found.empty() ? "" : " ") + std::to_string(status) + "*" + std::to_string(count);
        CHECK_MESSAGE(found == decided, stem);
    }
}

TEST_CASE("the vital signs of a simulated patient's whole life are history, each once") {
    for (const char* file : {"synthea-transaction-1.json", "synthea-transaction-2.json"}) {
        std::map<std::string, int> signs;
        std::set<std::string> ids, people;
        for (const message_item& item : items(corpus(file), true)) {
            CHECK_FALSE(any_error(item.issues));
            if (item.content.readings.empty()) {
                CHECK(item.status == 200);
                continue;
            }
            CHECK(item.content.history);
            CHECK(ids.insert(item.content.control_id).second);
            people.insert(item.content.patient + ":" + item.content.patient_name);
            for (const reading& r : item.content.readings) ++signs[std::string{name(r.what)}];
        }
        CHECK(signs == std::map<std::string, int>{{"nibp_diastolic", 3}, {"nibp_systolic", 3}, {"pain", 3}});
        REQUIRE(people.size() == 1);
        CHECK(people.begin()->contains(", "));
    }
}

} // namespace vigil::fhir
