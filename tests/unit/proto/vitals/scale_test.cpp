#include "proto/vitals/scale.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace vigil {
namespace {

using enum metric;

constexpr std::array<metric, 6> sedation_scales{poss, rass, ramsay, moaas, uk_sedation, acvpu};
constexpr std::array<metric, 10> other_scales{dissociation, hallucination,   agitation,     dysphoria,
                                              nausea,       anxiety,         eye_movements, disorientation,
                                              mood_change,  urinary_symptoms};

int depth(metric scale, std::string_view text) {
    const level* l = level_from_text(scale, text);
    REQUIRE(l);
    return l->depth.value_or(-1);
}

} // namespace

TEST_CASE("the scales of sedation are known, and nothing else sets its depth") {
    for (const metric_info& m : metrics()) {
        CAPTURE(m.name);
        const bool sets_depth = std::ranges::count(sedation_scales, m.what) == 1;
        CHECK(is_sedation_scale(m.what) == sets_depth);
        CHECK(levels(m.what).empty() == (!sets_depth && std::ranges::count(other_scales, m.what) == 0));
    }
}

TEST_CASE("levels stand in the order of their values, cover the plausible range, and lead back from value and text") {
    for (const metric_info& m : metrics()) {
        const auto all = levels(m.what);
        if (all.empty()) continue;
        CAPTURE(m.name);
        CHECK(std::ranges::adjacent_find(all, std::greater_equal{}, &level::value) == all.end());
        CHECK(all.front().value == m.plausible_min);
        CHECK(all.back().value == m.plausible_max);
        for (const level& l : all) {
            CAPTURE(l.text);
            CHECK(l.scale == m.what);
            CHECK(!l.meaning.empty());
            CHECK(level_of(m.what, l.value) == &l);
            CHECK(level_from_text(m.what, l.text) == &l);
            const bool confused = l.scale == acvpu && l.text == "C"; // says nothing about who can be roused
            CHECK(l.depth.has_value() == (is_sedation_scale(m.what) && !confused));
            if (l.depth) CHECK((*l.depth >= 0 && *l.depth <= 3));
        }
    }
}

TEST_CASE("each scale has its levels: whole numbers without a gap, and POSS its S") {
    const std::array<std::pair<metric, std::size_t>, 6> counts{
        {{poss, 5}, {rass, 10}, {ramsay, 6}, {moaas, 6}, {uk_sedation, 4}, {acvpu, 5}}};
    for (const metric grade : other_scales) CHECK(levels(grade).size() == 4);
    for (const auto& [scale, count] : counts) {
        CAPTURE(name(scale));
        CHECK(levels(scale).size() == count);
        for (const level& l : levels(scale)) CHECK((l.value == std::trunc(l.value)) != (l.text == "S"));
    }
}

TEST_CASE("S of POSS is no number: between alert and slightly drowsy, and never 0") {
    REQUIRE(level_from_text(poss, "S"));
    CHECK(level_from_text(poss, "S")->value == 1.5);
    CHECK(level_from_text(poss, "s") == level_from_text(poss, "S"));
    CHECK(level_of(poss, 1.5)->meaning == "asleep, easy to rouse");
    CHECK(!level_of(poss, 0));
    CHECK(!level_from_text(poss, "1.5"));
}

TEST_CASE(
    "every level but new confusion means a depth: 0 awake, 1 easy to rouse, 2 drifts off again, 3 hard to rouse or not "
    "at all") {
    struct expected {
        metric scale;
        std::array<std::string_view, 4> texts; ///< of depth 0, 1, 2, 3
    };
    const expected all[] = {
        {poss, {"1", "S2", "3", "4"}},   {uk_sedation, {"0", "1", "2", "3"}}, {ramsay, {"12", "3", "4", "56"}},
        {moaas, {"5", "4", "3", "210"}}, {acvpu, {"A", "", "V", "PU"}},
    };
    for (const auto& [scale, texts] : all)
        for (std::size_t d = 0; d < texts.size(); ++d)
            for (const char c : texts[d]) {
                CAPTURE(name(scale));
                CAPTURE(c);
                CHECK(depth(scale, {&c, 1}) == static_cast<int>(d));
            }
    for (const std::string_view text : {"+4", "+3", "+2", "+1", "0"}) CHECK(depth(rass, text) == 0);
    CHECK(depth(rass, "-1") == 1);
    CHECK(depth(rass, "-2") == 2);
    for (const std::string_view text : {"-3", "-4", "-5"}) CHECK(depth(rass, text) == 3);
}

TEST_CASE("a level is taken as it is charted and nothing like it") {
    CHECK(level_from_text(rass, "+2") == level_from_text(rass, "2"));
    CHECK(level_from_text(rass, "-2")->value == -2);
    CHECK(level_from_text(acvpu, "v")->value == 2);
    for (const std::string_view text : {"", " ", "3 ", "03", "3.0", "+3", "0", "5", "SS", "alert"})
        CHECK_MESSAGE(!level_from_text(poss, text), text);
    for (const std::string_view text : {"--2", "+-2", "+0", "-0", "+", "++1"})
        CHECK_MESSAGE(!level_from_text(rass, text), text);
    for (const std::string_view text : {"0", "4", "AV", "D"}) CHECK_MESSAGE(!level_from_text(acvpu, text), text);
    CHECK(!level_from_text(sedation, "3"));
    CHECK(!level_from_text(pain, "3"));
    CHECK(!level_of(poss, 2.5));
    CHECK(!level_of(poss, 5));
    CHECK(!level_of(poss, std::nan("")));
    CHECK(!level_of(heart_rate, 3));
}

TEST_CASE("a scale is known by what it is called, in any case; what is no scale of sedation is not") {
    for (const metric scale : sedation_scales) CHECK(scale_from_name(info(scale).label) == scale);
    CHECK(scale_from_name("poss") == poss);
    CHECK(scale_from_name("RAMSAY") == ramsay);
    CHECK(scale_from_name("moaa/s") == moaas);
    CHECK(scale_from_name("uk 0-3") == uk_sedation);
    for (const std::string_view text : {"", "POSS ", "PASERO", "UK", "Sed", "Pain", "Diss", "AVPU"})
        CHECK_MESSAGE(!scale_from_name(text), text);
}

TEST_CASE("a charted level is named with its scale, and a refusal names the levels there are") {
    CHECK(charted_text(poss, 3) == "POSS 3");
    CHECK(charted_text(poss, 1.5) == "POSS S");
    CHECK(charted_text(rass, -2) == "RASS -2");
    CHECK(charted_text(rass, 2) == "RASS +2");
    CHECK(charted_text(acvpu, 1) == "ACVPU C");
    CHECK(!charted_text(poss, 0));
    CHECK(!charted_text(spo2, 97));
    CHECK(levels_text(poss) == "one of S, 1, 2, 3, 4");
    CHECK(levels_text(rass) == "one of -5, -4, -3, -2, -1, 0, +1, +2, +3, +4");
    CHECK(levels_text(acvpu) == "one of A, C, V, P, U");
}

} // namespace vigil
