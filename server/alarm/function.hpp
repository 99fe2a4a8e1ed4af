// The functions of the rule language as a table: what each takes, what it gives.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "server/alarm/dimension.hpp"
#include "server/alarm/expression.hpp"

namespace vigil::alarm {

struct function {
    enum class argument : std::uint8_t {
        none,
        source,          ///< a metric or a family
        one_metric,      ///< no family
        metric_and_time, ///< one metric that a monitor sends, and a duration
        continuous_and_time,
        source_and_time,
    };

    std::string_view name;
    argument takes;
    expression::opcode op;
    clock timed{};         ///< of an elapsed_ function
    dimension::kind gives; ///< `plain`: what its argument is
    std::string_view example;
    milliseconds time_min{0}, time_max{0};

    bool takes_source() const { return takes != argument::none; }
    bool takes_time() const { return takes >= argument::metric_and_time; }
    bool takes_family() const { return takes == argument::source || takes == argument::source_and_time; }
};

const function* find_function(std::string_view name);

/// Every word that is not the name of a value: functions, `limit`, `phase`, `minutes_since_step`, `not`.
std::vector<std::string_view> function_names();

} // namespace vigil::alarm
