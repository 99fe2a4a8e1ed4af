#include "proto/hl7/observation.hpp"

#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/unit/proto/hl7/sample.hpp"

using namespace vigil;
using namespace vigil::hl7;

TEST_CASE("a value is used only as far as its sender vouches for it") {
    const auto status = [](std::string_view flags, std::string_view result) {
        return only(decoded{message(heart_rate("200", "/min", flags, result))});
    };
    CHECK(status("", "F").status == validity::valid);
    CHECK(status("H~PM~SP", "R").status == validity::valid);
    CHECK(status("EARLY~QUES", "R").status == validity::questionable);
    CHECK(status("DEMO", "R").status == validity::test);
    for (const std::string_view worst_of_two : {"QUES~DEMO", "DEMO~QUES"})
        CHECK(status(worst_of_two, "R").status == validity::test);
    for (const std::string_view none : {"INV", "NAV", "NI", "NA", "MSK", "QUES~INV", "INV~QUES"}) {
        CHECK(status(none, "R").status == validity::unavailable);
        CHECK(std::isnan(status(none, "R").value));
    }
    for (const std::string_view without_result : {"N", "I", "O"})
        CHECK(status("", without_result).status == validity::unavailable);
    CHECK(status("OFF", "X").status == validity::sensor_off);
    CHECK(status("", "X").status == validity::unavailable);
    CHECK(std::isnan(status("", "X").value)); // a number under X is not used
    for (const std::string_view withdrawn : {"D", "W"})
        CHECK(only_refusal(decoded{message(heart_rate("72", "/min", "", withdrawn))}).field == 11);
    CHECK(decoded{message(heart_rate("72", "/min", "DEMO"))}.findings.front().what == finding::kind::test_data);
}

TEST_CASE("a number that stands for nothing is never a value") {
    for (const std::string_view sentinel : {"-100", "8388607", "-10000", "32767"}) {
        const decoded d{message(heart_rate(sentinel))};
        CHECK(only(d).status == validity::unavailable);
        CHECK(std::isnan(only(d).value));
        CHECK(d.findings.front().what == finding::kind::sentinel);
    }
    CHECK(only(decoded{message(heart_rate("0"))}).status == validity::implausible);
    for (const std::string_view none : {"", "\"\"", "  "})
        CHECK(only(decoded{message(heart_rate(none))}).status == validity::unavailable);
}

TEST_CASE("a code of the sender's own is read by the standard's name that stands beside it") {
    for (const std::string_view id : {"tt-0005-06^MDC_PULS_OXIM_SAT_O2^MDC", "1^MDC_PULS_OXIM_SAT_O2^MDC",
                                      "MDC_PULS_OXIM_SAT_O2^MDC_PULS_OXIM_SAT_O2^MDC", "MDC_PULS_OXIM_SAT_O2^^MDC"}) {
        CAPTURE(id);
        const reading r = only(decoded{message(fmt::format("OBX|1|NM|{}||86|%|||||F\r", id))});
        CHECK(r.what == metric::spo2);
        CHECK(r.code == 150456);
        CHECK(r.value == 86);
    }
    for (const std::string_view id :
         {"tt-0005-06^MDC_PULS_OXIM_SAT_O2^L", "tt-0005-06^MDC_NO_SUCH^MDC", "1500212^MDC_PRESS_BLD_NONINV_SYS^MDC"})
        CHECK(only_refusal(decoded{message(fmt::format("OBX|1|NM|{}||86|%|||||F\r", id))}).field == 3);
}

TEST_CASE("what is not a decimal number is refused and its neighbours live") {
    for (const std::string_view bad :
         {"7e1", "1,2", "0x48", "nan", "inf", "+-7", "72~73", "--", ".", "7 2", "98^", ">98"}) {
        const decoded d{message(heart_rate(bad) + heart_rate("70"))};
        CAPTURE(bad);
        CHECK(d.result);
        CHECK(d.content.readings.size() == 1);
        REQUIRE(d.rejected.size() == 1);
        CHECK(d.rejected[0].where == "OBX[1]-5");
        CHECK(d.rejected[0].hl7_code == 102);
    }
    for (const std::string_view long_one : {"72.0000000000000000000", "+0000000000000000000072"})
        CHECK(only(decoded{message(heart_rate(long_one))}).value == 72);
    CHECK(only_refusal(decoded{message(heart_rate(std::string(40, '7')))}).field == 5);
    for (const std::string_view good : {"72", "+72", " 72 ", "72.0", "072"})
        CHECK(only(decoded{message(heart_rate(good))}).value == 72);
    CHECK(only(decoded{message("OBX|1|SN|147842||^72|bpm|||||R")}).value == 72);
    CHECK(only_refusal(decoded{message("OBX|1|SN|147842||>^72|bpm|||||R")}).field == 5);
    for (const std::string_view type : {"ST", ""}) { // what stands there is a number, be its type left out
        const auto typed = [&](std::string_view value) {
            return decoded{message(fmt::format("OBX|1|{}|147842||{}|bpm|||||R", type, value))};
        };
        CHECK(only(typed("72")).value == 72);
        CHECK(only(typed("-100")).status == validity::unavailable);
        CHECK(only_refusal(typed("72 or so")).field == 5);
    }
    CHECK(only_refusal(decoded{message("OBX|1|CE|147842||72|bpm|||||R")}).field == 2);
    for (const std::string_view nothing : {">^72", "^72^-^80", "=^72^/"})
        CHECK(only_refusal(decoded{message("OBX|1|SN|147842||" + std::string{nothing} + "|bpm|||||R")}).field == 5);
}

