// Dialect files: what they say, and what is said of one that is wrong.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "proto/dialects/dialect.hpp"

using namespace vigil;

namespace {

constexpr std::string_view least = "name = 'one'\ntitle = 'One'\norder_time = ['OBR-7']\n";

auto read(const std::string& more, const dialects::dialect& base = {}) {
    return dialects::read(std::string{least} + more, "one.toml", base);
}

dialects::dialect good(const std::string& more, const dialects::dialect& base = {}) {
    auto result = read(more, base);
    if (!result) FAIL(result.error().front());
    return std::move(*result);
}

/// The only problem.
std::string problem(const std::string& more, const dialects::dialect& base = {}) {
    const auto result = read(more, base);
    REQUIRE_FALSE(result);
    CHECK(result.error().size() == 1);
    return result.error().front();
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != text.npos;
}

} // namespace

TEST_CASE("What a file does not say keeps its least surprising value") {
    const dialects::dialect d = good("");
    CHECK(d.name == "one");
    CHECK(d.way == dialects::direction::listen);
    CHECK(d.frames == dialects::framing::strict);
    CHECK(d.reply == dialects::answers::as_asked);
    CHECK(d.x_is_invalid);
    CHECK_FALSE(d.units_are_wrong);
    CHECK(d.sentinels.empty());
}

TEST_CASE("Every key is read") {
    const dialects::dialect d = good(R"(
rank = 7
recognise = [ { "MSH-3" = "A*", "MSH-21.1" = "B" }, { "OBX-3.3" = "C" } ]
way = "dial"
port = 4601
frames = "lenient"
reply = "original"
one_connection = true
patient_once = true
control_id_is_class = true
echo = "106"
charset = "8859/1"
ward = ["PV1-3.1"]
bed = ["PV1-3.2+PV1-3.3", "PV1-3.3.2"]
patient = ["PID-3.1"]
patient_name = ["PID-5"]
device = ["OBX-18.1"]
observation_time = ["OBX-14", "OBX-12"]
bed_conflict_refuses = true
x_is_invalid = false
units_are_wrong = true
sentinels = [-100, -99.9]
zero_is_off = ["spo2"]
alarms = "mdil"
)");
    CHECK(d.rank == 7);
    REQUIRE(d.recognise.size() == 2);
    CHECK(d.recognise[0].size() == 2);
    CHECK(d.recognise[1][0].where == dialects::path{"OBX", 3, 3});
    CHECK(d.recognise[1][0].text == "C");
    CHECK(d.way == dialects::direction::dial);
    CHECK(d.port == 4601);
    CHECK(d.frames == dialects::framing::lenient);
    CHECK(d.reply == dialects::answers::original);
    CHECK((d.one_connection && d.patient_once && d.control_id_is_class && d.bed_conflict_refuses && d.units_are_wrong));
    CHECK_FALSE(d.x_is_invalid);
    CHECK(d.echo == "106");
    CHECK(d.charset == "8859/1");
    CHECK(d.bed == dialects::choice{{{"PV1", 3, 2}, {"PV1", 3, 3}}, {{"PV1", 3, 3, 2}}});
    CHECK(d.observation_time.size() == 2);
    CHECK(d.is_sentinel(-99.9));
    CHECK_FALSE(d.is_sentinel(-99));
    CHECK(d.zero_is_off == std::vector{metric::spo2});
    CHECK(d.alarms == dialects::alarm_form::mdil);
}

TEST_CASE("Codes are found by text and system; one without a system fits any") {
    const dialects::dialect d = good(R"(
codes = [
    { text = "9", what = "spo2", mdc = 150456, unit = "%" },
    { text = "9", system = "X", what = "heart_rate", unit = "/min" },
    { text = "10", system = "X" },
])");
    CHECK(d.find("9", "")->what == metric::spo2);
    CHECK(d.find("9", "Y")->mdc == 150456);
    CHECK(d.find("9", "X")->what == metric::heart_rate);
    CHECK(d.find("9", "X")->where_none == unit::per_minute);
    REQUIRE(d.find("10", "X"));
    CHECK_FALSE(d.find("10", "X")->what);
    CHECK_FALSE(d.find("10", ""));
    CHECK_FALSE(d.find("", ""));
}

TEST_CASE("A file takes from its base what it does not say; lists of codes and flags add up") {
    dialects::dialect base = good(
        "sentinels = [-1]\nrank = 3\nrecognise = [{ 'MSH-3' = 'x' }]\nbed = ['PV1-3']\n"
        "flags = [{ text = 'DEMO', means = 'test' }]\ncodes = [{ text = '1', what = 'spo2' }]");
    base.name = "base";
    const dialects::dialect d = good(
        "base = 'base'\nflags = [{ text = 'A', means = 'sensor_off' },"
        "{ text = 'DEMO', means = 'valid' }]\ncodes = [{ text = '0', what = 'etco2' }]",
        base);
    CHECK(d.sentinels == std::vector{-1.0});
    CHECK(d.bed == base.bed);
    CHECK(d.rank == 0);
    CHECK(d.recognise.empty());
    REQUIRE(d.flags.size() == 2);
    CHECK(d.flags[1].means == validity::valid);
    CHECK(d.find("0", "")->what == metric::etco2);
    CHECK(d.find("1", "")->what == metric::spo2);
    CHECK(good("", base).sentinels.empty()); // a whole takes nothing
    CHECK(dialects::base_name("base = 'base'") == "base");
    CHECK(dialects::base_name("base = 7").empty());
    CHECK(dialects::base_name("base =").empty());
}

TEST_CASE("A file replaces the code of its base") {
    dialects::dialect base = good("codes = [{ text = '1', what = 'spo2' }]");
    base.name = "base";
    CHECK(good("base = 'base'\ncodes = [{ text = '1', what = 'etco2' }]", base).find("1", "")->what == metric::etco2);
}

