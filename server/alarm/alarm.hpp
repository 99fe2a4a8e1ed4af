// An alarm as everybody outside the core sees it: what holds, how urgent, who has seen it, and on what evidence.
// Words follow IEC 60601-1-8: condition, priority, acknowledged, latched.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proto/vitals/instant.hpp"
#include "proto/vitals/metric.hpp"

namespace vigil::alarm {

/// Urgency of response. Ordered: a greater value is more urgent.
enum class priority : std::uint8_t { low, medium, high };

enum class kind : std::uint8_t {
    physiological, ///< the patient
    technical,     ///< the monitoring itself: a silent monitor
};

enum class phase : std::uint8_t {
    onset,   ///< the event that raised it; afterwards the alarm is active
    active,  ///< the condition holds
    latched, ///< the condition is over, but nobody has acknowledged it
    cleared, ///< over and done; the last event of this alarm
};

std::string_view name(priority p);
std::string_view name(kind k);
std::string_view name(phase p);
std::optional<priority> priority_from_name(std::string_view name);

/// Names one alarm for ever. Derived from bed, stay, rule and the onset's content: the same inputs give the same id on
/// another machine or after a restart.
enum class alarm_id : std::uint64_t {};

/// 16 hexadecimal digits, lower case.
std::string to_text(alarm_id id);
std::optional<alarm_id> alarm_id_from_text(std::string_view text);

struct acknowledgement {
    std::string by;
    instant at{};
};

/// The values on which the decision was made.
struct evidence {
    metric what{};
    double value = 0; ///< in the metric's canonical unit; NaN for a technical alarm
    double limit = 0;
    instant measured_at{}; ///< the sender's claim
    instant received_at{};
    std::uint64_t rule_version = 0; ///< hash of the rule set in force
};

struct alarm {
    alarm_id id{};
    std::uint32_t revision = 0; ///< grows with every change; a client applies only a higher one
    std::string ward;
    std::string bed;
    std::string stay;
    std::string rule;
    kind what = kind::physiological;
    priority urgency = priority::medium;
    phase state = phase::onset;
    bool latching = false;
    std::optional<acknowledgement> acknowledged;
    instant since{};                 ///< onset, after the condition delay
    std::optional<instant> shown_at; ///< first time a dashboard reported it painted
    std::string message;
    std::optional<evidence> because; ///< none for a technical alarm
};

} // namespace vigil::alarm
