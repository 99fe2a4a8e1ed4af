#include "proto/hl7/number.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <string_view>

using namespace vigil::hl7;

TEST_CASE("a decimal number is read as it is written") {
    CHECK(parse_number("97") == 97);
    CHECK(parse_number("+1.5") == 1.5);
    CHECK(parse_number("-.5") == -.5);
    CHECK(parse_number("36.") == 36);
    CHECK(parse_number(" 36.9\t") == 36.9);
    CHECK(parse_number("007.50") == 7.5);
    CHECK(std::signbit(parse_number("-0").value_or(1)));
    CHECK(parse_number("0.000000000000001") == 1e-15);
    CHECK(parse_number("999999999999999") == 999999999999999.);
    CHECK(parse_number("-1234567890123456789.25") == -1234567890123456789.25);
    CHECK(parse_number("0.1234567890123456789") == 0.1234567890123456789);
}

TEST_CASE("what is no decimal number is none") {
    for (const char* const none : {"", " ", ".", "-", "+", "-.", "--1", "+-1", "1 2", "1,2", "1.2.3", "1..2", "1e3",
                                   "0x10", "inf", "nan", "97%", "9\xd9\xa3", "12345678901234567890123456789012345"})
        CHECK_FALSE(parse_number(none));
}

TEST_CASE("a number of the nomenclature stands before a mark") {
    CHECK(six_before('^', "147842^MDC_ECG_HEART_RATE^MDC") == "147842");
    CHECK(six_before('^', "147842^") == "147842");
    for (const std::string_view none : {"147842", "", "14784^2", "1478420^MDC", "147842|MDC"})
        CHECK(six_before('^', none).empty());
}
