#include "proto/json/care.hpp"

#include <cmath>

#include <doctest/doctest.h>

using namespace vigil;
using namespace vigil::json;

namespace {

const instant received = parse_rfc3339("2026-11-22T02:00:09Z").value();

/// In India, as far as one sender is concerned.
const local_clock zones = [](std::string_view sender, const civil_time& local, instant) -> std::optional<instant> {
    if (sender != "10.0.0.5") return {};
    civil_time there = local;
    there.offset_minutes = 330;
    return from_civil(there);
};

std::vector<report_item> read(std::string_view body) {
    report_reader reader{zones};
    REQUIRE(reader.open(body, body_kind::json));
    std::vector<report_item> out;
    for (report_item item; reader.next(received, item);) out.push_back(item);
    return out;
}

std::string observation(std::string_view more, std::string_view device = "10.0.0.5",
                        std::string_view time = "2026-11-22 07:30:00") {
    return R"({"device_id":")" + std::string{device} + R"(","date-time":")" + std::string{time} +
           R"(","patient-id":"P-17","patient-name":"Doe, John",)" + std::string{more} + "}";
}

reading only(std::string_view more) {
    const auto items = read("[" + observation(R"("observation_id":)" + std::string{more}) + "]");
    REQUIRE(items.size() == 1);
    REQUIRE(items[0].content.readings.size() == 1);
    CHECK(items[0].rejected.empty());
    return items[0].content.readings[0];
}

} // namespace

TEST_CASE("an observation of CARE is a reading with the device's limits, at its sender's local time") {
    const auto items = read("[" + observation(R"("observation_id":"heart-rate","status":"final","value":71,"unit":"bpm",
        "interpretation":"normal","low-limit":50,"high-limit":120)") +
                            "]");
    REQUIRE(items.size() == 1);
    CHECK(items[0].usable);
    const report& r = items[0].content;
    CHECK(r.sender == "10.0.0.5");
    CHECK(r.control_id == "2026-11-22 07:30:00");
    CHECK(r.patient == "P-17");
    CHECK(r.patient_name == "Doe, John");
    CHECK(r.ward.empty());
    CHECK(r.reported_at == parse_rfc3339("2026-11-22T02:00:00Z"));
    CHECK(r.reported_text.empty());
    REQUIRE(r.readings.size() == 1);
    CHECK(r.readings[0].what == metric::heart_rate);
    CHECK(r.readings[0].value == 71);
    CHECK(r.readings[0].device_low == 50);
    CHECK(r.readings[0].device_high == 120);
    CHECK(r.readings[0].measured_at == r.reported_at);
}

TEST_CASE("a stamp without an offset of a sender without a zone is kept as text and never used as a time") {
    for (const char* time : {"2026-11-22 07:30:00", "08:21:48", "yesterday"}) {
        CAPTURE(time);
        const std::string text = observation(R"("observation_id":"SpO2","value":97,"unit":"%")", "10.0.0.6", time);
        const auto items = read("[" + text + "]");
        REQUIRE(items.size() == 1);
        CHECK_FALSE(items[0].content.reported_at);
        CHECK(items[0].content.reported_text == time);
        CHECK(items[0].content.readings.at(0).measured_at == received);
    }
}

TEST_CASE("where no sender has a zone, a stamp without an offset is no time either") {
    report_reader reader;
    REQUIRE(reader.open("[" + observation(R"("observation_id":"SpO2","value":97,"unit":"%")") + "]", body_kind::json));
    report_item item;
    REQUIRE(reader.next(received, item));
    CHECK_FALSE(item.content.reported_at);
    CHECK(item.content.reported_text == "2026-11-22 07:30:00");
}

TEST_CASE("a status text says why there is no number, and a number beside a sensor that is off is none") {
    const auto status = [](std::string_view text, std::string_view value) {
        return only(R"("SpO2","status":")" + std::string{text} + R"(","value":)" + std::string{value} +
                    R"(,"unit":"%")");
    };
    CHECK(status("Message-Leads Off", "null").status == validity::sensor_off);
    CHECK(status("Message-Leads Off", "97").status == validity::sensor_off);
    CHECK(std::isnan(status("Message-Leads Off", "97").value));
    CHECK(status("Message-Probe Unplugged", "null").status == validity::sensor_off);
    CHECK(status("disconnected", "97").status == validity::sensor_off);
    CHECK(status("Message-Measurement Invalid", "97").status == validity::unavailable);
    CHECK(status("final", "null").status == validity::unavailable);
    CHECK(status("final", "97").status == validity::valid);
    CHECK(status("Message-Tachy Cardia", "97").status == validity::valid);
    CHECK(status("Message-Motion", "97").status == validity::questionable);
    CHECK(only(R"("SpO2","status":null,"value":97,"unit":"%")").status == validity::valid);
}

