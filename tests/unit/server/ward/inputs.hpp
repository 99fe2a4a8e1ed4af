// Inputs for the tests of the wards, written short, and what came of them.
#pragma once

#include <doctest/doctest.h>

#include <fstream>
#include <initializer_list>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "server/ward/codec.hpp"
#include "server/ward/fold.hpp"

namespace vigil::ward {

inline constexpr instant start = from_epoch_ms(1'800'000'000'000);

inline input rules_input(std::string text, instant at = start) {
    return {at, rules_changed{std::move(text), "rules.toml"}};
}

/// Four rules and a silence, without levels.
inline std::string simple_rules() {
    std::ifstream in{VIGIL_SOURCE_DIR "/tests/scenario/rules/simple.toml"};
    std::ostringstream text;
    text << in.rdbuf();
    REQUIRE_FALSE(text.str().empty());
    return std::move(text).str();
}

struct sample {
    metric what;
    double value;
    validity status = validity::valid;
};

/// The key follows from place and time, as it does from a message's content.
inline input readings_input(milliseconds after, std::string ward, std::string bed,
                            std::initializer_list<sample> samples, std::string patient = "MRN-1") {
    readings_received in;
    const instant at = start + after;
    in.key =
        static_cast<std::uint64_t>(after.count() + 1) * 0x9e37'79b9'7f4a'7c15u ^ std::hash<std::string>{}(ward + bed);
    in.content = {.sender = "monitor", .control_id = "1", .ward = std::move(ward), .bed = std::move(bed)};
    in.content.patient = std::move(patient);
    for (const sample& s : samples)
        in.content.readings.push_back(*make_reading(s.what, s.value, info(s.what).canonical, s.status, at));
    return {at, std::move(in)};
}

inline input tick_input(milliseconds after) {
    return {start + after, tick{}};
}

/// One string an event: equal strings, equal events.
inline std::vector<std::string> encoded(std::span<const event> events, const fold& wards) {
    std::vector<std::string> out;
    for (const event& e : events) encode(std::span{&e, 1}, wards, out.emplace_back());
    return out;
}

inline void append_applied(fold& wards, const input& in, std::vector<std::string>& out) {
    const auto events = wards.apply(in);
    const auto texts = encoded(events, wards);
    out.insert(out.end(), texts.begin(), texts.end());
}

inline const alarm::alarm* changed(const event& e) {
    const auto* c = std::get_if<alarm_changed>(&e.what);
    return c ? &c->now : nullptr;
}

inline fold restored(const fold& from) {
    auto f = fold::restore(from.snapshot());
    REQUIRE_MESSAGE(f, f.error());
    return std::move(*f);
}

} // namespace vigil::ward
