// What hospitals send besides readings comes back from the journal as it was.
#include <cmath>

#include "tests/unit/server/ward/recorded.hpp"

namespace vigil::ward {
namespace {

template <class What>
What again(const What& what) {
    std::string bytes;
    encode({start, what}, bytes);
    input in;
    REQUIRE(decode(bytes, in));
    return std::get<What>(in.what);
}

template <class What>
bool refused(const What& what) {
    std::string bytes;
    encode({start, what}, bytes);
    input in;
    return !decode(bytes, in);
}

constexpr instant insane = from_epoch_ms(400'000'000'000'000);

device_alarm whole_device_alarm() {
    return {.id = "7",
            .device = not_utf8,
            .text = "** SpO2 LOW",
            .code = 196650,
            .source = 150456,
            .step = device_alarm::phase::reset,
            .now = device_alarm::state::latched,
            .urgency = device_alarm::priority::high,
            .what = device_alarm::kind::advisory,
            .inactivation = 31,
            .measured_at = start - 1s};
}

device_alarms_reported reported(const device_alarm& a) {
    return {{"pump", "17", "W1", "3", not_utf8, "Doe, John", {a}}, 0xffff'ffff'ffff'fff0};
}

} // namespace

TEST_CASE("alarms of devices come back as they were") {
    const auto in = reported(whole_device_alarm());
    const auto out = again(in);
    CHECK(out.key == in.key);
    CHECK(out.content.sender == "pump");
    CHECK(out.content.control_id == "17");
    CHECK(out.content.ward == "W1");
    CHECK(out.content.bed == "3");
    CHECK(out.content.patient == not_utf8);
    CHECK(out.content.patient_name == "Doe, John");
    CHECK(out.content.alarms == in.content.alarms);
    const auto refused_if = [](auto set) {
        device_alarm a = whole_device_alarm();
        set(a);
        return refused(reported(a));
    };
    CHECK(refused_if([](device_alarm& a) { a.step = static_cast<device_alarm::phase>(9); }));
    CHECK(refused_if([](device_alarm& a) { a.now = static_cast<device_alarm::state>(3); }));
    CHECK(refused_if([](device_alarm& a) { a.urgency = static_cast<device_alarm::priority>(4); }));
    CHECK(refused_if([](device_alarm& a) { a.what = static_cast<device_alarm::kind>(3); }));
    CHECK(refused_if([](device_alarm& a) { a.inactivation = 32; }));
    CHECK(refused_if([](device_alarm& a) { a.measured_at = insane; }));
}

TEST_CASE("a movement of a patient comes back as it was") {
    patient_moved in{{.what = movement::kind::merged,
                      .sender = "registration",
                      .control_id = "18",
                      .who = {"P-1", not_utf8},
                      .other = {"P-2", "Roe, Jane"},
                      .to = {"W1", "3"},
                      .from = {"W2", not_utf8},
                      .at = start - 1h},
                     12};
    const auto out = again(in);
    CHECK(out.key == 12);
    CHECK(out.content.what == in.content.what);
    CHECK(out.content.sender == "registration");
    CHECK(out.content.control_id == "18");
    CHECK(out.content.who == in.content.who);
    CHECK(out.content.other == in.content.other);
    CHECK(out.content.to == in.content.to);
    CHECK(out.content.from == in.content.from);
    CHECK(out.content.at == in.content.at);
    in.content.what = static_cast<movement::kind>(11);
    CHECK(refused(in));
    in.content.what = movement::kind::admitted;
    in.content.at = insane;
    CHECK(refused(in));
}

TEST_CASE("a message that was not understood comes back byte for byte, and changes nothing") {
    const message_quarantined in{"mllp", "monitor", "19", "ihe-pcd01", not_utf8, "OBX[3]-6\tno unit",
                                 70'000, 13,        true, "10.0.0.1"};
    const auto out = again(in);
    CHECK(out.transport == "mllp");
    CHECK(out.sender == "monitor");
    CHECK(out.control_id == "19");
    CHECK(out.dialect == "ihe-pcd01");
    CHECK(out.raw == not_utf8);
    CHECK(out.reasons == in.reasons);
    CHECK(out.size == 70'000);
    CHECK(out.key == 13);
    CHECK(out.partly);
    CHECK(out.address == "10.0.0.1");
    fold wards = one_bed();
    const std::string before = wards.snapshot();
    CHECK(wards.apply({start, in}).empty());
    CHECK(wards.snapshot() == before);
}

TEST_CASE("names, the device's limits and what was entered later come back with the readings") {
    readings_received in{.content = {.patient_name = not_utf8, .history = true}};
    in.content.readings = {{.measured_at = start, .device_low = 50, .device_high = 120.5}, {.measured_at = start}};
    const report out = again(in).content;
    CHECK(out.patient_name == not_utf8);
    CHECK(out.history);
    CHECK(out.readings[0].device_low == 50);
    CHECK(out.readings[0].device_high == 120.5);
    CHECK(std::isnan(out.readings[1].device_low));
    CHECK(std::isnan(out.readings[1].device_high));
}

} // namespace vigil::ward
