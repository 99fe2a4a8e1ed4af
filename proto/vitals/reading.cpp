#include "proto/vitals/reading.hpp"

#include <array>
#include <cmath>
#include <utility>

#include "proto/vitals/lookup.hpp"
#include "proto/vitals/reading_in_place.hpp"
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
        if (same(names[i], text)) return static_cast<validity>(i);
    return {};
}

bool make_reading(reading& out, metric what, double value, unit declared, validity status, instant measured_at) {
    const metric_info& m = info(what);
    const bool has_number = status != validity::sensor_off && status != validity::unavailable && std::isfinite(value);
    const bool bare_score = m.canonical == unit::score && (declared == unit::none || declared == unit::one);
    const bool as_it_is = bare_score || !has_number || declared == m.canonical;
    const auto converted = as_it_is ? value : convert(value, declared, m.canonical);
    if (!converted) return false;
    out = {.what = what, .status = status, .declared = declared, .measured_at = measured_at};
    if (!has_number || !std::isfinite(*converted)) {
        if (status != validity::sensor_off) out.status = validity::unavailable;
        return true;
    }
    out.value = *converted;
    if (usable(status) && !plausible(m, out.value)) out.status = validity::implausible;
    return true;
}

std::optional<reading> make_reading(metric what, double value, unit declared, validity status, instant measured_at) {
    std::optional<reading> out{std::in_place};
    if (!make_reading(*out, what, value, declared, status, measured_at)) out.reset();
    return out;
}

} // namespace vigil
