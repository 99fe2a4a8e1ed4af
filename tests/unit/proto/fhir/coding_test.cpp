#include "proto/fhir/coding.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "proto/codes/loinc.hpp"
#include "proto/codes/mdc.hpp"

namespace vigil::fhir {
namespace {

codings of(const std::vector<std::pair<std::string_view, std::string_view>>& all) {
    codings out;
    for (const auto& [system, code] : all) out.add(system, code);
    return out;
}

} // namespace

TEST_CASE("what is told by a code is understood by that code") {
    for (const metric_info& m : metrics()) {
        codings all;
        for (const std::string_view code : loinc_of(m.what)) {
            CHECK_MESSAGE(codes::metric_from_loinc(code), code);
            all.add(loinc, code);
        }
        if (mdc_of(m.what)) all.add(mdc, std::to_string(mdc_of(m.what)));
        CHECK_FALSE(all.disagree());
        if (all.sign()) CHECK(name(all.sign()->what) == m.name);
    }
}

TEST_CASE("an invasive pressure is told from one of any site, in whatever order") {
    CHECK(of({{loinc, "8480-6"}, {loinc, "76215-3"}}).sign()->what == metric::abp_systolic);
    CHECK(of({{loinc, "76215-3"}, {loinc, "8480-6"}}).sign()->what == metric::abp_systolic);
    CHECK(of({{mdc, "150037"}, {loinc, "8480-6"}}).sign()->what == metric::abp_systolic);
    CHECK(of({{loinc, "8480-6"}}).sign()->what == metric::nibp_systolic);
}

TEST_CASE("codes of two signs disagree, and a code in the wrong system is none") {
    CHECK(of({{loinc, "8480-6"}, {loinc, "76213-8"}}).disagree());
    CHECK(of({{mdc, "150456"}, {loinc, "9279-1"}}).disagree());
    CHECK(of({{mdc, "150037"}, {mdc, "150021"}}).disagree());
    CHECK(of({{mdc, "150021"}, {mdc, "150037"}}).disagree());
    CHECK(of({{loinc, "8480-6"}, {loinc, "76534-7"}, {loinc, "76215-3"}}).disagree());
    CHECK_FALSE(of({{loinc, "150456"}, {"http://snomed.info/sct", "8867-4"}, {mdc, "150456x"}, {mdc, ""}}).sign());
    CHECK_FALSE(of({}).sign());
}

TEST_CASE("units are UCUM's, with annotations left out") {
    CHECK(unit_from_ucum("/min") == unit::per_minute);
    CHECK(unit_from_ucum("{heart beats}/min") == unit::per_minute);
    CHECK(unit_from_ucum("mm[Hg]") == unit::mmhg);
    CHECK(unit_from_ucum("kPa") == unit::kilopascal);
    CHECK(unit_from_ucum("%{O2}") == unit::percent);
    CHECK(unit_from_ucum("mL/h") == unit::millilitre_per_hour);
    CHECK(unit_from_ucum("ug/kg/min") == unit::microgram_per_kilogram_per_minute);
    CHECK(unit_from_ucum("{score}") == unit::score);
    CHECK(unit_from_ucum("{points}") == unit::one);
    for (const char* code : {"C", "F", "bpm", "mmHg", "", "KPA", "{/min", "/MIN"})
        CHECK_MESSAGE((!unit_from_ucum(code) || unit_from_ucum(code) == unit::one), code);
    CHECK_FALSE(unit_from_ucum("C"));
    CHECK_FALSE(unit_from_ucum("bpm"));
    CHECK_FALSE(unit_from_ucum(""));
}

} // namespace vigil::fhir
