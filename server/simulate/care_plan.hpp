// What a simulated nurse does by a protocol: which doses are ordered, what is answered and what is charted, as members
// of the server's commands. Pure. SIMULATION ONLY, NO CLINICAL CLAIM.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/infusion/protocol.hpp"
#include "server/simulate/complication.hpp"
#include "server/simulate/physiology.hpp"

namespace vigil::simulate {

/// Rates in the protocol's first unit: from well below the ceiling of the first dose, in steps that are allowed, to
/// well below that of any.
struct dose_ladder {
    static constexpr int steps = 3; ///< after the first rate

    infusion::dose_unit unit{};
    infusion::route by{};
    double weight_kg = 0;
    double mg_per_ml = 1; ///< in the pump, as the protocol has it
    double start = 0;
    double step = 0;
    double step_most = 0; ///< the largest step that is allowed; 0: any
    double most = 0;      ///< the ceiling

    double rate(int step_number) const { return start + step_number * step; }
    /// In mg/h, as the server and the pump have it.
    double mg_per_h(double amount) const;
};

/// Nothing if the protocol has no ceiling in a unit that can be converted by the weight alone.
std::optional<dose_ladder> ladder_of(const infusion::protocol& p, double weight_kg);

/// "unit":...,"route":...,"weight_kg":...,"prescriber":... and the amount: the members of set_rate.
std::string rate_members(const dose_ladder& ladder, double amount);

/// What a well patient answers, and what `v` and `finds` show: "values":[...] of the command chart.
std::string chart_members(const infusion::protocol& p, std::span<const std::string> items, const vitals& v,
                          std::span<const complication::finding> finds);

/// Items that a person has to chart for the checklist of the discharge.
std::vector<std::string> discharge_items(const infusion::protocol& p);

} // namespace vigil::simulate
