// Scales on which a person charts how a patient is: which levels there are, what they are called, how deep a sedation
// each means. A level is always kept with its scale; levels of two scales are compared by depth only.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "proto/vitals/metric.hpp"

namespace vigil {

struct level {
    metric scale{};
    std::string_view text; ///< as charted: "3", "-2", "S", "C"
    double value = 0;      ///< as stored. Letters stand between or after the numbers: POSS "S" is 1.5, never 0
    std::optional<int>
        depth; ///< of sedation: 0 awake, 1 easy to rouse, 2 rouses and drifts off, 3 hard to rouse or not
    std::string_view meaning; ///< "drifts off in conversation"
};

/// Every level of one scale, in the order of their values; none for a metric that is no scale.
/// The mapping to depths: proposal, needs clinical sign-off.
std::span<const level> levels(metric scale);

/// True for poss, rass, ramsay, moaas, uk_sedation and acvpu: each charted value of these that has a depth sets
/// `sedation` as well.
bool is_sedation_scale(metric m);

const level* level_of(metric scale, double value);
const level* level_from_text(metric scale, std::string_view text);

/// A scale as it is called: "POSS", "RASS", "Ramsay", "MOAA/S", "UK 0-3", "ACVPU"; lower case counts as well.
std::optional<metric> scale_from_name(std::string_view name);

/// "POSS 3": the scale's label and the level's text; nothing if the scale has no such level.
std::optional<std::string> charted_text(metric scale, double value);

/// "one of S, 1, 2, 3, 4": what is said of a level that does not exist.
std::string levels_text(metric scale);

} // namespace vigil
