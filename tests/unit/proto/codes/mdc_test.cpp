#include "proto/codes/mdc.hpp"

#include <doctest/doctest.h>

#include <string>

#include "proto/codes/loinc.hpp"
#include "proto/codes/utf8.hpp"

using namespace vigil;
using namespace vigil::codes;

namespace {

std::optional<metric> metric_from_mdc(std::uint32_t number) {
    const observation* known = find_observation(number);
    return known ? std::optional{known->what} : std::nullopt;
}

} // namespace

TEST_CASE("numbers of observations name metrics") {
    CHECK(metric_from_mdc(147842) == metric::heart_rate);
    CHECK(metric_from_mdc(149530) == metric::pulse_rate);
    CHECK(metric_from_mdc(150456) == metric::spo2);
    CHECK(metric_from_mdc(151594) == metric::respiratory_rate);
    CHECK(metric_from_mdc(150019) == metric::nibp_mean);
    CHECK(metric_from_mdc(150303) == metric::nibp_mean);
    CHECK(metric_from_mdc(150033) == metric::abp_systolic);
    CHECK(metric_from_mdc(150046) == metric::pap_diastolic);
    CHECK(metric_from_mdc(188452) == metric::temperature);
    for (const std::uint32_t unknown : {0U, 147841U, 1500212U, 4294967295U}) CHECK_FALSE(metric_from_mdc(unknown));
}

TEST_CASE("numbers of units name units") {
    CHECK(unit_from_mdc(264864) == unit::per_minute);
    CHECK(unit_from_mdc(266560) == unit::fahrenheit);
    CHECK(unit_from_mdc(265987) == unit::kilopascal);
    CHECK_FALSE(unit_from_mdc(263875)); // kilograms
}

TEST_CASE("a number and a name that disagree are noticed, an unknown name is not held against its sender") {
    CHECK_FALSE(names_another(147842, "MDC_ECG_HEART_RATE"));
    CHECK_FALSE(names_another(147842, "MDC_ECG_CARD_BEAT_RATE"));
    CHECK_FALSE(names_another(147842, "HR"));
    CHECK_FALSE(names_another(147842, ""));
    CHECK(names_another(150017, "MDC_PRESS_BLD_NONINV_SYS"));
    CHECK(mdc_from_ref_id(find_observation(151658)->ref_id) == 151658U);
}

TEST_CASE("devices, profiles and pressure groups are containers; vital signs are not") {
    for (const std::uint32_t number : {69965U, 69798U, 69642U, 70686U, 70687U, 69837U, 150020U, 528391U})
        CHECK(is_container(number));
    for (const std::uint32_t number : {147842U, 150021U, 68063U, 196616U}) CHECK_FALSE(is_container(number));
}

TEST_CASE("MDIL is the same number in hexadecimal") {
    CHECK(mdc_from_mdil("0002-4182") == 147842U);
    CHECK(mdc_from_mdil("0004-0aa0") == 264864U);
    CHECK(metric_from_mdc(*mdc_from_mdil("0002-f0e5")) == metric::pulse_rate);
    CHECK(metric_from_mdc(*mdc_from_mdil("0002-f0c7")) == metric::temperature);
    for (const char* bad : {"", "0002-418", "0002-41820", "0002 4182", "000g-4182", "-002-4182", "0002--182"})
        CHECK_FALSE(mdc_from_mdil(bad));
}

TEST_CASE("LOINC codes name metrics") {
    CHECK(metric_from_loinc("8867-4") == metric::heart_rate);
    CHECK(metric_from_loinc("2708-6") == metric::spo2);
    CHECK(metric_from_loinc("9279-1") == metric::respiratory_rate);
    CHECK_FALSE(metric_from_loinc("55283-6")); // the heart rate of a fetus
    CHECK_FALSE(metric_from_loinc(""));
}

