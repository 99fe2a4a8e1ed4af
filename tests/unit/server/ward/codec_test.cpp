#include <cmath>

#include "tests/unit/server/ward/inputs.hpp"

namespace vigil::ward {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

const std::string not_utf8 = "Zi\xebkenhuis\0\xff\xfe"s;

input round_trip(const input& in) {
    std::string bytes;
    encode(in, bytes);
    input out;
    REQUIRE(decode(bytes, out));
    return out;
}

input every_reading() {
    readings_received in;
    in.key = 0xffff'ffff'ffff'fffe;
    in.content = {.sender = not_utf8,
                  .control_id = "8c1f",
                  .ward = "W1",
                  .bed = "3",
                  .patient = not_utf8,
                  .reported_at = start - 1h};
    for (const metric_info& m : metrics())
        for (const auto status : {validity::valid, validity::questionable, validity::sensor_off, validity::unavailable,
                                  validity::implausible, validity::test})
            in.content.readings.push_back({.what = m.what,
                                           .status = status,
                                           .declared = m.canonical,
                                           .code = 147842,
                                           .value = usable(status) ? m.plausible_max : no_value,
                                           .measured_at = start - 10'000h});
    return {start, std::move(in)};
}

} // namespace

TEST_CASE("readings of every metric and validity come back as they were, bytes that are no UTF-8 included") {
    const input in = every_reading();
    const input out = round_trip(in);
    CHECK(out.at == in.at);
    const auto& a = std::get<readings_received>(in.what);
    const auto& b = std::get<readings_received>(out.what);
    CHECK(b.key == a.key);
    CHECK(b.content.sender == not_utf8);
    CHECK(b.content.control_id == "8c1f");
    CHECK(b.content.ward == "W1");
    CHECK(b.content.bed == "3");
    CHECK(b.content.patient == not_utf8);
    CHECK(b.content.reported_at == a.content.reported_at);
    REQUIRE(b.content.readings.size() == a.content.readings.size());
    for (std::size_t i = 0; i < a.content.readings.size(); ++i) {
        const reading& x = a.content.readings[i];
        const reading& y = b.content.readings[i];
        CHECK(y.what == x.what);
        CHECK(y.status == x.status);
        CHECK(y.declared == x.declared);
        CHECK(y.code == x.code);
        CHECK((y.value == x.value || (std::isnan(y.value) && std::isnan(x.value))));
        CHECK(y.measured_at == x.measured_at);
    }
}

TEST_CASE("commands, rules and ticks come back as they were") {
    const alarm::alarm_id id{0x8000'0000'0000'0001};
    const auto said = std::get<acknowledge>(round_trip({start, acknowledge{id, not_utf8, "c1-17"}}).what);
    CHECK(said.alarm == id);
    CHECK(said.by == not_utf8);
    CHECK(said.request == "c1-17");
    const auto seen = std::get<alarm_shown>(round_trip({start, alarm_shown{id, not_utf8}}).what);
    CHECK(seen.alarm == id);
    CHECK(seen.station == not_utf8);
    const auto given = std::get<rules_changed>(round_trip({start, rules_changed{not_utf8, "r.toml"}}).what);
    CHECK(given.text == not_utf8);
    CHECK(given.source == "r.toml");
    const input ticked = round_trip({from_epoch_ms(-5), tick{}});
    CHECK(std::holds_alternative<tick>(ticked.what));
    CHECK(ticked.at == from_epoch_ms(-5));
}

TEST_CASE("a decoded report keeps nothing of the one before it") {
    std::string bytes;
    encode(every_reading(), bytes);
    input in;
    REQUIRE(decode(bytes, in));
    encode(readings_input(0ms, "W2", "1", {{metric::spo2, 97}}, ""), bytes);
    REQUIRE(decode(bytes, in));
    const auto& r = std::get<readings_received>(in.what).content;
    CHECK(r.readings.size() == 1);
    CHECK(r.patient.empty());
    CHECK_FALSE(r.reported_at);
}

TEST_CASE("events come back with the names of their beds") {
    fold wards;
    wards.apply(rules_input(simple_rules()));
    const auto events = wards.apply(readings_input(0ms, "W1", not_utf8, {{metric::spo2, 80}}));
    std::string bytes;
    encode(events, wards, bytes);
    std::vector<recorded_event> out;
    REQUIRE(decode(bytes, out));
    REQUIRE(out.size() == 2);
    for (std::size_t i = 0; i < out.size(); ++i) {
        CHECK(out[i].ward == "W1");
        CHECK(out[i].bed == not_utf8);
        CHECK(out[i].what.sequence == events[i].sequence);
        CHECK(out[i].what.at == events[i].at);
    }
    CHECK(std::get<bed_changed>(out[0].what.what).monitored);
    const alarm::alarm& a = std::get<alarm_changed>(out[1].what.what).now;
    const alarm::alarm& was = *changed(events[1]);
    CHECK(a.id == was.id);
    CHECK(a.message == was.message);
    CHECK(a.urgency == alarm::priority::high);
    REQUIRE(a.because);
    CHECK(a.because->value == 80);
    encode(std::span<const event>{}, wards, bytes);
    CHECK(bytes.empty());
    CHECK(decode(bytes, out));
    CHECK(out.empty());
}

TEST_CASE("bytes of no known kind are refused") {
    input in;
    CHECK_FALSE(decode("", in));
    CHECK_FALSE(decode("no input at all", in));
    CHECK_FALSE(decode("\x08\x01", in)); // a time, and nothing that happened
    std::vector<recorded_event> out;
    CHECK_FALSE(decode("\x0a\x02\x08\x01", out));
}

TEST_CASE("a damaged input is refused or is another input: it never breaks the wards") {
    std::string whole, again;
    encode(readings_input(0ms, "W1", "3", {{metric::spo2, 80}, {metric::heart_rate, 170}}), whole);
    std::size_t refused = 0, tried = 0;
    for (std::size_t at = 0; at < whole.size(); ++at)
        for (int flip = 1; flip < 256; flip += 5) {
            std::string damaged = whole;
            damaged[at] = static_cast<char>(static_cast<unsigned char>(damaged[at]) ^ static_cast<unsigned char>(flip));
            input in;
            ++tried;
            if (!decode(damaged, in)) {
                ++refused;
                continue;
            }
            fold wards;
            wards.apply(rules_input(simple_rules()));
            encode(wards.apply(in), wards, again);
        }
    CHECK(refused > tried / 10);
}

TEST_CASE("a metric, validity or unit that this version does not know is refused, not guessed") {
    for (const char* field : {"metric", "validity", "unit"}) {
        readings_received r;
        r.content.readings.push_back({.what = metric::spo2, .value = 97, .measured_at = start});
        reading& one = r.content.readings[0];
        if (field == "metric"s) one.what = static_cast<metric>(metric_count);
        if (field == "validity"s) one.status = static_cast<validity>(6);
        if (field == "unit"s) one.declared = static_cast<unit>(9);
        std::string bytes;
        encode({start, r}, bytes);
        input in;
        CHECK_FALSE_MESSAGE(decode(bytes, in), field);
    }
}

} // namespace vigil::ward