TEST_CASE("nothing is measured where a number cannot be nothing; no breath can be") {
    for (const char* text :
         {R"("heart-rate","value":0,"unit":"bpm")", R"("SpO2","value":-1,"unit":"%")",
          R"("body-temperature1","value":0,"unit":"F")", R"("respiratory-rate","value":-5,"unit":"rpm")"}) {
        CAPTURE(text);
        CHECK(only(text).status == validity::unavailable);
    }
    CHECK(only(R"("respiratory-rate","value":0,"unit":"rpm")").status == validity::valid);
    CHECK(only(R"("body-temperature2","value":98.6,"unit":"F")").value == doctest::Approx(37.0));
    CHECK(only(R"("heart-rate","value":900,"unit":"bpm")").status == validity::implausible);
}

TEST_CASE("a blood pressure is three readings, and each of its parts is refused by itself") {
    const auto items = read("[[" + observation(R"("observation_id":"blood-pressure","status":"final",
        "systolic":{"value":120,"unit":"mmHg","Low-limit":100,"high-limit":160},
        "diastolic":{"value":70,"unit":"stone"},"map":{"value":11.5,"unit":"kPa","low-limit":8})") +
                            "]]");
    REQUIRE(items.size() == 1);
    const auto& readings = items[0].content.readings;
    REQUIRE(readings.size() == 2);
    CHECK(readings[0].what == metric::nibp_systolic);
    CHECK(std::isnan(readings[0].device_low));
    CHECK(readings[0].device_high == 160);
    CHECK(readings[1].what == metric::nibp_mean);
    CHECK(readings[1].device_low == doctest::Approx(60.005));
    REQUIRE(items[0].rejected.size() == 1);
    CHECK(items[0].rejected[0].where == "/0/0/diastolic/unit");
}

TEST_CASE("devices and patients are never mixed, in whatever order their observations come") {
    const std::string rate = R"("observation_id":"pulse-rate","value":71,"unit":"bpm")";
    std::string other = observation(rate);
    other.replace(other.find("P-17"), 4, "P-18");
    const auto items = read("[[" + observation(rate, "b") + "," + observation(rate) + "],[" + other + "," +
                            observation(rate, "b") + "]]");
    REQUIRE(items.size() == 3);
    CHECK(items[0].content.patient == "P-17");
    CHECK(items[1].content.patient == "P-18");
    CHECK(items[2].content.sender == "b");
    CHECK(items[2].content.readings.size() == 2);
    CHECK(items[2].index == 2);
}

TEST_CASE("what is no vital sign is refused by its name and place, and its neighbours live") {
    const std::string good = observation(R"("observation_id":"SpO2","value":97,"unit":"%")");
    struct wrong {
        const char* text;
        const char* where;
    };
    const wrong cases[] = {
        {R"("observation_id":"waveform","wave-name":"II","data":"2047 2048")", "/1/observation_id"},
        {R"("observation_id":"IBP1","value":97,"unit":"mmHg")", "/1/observation_id"},
        {R"("observation_id":"SpO2","value":"97","unit":"%")", "/1/value"},
        {R"("observation_id":"SpO2","value":97)", "/1/unit"},
        {R"("observation_id":"SpO2","value":97,"unit":"%","value":98)", "/1/value"},
        {R"("observation_id":"SpO2","value":97,"unit":"%","val\u0075e":98)", "/1/value"},
        {R"("observation_id":"SpO2","status":7,"value":97,"unit":"%")", "/1/status"},
        {R"("observation_id":"blood-pressure","status":"final")", "/1/systolic"},
        {R"("value":97,"unit":"%")", "/1/observation_id"},
    };
    for (const wrong& w : cases) {
        CAPTURE(w.text);
        const auto items = read("[" + good + "," + observation(w.text) + "]");
        REQUIRE(items.size() == 1);
        CHECK(items[0].content.readings.size() == 1);
        REQUIRE(items[0].rejected.size() == 1);
        CHECK(items[0].rejected[0].where == w.where);
    }
    CHECK(read("[" + good + ",7]").size() == 2);
    CHECK_FALSE(read(R"([{"observation_id":"SpO2","value":97,"unit":"%"}])")[0].usable); // of no device
}

TEST_CASE("a patient's name that cannot be kept is told, left out, and costs no reading") {
    const auto items = read(R"([{"device_id":"10.0.0.5","date-time":"2026-11-22 07:30:00","patient-id":"P-17",)"
                            R"("patient-name":"a\nb","observation_id":"SpO2","value":97,"unit":"%"}])");
    REQUIRE(items.size() == 1);
    CHECK(items[0].content.readings.size() == 1);
    CHECK(items[0].content.patient_name.empty());
    REQUIRE(items[0].rejected.size() == 1);
    CHECK(items[0].rejected[0].where == "/0/patient-name");
}
