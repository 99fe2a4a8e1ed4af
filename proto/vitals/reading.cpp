#include "proto/vitals/reading.hpp"

#include <array>
#include <cmath>

#include "proto/vitals/scale.hpp"

namespace vigil {
namespace {

constexpr std::array<std::string_view, 6> names{"valid",       "questionable", "sensor_off",
                                                "unavailable", "implausible",  "test"};

/// What is between two levels of a scale means nothing.
bool plausible(const metric_info& m, double value) {
    if (m.canonical == unit::score && !levels(m.what).empty()) return level_of(m.what, value) != nullptr;
    return value >= m.plausible_min && value <= m.plausible_max;
}

} // namespace

std::string_view name(validity v) {
    return names[static_cast<std::size_t>(v)];
}

std::optional<validity> validity_from_name(std::string_view text) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == text) return static_cast<validity>(i);
    return {};
}

std::optional<reading> make_reading(metric what, double value, unit declared, validity status, instant measured_at) {
    const metric_info& m = info(what);
    reading r{.what = what, .status = status, .declared = declared, .measured_at = measured_at};
    const bool has_number = status != validity::sensor_off && status != validity::unavailable && std::isfinite(value);
    if (!has_number) {
        if (status != validity::sensor_off) r.status = validity::unavailable;
        return r;
    }
    const bool bare_score = m.canonical == unit::score && (declared == unit::none || declared == unit::one);
    const auto converted = bare_score ? value : convert(value, declared, m.canonical);
    if (!converted) return {};
    if (!std::isfinite(*converted)) {
        r.status = validity::unavailable;
        return r;
    }
    r.value = *converted;
    if (usable(status) && !plausible(m, r.value)) r.status = validity::implausible;
    return r;
}

} // namespace vigil