TEST_CASE("units are converted, never guessed") {
    const decoded f{message("OBX|1|NM|150344^MDC_TEMP^MDC||98.4|266560^MDC_DIM_FAHR^MDC|||||R")};
    CHECK(only(f).value == doctest::Approx(36.89).epsilon(0.001));
    CHECK(only(f).declared == unit::fahrenheit);
    const decoded kpa{message("OBX|1|NM|150021||16|265987^MDC_DIM_KILO_PASCAL^MDC|||||R")};
    CHECK(only(kpa).value == doctest::Approx(120.01).epsilon(0.001));
    CHECK(only(decoded{message(heart_rate("72", "bpm^Unit"))}).declared == unit::per_minute);
    CHECK(only(decoded{message(heart_rate("72", "X^/min^UCUM"))}).declared == unit::per_minute);
    const rejected_observation none = only_refusal(decoded{message(heart_rate("72", ""))});
    CHECK(none.where == "OBX[1]-6");
    CHECK(none.hl7_code == 101);
    CHECK(only_refusal(decoded{message(heart_rate("72", "mm[Hg]"))}).hl7_code == 103);
    CHECK(only_refusal(decoded{message(heart_rate("72", "264865"))}).field == 6);
}

TEST_CASE("a row as the standard writes it says the same as one that says it differently") {
    for (const std::string_view value : {"72", "0", "-100", "36.6", "400", "x"}) {
        for (const std::string_view limits : {"", "50-120", "120-50"}) {
            const auto row = [&](std::string_view type, std::string_view code, std::string_view unit) {
                return std::string{"OBX|1|"}
                    .append(type)
                    .append("|")
                    .append(code)
                    .append("|1.1|")
                    .append(value)
                    .append("|")
                    .append(unit)
                    .append("|")
                    .append(limits)
                    .append("||||F\r");
            };
            const decoded usual{message(row("NM", "147842^MDC_ECG_HEART_RATE^MDC", "264864^MDC_DIM_BEAT_PER_MIN^MDC"))};
            const decoded other{message(row("NM ", "147842^MDC_ECG_HEART_RATE^MDC^^", "/min"))};
            CAPTURE(value);
            CAPTURE(limits);
            REQUIRE(usual.content.readings.size() == other.content.readings.size());
            CHECK(usual.rejected.size() == other.rejected.size());
            CHECK(usual.findings.size() == other.findings.size());
            for (std::size_t i = 0; i < usual.content.readings.size(); ++i) {
                const reading &a = usual.content.readings[i], &b = other.content.readings[i];
                const auto same = [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); };
                CHECK(a.what == b.what);
                CHECK(a.status == b.status);
                CHECK(a.declared == b.declared);
                CHECK(a.code == b.code);
                CHECK(same(a.value, b.value));
                CHECK(same(a.device_low, b.device_low));
                CHECK(same(a.device_high, b.device_high));
                CHECK(a.measured_at == b.measured_at);
            }
        }
    }
}

TEST_CASE("a name that disagrees with its number is found, however near it is to the standard's") {
    const auto findings = [](std::string_view code) {
        return decoded{message(std::string{"OBX|1|NM|"}.append(code).append("|1|72|/min|||||F\r"))}.findings.size();
    };
    CHECK(findings("147842^MDC_ECG_HEART_RATE^MDC") == 0);
    CHECK(findings("147842^MDC_PULS_OXIM_PULS_RATE^MDC") == 1);
    CHECK(findings("147842^MDC_ECG_HEART_RATE^MDC^149530^MDC_PULS_OXIM_PULS_RATE^MDC") == 1);
}

TEST_CASE("a sign is as the standard writes it if its number and its whole name are") {
    const auto is_standard = [](std::string_view field) { return standard_identifier(field, {}) != nullptr; };
    CHECK(is_standard("150021^MDC_PRESS_BLD_NONINV_SYS^MDC"));
    CHECK_FALSE(is_standard("150021^MDC_PRESS_BLD_NONINV_DIA^MDC")); // its neighbour's, as long
    CHECK_FALSE(is_standard("150021^MDC_PRESS_BLD_NONINV_SYS^MDX"));
    CHECK_FALSE(is_standard("150021^MDC_PRESS_BLD_NONINV_SYS|MDC"));
    CHECK_FALSE(is_standard("150021"));
}

TEST_CASE("a sender's own meaning of a standard code counts") {
    auto how = *dialects::find("ihe-pcd01");
    how.codes = {{.text = "147842", .system = "", .what = metric::pulse_rate, .mdc = 149514}};
    auto m = open(
        "MSH|^~\\&|A|||||| |ORU^R01|1|P|2.6\r"
        "OBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC||71|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R\r");
    REQUIRE(m);
    oru out;
    REQUIRE(decode_oru(*m, {.how = how, .received_at = instant{}}, out));
    REQUIRE(out.content.readings.size() == 1);
    CHECK(out.content.readings[0].what == metric::pulse_rate);
}
