#include "server/alarm/condition.hpp"
#include "tests/unit/server/alarm/values.hpp"

namespace vigil::alarm {
namespace {

using enum metric;
using namespace std::chrono_literals;

std::string written(const std::string& text, const chart& values, limit_term because = {heart_rate, heart_rate, 120},
                    instant now = start) {
    rule r;
    r.message = text;
    return message(r, because, values, now);
}

} // namespace

TEST_CASE("a message holds the value, the limit and any other value by name") {
    const chart values = charted({{heart_rate, 128}, {spo2, 91.5}});
    CHECK(written("Heart rate {heart_rate} above {limit}", values) == "Heart rate 128 above 120");
    CHECK(written("{value}{value}", values) == "128128");
    CHECK(written("SpO2 {spo2} %", values) == "SpO2 91.5 %");
    CHECK(written("no placeholders", values) == "no placeholders");
    CHECK(written("", values) == "");
}

TEST_CASE("numbers in a message are as short as they are exact to one decimal") {
    const auto shown = [](double value) { return written("{heart_rate}", charted({{heart_rate, value}})); };
    CHECK(shown(120) == "120");
    CHECK(shown(120.04) == "120");
    CHECK(shown(120.06) == "120.1");
    CHECK(shown(36.96) == "37");
    CHECK(shown(0.1) == "0.1");
    CHECK(shown(-0.04) == "0");
    CHECK(shown(-4.5) == "-4.5");
    CHECK(shown(0) == "0");
    CHECK(shown(10) == "10");
}

TEST_CASE("a value that is not known is written as dashes") {
    CHECK(written("{heart_rate} {spo2}", {}) == "-- --");
    CHECK(written("{heart_rate}", charted({{heart_rate, 128}}), {}, start + 15s + 1ms) == "--");
    CHECK(written("{heart_rate}", charted({{heart_rate, 128, start, validity::test}})) == "--");
}

TEST_CASE("a family in a message is the fresher source") {
    const chart values = charted({{abp_systolic, 170}, {nibp_systolic, 165, start + 1s}});
    CHECK(written("{systolic} {abp_systolic}", values, {}, start + 1s) == "165 170");
    CHECK(written("{value} above {limit}", values, {nibp_systolic, abp_systolic, 160}, start + 1s) == "165 above 160");
}

TEST_CASE("a message that cannot be filled in is found out") {
    CHECK(!check_message("SpO2 {spo2} below {limit}, {value}, {systolic}"));
    CHECK(!check_message(""));
    struct row {
        std::string_view text;
        std::size_t at;
        std::string_view what;
    };
    for (const row& r : {row{"a {sp02}", 3, "unknown placeholder 'sp02'; did you mean 'spo2'?"},
                         row{"{limt}", 1, "unknown placeholder 'limt'; did you mean 'limit'?"},
                         row{"{spo2} {}", 8, "unknown placeholder ''"},
                         row{"{ spo2 }", 1, "unknown placeholder ' spo2 '; did you mean 'spo2'?"},
                         row{"ab {spo2", 3, "this '{' has no '}'"}, row{"{{spo2}}", 0, "this '{' has no '}'"},
                         row{"{spo2} }", 7, "this '}' has no '{'"}}) {
        CAPTURE(r.text);
        const auto fault = check_message(r.text);
        REQUIRE(fault);
        CHECK(fault->at == r.at);
        CHECK(fault->what == r.what);
    }
}

} // namespace vigil::alarm
