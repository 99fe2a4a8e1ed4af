// The names of values in rules and messages: every metric, and the families of two metrics that measure one quantity.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "proto/vitals/metric.hpp"

namespace vigil::alarm {

/// One quantity and where it comes from: the arterial line, or the cuff; the ECG, or the pulse.
struct family {
    std::string_view name;
    metric preferred;
    metric other;
};

inline constexpr std::array<family, 4> families{{
    {"systolic", metric::abp_systolic, metric::nibp_systolic},
    {"diastolic", metric::abp_diastolic, metric::nibp_diastolic},
    {"mean_pressure", metric::abp_mean, metric::nibp_mean},
    {"pulse", metric::heart_rate, metric::pulse_rate},
}};

/// What a name stands for; `second` equals `first` unless it is a family.
struct source {
    metric first;
    metric second;
    bool is_family() const { return first != second; }
};

std::optional<source> source_from_name(std::string_view name);

/// Every name that source_from_name() knows.
std::vector<std::string_view> source_names();

} // namespace vigil::alarm
