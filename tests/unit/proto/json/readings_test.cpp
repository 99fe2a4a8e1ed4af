#include "proto/json/readings.hpp"

#include <cmath>

#include <doctest/doctest.h>

using namespace vigil;
using namespace vigil::json;

namespace {

const instant received = parse_rfc3339("2026-11-22T02:00:09Z").value();

struct request {
    std::vector<report_item> items;
    std::string error;

    explicit request(std::string_view body, body_kind kind = body_kind::json) {
        report_reader reader;
        if (const auto opened = reader.open(body, kind); !opened) {
            error = opened.error();
            return;
        }
        for (report_item item; reader.next(received, item);) items.push_back(item);
    }
};

std::string report_of(std::string_view readings) {
    return R"({"sender":"m17","id":"8c1f","bed":"W1/3","time":"2026-11-22T02:00:00.000Z","readings":[)" +
           std::string{readings} + "]}";
}

/// The only item of a request of one report with this reading and a good one after it: which always lives.
rejected_observation refusal(std::string_view reading_text) {
    const std::string good = R"({"metric":"spo2","value":97,"unit":"%"})";
    const request r{report_of(std::string{reading_text} + "," + good)};
    REQUIRE(r.items.size() == 1);
    CHECK(r.items[0].usable);
    REQUIRE(r.items[0].content.readings.size() == 1);
    CHECK(r.items[0].content.readings[0].what == metric::spo2);
    REQUIRE(r.items[0].rejected.size() == 1);
    return r.items[0].rejected[0];
}

rejected_observation report_refusal(std::string_view body) {
    const request r{body};
    REQUIRE(r.error.empty());
    REQUIRE(r.items.size() == 1);
    CHECK_FALSE(r.items[0].usable);
    CHECK(r.items[0].content.readings.empty());
    REQUIRE(r.items[0].rejected.size() == 1);
    return r.items[0].rejected[0];
}

reading only(std::string_view reading_text) {
    const request r{report_of(reading_text)};
    REQUIRE(r.items.size() == 1);
    REQUIRE(r.items[0].rejected.empty());
    REQUIRE(r.items[0].content.readings.size() == 1);
    return r.items[0].content.readings[0];
}

} // namespace

