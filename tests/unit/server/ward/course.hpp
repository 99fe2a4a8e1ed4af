// Random courses of events for the properties of the wards: monitors, people, stations, services, other rules, time.
#pragma once

#include <rapidcheck.h>

#include <span>
#include <string>
#include <vector>

#include "tests/unit/server/ward/inputs.hpp"

namespace vigil::ward {

using seeds = std::vector<std::uint32_t>;

/// A course; commands name alarms and stays that are there when they come.
std::vector<input> random_course(const seeds& from);

/// The events of a course, one string each.
inline std::vector<std::string> play(fold& wards, std::span<const input> inputs) {
    std::vector<std::string> out;
    for (const input& in : inputs) append_applied(wards, in, out);
    return out;
}

/// True if the property holds for many random courses, each long enough for alarms to come and go.
template <class Property>
bool holds(const char* what, Property property) {
    return rc::check(what, [&] {
        const auto from = *rc::gen::container<seeds>(80, rc::gen::arbitrary<std::uint32_t>());
        property(random_course(from));
    });
}

inline void require_equal(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) RC_ASSERT(a[i] == b[i]);
    RC_ASSERT(a.size() == b.size());
}

} // namespace vigil::ward
