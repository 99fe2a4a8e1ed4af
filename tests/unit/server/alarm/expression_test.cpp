#include <cmath>

#include "server/alarm/news2.hpp"
#include "tests/unit/server/alarm/values.hpp"

namespace vigil::alarm {
namespace {

using enum metric;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;

constexpr truth no = truth::no, yes = truth::yes, unknown = truth::unknown;

/// Texts that are no, yes and unknown on an empty chart.
constexpr std::array<std::string_view, 3> texts{"1 > 2", "1 < 2", "spo2 > 0"};

} // namespace

TEST_CASE("a comparison is true on its own side of the limit and nowhere else") {
    struct row {
        std::string_view sign;
        truth below, at, above;
    };
    for (const row& r : {row{"<", yes, no, no}, row{"<=", yes, yes, no}, row{">", no, no, yes}, row{">=", no, yes, yes},
                         row{"==", no, yes, no}, row{"!=", yes, no, yes}}) {
        CAPTURE(r.sign);
        const expression e = parsed("heart_rate " + std::string{r.sign} + " 120");
        CHECK(e.evaluate(with({{heart_rate, std::nextafter(120, 0)}}), no_value, start) == r.below);
        CHECK(e.evaluate(with({{heart_rate, 120}}), no_value, start) == r.at);
        CHECK(e.evaluate(with({{heart_rate, std::nextafter(120, 200)}}), no_value, start) == r.above);
        CHECK(e.evaluate(patient{}, no_value, start) == unknown);
    }
}

TEST_CASE("and, or and not follow Kleene's tables") {
    constexpr truth both[3][3] = {{no, no, no}, {no, yes, unknown}, {no, unknown, unknown}};
    constexpr truth either[3][3] = {{no, yes, unknown}, {yes, yes, yes}, {unknown, yes, unknown}};
    constexpr truth inverse[3] = {yes, no, unknown};
    for (std::size_t a = 0; a < 3; ++a) {
        CHECK(value_of("not " + std::string{texts[a]}) == inverse[a]);
        for (std::size_t b = 0; b < 3; ++b) {
            CHECK(value_of(std::string{texts[a]} + " and " + std::string{texts[b]}) == both[a][b]);
            CHECK(value_of(std::string{texts[a]} + " or " + std::string{texts[b]}) == either[a][b]);
        }
    }
}

TEST_CASE("operators bind as in arithmetic, and compare before not, and, or") {
    CHECK(value_of("2 + 3 * 4 == 14") == yes);
    CHECK(value_of("(2 + 3) * 4 == 20") == yes);
    CHECK(value_of("10 - 4 - 3 == 3") == yes);
    CHECK(value_of("16 / 4 / 2 == 2") == yes);
    CHECK(value_of("-2 * 3 == -6") == yes);
    CHECK(value_of("- - 2 == 2") == yes);
    CHECK(value_of("-(1 + 2) == 0 - 3") == yes);
    CHECK(value_of("3 - -2 == 5") == yes);
    CHECK(value_of("0.5 * 4 == 2.0") == yes);
    CHECK(value_of("1 > 0 or 1 > 0 and 1 > 2") == yes);  // or last
    CHECK(value_of("(1 > 0 or 1 > 0) and 1 > 2") == no); // unless said otherwise
    CHECK(value_of("not 1 > 2 and 1 > 2") == no);        // not binds tighter than and
    CHECK(value_of("not (1 > 2 and 1 > 2)") == yes);
    CHECK(value_of("not not 1 > 2") == no);
    CHECK(value_of("\t1\n<\r2 ") == yes);
    CHECK(value_of("heart_rate-pulse_rate>15", with({{heart_rate, 100}, {pulse_rate, 84}})) == yes);
    CHECK(value_of("-cvp_mean > 3", with({{cvp_mean, -4}})) == yes);
}

TEST_CASE("what is not known makes a comparison unknown, whatever stands around it") {
    for (const std::string_view text : {"spo2 + 1 > 0", "1 - spo2 > 0", "spo2 * 0 == 0", "-spo2 < 0", "spo2 == spo2",
                                        "spo2 != spo2", "not spo2 < 90", "1 / spo2 > 0"})
        CHECK(value_of(text) == unknown);
}

TEST_CASE("a division by zero is unknown, never infinitely large") {
    CHECK(value_of("1 / 0 > 5") == unknown);
    CHECK(value_of("not 1 / 0 > 5") == unknown);
    CHECK(value_of("0 / 0 == 0") == unknown);
    CHECK(value_of("heart_rate / pain > 1", with({{heart_rate, 80}, {pain, 0}})) == unknown);
    CHECK(value_of("heart_rate / pain > 1", with({{heart_rate, 80}, {pain, -0.0}})) == unknown);
    CHECK(value_of("1 / 0 > 5 or 1 > 0") == yes);
}

TEST_CASE("a value is known until it is older than its metric allows, counted from its arrival") {
    const patient c = with({{heart_rate, 130}});
    const expression e = parsed("heart_rate > 120");
    CHECK(e.evaluate(c, no_value, start + 15s) == yes);
    CHECK(e.evaluate(c, no_value, start + 15s + 1ms) == unknown);
    CHECK(e.evaluate(c, no_value, stale_at(heart_rate, start)) == unknown);
    CHECK(e.evaluate(c, no_value, stale_at(heart_rate, start) - 1ms) == yes);
    patient late = c;
    observed slow = c.values[heart_rate];
    slow.measured_at = start - 3600s; // a monitor with a wrong clock
    late.values.put(heart_rate, slow);
    CHECK(e.evaluate(late, no_value, start + 1s) == yes);
}

TEST_CASE("only valid and questionable numbers count") {
    for (const validity v : {validity::valid, validity::questionable})
        CHECK(value_of("heart_rate > 120", with({{heart_rate, 130, start, v}})) == yes);
    for (const validity v : {validity::sensor_off, validity::unavailable, validity::implausible, validity::test}) {
        CHECK(value_of("heart_rate > 120", with({{heart_rate, 130, start, v}})) == unknown);
        CHECK(value_of("present(heart_rate)", with({{heart_rate, 130, start, v}})) == no);
    }
}

TEST_CASE("present() is yes or no, never unknown") {
    const expression e = parsed("present(heart_rate)");
    CHECK(e.evaluate({}, no_value, start) == no);
    CHECK(e.evaluate(with({{heart_rate, no_value}}), no_value, start) == no);
    CHECK(e.evaluate(with({{heart_rate, 0}}), no_value, start) == yes);
    CHECK(e.evaluate(with({{heart_rate, 60}}), no_value, start + 15s) == yes);
    CHECK(e.evaluate(with({{heart_rate, 60}}), no_value, start + 15s + 1ms) == no);
    CHECK(value_of("present(systolic)", with({{nibp_systolic, 120}})) == yes);
    CHECK(value_of("present(systolic)", with({{abp_systolic, 120}})) == yes);
    CHECK(value_of("present(systolic)", with({{abp_diastolic, 70}})) == no);
}

TEST_CASE("a family is whichever of arterial line and cuff is known and arrived last") {
    struct row {
        std::string_view name;
        metric line, cuff;
    };
    for (const row& r : {row{"systolic", abp_systolic, nibp_systolic}, row{"diastolic", abp_diastolic, nibp_diastolic},
                         row{"mean_pressure", abp_mean, nibp_mean}}) {
        CAPTURE(r.name);
        const expression e = parsed(std::string{r.name} + " == 100");
        CHECK(e.evaluate({}, no_value, start) == unknown);
        CHECK(e.evaluate(with({{r.line, 100}}), no_value, start) == yes);
        CHECK(e.evaluate(with({{r.cuff, 100}}), no_value, start) == yes);
        CHECK(e.evaluate(with({{r.line, 100}, {r.cuff, 90}}), no_value, start) == yes); // a tie: the line
        CHECK(e.evaluate(with({{r.line, 100}, {r.cuff, 90, start + 1ms}}), no_value, start + 1ms) == no);
        CHECK(e.evaluate(with({{r.line, 100, start + 1ms}, {r.cuff, 90}}), no_value, start + 1ms) == yes);
        // The line falls silent: the older cuff's value counts again.
        const patient both = with({{r.line, 90, start + 1s}, {r.cuff, 100}});
        CHECK(e.evaluate(both, no_value, start + 16s) == no);
        CHECK(e.evaluate(both, no_value, start + 16s + 1ms) == yes);
        // Its transducer comes off: the same at once.
        CHECK(e.evaluate(with({{r.line, 90, start + 1s, validity::sensor_off}, {r.cuff, 100}}), no_value, start + 1s) ==
              yes);
    }
}

TEST_CASE("an expression knows which metrics it reads, and whether it depends on the monitor being heard") {
    const auto bits = [](std::initializer_list<metric> list) {
        std::uint64_t all = 0;
        for (const metric m : list) all |= std::uint64_t{1} << index(m);
        return all;
    };
    const std::uint64_t heard = expression::heard_bit;
    CHECK(parsed("heart_rate > 120 and present(spo2) or systolic < 3").metrics() ==
          bits({heart_rate, spo2, abp_systolic, nibp_systolic}));
    CHECK(parsed("1 < 2").metrics() == 0);
    CHECK(parsed("age(pain) > 1h or overdue(temperature, 1h)").metrics() == bits({pain, temperature}));
    CHECK(parsed("change(spo2, 10min) < -4 or frozen(etco2, 1min)").metrics() == bits({spo2, etco2}));
    CHECK(parsed("cvp_mean > baseline(cvp_mean)").metrics() == bits({cvp_mean}));
    CHECK(parsed("sensor_off(spo2) or implausible(pain)").metrics() == bits({spo2, pain}));
    CHECK(parsed("confusion_open()").metrics() == bits({acvpu, dissociation}));
    CHECK(parsed("news2() > 4").metrics() == news2_metrics());
    CHECK(parsed("news2_single() > 2").metrics() == news2_metrics());
    CHECK(parsed("silence() > 30s").metrics() == heard);
    CHECK(parsed("clock_skew() > 30s").metrics() == heard);
    CHECK(parsed("identity_conflict()").metrics() == heard);
    CHECK(parsed("lost(spo2)").metrics() == (heard | bits({spo2})));
    CHECK(parsed("minutes_since_step < 15 or phase == ready or limit > 3").metrics() == 0);
}

TEST_CASE(
    "an expression goes by values alone if time, order of receipt, and decisions of people change nothing in it") {
    for (const auto* text : {"heart_rate - pulse_rate > limit or not (spo2 >= 90)", "sensor_off(spo2) and -etco2 < 3",
                             "implausible(temperature)", "temperature / spo2 > 2"})
        CHECK_MESSAGE(parsed(text).by_value(), text);
    for (const auto* text : {"systolic > 160", "cvp_mean > baseline(cvp_mean)", "systolic > baseline(systolic)",
                             "change(spo2, 10min) < -4", "mean(spo2, 10min) < 90", "present(spo2)", "lost(spo2)",
                             "confusion_open()", "identity_conflict()", "scheduled(spo2)", "phase == infusing",
                             "age(spo2) > 1min", "overdue(spo2, 1min)", "frozen(spo2, 1min)", "silence() > 30s",
                             "minutes_since_step > 15", "clock_skew() > 2min", "news2() > 4", "news2_single() > 2"}) {
        CHECK_MESSAGE(!parsed(text).by_value(), text);
        CHECK_MESSAGE(!parsed(std::string("spo2 < 90 and ") + text).by_value(), text);
    }
}

TEST_CASE("the limit is the first comparison of a metric with a number") {
    struct row {
        std::string_view text;
        metric what, alternative;
        double limit;
    };
    for (const row& r :
         {row{"heart_rate > 120", heart_rate, heart_rate, 120},
          row{"120.5 < heart_rate", heart_rate, heart_rate, 120.5}, row{"cvp_mean < -5", cvp_mean, cvp_mean, -5},
          row{"(heart_rate) > (120)", heart_rate, heart_rate, 120},
          row{"heart_rate - pulse_rate > 15 and not (spo2 >= 90 or pain > 3)", spo2, spo2, 90},
          row{"heart_rate > pulse_rate or spo2 < 90", spo2, spo2, 90}, row{"spo2 < 80 + 10 or pain > 3", pain, pain, 3},
          row{"systolic > 160", abp_systolic, nibp_systolic, 160}}) {
        CAPTURE(r.text);
        const expression e = parsed(r.text);
        REQUIRE(e.limit());
        CHECK(e.limit()->what == r.what);
        CHECK(e.limit()->alternative == r.alternative);
        CHECK(e.limit()->limit == r.limit);
    }
    for (const std::string_view text :
         {"present(spo2)", "heart_rate > pulse_rate", "1 < 2", "heart_rate + 1 > 2", "-spo2 < 3"})
        CHECK_MESSAGE(!parsed(text).limit(), text);
}

TEST_CASE("the word limit is the number that it is evaluated with, and the limit of the message") {
    const expression e = parsed("heart_rate > limit");
    CHECK(e.uses_limit());
    CHECK(e.text() == "heart_rate > limit");
    REQUIRE(e.limit());
    CHECK(e.limit()->what == heart_rate);
    CHECK(std::isnan(e.limit()->limit));
    CHECK(e.evaluate(with({{heart_rate, 110}}), 120, start) == no);
    CHECK(e.evaluate(with({{heart_rate, 110}}), 100, start) == yes);
    CHECK(e.evaluate(with({{heart_rate, 110}}), no_value, start) == unknown);
    CHECK(std::isnan(parsed("limit < systolic").limit()->limit));
    CHECK(value_of("heart_rate > 1.1 * limit", with({{heart_rate, 110}}), start, 99) == yes);
    CHECK(!parsed("heart_rate > 1.1 * limit").limit());
    CHECK(!parsed("heart_rate > 120").uses_limit());
}

TEST_CASE("the deepest and widest expressions allowed evaluate on the fixed stack") {
    const std::string both = "1>2 or 1<2 and ";
    std::string deep;
    for (int i = 0; i < expression::depth_max / 2; ++i) deep += both + "(";
    deep += "1 < ";
    for (int i = 0; i < expression::depth_max / 2; ++i) deep += "1+2*(";
    deep += "1+2*3" + std::string(static_cast<std::size_t>(expression::depth_max), ')');
    CAPTURE(deep);
    CHECK(value_of(deep) == yes);

    std::string truths, numbers = "1 < ";
    for (int i = 0; i < expression::depth_max; ++i) truths += both + "(", numbers += "1+2*(";
    const std::string close(static_cast<std::size_t>(expression::depth_max), ')');
    CHECK(value_of(truths + both + "1 < 1 + 2 * 3" + close) == yes);
    CHECK(value_of(numbers + "1+2*3" + close) == yes);

    std::string wide = "1";
    while (wide.size() + 6 < expression::text_max) wide += "+1";
    CHECK(value_of(wide + " > 3") == yes);
}

TEST_CASE("an expression that was never parsed is unknown") {
    CHECK(expression{}.evaluate({}, no_value, start) == unknown);
}

TEST_CASE("no value that goes missing turns a verdict into its opposite") {
    // Every combination of three values being known or not: what is lost may only make the verdict unknown.
    for (const std::string_view text :
         {"heart_rate > 120 and spo2 < 90 or pain > 3", "not (heart_rate > 120 or spo2 < 90) and pain > 3",
          "heart_rate * spo2 > 9000 or not pain <= 3", "heart_rate / (pain - 3) > 20 or heart_rate > 120"}) {
        const expression e = parsed(text);
        for (const double h : {60., 130.})
            for (const double s : {85., 95.})
                for (const double p : {0., 3., 5.})
                    for (unsigned lost = 1; lost < 8; ++lost) {
                        const patient whole = with({{heart_rate, h}, {spo2, s}, {pain, p}});
                        patient less = whole;
                        if (lost & 1u) less.values.put(heart_rate, {});
                        if (lost & 2u) less.values.put(spo2, {});
                        if (lost & 4u) less.values.put(pain, {});
                        const truth before = e.evaluate(whole, no_value, start),
                                    after = e.evaluate(less, no_value, start);
                        CHECK_MESSAGE((after == before || after == unknown), text);
                    }
    }
}

TEST_CASE("scheduled() says whether a session's own checks ask for it, of a family for either source") {
    const auto value_in = [](std::string_view text, const patient& p) {
        return parsed(text).evaluate(p, no_value, start);
    };
    patient p;
    CHECK(value_in("scheduled(systolic)", p) == no);
    p.scheduled = std::uint64_t{1} << index(nibp_systolic);
    CHECK(value_in("scheduled(systolic)", p) == yes);
    CHECK(value_in("scheduled(nibp_systolic)", p) == yes);
    CHECK(value_in("scheduled(abp_systolic)", p) == no);
    CHECK(value_in("not scheduled(sedation)", p) == yes);
}

} // namespace vigil::alarm
