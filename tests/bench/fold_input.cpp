#include "tests/bench/fold_input.hpp"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "proto/vitals/reading.hpp"

namespace vigil::bench {
namespace {

struct value {
    metric what;
    double number;
    unit declared;
};
constexpr std::array<value, report_readings> values{{{metric::heart_rate, 72, unit::per_minute},
                                                     {metric::spo2, 97, unit::percent},
                                                     {metric::pulse_rate, 73, unit::per_minute},
                                                     {metric::respiratory_rate, 15, unit::per_minute},
                                                     {metric::abp_systolic, 118, unit::mmhg},
                                                     {metric::abp_diastolic, 76, unit::mmhg},
                                                     {metric::abp_mean, 90, unit::mmhg},
                                                     {metric::temperature, 36.9, unit::celsius}}};

} // namespace

ward::input any_report() {
    ward::readings_received in;
    in.content.sender = "BENCH^00A0370000000001^EUI-64";
    in.content.control_id = "00000000000000000001";
    in.content.ward = "BENCH";
    in.content.bed = "b00000";
    in.content.patient = "N0000001";
    for (const auto& v : values) {
        const auto r = make_reading(v.what, v.number, v.declared, validity::valid, begin);
        if (!r) throw std::logic_error("a reading of the bench is not acceptable");
        in.content.readings.push_back(*r);
    }
    return {.at = begin, .what = std::move(in)};
}

void renew(ward::input& in, std::size_t bed, instant at) {
    in.at = at;
    auto& received = std::get<ward::readings_received>(in.what);
    fmt::format_to(received.content.bed.begin() + 1, "{:05d}", bed);
    received.key += 1'000'003;
    for (auto& r : received.content.readings) r.measured_at = at;
    auto& heart_rate = received.content.readings.front().value;
    heart_rate = heart_rate > 79 ? 70 : heart_rate + 1;
}

ward::input shipped_rules() {
    const std::string file = VIGIL_SOURCE_DIR "/deploy/rules/ketamine.toml";
    std::ifstream in(file);
    std::string text(std::istreambuf_iterator<char>(in), {});
    if (text.empty()) throw std::runtime_error("cannot read " + file);
    return {.at = begin, .what = ward::rules_changed{std::move(text), file}};
}

ward::input somebody_watches(instant at) {
    return {.at = at,
            .what = ward::station_changed{
                .ward = "BENCH", .station = "station-1", .connected = true, .sound_armed = true, .visible = true}};
}

} // namespace vigil::bench
