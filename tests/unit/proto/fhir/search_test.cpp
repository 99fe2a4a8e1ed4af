#include "proto/fhir/search.hpp"

#include <doctest/doctest.h>

namespace vigil::fhir {
namespace {

search asked(const parameters& given) {
    const auto read = read_search(given, false);
    REQUIRE_MESSAGE(read, read.error().front().diagnostics);
    return *read;
}

std::string refused(const parameters& given, bool lenient = false) {
    const auto read = read_search(given, lenient);
    std::string all;
    if (!read)
        for (const issue& each : read.error()) all += each.diagnostics + "\n";
    return all;
}

const std::pair<std::string, std::string> of_patient{"patient", "P-17"};

} // namespace

TEST_CASE("a patient is named in any of FHIR's ways, a bed by ward and bed") {
    CHECK(asked({{"patient", "P-17"}}).patient == "P-17");
    CHECK(asked({{"subject", "Patient/P-17"}}).patient == "P-17");
    CHECK(asked({{"patient.identifier", "urn:oid:1.2|P-17"}}).patient == "P-17");
    CHECK(asked({{"subject.identifier", "P-17"}}).patient == "P-17");
    CHECK(asked({{"bed", "W1/3"}}).ward == "W1");
    CHECK(asked({{"bed", "W1/3"}}).bed == "3");
    for (const char* bed : {"W1", "/3", "W1/", ""}) CHECK_FALSE(refused({{"bed", bed}}).empty());
    CHECK_FALSE(refused({{"subject", "Group/1"}}).empty());
    CHECK(refused({}).contains("name a patient, a bed or an id"));
}

TEST_CASE("an id says which report it is of, and one that was never given finds nothing") {
    const search one = asked({{"_id", "0a1b2c3d-17-heart-rate-1795000000000"}});
    REQUIRE(one.id);
    CHECK(one.id->journal == "0a1b2c3d");
    CHECK(one.id->row == 17);
    CHECK(one.id->text == "0a1b2c3d-17-heart-rate-1795000000000");
    CHECK(asked({{"_id", "example"}}).id->row == 0);
    CHECK(asked({{"_id", "a-99999999999999999999-x"}, {"code", "8867-4"}}).id->row == 0);
    CHECK(refused({{"_id", "a-1-x,a-2-x"}}).contains("expected one id"));
}

TEST_CASE("a code asks for every sign that it can mean, and a part of a pressure for all of it") {
    using enum metric;
    const auto of = [](const char* code) { return asked({of_patient, {"code", code}}).metrics; };
    CHECK(of("http://loinc.org|9279-1") == std::vector{respiratory_rate});
    CHECK(of("9279-1,2708-6") == std::vector{respiratory_rate, spo2});
    CHECK(of("8867-4") == std::vector{heart_rate, pulse_rate});
    CHECK(of("8331-1") == std::vector{temperature});
    CHECK(of("urn:iso:std:iso:11073:10101|150456") == std::vector{spo2});
    const std::vector all_pressures{nibp_systolic, nibp_diastolic, nibp_mean, abp_systolic, abp_diastolic, abp_mean};
    CHECK(of("85354-9") == all_pressures);
    CHECK(of("8480-6") == all_pressures);
    CHECK(of("76215-3") == std::vector{abp_systolic, abp_diastolic, abp_mean});
}

TEST_CASE("a code that is never stored finds nothing, and not everything") {
    for (const char* code : {"15074-8", "http://snomed.info/sct|8867-4", "http://loinc.org|150456", ""}) {
        const search s = asked({of_patient, {"code", code}});
        CHECK_MESSAGE(s.nothing, code);
    }
    CHECK(asked({of_patient, {"category", "laboratory"}}).nothing);
    CHECK_FALSE(asked({of_patient, {"category", "vital-signs"}}).nothing);
}

TEST_CASE("dates bound the time of measurement on either side") {
    const auto bounds = [](std::initializer_list<const char*> dates) {
        parameters given{of_patient};
        for (const char* each : dates) given.emplace_back("date", each);
        const search s = asked(given);
        return (s.from ? to_rfc3339(*s.from) : "-") + " " + (s.to ? to_rfc3339(*s.to) : "-");
    };
    CHECK(bounds({"2026-11-22"}) == "2026-11-22T00:00:00.000Z 2026-11-23T00:00:00.000Z");
    CHECK(bounds({"ge2026-11-22"}) == "2026-11-22T00:00:00.000Z -");
    CHECK(bounds({"gt2026-11-22"}) == "2026-11-23T00:00:00.000Z -");
    CHECK(bounds({"le2026-11-22"}) == "- 2026-11-23T00:00:00.000Z");
    CHECK(bounds({"lt2026-11-22"}) == "- 2026-11-22T00:00:00.000Z");
    CHECK(bounds({"ge2026-11-22T02:00:00 01:00", "lt2026-11-22T02:00Z"}) ==
          "2026-11-22T01:00:00.000Z 2026-11-22T02:00:00.000Z");
    for (const char* bad : {"ap2026", "ge", "yesterday", "2026-11-22T02:00:00", "ge2026-02-30"})
        CHECK_MESSAGE(!refused({of_patient, {"date", bad}}).empty(), bad);
}

TEST_CASE("a page has a number of resources, a bound, and one order") {
    CHECK(asked({of_patient}).count == count_default);
    CHECK(asked({of_patient, {"_count", "7"}}).count == 7);
    CHECK(asked({of_patient, {"_count", "5000"}}).count == count_max);
    CHECK(asked({of_patient, {"_sort", "-date"}, {"_format", "json"}}).patient == "P-17");
    for (const char* bad : {"0", "-1", "ten", "", "99999999999999999999999"})
        CHECK_FALSE(refused({of_patient, {"_count", bad}}).empty());
    CHECK_FALSE(refused({of_patient, {"_sort", "date"}}).empty());
    CHECK_FALSE(refused({of_patient, {"_format", "xml"}}).empty());
    for (const char* bad : {"", "1", "1.2.3", "1.2.3.x", "1.2.3.4.5"})
        CHECK_FALSE(refused({of_patient, {"_cursor", bad}}).empty());
}

TEST_CASE("an unknown parameter is named, unless the client asked to pass it over") {
    const parameters given{of_patient, {"value-quantity", "gt5"}};
    CHECK(refused(given).contains("\"value-quantity\""));
    CHECK(refused(given, true).empty());
    CHECK_FALSE(refused({of_patient, {"_count", "0"}}, true).empty());
}

} // namespace vigil::fhir
