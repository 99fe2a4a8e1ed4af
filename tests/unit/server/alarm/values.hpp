// Patients and expressions for the tests of the alarm core.
#pragma once

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "server/alarm/rule_set.hpp"

namespace vigil::alarm {

inline constexpr instant start = from_epoch_ms(1'800'000'000'000);

struct sample {
    metric what;
    double value;
    instant received_at = start;
    validity status = validity::valid;
};

inline void put(chart& c, const sample& s) {
    c.put(s.what, {s.value, s.status, s.received_at, s.received_at, {}});
}

inline patient with(std::initializer_list<sample> samples) {
    patient p;
    for (const sample& s : samples) put(p.values, s);
    return p;
}

inline expression parsed(std::string_view text, std::vector<window_spec>& windows) {
    auto e = expression::parse(text, windows);
    REQUIRE_MESSAGE(e, to_text(e.error()));
    return *e;
}

inline expression parsed(std::string_view text) {
    std::vector<window_spec> windows;
    return parsed(text, windows);
}

inline truth value_of(std::string_view text, const patient& p = {}, instant now = start, double limit = no_value) {
    CAPTURE(text);
    return parsed(text).evaluate(p, limit, now);
}

/// One rule with these further lines of TOML.
inline rule rule_with(const std::string& lines) {
    const auto rules =
        rule_set::parse("[[alarm]]\nname = \"r\"\npriority = \"medium\"\nmessage = \"m\"\n" + lines, "f");
    REQUIRE_MESSAGE(rules, to_text(rules.error().front()));
    return rules->rules.front();
}

} // namespace vigil::alarm

namespace doctest {
template <>
struct StringMaker<vigil::alarm::truth> {
    static String convert(vigil::alarm::truth t) {
        return t == vigil::alarm::truth::yes ? "yes" : t == vigil::alarm::truth::no ? "no" : "unknown";
    }
};
} // namespace doctest
