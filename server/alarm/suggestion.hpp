// What somebody probably meant who wrote a metric that does not exist.
#pragma once

#include <string>
#include <string_view>

#include "proto/vitals/suggestion.hpp"

namespace vigil::alarm {

/// did_you_mean() for the name of a metric or family; knows the labels of screens too ("HR").
std::string did_you_mean_metric(std::string_view word);

} // namespace vigil::alarm
