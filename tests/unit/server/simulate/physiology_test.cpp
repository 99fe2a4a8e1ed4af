#include "server/simulate/physiology.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "proto/vitals/metric.hpp"

namespace vigil::simulate {
namespace {

std::vector<patient> ward_of(std::size_t beds, std::uint64_t seed, scenario what = scenario::ketamine) {
    std::vector<patient> ward;
    for (std::size_t i = 0; i < beds; ++i) ward.emplace_back(seed, i, beds, what);
    return ward;
}

/// Which beds held `sign` for `for_s` seconds on end within `until_s`, and of those which had it no more `within_s`
/// later.
struct course {
    std::vector<std::size_t> held;
    std::size_t recovered = 0;
    double first_s = -1; ///< when it had first been held that long
};

course watch(std::uint64_t seed, double until_s, int for_s, int within_s,
             const std::function<bool(const vitals&)>& sign) {
    course found;
    for (std::size_t i = 0; i < 12; ++i) {
        patient p(seed, i, 12, scenario::ketamine);
        int run = 0;
        double held_at_s = -1;
        bool recovered = false;
        for (double t = 1; t <= until_s + within_s; ++t) {
            p.advance_to(t);
            run = sign(p.now()) ? run + 1 : 0;
            if (held_at_s < 0 && run >= for_s && t <= until_s) held_at_s = t;
            if (held_at_s >= 0 && run == 0 && t <= held_at_s + within_s) recovered = true;
        }
        if (held_at_s < 0) continue;
        found.held.push_back(i);
        found.recovered += recovered;
        if (found.first_s < 0 || held_at_s < found.first_s) found.first_s = held_at_s;
    }
    return found;
}

std::array<double, 11> numbers(const vitals& v) {
    return {v.heart_rate,
            v.pulse_rate,
            v.spo2,
            v.respiratory_rate,
            v.etco2,
            v.temperature,
            v.systolic,
            v.diastolic,
            v.mean,
            static_cast<double>(v.sedation),
            static_cast<double>(v.ecg_on * 4 + v.probe_on * 2 + v.cannula_on)};
}

} // namespace

TEST_CASE("the same seed gives the same patients, however often they are looked at") {
    patient often(7, 3, 12, scenario::ketamine);
    patient seldom(7, 3, 12, scenario::ketamine);
    for (double t = 0; t <= 3600; t += 0.25) often.advance_to(t);
    seldom.advance_to(3600);
    CHECK(numbers(often.now()) == numbers(seldom.now()));
    CHECK(often.infusion_level() == seldom.infusion_level());
}

TEST_CASE("another seed or another bed gives another patient") {
    patient one(1, 0, 12, scenario::ketamine);
    patient other_seed(2, 0, 12, scenario::ketamine);
    patient other_bed(1, 1, 12, scenario::ketamine);
    for (patient* p : {&one, &other_seed, &other_bed}) p->advance_to(600);
    CHECK(numbers(one.now()) != numbers(other_seed.now()));
    CHECK(numbers(one.now()) != numbers(other_bed.now()));
}

TEST_CASE("time that does not move, or goes back, changes nothing") {
    patient p(1, 0, 12, scenario::ketamine);
    p.advance_to(100);
    const auto before = numbers(p.now());
    p.advance_to(100.9);
    p.advance_to(20);
    CHECK(numbers(p.now()) == before);
}

TEST_CASE("within eight minutes a ward of 12 shows each episode, on several beds, and each patient recovers") {
    struct expectation {
        const char* what;
        int for_s;
        int recovers_within_s;
        std::function<bool(const vitals&)> sign;
    };
    const std::array<expectation, 4> expected{{
        {"tachycardia", 10, 120, [](const vitals& v) { return v.heart_rate > 120; }},
        {"hypertension", 150, 180, [](const vitals& v) { return v.systolic > 160; }},
        {"hypoxia", 10, 90, [](const vitals& v) { return v.spo2 < 90; }},
        {"over-sedation", 20, 120, [](const vitals& v) { return v.sedation >= 3; }},
    }};
    for (const expectation& e : expected) {
        CAPTURE(e.what);
        const course c = watch(1, 8 * 60, e.for_s, e.recovers_within_s, e.sign);
        CHECK(c.held.size() >= 2);
        CHECK(c.held.size() <= 6);
        CHECK(c.recovered == c.held.size());
    }
}

TEST_CASE("over-sedation slows breathing, lowers SpO2 and raises EtCO2") {
    const course slow =
        watch(1, 8 * 60, 10, 120, [](const vitals& v) { return v.sedation >= 3 && v.respiratory_rate < 10; });
    CHECK(slow.held.size() >= 2);
    patient p(1, 3, 12, scenario::ketamine); // its first episode is over-sedation
    p.advance_to(60);
    const vitals before = p.now();
    double spo2_min = 100;
    double etco2_max = 0;
    for (double t = 61; t < 300; ++t) {
        p.advance_to(t);
        spo2_min = std::min(spo2_min, p.now().spo2);
        etco2_max = std::max(etco2_max, p.now().etco2);
    }
    CHECK(spo2_min < before.spo2 - 2);
    CHECK(etco2_max > before.etco2 + 6);
}

TEST_CASE("with any seed something has happened for ten seconds within the first minute") {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        CAPTURE(seed);
        const course c = watch(seed, 60, 10, 0, [](const vitals& v) { return v.heart_rate > 120 || v.spo2 < 90; });
        CHECK(c.first_s > 0);
        CHECK(c.first_s <= 50);
    }
}

