#include "tests/unit/proto/fhir/read.hpp"

#include <cmath>
#include <utility>

namespace vigil::fhir {
namespace {

using enum validity;

const std::string bpm = R"("system":"http://unitsofmeasure.org","code":"/min")";

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const std::size_t at = text.find(what);
    REQUIRE(at != text.npos);
    return text.replace(at, what.size(), by);
}

std::string coded(const std::string& codings) {
    return replaced(heart_rate(), R"({"system":"http://loinc.org","code":"8867-4"})", codings);
}

std::string timed(const std::string& time) {
    return replaced(heart_rate(), R"("effectiveDateTime":"2026-11-22T02:00:00Z")", time);
}

/// A blood pressure panel with these components.
std::string panel(const std::string& components) {
    return R"({"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org",)"
           R"("code":"85354-9"}]},"effectiveDateTime":"2026-11-22T02:00:00Z","component":[)" +
           components + "]}";
}

std::string part(const std::string& code, const std::string& rest) {
    return R"({"code":{"coding":[{"system":"http://loinc.org","code":")" + code + "\"}]}," + rest + "}";
}

const std::string mmhg_107 = R"("valueQuantity":{"value":107,"system":"http://unitsofmeasure.org","code":"mm[Hg]"})";

} // namespace

TEST_CASE("an observation becomes a reading of its patient at its time") {
    const message_item item = read(heart_rate());
    CHECK(item.status == 201);
    CHECK(item.issues.empty());
    REQUIRE(item.content.readings.size() == 1);
    const reading& r = item.content.readings[0];
    CHECK(r.what == metric::heart_rate);
    CHECK(r.value == 128);
    CHECK(r.status == valid);
    CHECK(r.declared == unit::per_minute);
    CHECK((r.measured_at == two_o_clock));
    CHECK((item.content.reported_at == two_o_clock));
    CHECK(item.content.patient == "P-17");
    CHECK(item.content.sender == "fhir");
    CHECK_FALSE(item.content.history);
    CHECK(item.content.bed.empty());
}

TEST_CASE("the sender is the source, else the device, else the performer") {
    CHECK(read(heart_rate(R"("valueQuantity":{"value":1,)" + bpm + R"(},"performer":[{"reference":"Device/9"}])"))
              .content.sender == "Device/9");
    CHECK(read(heart_rate(R"("device":{"display":"monitor-17"},"performer":[{"reference":"Device/9"}],)"
                          R"("dataAbsentReason":{"text":"off"})"))
              .content.sender == "monitor-17");
    CHECK(read(heart_rate(R"("meta":{"source":"urn:gateway"},"device":{"display":"monitor-17"},)"
                          R"("dataAbsentReason":{"text":"off"})"))
              .content.sender == "urn:gateway");
}

TEST_CASE("a status says whether there is something to take") {
    for (const char* status : {"final", "amended", "corrected"}) {
        CHECK(read(heart_rate("", status)).content.readings.at(0).status == valid);
        CHECK(read(heart_rate("", status)).status == 201);
    }
    CHECK(read(heart_rate("", "preliminary")).content.readings.at(0).status == questionable);
    for (const auto& [status, why] : {std::pair{"registered", "business-rule"},
                                      {"cancelled", "business-rule"},
                                      {"unknown", "business-rule"},
                                      {"finished", "code-invalid"},
                                      {"", "required"}}) {
        const message_item item = read(heart_rate("", status));
        CHECK_MESSAGE(item.status == 422, status);
        CHECK(item.content.readings.empty());
        CHECK(where(item) == "Observation.status");
        CHECK(item.issues.at(0).code == why);
    }
    const message_item error = read(heart_rate("", "entered-in-error"));
    CHECK(error.status == 200);
    CHECK(error.content.readings.empty());
    REQUIRE(error.issues.size() == 1);
    CHECK(error.issues[0].how == gravity::warning);
}

TEST_CASE("a reason for missing data is a reading without a number, never a zero") {
    for (const char* reason : {"error", "not-performed", "unknown"}) {
        const message_item item =
            read(heart_rate(R"("dataAbsentReason":{"coding":[{"code":")" + std::string{reason} + "\"}]}"));
        CHECK(item.status == 201);
        REQUIRE(item.content.readings.size() == 1);
        CHECK(item.content.readings[0].status == unavailable);
        CHECK(std::isnan(item.content.readings[0].value));
    }
}

