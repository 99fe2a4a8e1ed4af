// Rules that random physiology reaches often, and others to change to.
#pragma once

#include <array>
#include <chrono>
#include <string_view>

namespace vigil::simulation {

/// The longer one of [monitor_silent] in these.
inline constexpr std::chrono::seconds silent_after_max{25};

inline constexpr std::array<std::string_view, 2> rule_files{R"toml(
[[alarm]]
name    = "low_spo2"
message = "SpO2 {spo2} below {limit}"
realarm = "1min"
[[alarm.level]]
priority   = "medium"
limit      = 95
adjustable = [85, 98]
when       = "spo2 < limit"
for        = "5s"
until      = "spo2 >= limit + 1"
[[alarm.level]]
priority = "high"
when     = "spo2 < 91"
for      = "2s"

[[alarm]]
name        = "tachycardia"
message     = "Heart rate {heart_rate} above {limit}"
priority    = "high"
limit       = 100
adjustable  = [90, 150]
when        = "heart_rate > limit"
for         = "4s"
until       = "heart_rate < limit - 5"
again_after = "20s"

[[alarm]]
name     = "pressure"
message  = "Systolic {systolic}, {age} ago"
priority = "low"
latching = true
when     = "systolic > 140 or systolic > 1.1 * baseline(systolic)"

[[alarm]]
name     = "probe_off"
kind     = "technical"
message  = "SpO2 lost"
priority = "medium"
when     = "lost(spo2)"
for      = "3s"

[[alarm]]
name     = "trend"
message  = "Trend"
priority = "low"
when     = "change(heart_rate, 30s) > 10 or mean(heart_rate, 30s) > 110"

[monitor_silent]
after = "15s"
[ward_unwatched]
after    = "20s"
priority = "medium"
[record_away]
after    = "10s"
priority = "low"
[together]
beds   = 3
within = "5s"
[[call]]
priority = "medium"
after    = "20s"
to       = "charge nurse"
[[call]]
priority = "high"
after    = "60s"
to       = "physician"
)toml",
                                                            R"toml(
[[alarm]]
name     = "low_spo2"
message  = "SpO2 {spo2}"
priority = "high"
latching = true
limit    = 93
adjustable = [88, 95]
when     = "spo2 < limit"
[[alarm]]
name     = "tachycardia"
when     = "heart_rate > 95"
for      = "10s"
priority = "medium"
message  = "Heart rate {heart_rate}"
[monitor_silent]
after    = "25s"
)toml"};

} // namespace vigil::simulation