TEST_CASE("episodes are spread: never more than two thirds of the beds are in one") {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        std::vector<patient> ward = ward_of(12, seed);
        std::ptrdiff_t most = 0;
        for (double t = 1; t < 3600; ++t) {
            for (patient& p : ward) p.advance_to(t);
            most =
                std::max(most, std::ranges::count_if(ward, [](const patient& p) { return p.under_way() != nullptr; }));
        }
        CHECK(most >= 1);
        CHECK(most <= 8);
    }
}

TEST_CASE("every sensor comes off now and then, comes back within a minute, and hides no episode") {
    std::array<int, 3> off{};
    int longest = 0;
    for (patient& p : ward_of(12, 1)) {
        int run = 0;
        for (double t = 1; t < 2 * 3600; ++t) {
            p.advance_to(t);
            const vitals& v = p.now();
            off[0] += !v.ecg_on, off[1] += !v.probe_on, off[2] += !v.cannula_on;
            run = v.ecg_on && v.probe_on && v.cannula_on ? 0 : run + 1;
            longest = std::max(longest, run);
        }
    }
    for (const int seconds : off) CHECK(seconds > 20);
    CHECK(longest <= 60);
}

TEST_CASE("an infusion raises heart rate and pressure over a patient without one") {
    double with = 0;
    double without = 0;
    for (std::size_t i = 0; i < 40; ++i) {
        patient infused(5, i, 40, scenario::ketamine);
        patient quiet(5, i, 40, scenario::quiet);
        for (double t = 600; t < 1200; t += 10) {
            infused.advance_to(t), quiet.advance_to(t);
            if (infused.under_way() != nullptr) continue;
            with += infused.now().heart_rate + infused.now().systolic;
            without += quiet.now().heart_rate + quiet.now().systolic;
        }
    }
    CHECK(with > 1.08 * without);
}

TEST_CASE("a quiet ward crosses no alarm limit and loses no sensor for a day") {
    for (patient& p : ward_of(12, 3, scenario::quiet)) {
        bool calm = true;
        for (double t = 1; t < 24 * 3600; ++t) {
            p.advance_to(t);
            const vitals& v = p.now();
            calm = calm && v.heart_rate > 45 && v.heart_rate < 115 && v.spo2 > 94 && v.systolic > 92 &&
                   v.systolic < 155 && v.respiratory_rate > 9.5 && v.respiratory_rate < 24 && v.sedation == 1 &&
                   v.ecg_on && v.probe_on && v.cannula_on;
        }
        CHECK(calm);
    }
}

TEST_CASE("values stay within what is plausible for 24 hours of 50 seeds") {
    const auto plausible = [](metric m, double value) {
        return value >= info(m).plausible_min && value <= info(m).plausible_max;
    };
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        CAPTURE(seed);
        patient p(seed, seed % 12, 12, scenario::ketamine);
        bool fine = true;
        for (double t = 1; t <= 24 * 3600; ++t) {
            p.advance_to(t);
            const vitals& v = p.now();
            fine = fine && plausible(metric::heart_rate, v.heart_rate) && v.heart_rate > 40 && v.heart_rate < 175 &&
                   plausible(metric::spo2, v.spo2) && v.spo2 > 75 && plausible(metric::etco2, v.etco2) &&
                   v.etco2 > 20 && plausible(metric::respiratory_rate, v.respiratory_rate) && v.respiratory_rate >= 4 &&
                   v.respiratory_rate < 30 && v.temperature > 35 && v.temperature < 38.5 && v.systolic > 80 &&
                   v.systolic < 215 && v.diastolic > 40 && v.diastolic < 130 && v.diastolic < v.mean &&
                   v.mean < v.systolic && v.sedation >= 1 && v.sedation <= 4;
        }
        CHECK(fine);
    }
}

TEST_CASE("a treated patient answers to the dose: pressure and heart rate rise, and fall when it ends") {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        CAPTURE(seed);
        patient p(seed, 0, 1, scenario::treated);
        const auto mean_of = [&p](double from_s, double vitals::* value) {
            double sum = 0;
            for (double t = from_s; t < from_s + 600; ++t) {
                p.advance_to(t);
                sum += p.now().*value;
            }
            return sum / 600;
        };
        const double before = mean_of(0, &vitals::systolic);
        p.infuse(1);
        const double heart_rate_during = mean_of(1'200, &vitals::heart_rate);
        const double during = mean_of(2'400, &vitals::systolic);
        CHECK(p.now().sedation == 2);
        p.infuse(0);
        const double heart_rate_after = mean_of(4'200, &vitals::heart_rate);
        CHECK(during > before + 8);
        CHECK(heart_rate_during > heart_rate_after + 8);
        CHECK(mean_of(5'400, &vitals::systolic) < before + 5);
        CHECK(p.now().sedation == 1);
    }
}

TEST_CASE("what a treated patient suffers holds until recovery") {
    patient p(7, 0, 1, scenario::treated);
    p.infuse(0.5);
    p.advance_to(600);
    p.suffer(episode_kind::over_sedation, 3.3);
    p.advance_to(7'200);
    CHECK(p.now().sedation == 3);
    CHECK(p.now().respiratory_rate < 9);
    p.recover();
    p.infuse(0);
    p.advance_to(7'800);
    CHECK(p.now().sedation == 1);
    CHECK(p.now().respiratory_rate > 10);
    p.suffer(episode_kind::hypertension, 174);
    p.advance_to(7'900);
    CHECK(p.now().systolic > 160);
    p.put_probe(false);
    p.recover();
    p.advance_to(8'000);
    CHECK(p.now().systolic < 150);
    CHECK_FALSE(p.now().probe_on);
}

} // namespace vigil::simulate
