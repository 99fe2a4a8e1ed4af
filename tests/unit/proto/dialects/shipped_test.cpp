// The dialects that are part of the program.
#include <doctest/doctest.h>

#include <set>
#include <string>

#include "proto/dialects/dialect.hpp"

using namespace vigil;

namespace {

const dialects::dialect& named(std::string_view name) {
    const dialects::dialect* found = dialects::find(name);
    REQUIRE(found);
    return *found;
}

} // namespace

TEST_CASE("Every shipped dialect can be read") {
    for (const dialects::source& s : dialects::sources()) {
        CAPTURE(s.file);
        const std::string base = dialects::base_name(s.text);
        const auto read = dialects::read(s.text, s.file, base.empty() ? dialects::dialect{} : named(base));
        if (!read) {
            FAIL_CHECK(read.error().front());
            continue;
        }
        CHECK(std::string{s.file} == read->name + ".toml");
    }
    CHECK(dialects::shipped().size() == dialects::sources().size());
}

TEST_CASE("Each shipped dialect has a name of its own, can be recognised, and says where a bed and a time stand") {
    std::set<std::string> names;
    for (const dialects::dialect& d : dialects::shipped()) {
        CAPTURE(d.name);
        CHECK(names.insert(d.name).second);
        CHECK_FALSE(d.title.empty());
        CHECK_FALSE(d.recognise.empty());
        CHECK_FALSE(d.bed.empty());
        CHECK_FALSE(d.order_time.empty());
        CHECK((d.way == dialects::direction::listen) == (d.port == 0));
    }
}

TEST_CASE("The first is IHE PCD-01: unit, room and bed, the device of OBX-18, the times of OBX-14 and OBR-7") {
    REQUIRE_FALSE(dialects::shipped().empty());
    const dialects::dialect& base = dialects::shipped().front();
    CHECK(&base == dialects::find("ihe-pcd01"));
    CHECK(base.ward == dialects::choice{{{"PV1", 3, 1}}});
    CHECK(base.bed == dialects::choice{{{"PV1", 3, 2}, {"PV1", 3, 3}}, {{"PV1", 3, 1}}});
    CHECK(base.patient == dialects::choice{{{"PID", 3, 1}}, {{"PID", 4, 1}}, {{"PID", 2, 1}}});
    CHECK(base.device == dialects::choice{{{"OBX", 18, 1}}});
    CHECK(base.observation_time == dialects::choice{{{"OBX", 14}}});
    CHECK(base.order_time == dialects::choice{{{"OBR", 7}}});
    CHECK(base.x_is_invalid);
    CHECK(base.codes.empty());
    CHECK_FALSE(dialects::find("no-such"));
}

TEST_CASE("No sentinel of any dialect is a number that a sign could have") {
    for (const dialects::dialect& d : dialects::shipped()) {
        CAPTURE(d.name);
        CHECK(d.is_sentinel(-100));
        CHECK(d.is_sentinel(8388607));
        for (const double number : d.sentinels)
            for (const metric_info& m : metrics()) {
                CAPTURE(m.name);
                CHECK_FALSE((number >= m.plausible_min && number <= m.plausible_max));
            }
    }
}

TEST_CASE("Only Philips PIC iX sends good numbers with OBX-11 X") {
    for (const dialects::dialect& d : dialects::shipped()) CHECK(d.x_is_invalid == (d.name != "philips-pic-ix"));
}

TEST_CASE("A sign of a sender's own vocabulary has a unit, or the message must say one") {
    for (const dialects::dialect& d : dialects::shipped()) {
        if (!d.units_are_wrong) continue;
        CAPTURE(d.name);
        for (const dialects::code& c : d.codes)
            if (c.what) CHECK(c.where_none != unit::none);
    }
}

TEST_CASE("The patient data share: we dial, MSH-10 is a class, the patient is told once, nobody reads answers") {
    const dialects::dialect& d = named("mindray-pds");
    CHECK(d.way == dialects::direction::dial);
    CHECK(d.port == 4601);
    CHECK(d.reply == dialects::answers::none);
    CHECK(d.patient_once);
    CHECK(d.control_id_is_class);
    CHECK(d.echo == "106");
    CHECK(d.alarms == dialects::alarm_form::pds);
    CHECK(d.bed.front() == dialects::joined{{"PV1", 3, 3, 2}});
    REQUIRE(d.find("101", ""));
    CHECK(d.find("101", "")->what == metric::heart_rate);
    CHECK(d.find("170", "whatever")->what == metric::nibp_systolic);
    CHECK(d.find("172", "")->what == metric::nibp_mean);
    CHECK(d.find("501", "")->what == metric::abp_mean);
    CHECK(d.find("160", "")->where_none == unit::percent);
    REQUIRE(d.find("105", ""));
    CHECK_FALSE(d.find("105", "")->what);
    CHECK_FALSE(d.find("999", ""));
}

TEST_CASE("The gateway that dials us has the same codes and reads its answers") {
    const dialects::dialect& d = named("mindray-gateway");
    CHECK(d.way == dialects::direction::listen);
    CHECK(d.reply == dialects::answers::as_asked);
    CHECK_FALSE(d.control_id_is_class);
    CHECK(d.echo.empty());
    CHECK(d.codes.size() == named("mindray-pds").codes.size());
}

TEST_CASE("The number of the mean aortic pressure is the cuff's only where the clone says so") {
    CHECK(named("northern").find("150031", "MDC")->what == metric::nibp_systolic);
    CHECK_FALSE(named("comen").find("150031", "MDC"));
    CHECK(named("northern").find("2267", "99COMEN")->what == metric::acvpu);
    CHECK_FALSE(named("northern").find("2267", "99MNDRY"));
}

TEST_CASE("Capsule's bed is told three times, and a conflict refuses") {
    const dialects::dialect& d = named("capsule-datacaptor");
    CHECK(d.bed.size() == 3);
    CHECK(d.bed_conflict_refuses);
    CHECK(d.ward.empty());
}

TEST_CASE("Philips: alarms in MDIL form; a 0 is a sensor that is off") {
    const dialects::dialect& d = named("philips-mdil");
    CHECK(d.alarms == dialects::alarm_form::mdil);
    CHECK(std::vector{metric::heart_rate, metric::pulse_rate, metric::spo2} == d.zero_is_off);
}