TEST_CASE("UTF-8 is measured a character at a time, ill-formed bytes have no length") {
    CHECK(utf8_length("a") == 1);
    CHECK(utf8_length("\xc3\xbc") == 2);
    CHECK(utf8_length("\xe2\x82\xac") == 3);
    CHECK(utf8_length("\xf0\x9f\x92\x93") == 4);
    for (const char* bad :
         {"", "\x80", "\xc0\xaf", "\xc3", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf5", "\xe2\x82"})
        CHECK(utf8_length(bad) == 0);
}

TEST_CASE("what is watched is known, and so is much that is not") {
    for (const std::uint32_t number : {147842U, 148066U, 150021U, 151712U, 520391U}) CHECK(is_known(number));
    // ST, supraventricular beats, weight, height, QT, an attribute, mandatory breaths, a setting of the monitor
    for (const std::uint32_t number : {131840U, 148216U, 188736U, 188740U, 147232U, 67917U, 192753U, 67259208U}) {
        CAPTURE(number);
        CHECK(is_known(number));
        CHECK_FALSE(find_observation(number));
    }
    for (const std::uint32_t number : {0U, 7000U, 147841U, 196616U, 264864U, 4294967295U})
        CHECK_FALSE(is_known(number));
}

TEST_CASE("a number is found by its digits as by its value") {
    std::size_t observations = 0, units = 0;
    for (std::uint32_t number = 100'000; number < 1'000'000; ++number) {
        const std::string digits = std::to_string(number);
        observations += find_observation(digits) != nullptr ? 1 : 0;
        units += unit_from_mdc(digits) ? 1 : 0;
        if (find_observation(digits) != find_observation(number)) FAIL_CHECK(digits);
        if (unit_from_mdc(digits) != unit_from_mdc(number)) FAIL_CHECK(digits);
    }
    CHECK(observations > 50);
    CHECK(units > 5);
    for (const char* const none : {"", "14784", "0147842", "147842^", "14784x", " 47842"})
        CHECK_FALSE(find_observation(none));
    for (const char* const none : {"", "26486", "0264864", "26486x"}) CHECK_FALSE(unit_from_mdc(none));
}

TEST_CASE("of two sources of one sign the one nearer to it is worth more") {
    const auto worth = [](std::uint32_t number) {
        REQUIRE(find_observation(number));
        return find_observation(number)->worth;
    };
    const auto descending = [&](std::initializer_list<std::uint32_t> numbers) {
        for (const auto* at = numbers.begin(); at + 1 != numbers.end(); ++at) {
            CAPTURE(*at);
            CHECK(find_observation(*at)->what == find_observation(at[1])->what);
            CHECK(worth(*at) > worth(at[1]));
        }
    };
    descending({149522, 149530, 149514, 149546});                 // arterial line, oximeter, any, cuff
    descending({151594, 151578, 151562, 151658});                 // airway, impedance, any, pleth
    descending({150368, 188420, 150392, 188452, 150344, 150388}); // core, rectal, tympanic, axilla, any, skin
    descending({150021, 150017});                                 // cuff, site not stated
    descending({151708, 151712});                                 // end-tidal, expired
    CHECK(worth(188436) == worth(150368));
    CHECK(worth(188424) == worth(150392));
    CHECK(worth(151570) == worth(151594));
}

TEST_CASE("what pumps say of themselves has its numbers and units") {
    CHECK(find_observation(157784)->what == metric::pump_flow);
    CHECK(find_observation(157924)->what == metric::pump_dose_rate);
    CHECK(find_observation(157760)->what == metric::pump_concentration);
    CHECK(find_observation(157872)->what == metric::pump_remaining);
    CHECK(unit_from_mdc(265266) == unit::millilitre_per_hour);
    CHECK(unit_from_mdc(264306) == unit::milligram_per_millilitre);
    CHECK(unit_from_mdc(263762) == unit::millilitre);
    CHECK(unit_from_mdc(265522) == unit::milligram_per_hour);
    CHECK(unit_from_mdc(265491) == unit::microgram_per_minute);
    CHECK(unit_from_mdc(265619) == unit::microgram_per_kilogram_per_minute);
    CHECK(unit_from_mdc(265650) == unit::milligram_per_kilogram_per_hour);
}

TEST_CASE("rates and flows have more than one unit's number") {
    CHECK(unit_from_mdc(264672) == unit::per_minute);
    CHECK(unit_from_mdc(265216) == unit::litre_per_minute);
}