TEST_CASE("a name has 128 bytes at most, and a report 1,000 readings") {
    const auto named = [](std::size_t bytes) {
        return R"({"sender":")" + std::string(bytes, 'm') + R"(","id":"1","bed":"W1/3","readings":[{"metric":"spo2",)" +
               R"("value":97,"unit":"%"}]})";
    };
    CHECK(request{named(128)}.items.at(0).usable);
    CHECK(report_refusal(named(129)).reason.contains("1 to 128 bytes, not 129"));
    std::string many = R"({"metric":"spo2","value":97,"unit":"%"})";
    for (int i = 1; i < 1'000; ++i) many += R"(,{"metric":"spo2","value":97,"unit":"%"})";
    CHECK(request{report_of(many)}.items.at(0).content.readings.size() == 1'000);
    CHECK(report_refusal(report_of(many + R"(,{"metric":"spo2","value":97,"unit":"%"})")).reason.contains("1 to 1000"));
}

TEST_CASE("the report of the contract is read") {
    const request r{
        R"({"sender":"monitor-17","id":"8c1f","bed":"W1/3","patient":"MRN1","time":"2026-11-22T02:00:00.000Z",
        "readings":[{"metric":"heart_rate","value":128,"unit":"/min","code":147842},
                    {"metric":"spo2","value":null,"status":"sensor_off","time":"2026-11-22T02:59:58+01:00"}]})"};
    REQUIRE(r.items.size() == 1);
    const report_item& item = r.items[0];
    CHECK(item.usable);
    CHECK(item.index == 0);
    CHECK(item.rejected.empty());
    CHECK(item.content.sender == "monitor-17");
    CHECK(item.content.control_id == "8c1f");
    CHECK(item.content.ward == "W1");
    CHECK(item.content.bed == "3");
    CHECK(item.content.patient == "MRN1");
    CHECK(item.content.reported_at == parse_rfc3339("2026-11-22T02:00:00Z"));
    REQUIRE(item.content.readings.size() == 2);
    CHECK(item.content.readings[0].value == 128);
    CHECK(item.content.readings[0].code == 147842);
    CHECK(item.content.readings[0].measured_at == *item.content.reported_at);
    CHECK(item.content.readings[1].status == validity::sensor_off);
    CHECK(std::isnan(item.content.readings[1].value));
    CHECK(item.content.readings[1].measured_at == parse_rfc3339("2026-11-22T01:59:58Z"));
}

TEST_CASE("objects, arrays and lines give the same reports, numbered by their place") {
    const std::string one = report_of(R"({"metric":"heart_rate","value":70,"unit":"/min"})");
    CHECK(request{one}.items.size() == 1);
    CHECK(request{"[" + one + "," + one + "]"}.items.size() == 2);
    CHECK(request{"[]"}.items.empty());
    CHECK(request{one + "\n" + one + "\r\n\n" + one}.items.size() == 3);
    CHECK(request{one + "\n", body_kind::lines}.items.size() == 1);
    CHECK(request{"", body_kind::lines}.items.empty());
    const request mixed{one + "\n{broken\n\n7\n" + one, body_kind::lines};
    REQUIRE(mixed.items.size() == 4);
    CHECK_FALSE(mixed.items[1].usable);
    CHECK(mixed.items[1].rejected[0].reason.starts_with("not JSON"));
    CHECK(mixed.items[2].rejected[0].reason == "a report must be an object");
    CHECK(mixed.items[3].usable);
    CHECK(mixed.items[3].index == 3);
}

TEST_CASE("one bad reading is refused with its place, and its neighbours live") {
    struct wrong {
        const char* text;
        const char* pointer;
    };
    const wrong cases[] = {
        {R"({"metric":"heart_rate","value":70})", "/readings/0/unit"},
        {R"({"metric":"heart_rate","value":70,"unit":""})", "/readings/0/unit"},
        {R"({"metric":"heart_rate","value":70,"unit":7})", "/readings/0/unit"},
        {R"({"metric":"heart_rate","value":70,"unit":"mm[Hg]"})", "/readings/0/unit"},
        {R"({"metric":"heart_rate","value":70,"unit":"furlong"})", "/readings/0/unit"},
        {R"({"metric":"heart_rate","value":"70","unit":"/min"})", "/readings/0/value"},
        {R"({"metric":"heart_rate","value":true,"unit":"/min"})", "/readings/0/value"},
        {R"({"metric":"heart_rate","unit":"/min"})", "/readings/0/value"},
        {R"({"metric":"hart_rate","value":70,"unit":"/min"})", "/readings/0/metric"},
        {R"({"metric":7,"value":70,"unit":"/min"})", "/readings/0/metric"},
        {R"({"value":70,"unit":"/min"})", "/readings/0/metric"},
        {R"({"metric":"heart_rate","value":70,"unit":"/min","status":"fine"})", "/readings/0/status"},
        {R"({"metric":"heart_rate","value":70,"unit":"/min","time":"2026-11-22T02:00:00"})", "/readings/0/time"},
        {R"({"metric":"heart_rate","value":70,"unit":"/min","time":1790000000})", "/readings/0/time"},
        {R"({"metric":"heart_rate","value":70,"unit":"/min","code":150456})", "/readings/0/code"},
        {R"({"metric":"heart_rate","value":70,"unit":"/min","code":-1})", "/readings/0/code"},
        {R"({"metric":"heart_rate","value":70,"unti":"/min"})", "/readings/0/unti"},
        {R"({"metric":"heart_rate","value":70,"a/b~c":"/min"})", "/readings/0/a~1b~0c"},
        {R"({"metric":"heart_rate","value":70,"value":170,"unit":"/min"})", "/readings/0/value"},
        {"[]", "/readings/0"},
        {"null", "/readings/0"},
    };
    for (const wrong& w : cases) {
        CAPTURE(w.text);
        const rejected_observation r = refusal(w.text);
        CHECK(r.where == w.pointer);
        CHECK_FALSE(r.reason.empty());
    }
    CHECK(refusal(R"({"metric":"hart_rate","value":70,"unit":"/min"})").reason ==
          "unknown metric \"hart_rate\"; did you mean \"heart_rate\"?");
    CHECK(refusal(R"({"metric":"heart_rate","value":70,"unti":"/min"})").reason ==
          "unknown key \"unti\"; did you mean \"unit\"?");
}

TEST_CASE("a reading's keys stand in any order, and each value goes to its own") {
    const reading r = only(R"({"limits":[90,160],"time":"2026-11-22T01:00:00Z","code":150021,"status":"questionable",)"
                           R"("unit":"mm[Hg]","value":121,"scale":null,"metric":"nibp_systolic"})");
    CHECK(r.what == metric::nibp_systolic);
    CHECK(r.value == 121);
    CHECK(r.declared == unit::mmhg);
    CHECK(r.status == validity::questionable);
    CHECK(r.code == 150021);
    CHECK(r.measured_at == parse_rfc3339("2026-11-22T01:00:00Z"));
    CHECK(r.device_low == 90);
    CHECK(r.device_high == 160);
}

TEST_CASE("a time that is none is refused each time, and costs the same time elsewhere nothing") {
    constexpr std::string_view good = R"({"metric":"spo2","value":97,"unit":"%","time":"2026-11-22T01:00:00Z"})";
    constexpr std::string_view bad = R"({"metric":"spo2","value":97,"unit":"%","time":"2026-11-22T01:00:00"})";
    std::string all;
    for (const auto each : {good, bad, bad, good, good}) all += std::string{all.empty() ? "" : ","} + std::string{each};
    const request r{report_of(all)};
    REQUIRE(r.items.size() == 1);
    REQUIRE(r.items[0].rejected.size() == 2);
    CHECK(r.items[0].rejected[0].where == "/readings/1/time");
    CHECK(r.items[0].rejected[1].where == "/readings/2/time");
    REQUIRE(r.items[0].content.readings.size() == 3);
    for (const reading& each : r.items[0].content.readings)
        CHECK(each.measured_at == parse_rfc3339("2026-11-22T01:00:00Z"));
}

TEST_CASE("a unit that is missing is said to be missing, with one that would do") {
    CHECK(refusal(R"({"metric":"heart_rate","value":70})").reason == "heart_rate has no unit; expected one like /min");
    CHECK(refusal(R"({"metric":"heart_rate","value":70,"unit":"kPa"})").reason ==
          "unit \"kPa\" of heart_rate cannot be converted to /min");
}

TEST_CASE("a pump's dose rate is taken in mg/h, and for a kilogram of the patient refused with the reason") {
    CHECK(only(R"({"metric":"pump_dose_rate","value":250,"unit":"ug/min"})").value == doctest::Approx(15));
    CHECK(only(R"({"metric":"pump_flow","value":7.5,"unit":"mL/h"})").value == 7.5);
    CHECK(refusal(R"({"metric":"pump_dose_rate","value":4,"unit":"ug/kg/min"})").reason ==
          "unit \"ug/kg/min\" of pump_dose_rate cannot be converted to mg/h without the patient's weight");
}

TEST_CASE("units are converted, scores need none, and validity follows the status") {
    CHECK(only(R"({"metric":"temperature","value":98.6,"unit":"[degF]"})").value == doctest::Approx(37.0));
    CHECK(only(R"({"metric":"pain","value":2})").value == 2);
    CHECK(only(R"({"metric":"heart_rate","value":700,"unit":"/min"})").status == validity::implausible);
    CHECK(only(R"({"metric":"heart_rate","value":70,"unit":"/min","status":"questionable"})").status ==
          validity::questionable);
    CHECK(only(R"({"metric":"heart_rate","value":null})").status == validity::unavailable);
    const reading off = only(R"({"metric":"spo2","value":0,"unit":"%","status":"sensor_off"})");
    CHECK(off.status == validity::sensor_off);
    CHECK(std::isnan(off.value)); // a number of a sensor that is off is no value
}

TEST_CASE("sedation is read with its scale, and a scale by its own name is the same reading") {
    const auto check = [](std::string_view text, metric what, double value) {
        CAPTURE(text);
        const reading r = only(text);
        CHECK(r.what == what);
        CHECK(r.value == value);
        CHECK(r.status == validity::valid);
    };
    check(R"({"metric":"sedation","scale":"POSS","value":3})", metric::poss, 3);
    check(R"({"metric":"sedation","scale":"poss","value":"3","unit":"{score}"})", metric::poss, 3);
    check(R"({"metric":"poss","value":3.0})", metric::poss, 3);
    check(R"({"metric":"poss","value":"S"})", metric::poss, 1.5);
    check(R"({"metric":"sedation","scale":"RASS","value":-2})", metric::rass, -2);
    check(R"({"metric":"rass","value":2})", metric::rass, 2);
    check(R"({"metric":"rass","value":"+2"})", metric::rass, 2);
    check(R"({"metric":"sedation","scale":"MOAA/S","value":0})", metric::moaas, 0);
    check(R"({"metric":"sedation","scale":"UK 0-3","value":2})", metric::uk_sedation, 2);
    check(R"({"metric":"acvpu","value":"C"})", metric::acvpu, 1);
    check(R"({"metric":"dissociation","value":2})", metric::dissociation, 2);
    CHECK(only(R"({"metric":"poss","value":3,"status":"questionable"})").status == validity::questionable);
    CHECK(only(R"({"metric":"sedation","scale":"POSS","value":null})").what == metric::poss);
    CHECK(only(R"({"metric":"sedation","scale":"POSS","value":null})").status == validity::unavailable);
}

TEST_CASE("sedation without its scale is never guessed at") {
    for (const char* text : {R"({"metric":"sedation","value":3})", R"({"metric":"sedation","scale":null,"value":3})",
                             R"({"metric":"sedation","status":"unavailable"})"}) {
        CAPTURE(text);
        const rejected_observation r = refusal(text);
        CHECK(r.where == "/readings/0/scale");
        CHECK(r.reason == "sedation needs its scale: one of POSS, RASS, Ramsay, MOAA/S, UK 0-3, ACVPU");
    }
    CHECK(refusal(R"({"metric":"sedation","scale":"Pasero","value":3})").reason ==
          "unknown scale \"Pasero\"; expected one of POSS, RASS, Ramsay, MOAA/S, UK 0-3, ACVPU");
    CHECK(refusal(R"({"metric":"sedation","scale":7,"value":3})").where == "/readings/0/scale");
    CHECK(refusal(R"({"metric":"pain","scale":"POSS","value":3})").reason == "scale belongs to sedation, not to pain");
    CHECK(refusal(R"({"metric":"rass","scale":"POSS","value":3})").where == "/readings/0/scale");
}

TEST_CASE("a level that the scale does not have is refused with those that it has") {
    CHECK(refusal(R"({"metric":"poss","value":5})").reason == "POSS has no level \"5\"; expected one of S, 1, 2, 3, 4");
    for (const char* text :
         {R"({"metric":"poss","value":0})", R"({"metric":"poss","value":1.5})", R"({"metric":"poss","value":2.5})",
          R"({"metric":"poss","value":"1.5"})", R"({"metric":"poss","value":""})",
          R"({"metric":"poss","value":"deep"})", R"({"metric":"poss","value":true})",
          R"({"metric":"poss","value":[3]})", R"({"metric":"poss","value":9,"status":"questionable"})",
          R"({"metric":"rass","value":-6})", R"({"metric":"acvpu","value":2})", R"({"metric":"acvpu","value":"D"})",
          R"({"metric":"agitation","value":"mild"})", R"({"metric":"poss"})"}) {
        CAPTURE(text);
        CHECK(refusal(text).where == "/readings/0/value");
    }
    CHECK(refusal(R"({"metric":"poss","value":3,"unit":"/min"})").where == "/readings/0/unit");
    CHECK(refusal(R"({"metric":"pain","value":"3"})").where == "/readings/0/value");
}

TEST_CASE("a report without sender, id or bed, or with nothing readable, is not taken") {
    const std::string good = report_of(R"({"metric":"heart_rate","value":70,"unit":"/min"})");
    const auto without = [&](std::string_view text, std::string_view with) {
        std::string body = good;
        body.replace(body.find(text), text.size(), with);
        return report_refusal(body).where;
    };
    CHECK(without(R"("sender":"m17",)", "") == "/sender");
    CHECK(without(R"("id":"8c1f",)", R"("id":"",)") == "/id");
    CHECK(without(R"("bed":"W1/3",)", "") == "/bed");
    for (const char* bed : {"\"W1\"", "\"/3\"", "\"W1/\"", "7", "\"a\\u0000/b\""})
        CHECK(without("\"W1/3\"", bed) == "/bed");
    CHECK(without("2026-11-22T02", "yesterday") == "/time");
    CHECK(without("\"readings\"", "\"values\"") == "/values");
    CHECK(without("{\"metric\":\"heart_rate\",\"value\":70,\"unit\":\"/min\"}", "") == "/readings");
    CHECK(without("/min", "kg") == "/readings/0/unit");
    CHECK(without("\"m17\"", "\"m17\",\"sender\":\"m18\"") == "/sender");
    CHECK(report_refusal("7").where.empty());
    CHECK(report_refusal("[null]").where.empty());
}

TEST_CASE("without a time the receive time stands in, and the report says that it had none") {
    const request r{R"({"sender":"a","id":"b","bed":"c/d","readings":[{"metric":"spo2","value":97,"unit":"%"}]})"};
    REQUIRE(r.items.size() == 1);
    CHECK_FALSE(r.items[0].content.reported_at);
    CHECK(r.items[0].content.readings[0].measured_at == received);
}

TEST_CASE("what is not JSON is refused whole: syntax, depth, encoding, numbers without end") {
    for (const char* bad :
         {"", " ", "{", "nul", "{\"a\":NaN}", "[1e999]", "{\"a\":\"\xff\"}", "{} {}", "[1,]", "'a'", "{\"a\":01}"}) {
        CAPTURE(bad);
        CHECK_FALSE(request{bad}.error.empty());
    }
    CHECK(request{std::string(16, '[') + "1" + std::string(16, ']')}.error.empty());
    CHECK(request{std::string(17, '[') + "1" + std::string(17, ']')}.error == "nested deeper than 16");
    CHECK_FALSE(request{std::string(100'000, '[')}.error.empty());
}

TEST_CASE("a device's own limits come in the unit of its reading, and a limit that is null is not set") {
    const reading one = only(R"({"metric":"heart_rate","value":71,"unit":"/min","limits":[50,120]})");
    CHECK(one.device_low == 50);
    CHECK(one.device_high == 120);
    const reading pressure = only(R"({"metric":"nibp_mean","value":null,"unit":"kPa","limits":[null,20]})");
    CHECK(std::isnan(pressure.device_low));
    CHECK(pressure.device_high == doctest::Approx(150.0123));
    CHECK(std::isnan(only(R"({"metric":"spo2","value":97,"unit":"%","limits":null})").device_low));
    CHECK(only(R"({"metric":"pain","value":3,"limits":[null,7]})").device_high == 7);
    for (const char* limits : {"[120,50]", "[50]", "[50,120,130]", "{}", "50", "[\"50\",120]"}) {
        CAPTURE(limits);
        const std::string text = R"({"metric":"heart_rate","value":71,"unit":"/min","limits":)" + std::string{limits};
        CHECK(refusal(text + "}").where == "/readings/0/limits");
    }
    CHECK(refusal(R"({"metric":"heart_rate","value":null,"limits":[50,120]})").where == "/readings/0/unit");
}

TEST_CASE("a patient's name is read, and a refused report keeps its id") {
    std::string body = report_of(R"({"metric":"pain","value":3})");
    body.insert(1, R"("patient_name":"Doe, John",)");
    CHECK(request{body}.items.at(0).content.patient_name == "Doe, John");
    body.replace(body.find("W1/3"), 4, "W1-3");
    CHECK(request{body}.items.at(0).content.control_id == "8c1f");
    CHECK(request{body}.items.at(0).content.sender.empty());
}

TEST_CASE("a key that stands there twice is refused at every level, however it is written") {
    const std::string good = report_of(R"({"metric":"pain","value":3})");
    CHECK(report_refusal(R"({"id":"1","i\u0064":"2")" + good.substr(good.find(R"(,"bed")"))).where == "/id");
    CHECK(refusal(R"({"metric":"pain","value":3,"v\u0061lue":4})").where == "/readings/0/value");
}
