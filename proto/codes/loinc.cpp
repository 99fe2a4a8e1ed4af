#include "proto/codes/loinc.hpp"

#include <algorithm>
#include <array>

namespace vigil::codes {
namespace {

struct entry {
    std::string_view code;
    metric what;
};

using enum metric;

// clang-format off
constexpr std::array entries{
    entry{"11454-6", acvpu},          // at the first encounter
    entry{"19889-5", etco2},
    entry{"19891-1", etco2},
    entry{"2708-6",  spo2},
    entry{"3151-8",  oxygen_flow},
    entry{"59408-5", spo2},
    entry{"60834-9", temperature},    // blood
    entry{"60836-4", temperature},    // oesophageal
    entry{"67775-7", acvpu},
    entry{"72514-3", pain},           // 0 to 10, verbal
    entry{"76213-8", abp_diastolic},
    entry{"76214-6", abp_mean},
    entry{"76215-3", abp_systolic},
    entry{"76534-7", nibp_systolic},
    entry{"76535-4", nibp_diastolic},
    entry{"76536-2", nibp_mean},
    entry{"8310-5",  temperature},    // site not stated
    entry{"8328-7",  temperature},    // axillary
    entry{"8329-5",  temperature},    // core
    entry{"8331-1",  temperature},    // oral
    entry{"8332-9",  temperature},    // rectal
    entry{"8333-7",  temperature},    // tympanic
    entry{"8462-4",  nibp_diastolic}, // site not stated
    entry{"8478-0",  nibp_mean},      // site not stated
    entry{"8480-6",  nibp_systolic},  // site not stated
    entry{"8867-4",  heart_rate},
    entry{"8889-8",  pulse_rate},     // by oximetry
    entry{"9279-1",  respiratory_rate},
};
// clang-format on

static_assert(std::ranges::adjacent_find(entries, std::ranges::greater_equal{}, &entry::code) == entries.end(),
              "searched by bisection");

} // namespace

std::optional<metric> metric_from_loinc(std::string_view code) {
    const auto at = std::ranges::lower_bound(entries, code, {}, &entry::code);
    if (at == entries.end() || at->code != code) return {};
    return at->what;
}

} // namespace vigil::codes
