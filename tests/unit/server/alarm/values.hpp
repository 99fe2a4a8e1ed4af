// Charts and rules for the tests of the alarm core.
#pragma once

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

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
    c[index(s.what)] = {s.value, s.status, s.received_at, s.received_at};
}

inline chart charted(std::initializer_list<sample> samples) {
    chart c;
    for (const sample& s : samples) put(c, s);
    return c;
}

inline expression parsed(std::string_view text) {
    auto e = expression::parse(text);
    REQUIRE_MESSAGE(e, to_text(e.error()));
    return *e;
}

/// One rule with these further lines of TOML.
inline rule rule_with(const std::string& lines) {
    const auto rules =
        rule_set::parse("[[alarm]]\nname = \"r\"\npriority = \"medium\"\nmessage = \"m\"\n" + lines, "f");
    REQUIRE_MESSAGE(rules, to_text(rules.error().front()));
    REQUIRE(rules->rules.size() == 1);
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
