// Which conditions look at the patient again when something was observed.
#include "tests/unit/server/alarm/conditions.hpp"

namespace vigil::alarm {

using enum metric;

TEST_CASE("a blank condition that goes by values looks at those that changed, any other one at every value") {
    const std::uint64_t spo2_bit = std::uint64_t{1} << index(spo2), other_bit = std::uint64_t{1} << index(heart_rate);
    const news repeated{.observed = spo2_bit}, changed{.observed = spo2_bit, .changed = spo2_bit};
    const news other{.observed = other_bit, .changed = other_bit};
    const auto rule_of = [](const std::string& lines) {
        return rule_set::parse(rule_text(lines), "f").value().rules.front();
    };
    const rule plain = rule_of("when = \"spo2 < 90\"\n");
    const rule ageing = rule_of("when = \"spo2 < 90 and age(spo2) < 1min\"\n");
    const rule bypassed = rule_of("when = \"spo2 < 90\"\nfor = \"5s\"\nbypass = \"lost(spo2)\"\n");
    CHECK(plain.by_value);
    CHECK(!ageing.by_value);
    CHECK(!bypassed.by_value);
    for (const rule& r : {plain, ageing, bypassed})
        for (const bool blank : {false, true}) {
            CHECK(concerns(r, repeated, blank) == !(blank && r.by_value));
            CHECK(concerns(r, changed, blank));
            CHECK(concerns(r, news::everything(), blank));
            CHECK(!concerns(r, other, blank));
        }
}

} // namespace vigil::alarm
