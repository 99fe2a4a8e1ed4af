#include "proto/vitals/reading.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

namespace vigil {
namespace {

constexpr instant noon = from_epoch_ms(1'795'348'800'000);
constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr std::array<validity, 6> all{validity::valid,       validity::questionable, validity::sensor_off,
                                      validity::unavailable, validity::implausible,  validity::test};

std::optional<reading> made(metric what, double value, unit declared, validity status = validity::valid) {
    return make_reading(what, value, declared, status, noon);
}

} // namespace

TEST_CASE("validities are read back from their names, and only valid and questionable numbers may be used") {
    for (const validity v : all) {
        CHECK(validity_from_name(name(v)) == v);
        CHECK(usable(v) == (v == validity::valid || v == validity::questionable));
    }
    CHECK(name(validity::sensor_off) == "sensor_off");
    for (const std::string_view text : {"", "Valid", "ok", "sensor-off"})
        CHECK_MESSAGE(!validity_from_name(text), text);
}

TEST_CASE("a number in its metric's unit is taken as it is") {
    const auto r = made(metric::heart_rate, 128, unit::per_minute);
    REQUIRE(r);
    CHECK(r->what == metric::heart_rate);
    CHECK(r->value == 128);
    CHECK(r->status == validity::valid);
    CHECK(r->declared == unit::per_minute);
    CHECK(r->measured_at == noon);
    CHECK(r->code == 0);
}

TEST_CASE("a number in another unit of the same kind is converted before its plausibility is judged") {
    const auto temperature = made(metric::temperature, 98.6, unit::fahrenheit);
    REQUIRE(temperature);
    CHECK(temperature->value == doctest::Approx(37));
    CHECK(temperature->status == validity::valid); // 98.6 would not be, in degrees Celsius
    CHECK(temperature->declared == unit::fahrenheit);
    CHECK(made(metric::temperature, 98.6, unit::celsius)->status == validity::implausible);
    CHECK(made(metric::nibp_systolic, 16, unit::kilopascal)->status == validity::valid);
    CHECK(made(metric::nibp_systolic, 16, unit::mmhg)->status == validity::implausible);
}

TEST_CASE("a number without a unit is never guessed at; only a score needs none") {
    for (const metric_info& m : metrics()) {
        CAPTURE(m.name);
        const bool score = m.canonical == unit::score;
        CHECK(made(m.what, m.plausible_max, unit::none).has_value() == score);
        CHECK(made(m.what, m.plausible_max, unit::one).has_value() == score);
        CHECK(made(m.what, m.plausible_max, m.canonical)->status == validity::valid);
    }
    CHECK(made(metric::poss, 3, unit::score)->value == 3);
    CHECK(made(metric::poss, 3, unit::one)->value == 3);
}

TEST_CASE("a number in a unit of another kind is refused") {
    CHECK(!made(metric::heart_rate, 60, unit::percent));
    CHECK(!made(metric::spo2, 98, unit::one));
    CHECK(!made(metric::temperature, 37, unit::mmhg));
    CHECK(!made(metric::poss, 3, unit::percent));
    CHECK(!made(metric::heart_rate, 60, unit::percent, validity::test));
}

TEST_CASE("both ends of the plausible range are plausible, the next number is not, and it is kept") {
    for (const metric_info& m : metrics())
        for (const validity status : {validity::valid, validity::questionable}) {
            CAPTURE(m.name);
            const auto status_of = [&](double value) { return made(m.what, value, m.canonical, status)->status; };
            CHECK(status_of(m.plausible_min) == status);
            CHECK(status_of(m.plausible_max) == status);
            const double below = std::nextafter(m.plausible_min, -infinite),
                         above = std::nextafter(m.plausible_max, infinite);
            CHECK(status_of(below) == validity::implausible);
            CHECK(status_of(above) == validity::implausible);
            CHECK(made(m.what, above, m.canonical, status)->value == above);
        }
}

TEST_CASE("what stands between two levels of a scale is implausible, and the level that a letter stands for is not") {
    const auto status_of = [](metric what, double value) { return made(what, value, unit::score)->status; };
    CHECK(status_of(metric::poss, 1.5) == validity::valid); // "S"
    CHECK(status_of(metric::poss, 2) == validity::valid);
    CHECK(status_of(metric::poss, 2.5) == validity::implausible);
    CHECK(status_of(metric::rass, -2) == validity::valid);
    CHECK(status_of(metric::rass, -2.5) == validity::implausible);
    CHECK(status_of(metric::dissociation, 0.5) == validity::implausible);
    CHECK(status_of(metric::pain, 2.5) == validity::valid);
    CHECK(made(metric::poss, 2.5, unit::score)->value == 2.5);
    CHECK(made(metric::poss, 2.5, unit::score, validity::test)->status == validity::test);
}

TEST_CASE("a test value keeps its number and stays a test, plausible or not") {
    for (const double value : {60., 6000.}) {
        const auto r = made(metric::heart_rate, value, unit::per_minute, validity::test);
        REQUIRE(r);
        CHECK(r->status == validity::test);
        CHECK(r->value == value);
    }
}

TEST_CASE("where there is no number there is none afterwards, whatever the unit, and the status never claims one") {
    for (const double value : {no_value, infinite, -infinite})
        for (const unit declared : {unit::none, unit::per_minute, unit::percent})
            for (const validity status : all) {
                const auto r = made(metric::heart_rate, value, declared, status);
                REQUIRE(r);
                CHECK(std::isnan(r->value));
                CHECK(r->status == (status == validity::sensor_off ? validity::sensor_off : validity::unavailable));
            }
}

TEST_CASE("a number repeated while the sensor is off is dropped") {
    for (const validity status : {validity::sensor_off, validity::unavailable}) {
        const auto r = made(metric::spo2, 98, unit::percent, status);
        REQUIRE(r);
        CHECK(std::isnan(r->value));
        CHECK(r->status == status);
    }
}

TEST_CASE("a number that overflows in conversion is no number") {
    const auto r = made(metric::nibp_systolic, 1e308, unit::kilopascal);
    REQUIRE(r);
    CHECK(std::isnan(r->value));
    CHECK(r->status == validity::unavailable);
}

TEST_CASE("a report that is cleared keeps nothing of the message before") {
    report r{.sender = "m",
             .control_id = "1",
             .ward = "W1",
             .bed = "3",
             .patient = "p",
             .reported_at = noon,
             .readings = {{}}};
    r.clear();
    CHECK((r.sender.empty() && r.control_id.empty() && r.ward.empty() && r.bed.empty() && r.patient.empty()));
    CHECK(!r.reported_at);
    CHECK(r.readings.empty());
}

} // namespace vigil
