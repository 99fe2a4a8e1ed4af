// Every stage, every truth of when, until and bypass, acknowledged or not, latching or not, with or without delay:
// against a table written from the rules of conduct, not from the code.
#include <array>

#include "tests/unit/server/alarm/conditions.hpp"

namespace vigil::alarm {
namespace {

using enum metric;
using namespace std::chrono_literals;

enum class place { idle, pending, active, latched };

constexpr std::array<truth, 3> truths{truth::no, truth::yes, truth::unknown};
constexpr std::array<place, 4> places{place::idle, place::pending, place::active, place::latched};

struct moment {
    place from;
    truth when, until, bypass;
    bool has_until, has_bypass, acknowledged, latching, delayed, delay_ended;
};

struct outcome {
    verdict what;
    place to;
};

outcome expected(const moment& m) {
    const bool bypassed = m.has_bypass && m.bypass == truth::yes;
    const bool bypass_sure_not = !m.has_bypass || m.bypass == truth::no;
    const bool until_says_so = !m.has_until || m.until == truth::yes;
    const bool surely_over = m.when == truth::no && bypass_sure_not && until_says_so;
    const outcome stays{verdict::nothing, m.from};
    switch (m.from) {
        case place::idle:
            if (bypassed || (m.when == truth::yes && !m.delayed)) return {verdict::onset, place::active};
            return m.when == truth::yes ? outcome{verdict::nothing, place::pending} : stays;
        case place::pending:
            if (bypassed || (m.when == truth::yes && m.delay_ended)) return {verdict::onset, place::active};
            return m.when == truth::no ? outcome{verdict::nothing, place::idle} : stays;
        case place::active:
            if (!surely_over) return stays;
            return m.latching && !m.acknowledged ? outcome{verdict::latched, place::latched}
                                                 : outcome{verdict::cleared, place::idle};
        case place::latched:
            if (bypassed || m.when == truth::yes) return {verdict::renewed, place::active};
            return m.acknowledged ? outcome{verdict::cleared, place::idle} : stays;
    }
    return stays;
}

/// The rule's three expressions read one metric each, so that their truths are independent.
std::string rule_for(const moment& m) {
    std::string lines = "when = \"heart_rate == 1\"\n";
    if (m.has_until) lines += "until = \"spo2 == 1\"\n";
    if (m.has_bypass) lines += "bypass = \"pain == 1\"\n";
    if (m.delayed) lines += "for = \"10s\"\n";
    if (m.latching) lines += "latching = true\n";
    return rule_text(lines);
}

void set(patient& p, metric m, truth t) {
    const validity v = t == truth::unknown ? validity::sensor_off : validity::valid;
    p.values.put(m, {t == truth::yes ? 1.0 : 0.0, v, begin, begin, {}});
}

condition condition_in(place from, instant since) {
    condition c;
    if (from == place::pending) c.levels[0] = {stage::pending, since};
    if (from == place::active) c.levels[0] = {stage::active, since};
    if (from == place::active || from == place::latched) c.onset = since;
    c.latched = from == place::latched;
    return c;
}

place place_of(const condition& c) {
    if (c.latched) return place::latched;
    if (c.levels[0].at == stage::active) return place::active;
    return c.levels[0].at == stage::pending ? place::pending : place::idle;
}

void check_moment(const rule& r, const moment& m) {
    patient p;
    set(p, heart_rate, m.when);
    set(p, spo2, m.until);
    set(p, pain, m.bypass);
    const instant now = begin + 1s;
    const instant began = m.delay_ended ? now - 10s : now - 10s + 1ms;
    condition c = condition_in(m.from, began);
    const bool leaves_it = c.blank() && stays_blank(r, p, limits_of(r), now);
    const decision d = step(r, c, p, limits_of(r), m.acknowledged, now);
    const outcome wanted = expected(m);
    CAPTURE(static_cast<int>(m.from));
    CAPTURE(static_cast<int>(m.when));
    CAPTURE(static_cast<int>(m.until));
    CAPTURE(static_cast<int>(m.bypass));
    CHECK(d.what == wanted.what);
    CHECK(static_cast<int>(place_of(c)) == static_cast<int>(wanted.to));
    if (wanted.to == place::idle) CHECK(c.blank());
    CHECK(leaves_it == (m.from == place::idle && wanted.to == place::idle));
    if (d.what == verdict::onset) CHECK(c.onset == now);
    if (d.what == verdict::renewed) CHECK(c.onset == began); // the same alarm, since when it began
    if (d.what == verdict::onset || d.what == verdict::renewed)
        CHECK(index(d.because->what) == index(m.has_bypass && m.bypass == truth::yes ? pain : heart_rate));
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

} // namespace

TEST_CASE("every condition in every stage does what the table says, whatever its rule and its values") {
    int moments = 0;
    for (unsigned bits = 0; bits < 64; ++bits) {
        moment m{};
        m.has_until = bits & 1u, m.has_bypass = bits & 2u, m.acknowledged = bits & 4u;
        m.latching = bits & 8u, m.delayed = bits & 16u, m.delay_ended = bits & 32u;
        const bedside b{rule_for(m)};
        for (const place from : places) {
            if (from == place::pending && !m.delayed) continue; // cannot be: nothing to wait for
            m.from = from;
            for_all_truths(m, [&](const moment& each) { check_moment(b.r(), each), ++moments; });
        }
    }
    CHECK(moments == (64 * 3 + 32) * 27);
}

} // namespace vigil::alarm