TEST_CASE("A problem says file and line, what is wrong, and what was probably meant") {
    CHECK(problem("bedd = []") == "one.toml:4: unknown key 'bedd' in a dialect; did you mean 'bed'?");
    CHECK(problem("way = 'dail'") == "one.toml:4: way must be one of listen, dial, not 'dail'");
    CHECK(problem("zero_is_off = ['sp02']") ==
          "one.toml:4: zero_is_off: there is no vital sign 'sp02'; did you mean 'spo2'?");
    CHECK(problem("bed = ['PV1.3']") == "one.toml:4: bed: 'PV1.3' is no place like PV1-3.1 or PV1-3.2+PV1-3.3");
    CHECK(problem("observation_time = ['OBR-7']") == "one.toml:4: observation_time: 'OBR-7' must be a place in OBX");
    CHECK(problem("recognise = [{ 'MSH3' = 'x' }]") ==
          "one.toml:4: recognise: 'MSH3' is no place like MSH-3 or OBX-3.3");
    CHECK(problem("recognise = [{}]") == "one.toml:4: an empty table would recognise every message");
    CHECK(problem("base = 'x'") == "one.toml:4: there is no dialect 'x' to build on");
    dialects::dialect other;
    other.name = "y";
    CHECK(problem("base = 'x'", other) == "one.toml:4: base must be 'y', not 'x'");
    CHECK(contains(problem("port = 65536"), "from 0 to 65535"));
    CHECK(contains(problem("one_connection = 1"), "true or false"));
    CHECK(contains(problem("sentinels = ['-100']"), "must be numbers"));
    CHECK(contains(problem("sentinels = [nan]"), "must be numbers"));
    CHECK(contains(problem("sentinels = 7"), "must be a list"));
    CHECK(contains(problem("codes = ['101']"), "list of tables"));
    CHECK(contains(problem("echo = \"a\\nb\""), "without control characters"));
    CHECK(contains(problem("flags = [{ text = 'A', means = 'gone' }]"), "means must be valid, questionable"));
    CHECK(contains(problem("flags = [{ text = 'A' }]"), "needs text and means"));
    CHECK(contains(problem("="), "one.toml:4: "));
}

TEST_CASE("Codes that contradict themselves are refused: a slip would show one sign as another") {
    CHECK(problem("codes = [{ text = '1', what = 'spo2', mdc = 147842 }]") ==
          "one.toml:4: mdc 147842 is heart_rate, not spo2");
    CHECK(problem("codes = [{ text = '1', mdc = 147842 }]") ==
          "one.toml:4: mdc 147842 is heart_rate: say what = \"heart_rate\"");
    CHECK(problem("codes = [{ text = '1', what = 'spo2', unit = 'mmHg' }]") ==
          "one.toml:4: spo2 is not measured in mm[Hg]");
    CHECK(
        contains(problem("codes = [{ text = '1', what = 'spo2', unit = 'furlong' }]"), "unit 'furlong' is not known"));
    CHECK(contains(problem("codes = [{ what = 'spo2' }]"), "a code needs text"));
    CHECK(contains(problem("codes = [{ text = '1' }, { text = '1' }]"), "'1' is there twice"));
    CHECK(contains(problem("codes = [{ text = '1', mtc = 5 }]"), "unknown key 'mtc' in codes; did you mean 'mdc'?"));
}

TEST_CASE("A time that no reading could have is a problem, and so is a name that could not be typed") {
    const auto none = dialects::read("name = 'one'\ntitle = 'One'", "one.toml", {});
    REQUIRE_FALSE(none);
    CHECK(contains(none.error().front(), "no reading would have a time"));
    const auto upper = dialects::read("name = 'One'\ntitle = 'One'\norder_time = ['OBR-7']", "one.toml", {});
    REQUIRE_FALSE(upper);
    CHECK(contains(upper.error().front(), "name must be of a-z, 0-9 and -"));
    const auto nameless = dialects::read("order_time = ['OBR-7']", "one.toml", {});
    REQUIRE_FALSE(nameless);
    CHECK(nameless.error().size() == 2);
}

TEST_CASE("All problems are told at once, in the order of the lines") {
    const auto result = read("zero_is_off = ['x']\nalarms = 'y'\nbed = ['z']\n");
    REQUIRE_FALSE(result);
    REQUIRE(result.error().size() == 3);
    for (std::size_t i = 0; i < 3; ++i) CHECK(result.error()[i].starts_with("one.toml:" + std::to_string(4 + i) + ":"));
}

TEST_CASE("A list and a text have a limit") {
    std::string many = "sentinels = [";
    for (int i = 0; i < 2001; ++i) many += "1,";
    CHECK(contains(problem(many + "]"), "more than 2000 entries"));
    CHECK(contains(problem("echo = '" + std::string(129, 'x') + "'"), "at most 128 bytes"));
}

TEST_CASE("Places: segment, field, component, sub-component, and nothing else") {
    for (const char* place : {"PV1-3", "PV1-3.1", "PV1-39.99.99", "ZZ9-1+PID-3"})
        CHECK_MESSAGE(read("bed = ['" + std::string{place} + "']").has_value(), place);
    for (const char* place :
         {"", "PV1", "PV1-", "PV1-0", "PV1-40", "PV1-03", "PV1-3.", "PV1-3.0", "PV1-3.1.1.1", "PV1-3.100", "pv1-3",
          "PV-3", "PV12-3", "PV1-3 ", "PV1-3+", "+PV1-3", "PV1--3", "PV1-1+PV1-1+PV1-1+PV1-1+PV1-1"})
        CHECK_MESSAGE(!read("bed = ['" + std::string{place} + "']").has_value(), place);
}
