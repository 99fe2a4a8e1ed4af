#include "proto/codes/mdc.hpp"

#include <doctest/doctest.h>

#include "proto/codes/loinc.hpp"
#include "proto/codes/utf8.hpp"

using namespace vigil;
using namespace vigil::codes;

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
    CHECK(mdc_from_ref_id(ref_id_from_mdc(151658)) == 151658U);
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
