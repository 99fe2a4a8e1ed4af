#include "proto/codes/answer.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "proto/codes/loinc.hpp"
#include "proto/vitals/scale.hpp"

using namespace vigil;
using namespace vigil::codes;

TEST_CASE("RASS is asked in SNOMED CT and answered in LOINC") {
    CHECK(metric_from_snomed("1345050000") == metric::rass);
    CHECK(level_from_answer(metric::rass, "LA33964-0") == -2);
    CHECK(level_from_answer(metric::rass, "LA17287-6") == 4);
    CHECK(level_from_answer(metric::rass, "-3") == -3);
    CHECK(level_from_answer(metric::rass, "+1") == 1);
    CHECK_FALSE(level_from_answer(metric::rass, "LA33964-1"));
    CHECK_FALSE(level_from_answer(metric::rass, "7"));
}

TEST_CASE("ACVPU is answered in LOINC, SNOMED CT, letters or words") {
    CHECK(metric_from_loinc("67775-7") == metric::acvpu);
    CHECK(metric_from_loinc("11454-6") == metric::acvpu);
    CHECK(metric_from_snomed("1104441000000107") == metric::acvpu);
    const std::string_view letters[] = {"A", "C", "V", "P", "U"};
    const std::string_view loinc[] = {"LA9340-6", "LA6560-2", "LA17108-4", "LA17107-6", "LA9343-0"};
    const std::string_view snomed[] = {"248234008", "130987000", "300202002", "450847001", "422768004"};
    const std::string_view words[] = {"Alert", "New confusion", "responds to VOICE", "Pain", "Unresponsive"};
    for (std::size_t i = 0; i < 5; ++i) {
        CAPTURE(letters[i]);
        const auto expected = level_from_text(metric::acvpu, letters[i])->value;
        for (const auto* answers : {letters, loinc, snomed, words})
            CHECK(level_from_answer(metric::acvpu, answers[i]) == expected);
    }
    CHECK(level_from_answer(metric::acvpu, "MNDRY_SCORE_LOC_AVPU_VOICE") == 2);
}

TEST_CASE("An answer of one scale is none of another, and no word is guessed at") {
    CHECK_FALSE(level_from_answer(metric::acvpu, "LA33964-0"));
    CHECK_FALSE(level_from_answer(metric::rass, "LA9340-6"));
    CHECK_FALSE(level_from_answer(metric::rass, "Alert"));
    for (const char* word : {"", "Other", "not alert", "alert ", "LA"})
        CHECK_FALSE(level_from_answer(metric::acvpu, word));
    CHECK_FALSE(level_from_answer(metric::heart_rate, "A"));
    CHECK_FALSE(metric_from_snomed("248234008"));
    CHECK_FALSE(metric_from_snomed(""));
}

TEST_CASE("LOINC: sites of temperature and pressure, flow of oxygen") {
    for (const char* code : {"8310-5", "8328-7", "8329-5", "8331-1", "8332-9", "8333-7", "60834-9", "60836-4"})
        CHECK_MESSAGE(metric_from_loinc(code) == metric::temperature, code);
    CHECK(metric_from_loinc("76215-3") == metric::abp_systolic);
    CHECK(metric_from_loinc("3151-8") == metric::oxygen_flow);
    CHECK(metric_from_loinc("19889-5") == metric::etco2);
    CHECK_FALSE(metric_from_loinc("88330-6")); // often taken for NEWS2; it is a score of mobility
    CHECK_FALSE(metric_from_loinc("85354-9")); // a panel
}