TEST_CASE("a number counts only with a UCUM code that can be converted") {
    const auto quantity = [](const std::string& content) { return heart_rate("\"valueQuantity\":{" + content + "}"); };
    const std::string system = R"("system":"http://unitsofmeasure.org",)";
    CHECK(read(quantity(R"("value":71,)" + system + R"("code":"{beats}/min")")).content.readings.at(0).value == 71);
    const std::pair<std::string, const char*> wrong[] = {
        {R"("value":71,"unit":"beats/minute")", ".code"},
        {R"("value":71,"code":"/min")", ".system"},
        {R"("value":71,"system":"http://snomed.info/sct","code":"/min")", ".system"},
        {R"("value":71,)" + system + R"("code":"mm[Hg]")", ".code"},
        {R"("value":71,)" + system + R"("code":"bpm")", ".code"},
        {R"("value":"71",)" + system + R"("code":"/min")", ".value"},
        {R"("value":71,"comparator":"<",)" + system + R"("code":"/min")", ".comparator"},
        {system + R"("code":"/min")", ".value"}};
    for (const auto& [content, place] : wrong) {
        const message_item item = read(quantity(content));
        CHECK_MESSAGE(item.status == 422, content);
        CHECK(item.content.readings.empty());
        CHECK(where(item) == std::string{"Observation.valueQuantity"} + place);
    }
}

TEST_CASE("a temperature in Fahrenheit is converted and one in coulomb refused") {
    const auto temperature = [](const std::string& code) {
        return replaced(replaced(heart_rate(R"("valueQuantity":{"value":98.6,"system":"http://unitsofmeasure.org",)"
                                            R"("code":"UNIT"})"),
                                 "8867-4", "8310-5"),
                        "UNIT", code);
    };
    CHECK(read(temperature("[degF]")).content.readings.at(0).value == doctest::Approx(37));
    CHECK(read(temperature("C")).status == 422);
}

TEST_CASE("other values, no value, and a value that is said to be absent are refused") {
    CHECK(where(read(heart_rate(R"("valueInteger":128)"))) == "Observation.valueInteger");
    CHECK(where(read(heart_rate(R"("note":[])"))) == "Observation.value");
    CHECK(where(read(heart_rate(R"("dataAbsentReason":{},"valueQuantity":{"value":1,)" + bpm + "}"))) ==
          "Observation.dataAbsentReason");
}

TEST_CASE("the narrower of two codes says what was measured") {
    const auto what = [](const std::string& codings) { return read(coded(codings)).content.readings.at(0); };
    const std::string rate = R"({"system":"http://loinc.org","code":"8867-4"})";
    const std::string pulse = R"({"system":"urn:iso:std:iso:11073:10101","code":"149530"})";
    CHECK(what(rate + "," + pulse).what == metric::pulse_rate);
    CHECK(what(pulse + "," + rate).what == metric::pulse_rate);
    CHECK(what(pulse + "," + rate).code == 149530);
    CHECK(what(R"({"code":"unknown"},)" + pulse).what == metric::pulse_rate);
}

TEST_CASE("codes of different signs are a conflict and never a guess") {
    const message_item item = read(coded(R"({"system":"http://loinc.org","code":"8867-4"},)"
                                         R"({"system":"http://loinc.org","code":"59408-5"})"));
    CHECK(item.status == 422);
    CHECK(where(item) == "Observation.code");
}

TEST_CASE("both codes of oxygen saturation are known") {
    for (const char* code : {"2708-6", "59408-5"}) {
        const message_item item =
            read(replaced(heart_rate(R"("valueQuantity":{"value":95,"system":"http://unitsofmeasure.org","code":"%"})"),
                          "8867-4", code));
        CHECK(item.content.readings.at(0).what == metric::spo2);
    }
}

TEST_CASE("a code that is not watched is answered and not stored") {
    const message_item item = read(coded(R"({"system":"http://loinc.org","code":"15074-8"})"));
    CHECK(item.status == 200);
    CHECK(item.content.readings.empty());
    REQUIRE(item.issues.size() == 1);
    CHECK(item.issues[0].how == gravity::information);
    CHECK(item.issues[0].diagnostics.contains("15074-8"));
}

TEST_CASE("each component of a blood pressure is a reading, and a bad one loses only itself") {
    const message_item good =
        read(panel(part("8480-6", mmhg_107) + "," + part("8462-4", R"("dataAbsentReason":{"text":"not performed"})")));
    REQUIRE(good.content.readings.size() == 2);
    CHECK(good.content.readings[0].what == metric::nibp_systolic);
    CHECK(good.content.readings[0].value == 107);
    CHECK(good.content.readings[1].what == metric::nibp_diastolic);
    CHECK(good.content.readings[1].status == unavailable);
    const message_item half = read(panel(part("8480-6", mmhg_107) + "," + part("8462-4", R"("valueInteger":60)")));
    CHECK(half.status == 201);
    CHECK(half.content.readings.size() == 1);
    CHECK(where(half) == "Observation.component[1].valueInteger");
    CHECK(read(panel(part("76215-3", mmhg_107))).content.readings.at(0).what == metric::abp_systolic);
    CHECK(where(read(panel(""))) == "Observation.component");
    const message_item members = read(replaced(panel(""), R"("component")", R"("hasMember":[{}],"component")"));
    CHECK(members.status == 200);
    CHECK(where(members) == "Observation.hasMember");
    CHECK(read(replaced(panel(""), R"("component")", R"("dataAbsentReason":{},"component")")).content.readings.size() ==
          2);
}

TEST_CASE("a time long past is history and a date without a time is no present") {
    CHECK_FALSE(read(timed(R"("effectiveDateTime":"2026-11-22T01:45:00Z")")).content.history);
    CHECK(read(timed(R"("effectiveDateTime":"2026-11-22T01:44:59Z")")).content.history);
    const message_item day = read(timed(R"("effectiveDateTime":"2026-11-22")"));
    CHECK(day.status == 201);
    CHECK(day.content.history);
    CHECK(day.content.reported_text == "2026-11-22");
    CHECK((day.content.readings.at(0).measured_at == *parse_rfc3339("2026-11-22T00:00:00Z")));
    CHECK(day.issues.at(0).how == gravity::warning);
    const instant past_midnight = *parse_rfc3339("2026-11-22T00:05:00Z");
    CHECK(read(timed(R"("effectiveDateTime":"2026-11-22")"), past_midnight).content.history);
    CHECK_FALSE(read(timed(R"("effectiveDateTime":"2026-11-22T00:00:00Z")"), past_midnight).content.history);
}

TEST_CASE("a time is an instant, the end of a period, or when it was issued") {
    const auto at = [](const std::string& time) {
        return to_rfc3339(read(timed(time)).content.readings.at(0).measured_at);
    };
    CHECK(at(R"("effectiveInstant":"2026-11-22T02:59:00+01:00")") == "2026-11-22T01:59:00.000Z");
    CHECK(at(R"("effectivePeriod":{"start":"2026-11-22T01:00:00Z","end":"2026-11-22T01:58:00Z"})") ==
          "2026-11-22T01:58:00.000Z");
    CHECK(at(R"("effectivePeriod":{"start":"2026-11-22T01:57:00Z"})") == "2026-11-22T01:57:00.000Z");
    CHECK(at(R"("issued":"2026-11-22T01:56:00Z")") == "2026-11-22T01:56:00.000Z");
    CHECK(at(R"("id":"1")") == "2026-11-22T02:00:00.000Z");
    for (const char* bad : {R"("effectiveDateTime":"2026-11-22T02:00:00")", R"("effectiveDateTime":"2026-02-30")",
                            R"("effectiveDateTime":5)", R"("effectivePeriod":{})"})
        CHECK_MESSAGE(read(timed(bad)).status == 422, bad);
    CHECK(where(read(timed(R"("effectiveTiming":{})"))) == "Observation.effectiveTiming");
}

TEST_CASE("what can not be told from its own repetition is refused") {
    const message_item item = read(timed(R"("note":[])"));
    CHECK(item.status == 422);
    CHECK(item.content.readings.empty());
}

TEST_CASE("what might change the meaning, or is about somebody else, is not taken") {
    for (const char* key : {"modifierExtension", "implicitRules", "focus"}) {
        const message_item item = read(heart_rate("\"" + std::string{key} + "\":[{}],\"dataAbsentReason\":{}"));
        CHECK_MESSAGE(item.status == 422, key);
        CHECK(item.content.readings.empty());
    }
    CHECK(read(panel(part("8480-6", R"("modifierExtension":[{}],)" + mmhg_107))).status == 422);
    CHECK(where(read(replaced(heart_rate(), "Patient/P-17", "Group/herd"))) == "Observation.subject");
}

TEST_CASE("of the parts of an observation only those that are watched are stored, and the others named") {
    const auto item = read(heart_rate(
        R"("component":[{"code":{"coding":[{"system":"http://loinc.org","code":"9999-9"}]},"valueString":"x"}],)"
        R"("valueQuantity":{"value":128,"system":"http://unitsofmeasure.org","code":"/min"})"));
    CHECK(item.status == 201);
    CHECK(item.content.readings.size() == 1);
    CHECK(where(item) == "Observation.component[0].code");
}

TEST_CASE("a reference to what is not there names its patient by itself") {
    std::string body = heart_rate();
    body.replace(body.find("Patient/P-17"), 12, "#p");
    CHECK(read(body).content.patient == "p");
}

TEST_CASE("the patient is found where the reference points to") {
    const auto subject = [](const std::string& s) {
        return read(replaced(heart_rate(), R"({"reference":"Patient/P-17"})", s)).content.patient;
    };
    CHECK(subject(R"({"reference":"http://ehr.example/fhir/Patient/P-9/_history/2"})") == "P-9");
    CHECK(subject(R"({"reference":"Patient/1","identifier":{"value":"P-8"}})") == "P-8");
    CHECK(subject(R"({"display":"somebody"})").empty());
    const message_item inside = read(replaced(
        replaced(heart_rate(), "Patient/P-17", "#p"), R"("status")",
        R"("contained":[{"resourceType":"Patient","id":"p","identifier":[{"value":"X-1"},)"
        R"({"type":{"coding":[{"code":"MR"}]},"value":"P-7"}],"name":[{"family":"Doe","given":["Jan","B"]}]}],"status")"));
    CHECK(inside.content.patient == "P-7");
    CHECK(inside.content.patient_name == "Doe, Jan B");
}

TEST_CASE("a key that stands there twice is refused with its place") {
    const message_item item = read(heart_rate(R"("valueQuantity":{"value":71,"value":171,)" + bpm + "}"));
    CHECK(item.status == 422);
    CHECK(where(item) == "Observation.valueQuantity.value");
}

} // namespace vigil::fhir
