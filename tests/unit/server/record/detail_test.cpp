#include "server/record/detail.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "server/record/text.hpp"

namespace vigil::record {
namespace {

using namespace std::string_literals;

const instant noon = *parse_rfc3339("2026-11-22T12:00:00Z");

usual_codes usual() {
    usual_codes codes{};
    codes[index(metric::heart_rate)] = 147842;
    codes[index(metric::spo2)] = 150456;
    return codes;
}

reading heart_rate(double value) {
    return {metric::heart_rate, validity::valid, unit::per_minute, 147842, value, noon};
}

std::string detail(const report& r) {
    std::string out;
    append_detail(out, r, first_of_each(r), noon, usual());
    return out;
}

std::string clean(std::string_view text) {
    std::string out;
    append_clean(out, text);
    return out;
}

} // namespace

TEST_CASE("an ordinary message has no detail") {
    report r;
    r.readings = {heart_rate(80), {metric::spo2, validity::valid, unit::percent, 150456, 97, noon}};
    CHECK(detail(r).empty());
    CHECK(is_coded(r));
    for (reading& next : r.readings) next.code = 0;
    CHECK(detail(r).empty());
    CHECK_FALSE(is_coded(r));
}

TEST_CASE("times are out of the ordinary against the report's own time, or else against its reception") {
    report r;
    r.readings = {heart_rate(80)};
    r.reported_at = noon - milliseconds{2'000};
    CHECK(detail(r) == R"({"heart_rate":{"measured_at":"2026-11-22T12:00:00.000Z"}})");
    r.readings[0].measured_at = *r.reported_at;
    CHECK(detail(r).empty());
}

TEST_CASE("validity, unit and code are written where they differ, and a missing code among codes is null") {
    report r;
    r.readings = {heart_rate(80),
                  {metric::spo2, validity::sensor_off, unit::none, 0, no_value, noon},
                  {metric::etco2, validity::questionable, unit::kilopascal, 151708, 38, noon}};
    CHECK(detail(r) == R"({"spo2":{"validity":"sensor_off","unit":"","code":null},)"
                       R"("etco2":{"validity":"questionable","unit":"kPa","code":151708}})");
}

TEST_CASE("a valid reading without a number still leaves its mark") {
    report r;
    r.readings = {heart_rate(no_value)};
    CHECK(detail(r) == R"({"heart_rate":{}})");
}

TEST_CASE("the device's own limits are written, each where it was told") {
    report r;
    r.readings = {heart_rate(80), {metric::spo2, validity::valid, unit::percent, 150456, 97, noon}};
    r.readings[0].device_low = 50;
    r.readings[0].device_high = 120;
    r.readings[1].device_low = 89.5;
    CHECK(detail(r) == R"({"heart_rate":{"low":50,"high":120},"spo2":{"low":89.5}})");
    r.readings[0].device_low = r.readings[0].device_high = std::numeric_limits<double>::infinity();
    r.readings[1].device_low = no_value;
    CHECK(detail(r).empty());
}

TEST_CASE("further readings of a metric are listed whole") {
    report r;
    r.readings = {heart_rate(80), heart_rate(81), heart_rate(std::numeric_limits<double>::infinity())};
    r.readings[1].code = 149530;
    CHECK(detail(r) == R"({"others":[{"metric":"heart_rate","value":81,"code":149530},)"
                       R"({"metric":"heart_rate","value":"Infinity"}]})");
}

TEST_CASE("text that PostgreSQL would refuse is made acceptable, and other text is left alone") {
    CHECK(clean("") == "");
    CHECK(clean("Zo\xc3\xab \xf0\x9f\x98\x80") == "Zo\xc3\xab \xf0\x9f\x98\x80");
    CHECK(clean("a\0b"s) ==
          "a\xef\xbf\xbd"
          "b");
    for (const char* bad : {"\xff", "\x80", "\xc0", "\xc1", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xf4\x90\x80\x80",
                            "\xe0\x80\x80", "\xf0\x80\x80\x80", "\xe2\x82", "\xf0\x9f\x98"}) {
        const std::string text = clean(std::string{"<"} + bad + ">");
        CHECK(text.starts_with("<\xef\xbf\xbd"));
        CHECK(text.ends_with(">"));
        CHECK(clean(text) == text);
    }
}

TEST_CASE("times beyond what PostgreSQL and RFC 3339 both know move to the nearest that they know") {
    std::string out;
    append_time(out, instant::min());
    append_time(out += ' ', instant::max());
    CHECK(out == "0001-01-01T00:00:00.000Z 9999-12-31T23:59:59.999Z");
}

} // namespace vigil::record
