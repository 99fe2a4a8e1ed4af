#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

#include "proto/codes/mdc.hpp"
#include "proto/hl7/oru.hpp"

namespace vigil::hl7 {
namespace {

/// "1.2.1.150456" before "1.10.1.150456": numbers one by one.
bool is_lower(std::string_view a, std::string_view b) {
    while (!a.empty() && !b.empty()) {
        unsigned x = 0, y = 0;
        const char *const a_end = std::from_chars(a.data(), a.data() + a.size(), x).ptr,
                          *const b_end = std::from_chars(b.data(), b.data() + b.size(), y).ptr;
        if (x != y) return x < y;
        a.remove_prefix(std::min(static_cast<std::size_t>(a_end - a.data()) + 1, a.size()));
        b.remove_prefix(std::min(static_cast<std::size_t>(b_end - b.data()) + 1, b.size()));
    }
    return a.empty() && !b.empty();
}

int worth(const reading& r) {
    const codes::observation* const known = codes::find_observation(r.code);
    return known ? known->worth : 0;
}

constexpr std::size_t none = static_cast<std::size_t>(-1);

} // namespace

void readings_by_worth(std::vector<reading>& readings, std::vector<std::uint32_t>& rows,
                       std::vector<std::string_view>& sub_ids) {
    std::uint64_t seen = 0;
    bool any_twice = false; // seldom: what follows costs 30 ns
    static_assert(metric_count <= 64);
    for (const reading& r : readings) {
        const std::uint64_t sign = std::uint64_t{1} << index(r.what);
        any_twice = any_twice || (seen & sign) != 0;
        seen |= sign;
    }
    if (!any_twice) return;
    const auto better = [&](std::size_t a, std::size_t b) {
        const reading &x = readings[a], &y = readings[b];
        if (usable(x.status) != usable(y.status)) return usable(x.status);
        if (worth(x) != worth(y)) return worth(x) > worth(y);
        return is_lower(sub_ids[a], sub_ids[b]);
    };
    std::array<std::size_t, metric_count> best;
    best.fill(none);
    for (std::size_t i = 0; i < readings.size(); ++i) {
        std::size_t& chosen = best[index(readings[i].what)];
        if (chosen == none || better(i, chosen)) chosen = i;
    }
    for (const std::size_t chosen : best) {
        std::size_t to = chosen; // moves up past those of its sign, one by one
        for (std::size_t i = chosen; chosen != none && i-- > 0;) {
            if (readings[i].what != readings[to].what) continue;
            std::swap(readings[i], readings[to]);
            std::swap(rows[i], rows[to]);
            std::swap(sub_ids[i], sub_ids[to]);
            to = i;
        }
    }
}

} // namespace vigil::hl7
