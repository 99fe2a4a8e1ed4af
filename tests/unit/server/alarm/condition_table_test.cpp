// Every stage, every truth of when, until and bypass, acknowledged or not, latching or not, with or without delay:
// against a table written from the rules of conduct, not from the code.
#include <optional>

#include "server/alarm/condition.hpp"
#include "tests/unit/server/alarm/values.hpp"

namespace vigil::alarm {
namespace {

using enum metric;
using namespace std::chrono_literals;

constexpr std::array<truth, 3> truths{truth::no, truth::yes, truth::unknown};

/// The rule's three expressions read one metric each, so that their truths are independent.
void set(chart& c, metric m, truth t) {
    put(c, {m, t == truth::yes ? 1.0 : 0.0, start, t == truth::unknown ? validity::sensor_off : validity::valid});
}

struct moment {
    stage from;
    truth when, until, bypass;
    bool has_until, has_bypass, acknowledged, latching, delayed, delay_ended;
};

change expected(const moment& m) {
    const bool bypassed = m.has_bypass && m.bypass == truth::yes;
    const bool bypass_sure_not = !m.has_bypass || m.bypass == truth::no;
    const bool until_says_so = !m.has_until || m.until == truth::yes;
    const bool surely_over = m.when == truth::no && bypass_sure_not && until_says_so;
    switch (m.from) {
        case stage::idle:
            if (bypassed) return change::onset;
            if (m.when != truth::yes) return change::none;
            return m.delayed ? change::pending : change::onset;
        case stage::pending:
            if (bypassed) return change::onset;
            if (m.when == truth::yes) return m.delay_ended ? change::onset : change::none;
            return m.when == truth::no ? change::withdrawn : change::none;
        case stage::active:
            if (!surely_over) return change::none;
            return m.latching && !m.acknowledged ? change::latched : change::cleared;
        case stage::latched:
            if (bypassed || m.when == truth::yes) return change::renewed;
            return m.acknowledged ? change::cleared : change::none;
    }
    return change::none;
}

stage stage_after(stage from, change what) {
    switch (what) {
        case change::none: return from;
        case change::pending: return stage::pending;
        case change::withdrawn:
        case change::cleared: return stage::idle;
        case change::onset:
        case change::renewed: return stage::active;
        case change::latched: return stage::latched;
    }
    return from;
}

rule rule_for(const moment& m) {
    std::string lines = "when = \"heart_rate == 1\"\n";
    if (m.has_until) lines += "until = \"spo2 == 1\"\n";
    if (m.has_bypass) lines += "bypass = \"pain == 1\"\n";
    if (m.delayed) lines += "for = \"10s\"\n";
    if (m.latching) lines += "latching = true\n";
    return rule_with(lines);
}

/// Calls `check` with every combination of the three truths.
template <typename Check>
void for_all_truths(moment m, const Check& check) {
    for (const truth when : truths)
        for (const truth until : truths)
            for (const truth bypass : truths) {
                m.when = when, m.until = until, m.bypass = bypass;
                check(m);
            }
}

void check_moment(const rule& r, const moment& m) {
    chart values;
    set(values, heart_rate, m.when);
    set(values, spo2, m.until);
    set(values, pain, m.bypass);
    const instant now = start + 1s;
    const instant began = m.delay_ended ? now - 10s : now - 10s + 1ms;
    condition c{m.from, m.from == stage::idle ? instant{} : began};
    const decision d = step(r, c, values, m.acknowledged, now);
    CAPTURE(static_cast<int>(m.from));
    CAPTURE(m.when);
    CAPTURE(m.until);
    CAPTURE(m.bypass);
    CHECK(static_cast<int>(d.what) == static_cast<int>(expected(m)));
    CHECK(static_cast<int>(c.at) == static_cast<int>(stage_after(m.from, expected(m))));
    if (c.at == stage::idle)
        CHECK(c.since == instant{});
    else if (d.what == change::onset || d.what == change::pending)
        CHECK(c.since == now);
    else
        CHECK(c.since == began);
    if (d.what == change::onset || d.what == change::renewed)
        CHECK(index(d.because.what) == index(m.has_bypass && m.bypass == truth::yes ? pain : heart_rate));
}

} // namespace

TEST_CASE("every condition in every stage does what the table says, whatever its rule and its values") {
    int moments = 0;
    for (unsigned bits = 0; bits < 64; ++bits) {
        moment m{};
        m.has_until = bits & 1u, m.has_bypass = bits & 2u, m.acknowledged = bits & 4u;
        m.latching = bits & 8u, m.delayed = bits & 16u, m.delay_ended = bits & 32u;
        const rule r = rule_for(m);
        for (const stage from : {stage::idle, stage::pending, stage::active, stage::latched}) {
            if (from == stage::pending && !m.delayed) continue; // cannot be: nothing to wait for
            m.from = from;
            for_all_truths(m, [&](const moment& each) { check_moment(r, each), ++moments; });
        }
    }
    CHECK(moments == 64 * 4 * 27 - 32 * 27);
}

TEST_CASE("losing any value, or all, never ends an alarm or starts one") {
    moment m{};
    m.has_until = m.has_bypass = m.delayed = true;
    const rule r = rule_for(m);
    for_all_truths(m, [&](const moment& each) {
        for (const stage from : {stage::idle, stage::active, stage::latched})
            for (unsigned lost = 1; lost < 8; ++lost) {
                chart whole, less;
                set(whole, heart_rate, each.when), set(whole, spo2, each.until), set(whole, pain, each.bypass);
                less = whole;
                if (lost & 1u) set(less, heart_rate, truth::unknown);
                if (lost & 2u) set(less, spo2, truth::unknown);
                if (lost & 4u) set(less, pain, truth::unknown);
                condition before{from, start}, after{from, start};
                const change had = step(r, before, whole, false, start + 1s).what;
                const change has = step(r, after, less, false, start + 1s).what;
                // Without these values less may happen, or a delay begin instead of an onset; nothing else.
                CHECK((has == had || has == change::none || (had == change::onset && has == change::pending)));
            }
    });
}

} // namespace vigil::alarm
