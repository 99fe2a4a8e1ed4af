#include "proto/vitals/unit.hpp"

#include <doctest/doctest.h>

#include <array>

namespace vigil {
namespace {

constexpr auto all = [] {
    std::array<unit, static_cast<std::size_t>(last_unit) + 1> units{};
    for (std::size_t i = 0; i < units.size(); ++i) units[i] = static_cast<unit>(i);
    return units;
}();

} // namespace

TEST_CASE("every unit is read back from its own name, and no two share one") {
    for (const unit u : all) {
        CHECK(unit_from_text(name(u)) == u);
        for (const unit other : all) CHECK((name(u) == name(other)) == (u == other));
    }
}

TEST_CASE("the spellings that monitors use are understood") {
    for (const std::string_view text : {"/min", "{beat}/min", "{breath}/min", "1/min", "bpm", "BPM", "rpm", "RPM"})
        CHECK_MESSAGE(unit_from_text(text) == unit::per_minute, text);
    for (const std::string_view text : {"mm[Hg]", "mmHg", "mmhg", "MMHG"})
        CHECK_MESSAGE(unit_from_text(text) == unit::mmhg, text);
    for (const std::string_view text : {"Cel", "C", "degC",
                                        "\xc2\xb0"
                                        "C"})
        CHECK_MESSAGE(unit_from_text(text) == unit::celsius, text);
    for (const std::string_view text : {"[degF]", "F", "degF",
                                        "\xc2\xb0"
                                        "F"})
        CHECK_MESSAGE(unit_from_text(text) == unit::fahrenheit, text);
    for (const std::string_view text : {"L/min", "l/min", "LPM", "lpm"})
        CHECK_MESSAGE(unit_from_text(text) == unit::litre_per_minute, text);
    CHECK(unit_from_text("kPa") == unit::kilopascal);
    CHECK(unit_from_text("%") == unit::percent);
    CHECK(unit_from_text("") == unit::none);
}

TEST_CASE("a unit that is not known is refused, not guessed") {
    for (const std::string_view text : {"K", "Pa", "hPa", "MPa", "mPa", "cmH2O", "/s", "Hz", "%%", " ", "mmHg ",
                                        "mmHgx", "min", "L", "mL/min", "mg", "g/h", "mg/d"})
        CHECK_MESSAGE(!unit_from_text(text), text);
}

TEST_CASE("pressures and temperatures convert, both ways") {
    CHECK(*convert(16, unit::kilopascal, unit::mmhg) == doctest::Approx(120.0099).epsilon(1e-6));
    CHECK(*convert(120, unit::mmhg, unit::kilopascal) == doctest::Approx(15.99869).epsilon(1e-6));
    CHECK(*convert(98.6, unit::fahrenheit, unit::celsius) == doctest::Approx(37));
    CHECK(*convert(37, unit::celsius, unit::fahrenheit) == doctest::Approx(98.6));
    CHECK(*convert(-40, unit::celsius, unit::fahrenheit) == doctest::Approx(-40));
    CHECK(*convert(32, unit::fahrenheit, unit::celsius) == 0);
}

TEST_CASE("a dose rate and a concentration come in the units of pumps") {
    CHECK(*convert(250, unit::microgram_per_minute, unit::milligram_per_hour) == doctest::Approx(15));
    CHECK(*convert(15'000, unit::microgram_per_hour, unit::milligram_per_hour) == doctest::Approx(15));
    CHECK(*convert(500, unit::microgram_per_millilitre, unit::milligram_per_millilitre) == doctest::Approx(0.5));
    for (const std::string_view text : {"mL/h", "ml/h", "ml/hr", "MDC_DIM_MILLI_L_PER_HR"})
        CHECK_MESSAGE(unit_from_text(text) == unit::millilitre_per_hour, text);
    for (const std::string_view text : {"ug/kg/min", "mcg/kg/min", "MDC_DIM_MICRO_G_PER_KG_PER_MIN"})
        CHECK_MESSAGE(unit_from_text(text) == unit::microgram_per_kilogram_per_minute, text);
    CHECK(unit_from_text("mcg/min") == unit::microgram_per_minute);
    CHECK(unit_from_text("mg/mL") == unit::milligram_per_millilitre);
}

TEST_CASE("a dose for a kilogram is no dose without the weight, which is said where one was wanted") {
    for (const unit u : {unit::milligram_per_kilogram_per_hour, unit::microgram_per_kilogram_per_minute}) {
        CHECK_FALSE(convert(1, u, unit::milligram_per_hour));
        CHECK(without_weight(u, unit::milligram_per_hour) == " without the patient's weight");
        CHECK(without_weight(u, unit::per_minute).empty());
    }
    CHECK(without_weight(unit::millilitre_per_hour, unit::milligram_per_hour).empty());
}

TEST_CASE("what measures different things never converts, and the same unit changes nothing") {
    const auto pair = [](unit a, unit b, unit x, unit y) { return (a == x && b == y) || (a == y && b == x); };
    for (const unit from : all)
        for (const unit to : all) {
            const bool possible = from == to || pair(from, to, unit::kilopascal, unit::mmhg) ||
                                  pair(from, to, unit::celsius, unit::fahrenheit) ||
                                  (to == unit::milligram_per_hour &&
                                   (from == unit::microgram_per_hour || from == unit::microgram_per_minute)) ||
                                  (to == unit::milligram_per_millilitre && from == unit::microgram_per_millilitre);
            CHECK(convert(97.3, from, to).has_value() == possible);
            if (from == to) CHECK(convert(97.3, from, to) == 97.3);
        }
}

TEST_CASE("the reference identifier of a unit names it, whatever number stands before it") {
    CHECK(unit_from_text("MDC_DIM_FAHR") == unit::fahrenheit);
    CHECK(unit_from_text("MDC_DIM_MMHG") == unit::mmhg);
    CHECK(unit_from_text("mm(hg)") == unit::mmhg);
    CHECK(unit_from_text("\xe2\x84\x83") == unit::celsius);
    CHECK_FALSE(unit_from_text("MDC_DIM_KILO_G"));
}

} // namespace vigil
