#include <cmath>

#include "tests/unit/server/alarm/values.hpp"

namespace vigil::alarm {
namespace {

using enum metric;
using namespace std::chrono_literals;

instant unchanged_since(const chart& c, metric m) {
    return c[m].unchanged_since;
}

} // namespace

TEST_CASE("a chart holds what was put, whatever the order, and nothing else") {
    chart c;
    CHECK(!c.has(spo2));
    CHECK(c[spo2].received_at == instant{});
    CHECK(std::isnan(c[spo2].value));
    for (const metric m : {temperature, heart_rate, dysphoria, spo2, heart_rate})
        put(c, {m, 10. + static_cast<double>(index(m))});
    for (const metric_info& m : metrics()) {
        const bool was_put = m.what == temperature || m.what == heart_rate || m.what == dysphoria || m.what == spo2;
        CHECK(c.has(m.what) == was_put);
        CHECK(c.had(m.what) == was_put);
        if (was_put) CHECK(c[m.what].value == 10. + static_cast<double>(index(m.what)));
    }
}

TEST_CASE("a metric was known in this stay from its first usable number on, whatever comes later") {
    chart c;
    put(c, {spo2, no_value, start, validity::sensor_off});
    put(c, {spo2, no_value, start, validity::valid});
    put(c, {spo2, 300, start, validity::implausible});
    CHECK(c.has(spo2));
    CHECK(!c.had(spo2));
    put(c, {spo2, 97, start, validity::questionable});
    CHECK(c.had(spo2));
    put(c, {spo2, no_value, start, validity::sensor_off});
    CHECK(c.had(spo2));
}

TEST_CASE("a value is unchanged since the first of the equal ones that came one after the other") {
    chart c;
    put(c, {spo2, 97, start});
    CHECK(unchanged_since(c, spo2) == start);
    put(c, {spo2, 97, start + 10s, validity::questionable});
    CHECK(unchanged_since(c, spo2) == start);
    put(c, {spo2, 96, start + 20s});
    CHECK(unchanged_since(c, spo2) == start + 20s);
    put(c, {spo2, 97, start + 21s});
    CHECK(unchanged_since(c, spo2) == start + 21s);
    put(c, {spo2, 97, start + 36s}); // just not stale
    CHECK(unchanged_since(c, spo2) == start + 21s);
    put(c, {spo2, 97, start + 51s + 1ms}); // a gap
    CHECK(unchanged_since(c, spo2) == start + 51s + 1ms);
    put(c, {spo2, 97, start + 52s, validity::test});
    CHECK(unchanged_since(c, spo2) == start + 52s);
    put(c, {spo2, 97, start + 53s});
    CHECK(unchanged_since(c, spo2) == start + 53s);
}

TEST_CASE("a restored chart is what it was") {
    chart c;
    c.restore(spo2, {97, validity::valid, start, start + 1s, start - 60s, start + 1s});
    CHECK(unchanged_since(c, spo2) == start - 60s);
    CHECK(c[spo2].measured_at == start);
    CHECK(c.had(spo2));
    c.restore(heart_rate, {no_value, validity::sensor_off, start, start, start, {}});
    CHECK(c.has(heart_rate));
    CHECK(!c.had(heart_rate));
    CHECK(c[spo2].value == 97); // moved, not lost
    c.restore(spo2, {no_value, validity::sensor_off, start, start, start, {}});
    CHECK(!c.had(spo2));
}

namespace {

observed charted(double value, instant at) {
    return {.value = value, .status = validity::valid, .measured_at = at, .received_at = at, .by_hand = true};
}

} // namespace

TEST_CASE(
    "a sign that is charted where no monitor measures it counts for 20 minutes, and lengthens no monitor's word") {
    chart c;
    put(c, {spo2, 97, start});
    c.put(spo2, charted(95, start + 60s));
    CHECK(known(c, spo2, start + 60s + by_hand_counts_for) == 95);
    CHECK(std::isnan(known(c, spo2, start + 60s + by_hand_counts_for + 1ms)));
    CHECK(c[spo2].monitor_until == start + 15s + 1ms);
    CHECK(unchanged_since(c, spo2) == start + 60s);
    put(c, {spo2, 95, start + 70s});
    CHECK(unchanged_since(c, spo2) == start + 70s); // measured, not charted
    CHECK(std::isnan(known(c, spo2, start + 86s)));
    put(c, {spo2, no_value, start + 71s, validity::sensor_off});
    put(c, {spo2, no_value, start + 80s, validity::sensor_off});
    CHECK(c[spo2].monitor_until == start + 71s);
    c.put(nibp_systolic, charted(120, start));
    CHECK(known(c, nibp_systolic, start + 40min) == 120); // as a cuff's
    CHECK(c[nibp_systolic].monitor_until == instant{});
    c.put(poss, charted(1, start));
    CHECK_FALSE(c[poss].by_hand); // it is never measured
}

TEST_CASE("a monitor's heart rate takes over from a pulse that was charted, and the other way round not") {
    chart c;
    c.put(pulse_rate, charted(70, start));
    put(c, {heart_rate, no_value, start + 1s, validity::sensor_off});
    CHECK(known(c, pulse_rate, start + 1min) == 70);
    CHECK(c.put(heart_rate, {130, validity::valid, start + 2s, start + 2s}) == pulse_rate);
    CHECK(std::isnan(known(c, pulse_rate, start + 16s)));
    CHECK_FALSE(c.put(heart_rate, {130, validity::valid, start + 3s, start + 3s}));
    c.put(pulse_rate, charted(72, start + 10s)); // while the monitor measures
    CHECK(std::isnan(known(c, pulse_rate, start + 26s)));
    CHECK(known(c, heart_rate, start + 18s) == 130);
}

TEST_CASE("what is withdrawn is not known, and was last observed before it") {
    chart c;
    c.put(poss, charted(4, start + 10s));
    c.withdraw(poss, start + 20s, start);
    CHECK(std::isnan(known(c, poss, start + 20s)));
    CHECK(c[poss].usable_at == start);
    CHECK(c.had(poss));
    c.withdraw(poss, start + 30s, {});
    CHECK_FALSE(c.had(poss));
}

TEST_CASE("of line and cuff the fresher is read, and the heart rate before the pulse rate") {
    const auto read = [](std::initializer_list<sample> samples, metric first, metric second) {
        return fresher(with(samples).values, first, second, start + 2s);
    };
    CHECK(read({}, abp_systolic, nibp_systolic) == abp_systolic);
    CHECK(read({{abp_systolic, 100}, {nibp_systolic, 100}}, abp_systolic, nibp_systolic) == abp_systolic);
    CHECK(read({{abp_systolic, 100}, {nibp_systolic, 100, start + 1s}}, abp_systolic, nibp_systolic) == nibp_systolic);
    CHECK(read({{abp_systolic, 100, start + 1s}, {nibp_systolic, 100}}, abp_systolic, nibp_systolic) == abp_systolic);
    CHECK(read({{nibp_systolic, 100}}, abp_systolic, nibp_systolic) == nibp_systolic);
    CHECK(read({{heart_rate, 80}, {pulse_rate, 80, start + 1s}}, heart_rate, pulse_rate) == heart_rate);
    CHECK(read({{heart_rate, 80, start - 60s}, {pulse_rate, 80}}, heart_rate, pulse_rate) == pulse_rate);
    CHECK(read({{heart_rate, 80}}, heart_rate, heart_rate) == heart_rate);
}

} // namespace vigil::alarm
