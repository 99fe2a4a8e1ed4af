// Everything that rules may read of one patient. A new stay gets a new one: nothing can be inherited.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/alarm/chart.hpp"
#include "server/alarm/window.hpp"

namespace vigil::alarm {

/// Where an infusion stands. Part of the journal's format: append only.
enum class infusion_phase : std::uint8_t { none, screening, baseline, infusing, paused, recovery, ready, discharged };

std::string_view name(infusion_phase p); ///< "infusing"
std::optional<infusion_phase> infusion_phase_from_name(std::string_view name);

/// What somebody decided about "new confusion" (ACVPU C) charted while dissociation is charted too: ketamine causes the
/// latter, and NEWS2 must not silently count it as the former. A new ACVPU level opens the question again.
enum class confusion : std::uint8_t { open, new_confusion, dissociation };

/// The value that later ones are compared with, usually from before an infusion.
struct baseline_value {
    metric what{};
    double value = no_value;
    instant taken_at{}; ///< when it was measured, not when it was made the baseline
};

/// A patient whom somebody names for this bed, and from when on that counts no more (`never`: the bed's own, or as the
/// hospital's registration says).
struct naming {
    std::string who;
    instant until{};
    friend bool operator==(const naming&, const naming&) = default;
};

struct patient {
    chart values;
    std::vector<window> windows; ///< one for each of rule_set::windows, in their order
    std::vector<baseline_value> baselines;
    infusion_phase phase = infusion_phase::none;
    instant phase_since{};          ///< the beginning of the stay, at first
    std::optional<instant> step_at; ///< last change of the dose
    std::uint64_t scheduled = 0;    ///< bits of metrics that the session's own checks ask for in this phase
    bool spo2_scale_2 = false;      ///< NEWS2 scale 2, by a recorded decision of a clinician only
    confusion confused = confusion::open;

    std::optional<instant> last_heard;      ///< a monitor's last message (charted values do not count)
    bool silent = false;                    ///< monitor_silent holds
    std::optional<milliseconds> clock_skew; ///< the monitor's clock minus ours, by its last message that had a time
    std::vector<naming> named;              ///< every patient who is named for this bed, once each; the bed's own first
};

/// When only one patient is named any more: a moment that is over where nobody disagrees.
instant identities_differ_until(const patient& p);

/// "P-17, P-23": whom senders name at `now`.
std::string patients_named(const patient& p, instant now);

/// NaN if there is none.
double baseline_of(const patient& p, metric m);

/// The level from which the newest `sedation` was taken, as it was charted ("POSS 3"); nothing while there is none.
std::optional<std::string> charted_sedation(const chart& values);

/// As stored for the scale `acvpu` (proto/vitals/scale.hpp).
inline constexpr double acvpu_awake = 0, acvpu_confused = 1;

/// ACVPU C and dissociation are both charted during or after an infusion, and nobody has decided which it is; nothing
/// if one of the two is not known and the other leaves it open.
std::optional<bool> confusion_undecided(const patient& p, instant now);

} // namespace vigil::alarm
