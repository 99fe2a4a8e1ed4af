// Rates as they are prescribed and sums as they were given, against sums that are reckoned in another way.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "server/infusion/dose.hpp"

namespace vigil::infusion {
namespace {

using namespace std::chrono_literals;

constexpr instant start = from_epoch_ms(1'800'000'000'000);

prescription of(double amount, dose_unit u, std::optional<double> mg_per_ml = {}, std::optional<double> kg = {}) {
    return {amount, u, mg_per_ml, kg};
}
std::int64_t rate(const prescription& p) {
    const auto r = rate_of(p);
    REQUIRE_MESSAGE(r, r.error());
    return static_cast<std::int64_t>(*r);
}
std::string refused(const prescription& p) {
    const auto r = rate_of(p);
    REQUIRE_FALSE(r);
    return r.error();
}
micrograms_per_hour mg_per_hour(double mg) {
    return micrograms_per_hour{std::llround(mg * 1000)};
}
micrograms mg(double amount) {
    return micrograms{std::llround(amount * 1000)};
}

} // namespace

TEST_CASE("a rate means the same in every unit") {
    CHECK(rate(of(20, dose_unit::mg_per_hour)) == 20'000);
    CHECK(rate(of(4, dose_unit::ml_per_hour, 5)) == 20'000);
    CHECK(rate(of(0.25, dose_unit::mg_per_kg_per_hour, {}, 80)) == 20'000);
    CHECK(rate(of(5, dose_unit::ug_per_kg_per_min, {}, 70)) == 21'000);
    CHECK(rate(of(480, dose_unit::mg_per_24h)) == 20'000);
    CHECK(rate(of(100, dose_unit::mg_per_24h)) == 4'167);
}

TEST_CASE("a rate that cannot be understood says what is missing") {
    CHECK(refused(of(4, dose_unit::ml_per_hour)) == "a rate in mL/h needs the concentration in mg/mL");
    CHECK(refused(of(1, dose_unit::mg_per_kg_per_hour)) == "a rate in mg/kg/h needs the patient's weight in kg");
    CHECK(refused(of(1, dose_unit::ug_per_kg_per_min)) == "a rate in ug/kg/min needs the patient's weight in kg");
}

TEST_CASE("a rate that cannot be is refused") {
    CHECK(refused(of(-1, dose_unit::mg_per_hour)) == "-1 is no rate");
    CHECK(refused(of(std::nan(""), dose_unit::mg_per_hour)) == "nan is no rate");
    CHECK(refused(of(std::numeric_limits<double>::infinity(), dose_unit::mg_per_hour)) == "inf is no rate");
    CHECK(refused(of(1, dose_unit::mg_per_kg_per_hour, {}, 1.9)) == "a weight of 1.9 kg is not within 2 to 400 kg");
    CHECK(refused(of(1, dose_unit::mg_per_hour, {}, 401)) == "a weight of 401 kg is not within 2 to 400 kg");
    CHECK(refused(of(1, dose_unit::mg_per_hour, {}, std::nan(""))) == "a weight of nan kg is not within 2 to 400 kg");
    CHECK(refused(of(1, dose_unit::ml_per_hour, 0.009)) ==
          "a concentration of 0.009 mg/mL is not within 0.01 to 100 mg/mL");
    CHECK(refused(of(1, dose_unit::ml_per_hour, 101)) ==
          "a concentration of 101 mg/mL is not within 0.01 to 100 mg/mL");
    CHECK(refused(of(10'001, dose_unit::mg_per_hour)) ==
          "10001 mg/h is more than 10 g an hour: check the unit and the amount");
    CHECK(rate(of(10'000, dose_unit::mg_per_hour)) == 10'000'000);
    CHECK(rate(of(0, dose_unit::mg_per_hour)) == 0);
}

TEST_CASE("a rate is read back in the unit of a pump, if that can be known") {
    const micrograms_per_hour r{20'000};
    CHECK(amount_in(dose_unit::ml_per_hour, r, 5, {}) == doctest::Approx(4));
    CHECK(amount_in(dose_unit::ug_per_kg_per_min, r, {}, 80) == doctest::Approx(4.1667).epsilon(0.0001));
    CHECK(amount_in(dose_unit::mg_per_24h, r, {}, {}) == doctest::Approx(480));
    CHECK_FALSE(amount_in(dose_unit::ml_per_hour, r, {}, 80));
    CHECK_FALSE(amount_in(dose_unit::mg_per_kg_per_hour, r, 5, {}));
}

TEST_CASE("units and routes are read as they are written") {
    for (const auto u : {dose_unit::mg_per_hour, dose_unit::ml_per_hour, dose_unit::mg_per_kg_per_hour,
                         dose_unit::ug_per_kg_per_min, dose_unit::mg_per_24h})
        CHECK(dose_unit_from_text(name(u)) == u);
    CHECK(dose_unit_from_text("mg/24h") == dose_unit::mg_per_24h);
    CHECK_FALSE(dose_unit_from_text("mg"));
    for (const auto r : {route::intravenous, route::subcutaneous, route::oral}) CHECK(route_from_name(name(r)) == r);
    CHECK_FALSE(route_from_name("iv"));
}

TEST_CASE("what was given is the sum of what ran and of every bolus") {
    dose_history h;
    h.change(start, mg_per_hour(10));
    h.change(start + 1h, mg_per_hour(20));
    h.change(start + 2h, mg_per_hour(0));
    h.change(start + 3h, mg_per_hour(20));
    h.give(start + 30min, mg(5));
    CHECK(h.total(start) == mg(0));
    CHECK(h.total(start + 30min) == mg(10)); // a bolus counts from its moment on
    CHECK(h.total(start + 30min - 1ms) == mg(4.999));
    CHECK(h.total(start + 2h) == mg(35));
    CHECK(h.total(start + 3h) == mg(35));
    CHECK(h.total(start + 3h + 15min) == mg(40));
    CHECK(h.running(start + 3h + 15min) == 2h + 15min);
    CHECK(h.between(start + 90min, start + 150min) == mg(10));
    CHECK(h.rate() == mg_per_hour(20));
    CHECK(h.last_change() == start + 3h);
}

TEST_CASE("nothing was given before anything ran") {
    const dose_history h;
    CHECK(h.total(start) == mg(0));
    CHECK(h.running(start) == 0ms);
    CHECK(h.rate() == mg_per_hour(0));
    CHECK_FALSE(h.last_change());
}

TEST_CASE("twenty-four hours end, to the millisecond") {
    dose_history h;
    h.give(start, mg(5));
    CHECK(h.in_24h(start + 24h - 1ms) == mg(5));
    CHECK(h.in_24h(start + 24h) == mg(0));
    CHECK(h.most_in_24h(start + 24h, start + 48h) == mg(0));
    CHECK(h.most_in_24h(start - 1h, start + 48h) == mg(5));
}

TEST_CASE("the most in 24 hours may lie between a bolus and another one's end") {
    dose_history h;
    h.give(start, mg(50));
    h.change(start + 10h, mg_per_hour(1));
    // Just before the bolus is a day old: it and 14 h of the rate; later the rate alone, 24 mg at most.
    CHECK(h.most_in_24h(start + 10h, start + 60h) == mg(63.999));
    CHECK(h.most_in_24h(start + 24h, start + 60h) == mg(24));
}

namespace {

/// A plan: a change or a bolus so long after the one before.
struct happening {
    std::int64_t after_s;
    int what; ///< 0 pause, 1 bolus, else a rate in one of the units
    int amount;
};
using happenings = std::vector<happening>;

rc::Gen<happenings> plans() {
    return rc::gen::container<happenings>(
        rc::gen::build<happening>(rc::gen::set(&happening::after_s, rc::gen::inRange<std::int64_t>(0, 90'000)),
                                  rc::gen::set(&happening::what, rc::gen::inRange(0, 7)),
                                  rc::gen::set(&happening::amount, rc::gen::inRange(0, 400))));
}

constexpr double kg = 73.5, mg_per_ml = 2;

prescription prescribed(const happening& h) {
    const auto u = static_cast<dose_unit>(h.what - 2);
    return of(h.amount / 10.0, u, mg_per_ml, kg);
}

/// By its definition, in exact milligrams, not by the tables of the program.
long double exact_mg_per_hour(const happening& h) {
    const long double amount = h.amount / 10.0L;
    if (h.what == 2) return amount;
    if (h.what == 3) return amount * 2;
    if (h.what == 4) return amount * 73.5L;
    if (h.what == 5) return amount * 73.5L * 60 / 1000;
    return h.what == 6 ? amount / 24 : 0;
}

dose_history played(const happenings& plan) {
    dose_history h;
    instant at = start;
    for (const happening& each : plan) {
        at += std::chrono::seconds{each.after_s};
        if (each.what == 1)
            h.give(at, mg(each.amount / 10.0));
        else
            h.change(at, each.what == 0 ? micrograms_per_hour{} : *rate_of(prescribed(each)));
    }
    return h;
}

/// What was given by `until`: backwards, each thing on its own. `hours` tells how long it ran.
long double reckoned_mg(const happenings& plan, instant until, long double& hours) {
    long double sum = 0, upto_s = 0, last_s = 0;
    for (const happening& each : plan) last_s += static_cast<long double>(each.after_s);
    upto_s = static_cast<long double>((until - start).count()) / 1000;
    for (auto each = plan.rbegin(); each != plan.rend(); ++each) {
        if (each->what == 1) {
            if (last_s * 1000 <= static_cast<long double>((until - start).count())) sum += each->amount / 10.0L;
        } else {
            const long double lasting = std::max(0.0L, upto_s - last_s) / 3600;
            sum += exact_mg_per_hour(*each) * lasting;
            hours += lasting;
            upto_s = std::min(upto_s, last_s);
        }
        last_s -= static_cast<long double>(each->after_s);
    }
    return sum;
}

bool close(micrograms found, long double expected_mg, long double hours) {
    // Half a microgram an hour for rates that are rounded, and one for the sum.
    return std::abs(static_cast<long double>(found) - expected_mg * 1000) <= 1.001L + hours / 2;
}

instant some_time(const happenings& plan) {
    std::int64_t all_s = 100'000;
    for (const happening& each : plan) all_s += each.after_s;
    return start + milliseconds{*rc::gen::inRange<std::int64_t>(0, all_s * 1000)};
}

} // namespace

TEST_CASE("10,000 random plans give the dose that is reckoned in another way") {
    CHECK(rc::check("100 times 100 plans", [] {
        for (int i = 0; i < 100; ++i) {
            const happenings plan = *plans();
            const instant until = some_time(plan);
            long double hours = 0;
            const long double expected = reckoned_mg(plan, until, hours);
            RC_ASSERT(close(played(plan).total(until), expected, hours));
        }
    }));
}

TEST_CASE("adjoining spans add up to the whole") {
    CHECK(rc::check("additive", [] {
        const happenings plan = *plans();
        const dose_history h = played(plan);
        std::vector<instant> cuts{some_time(plan), some_time(plan), some_time(plan)};
        std::ranges::sort(cuts);
        const auto in_two = static_cast<std::int64_t>(h.between(cuts[0], cuts[1])) +
                            static_cast<std::int64_t>(h.between(cuts[1], cuts[2]));
        const auto whole = static_cast<std::int64_t>(h.between(cuts[0], cuts[2]));
        RC_ASSERT(whole - in_two >= 0);
        RC_ASSERT(whole - in_two <= 1);
    }));
}

TEST_CASE("it does not matter in which order boluses are entered") {
    CHECK(rc::check("order", [] {
        const auto given = *rc::gen::container<std::vector<std::pair<int, int>>>(
            rc::gen::pair(rc::gen::inRange(0, 20), rc::gen::inRange(1, 5)));
        auto shuffled = given;
        for (std::size_t i = shuffled.size(); i > 1; --i)
            std::swap(shuffled[i - 1], shuffled[*rc::gen::inRange<std::size_t>(0, i)]);
        dose_history a, b;
        for (const auto& [minute, amount] : given) a.give(start + minute * 1min, mg(amount));
        for (const auto& [minute, amount] : shuffled) b.give(start + minute * 1min, mg(amount));
        RC_ASSERT(a == b);
    }));
}

TEST_CASE("when on the calendar it runs changes no dose: not in the night in which the clocks change") {
    // 2027-03-28 01:00 UTC and 2027-10-31 01:00 UTC: Europe's clocks; 2027-03-14 07:00 UTC: New York's.
    for (const auto change : {"2027-03-28T01:00:00Z", "2027-10-31T01:00:00Z", "2027-03-14T07:00:00Z"}) {
        const instant over = *parse_rfc3339(change);
        CHECK(rc::check("moved", [over] {
            const happenings plan = *plans();
            const dose_history h = played(plan);
            const milliseconds by = over - 12h - start + milliseconds{*rc::gen::inRange(0, 43'200'000)};
            dose_history moved;
            for (const auto& c : h.changes()) moved.change(c.at + by, c.rate);
            for (const auto& b : h.boluses()) moved.give(b.at + by, b.amount);
            const instant until = some_time(plan);
            RC_ASSERT(moved.total(until + by) == h.total(until));
            RC_ASSERT(moved.in_24h(until + by) == h.in_24h(until));
        }));
    }
}

TEST_CASE("no moment has more in 24 hours than the most") {
    CHECK(rc::check("most", [] {
        const happenings plan = *plans();
        const dose_history h = played(plan);
        const instant from = some_time(plan);
        const instant until = from + milliseconds{*rc::gen::inRange<std::int64_t>(0, 200'000'000)};
        const micrograms most = h.most_in_24h(from, until);
        for (int i = 0; i < 50; ++i) {
            const instant at = from + milliseconds{*rc::gen::inRange<std::int64_t>(0, (until - from).count() + 1)};
            RC_ASSERT(h.in_24h(at) <= most);
        }
    }));
}

} // namespace vigil::infusion
