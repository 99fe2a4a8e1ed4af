#include "server/alarm/condition.hpp"
#include "tests/unit/server/alarm/values.hpp"

namespace vigil::alarm {
namespace {

using enum metric;
using namespace std::chrono_literals;

using reason = std::optional<limit_term>;
const reason tachycardia = limit_term{heart_rate, heart_rate, 120};

std::string written(const std::string& text, const patient& p, const reason& because = tachycardia,
                    instant now = start) {
    level l;
    l.message = text;
    return message(l, because, p, now);
}

} // namespace

TEST_CASE("a message holds the value, the limit and any other value by name") {
    const patient p = with({{heart_rate, 128}, {spo2, 91.5}});
    CHECK(written("Heart rate {heart_rate} above {limit}", p) == "Heart rate 128 above 120");
    CHECK(written("{value}{value}", p) == "128128");
    CHECK(written("SpO2 {spo2} %", p) == "SpO2 91.5 %");
    CHECK(written("no placeholders", p) == "no placeholders");
    CHECK(written("", p) == "");
}

TEST_CASE("numbers in a message are as short as they are exact to one decimal") {
    const auto shown = [](double value) { return written("{cvp_mean}", with({{cvp_mean, value}})); };
    CHECK(shown(12) == "12");
    CHECK(shown(12.04) == "12");
    CHECK(shown(12.06) == "12.1");
    CHECK(shown(36.96) == "37");
    CHECK(shown(0.1) == "0.1");
    CHECK(shown(-0.04) == "0");
    CHECK(shown(-4.5) == "-4.5");
    CHECK(shown(0) == "0");
    CHECK(shown(10) == "10");
}

TEST_CASE("a value that is not known is written as dashes") {
    CHECK(written("{heart_rate} {spo2} {value}", {}) == "-- -- --");
    const patient p = with({{heart_rate, 128}});
    CHECK(written("{heart_rate}", p, {}, start + 15s + 1ms) == "--");
    CHECK(written("{heart_rate}", with({{heart_rate, 128, start, validity::test}})) == "--");
    CHECK(written("{value} {limit} {age}", p, {}) == "-- -- --");
    CHECK(written("{limit}", p, limit_term{heart_rate, heart_rate, no_value}) == "--");
}

TEST_CASE("a family in a message is the fresher source, and the value is of the source that decided") {
    const patient p = with({{abp_systolic, 170}, {nibp_systolic, 165, start + 1s}});
    CHECK(written("{systolic} {abp_systolic}", p, {}, start + 1s) == "165 170");
    CHECK(written("{value} above {limit}", p, limit_term{nibp_systolic, abp_systolic, 160}, start + 1s) ==
          "165 above 160");
    CHECK(written("{value} above {limit}", p, limit_term{abp_systolic, nibp_systolic, 160}, start + 1s) ==
          "170 above 160");
}

TEST_CASE("the age of a value is told in whole minutes since it was measured") {
    patient p;
    const auto age = [&](instant measured, instant received, instant now) {
        p.values.put(nibp_systolic, {165, validity::valid, measured, received, {}});
        return written("{age}", p, limit_term{nibp_systolic, nibp_systolic, 160}, now);
    };
    CHECK(age(start, start + 5s, start + 5s) == "0 min");
    CHECK(age(start, start + 5s, start + 60s - 1ms) == "0 min");
    CHECK(age(start, start + 5s, start + 60s) == "1 min");
    CHECK(age(start, start + 5min, start + 12min) == "12 min");
    CHECK(age(start + 1h, start, start + 3min) == "3 min"); // a clock that is ahead makes nothing younger
    CHECK(age(start, start, start + 90min) == "90 min");    // told although the value itself is too old
    CHECK(written("{age}", p, limit_term{abp_systolic, nibp_systolic, 160}) == "--");
}

TEST_CASE("sedation is told as it was charted, with its scale") {
    CHECK(written("{sedation}", with({{poss, 3}, {sedation, 2}})) == "POSS 3");
    CHECK(written("{sedation}", with({{poss, 1.5}, {sedation, 1}})) == "POSS S");
    CHECK(written("{sedation}", with({{acvpu, 3}, {sedation, 3}})) == "ACVPU P");
    // The newest one, of two scales.
    const patient twice = with({{poss, 3, start}, {rass, -4, start + 1min}, {sedation, 3, start + 1min}});
    CHECK(written("{sedation}", twice, {}, start + 1min) == "RASS -4");
    // A depth without its scale, and one that is a day old.
    CHECK(written("{sedation}", with({{sedation, 2}})) == "2");
    CHECK(written("{sedation}", with({{poss, 3, start - 1min}, {sedation, 2}})) == "2");
    CHECK(written("{sedation}", with({{poss, 2.7}, {sedation, 2}})) == "2");
    CHECK(written("{sedation}", with({{poss, 3}, {sedation, 2}}), {}, start + 24h) == "--");
    CHECK(written("{value}, limit {limit}", with({{poss, 3}, {sedation, 2}}), limit_term{sedation, sedation, 2}) ==
          "POSS 3, limit 2");
}

TEST_CASE("a message says which patients are named at that time") {
    patient p;
    CHECK(written("different patients: {patients}", p) == "different patients: ");
    p.named = {{"P-1", never}, {"P-2", start + 1ms}, {"P-3", start}};
    CHECK(written("different patients: {patients}", p) == "different patients: P-1, P-2");
}

TEST_CASE("a scale is told in its own levels") {
    CHECK(written("{poss}", with({{poss, 1.5}})) == "S");
    CHECK(written("{rass} {acvpu}", with({{rass, 2}, {acvpu, 1}})) == "+2 C");
    CHECK(written("{pain}", with({{pain, 7}})) == "7");
    CHECK(written("{value}, limit {limit}", with({{acvpu, 4}}), limit_term{acvpu, acvpu, 2}) == "U, limit V");
}

TEST_CASE("a message that cannot be filled in is found out") {
    CHECK(!check_message("SpO2 {spo2} below {limit}, {value}, {systolic}, {age}, {pulse}", true));
    CHECK(!check_message("SpO2 {spo2}", false));
    CHECK(!check_message("", false));
    struct row {
        std::string_view text;
        std::size_t at;
        std::string_view what;
    };
    for (const row& r : {row{"a {sp02}", 3, "unknown placeholder 'sp02'; did you mean 'spo2'?"},
                         row{"{limt}", 1, "unknown placeholder 'limt'; did you mean 'limit'?"},
                         row{"{patient}", 1, "unknown placeholder 'patient'; did you mean 'patients'?"},
                         row{"{spo2} {}", 8, "unknown placeholder ''"},
                         row{"{ spo2 }", 1, "unknown placeholder ' spo2 '; did you mean 'spo2'?"},
                         row{"ab {spo2", 3, "this '{' has no '}'"}, row{"{{spo2}}", 0, "this '{' has no '}'"},
                         row{"{spo2} }", 7, "this '}' has no '{'"}}) {
        CAPTURE(r.text);
        const auto fault = check_message(r.text, true);
        REQUIRE(fault);
        CHECK(fault->at == r.at);
        CHECK(fault->what == r.what);
    }
    for (const std::string name : {"value", "limit", "age"}) {
        const auto fault = check_message("a {" + name + "}", false);
        REQUIRE(fault);
        CHECK(fault->at == 3);
        CHECK(fault->what == "'" + name +
                                 "' needs a comparison of a metric with a number or with 'limit' in 'when', as in "
                                 "'heart_rate > 120'");
    }
}

} // namespace vigil::alarm
