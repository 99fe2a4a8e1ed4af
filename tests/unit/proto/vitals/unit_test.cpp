#include "proto/vitals/unit.hpp"

#include <doctest/doctest.h>

#include <array>

namespace vigil {
namespace {

constexpr std::array<unit, 10> all{
    unit::none,       unit::one,     unit::per_minute, unit::percent, unit::mmhg,
    unit::kilopascal, unit::celsius, unit::fahrenheit, unit::score,   unit::litre_per_minute};
static_assert(all.size() == static_cast<std::size_t>(last_unit) + 1);

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
    for (const std::string_view text :
         {"K", "Pa", "hPa", "MPa", "mPa", "cmH2O", "/s", "Hz", "%%", " ", "mmHg ", "mmHgx", "min", "L", "mL/min"})
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

TEST_CASE("what measures different things never converts, and the same unit changes nothing") {
    const auto pair = [](unit a, unit b, unit x, unit y) { return (a == x && b == y) || (a == y && b == x); };
    for (const unit from : all)
        for (const unit to : all) {
            const bool possible = from == to || pair(from, to, unit::kilopascal, unit::mmhg) ||
                                  pair(from, to, unit::celsius, unit::fahrenheit);
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
