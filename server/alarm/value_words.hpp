// What a metric, a value or a limit is called in plain English, for explain().
#pragma once

#include <string>
#include <string_view>

#include "proto/vitals/metric.hpp"

namespace vigil::alarm {

/// "heart rate"; "systolic pressure" for the two sources of a family.
std::string_view noun_of(metric first, metric second);

/// As short as it is exact to three decimals.
std::string number_text(double value);

/// "94 %", "38.5 °C", "3 (drifts off in conversation)".
std::string in_words(double value, metric m);

} // namespace vigil::alarm
