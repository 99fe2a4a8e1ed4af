// Everything that happens to the wards, as a value. The only way to change ward state is to apply one of these.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "proto/vitals/instant.hpp"
#include "proto/vitals/reading.hpp"
#include "server/alarm/alarm.hpp"

namespace vigil::ward {

/// Readings of one bed; content.ward and content.bed are resolved.
struct readings_received {
    report content;
    std::uint64_t key = 0; ///< hash of sender, control id and payload: a repetition has the same, nothing else has
};

/// A person takes note of an alarm. Ends its sound, never its condition.
struct acknowledge {
    alarm::alarm_id alarm{};
    std::string by;      ///< user or station
    std::string request; ///< client-made id; the same command applied twice changes nothing
};

/// A dashboard has painted an alarm.
struct alarm_shown {
    alarm::alarm_id alarm{};
    std::string station;
};

/// The rule set changes, all or nothing; `text` has passed `vigil check`.
struct rules_changed {
    std::string text;
    std::string source; ///< file name, for messages
};

/// Time passes and nothing else.
struct tick {};

struct input {
    instant at{}; ///< server time, never going back
    std::variant<tick, readings_received, acknowledge, alarm_shown, rules_changed> what;
};

} // namespace vigil::ward
