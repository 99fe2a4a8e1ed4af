// What a session warns of, in few words.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "server/infusion/schedule.hpp"
#include "tests/unit/server/infusion/values.hpp"

namespace vigil::infusion {

inline bedside with(protocol p, double mg_per_hour = 10) {
    bedside b = screened(std::move(p));
    b.take(overridden(rate(mg_per_hour), "doctor-2"), "as agreed");
    return b;
}

/// "rule priority since-minutes", in their order, with commas between.
inline std::string told(const bedside& b) {
    std::vector<std::string> out;
    for (const warning& w : warnings(b.s, b.around()))
        out.push_back(fmt::format("{} {} {}", w.rule, name(w.urgency), (w.since - start) / 1min));
    return fmt::format("{}", fmt::join(out, ", "));
}
inline std::string message(const bedside& b) {
    const auto all = warnings(b.s, b.around());
    REQUIRE(all.size() == 1);
    return all[0].message;
}
inline void go_to(bedside& b, milliseconds at) {
    b.wait(start + at - b.now);
}
inline milliseconds next(const bedside& b) {
    return next_deadline(b.s, b.around()) - start;
}

} // namespace vigil::infusion
