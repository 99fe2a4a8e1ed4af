#include "proto/vitals/metric.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace vigil {

TEST_CASE("the table holds every metric once, in order, under a name that leads back") {
    REQUIRE(metrics().size() == metric_count);
    CHECK(index(metric::pump_remaining) + 1 == metric_count);
    for (std::size_t i = 0; i < metric_count; ++i) {
        const metric_info& m = metrics()[i];
        CAPTURE(m.name);
        CHECK(index(m.what) == i);
        CHECK(&info(m.what) == &m);
        CHECK(metric_from_name(m.name) == m.what);
        CHECK(std::ranges::count(metrics(), m.name, &metric_info::name) == 1);
        CHECK(std::ranges::count(metrics(), m.label, &metric_info::label) == 1);
    }
}

TEST_CASE("metrics keep their places, which are part of the journal") {
    CHECK(index(metric::heart_rate) == 0);
    CHECK(index(metric::spo2) == 2);
    CHECK(index(metric::nibp_systolic) == 6);
    CHECK(index(metric::abp_systolic) == 9);
    CHECK(index(metric::temperature) == 16);
    CHECK(index(metric::sedation) == 19);
    CHECK(index(metric::pain) == 20);
    CHECK(index(metric::poss) == 21);
    CHECK(index(metric::acvpu) == 26);
    CHECK(index(metric::oxygen_flow) == 27);
    CHECK(index(metric::dysphoria) == 31);
    CHECK(index(metric::nausea) == 32);
    CHECK(index(metric::urinary_symptoms) == 37);
    CHECK(index(metric::pump_flow) == 38);
    CHECK(index(metric::pump_remaining) == 41);
}

TEST_CASE("names are fit for rules, JSON and SQL columns") {
    for (const metric_info& m : metrics()) {
        CAPTURE(m.name);
        CHECK(!m.name.empty());
        CHECK(std::ranges::all_of(m.name,
                                  [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }));
        CHECK(!(m.name[0] >= '0' && m.name[0] <= '9'));
    }
}

TEST_CASE("every metric has a plausible range, a unit and an age, and what a device sends all the time ages fast") {
    for (const metric_info& m : metrics()) {
        CAPTURE(m.name);
        CHECK(m.plausible_min < m.plausible_max);
        CHECK(m.canonical != unit::none);
        CHECK(m.stale_after > milliseconds{0});
        CHECK(m.stale_after <= std::chrono::hours{24});
        if (m.how == sampling::continuous || m.how == sampling::device)
            CHECK(m.stale_after <= std::chrono::minutes{10});
        else
            CHECK(m.stale_after >= std::chrono::minutes{40});
    }
}

TEST_CASE("what a pump says of itself is the device's, and no sign of the patient") {
    for (const metric_info& m : metrics()) {
        CAPTURE(m.name);
        CHECK((m.how == sampling::device) == m.name.starts_with("pump_"));
        if (m.how == sampling::device) CHECK(m.stale_after == std::chrono::seconds{30});
    }
}

TEST_CASE("a name that is not exactly a metric's is none") {
    for (const std::string_view text : {"", "Heart_Rate", "heart_rate ", "heart-rate", "hr", "systolic", "HR"})
        CHECK_MESSAGE(!metric_from_name(text), text);
}

} // namespace vigil
