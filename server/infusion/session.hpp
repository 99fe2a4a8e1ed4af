// One infusion session of one stay: a pure fold over orders. The program never drives a pump: it records, checks,
// warns.
//
// screening → baseline → infusing ⇄ paused → recovery → ready → discharged. `baseline` begins when every question of
// the screening is answered and passes (or is overridden; and `screening` again if an answer no longer does);
// `infusing` with the first rate or dose; `recovery` with stop_infusion; `ready` as soon as the checklist is complete
// (and `recovery` again if it no longer is). What is called off before anything was given is `discharged` at once.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "server/alarm/patient.hpp"
#include "server/infusion/dose.hpp"
#include "server/infusion/order.hpp"
#include "server/infusion/protocol.hpp"

namespace vigil::infusion {

/// What a session looks at and does not own.
struct surroundings {
    const alarm::patient& care;
    instant now{};
    bool high_alarm = false; ///< one of high priority is active at this bed, acknowledged or not
};

struct screened {
    bool yes = false;
    bool overridden = false;
    act by;
    std::string second_prescriber;
};

/// A rate as it was ordered, for the list of steps.
struct step {
    set_rate ordered;
    micrograms_per_hour rate{};
    act by;
    std::vector<std::string> against; ///< names of the guards that were overridden
};
struct bolus_given {
    give_bolus ordered;
    act by;
    std::vector<std::string> against;
};

/// A pause began, or ended.
struct turn : act {
    std::string second_prescriber;
    std::vector<std::string> against;
};

/// What the pump itself last said of its rate, and whether it is the ordered one. It stays known when the pump is not
/// heard any more: one that was seen running after the stop may still run.
struct pump_word {
    double mg_per_hour = 0;
    instant heard{};
    micrograms_per_hour ordered{};        ///< what it is compared with
    std::optional<instant> differs_since; ///< whichever rates it has said since
    double differed_mg_per_hour = 0;      ///< the last of these
    std::optional<instant> agrees_since;  ///< it says the ordered rate again, for how long is still to be seen
};

/// Of what there is something in a set, so that whoever looks back over hundreds of them reads few: a bit for each
/// metric, and one of a hash of each other name.
struct mentions {
    std::uint64_t metrics = 0;
    std::uint64_t others = 0;
    bool overlap(const mentions& asked) const { return ((metrics & asked.metrics) | (others & asked.others)) != 0; }
};

struct observation_set {
    observation_set(chart content, act by, std::string corrected_by = {});
    chart content; ///< of which `has` is made: it does not change
    act by;
    std::string corrected_by; ///< id of the set that replaces it
    mentions has;
};

/// One day of a course that is over, for the days after it. A ceiling of 24 hours counts it, as if given evenly.
struct past_session {
    std::string id;
    std::string protocol;
    instant began{}; ///< first infusing
    instant ended{};
    micrograms total{};
    std::vector<alarm::baseline_value> baselines;
    std::optional<double> pain_before, pain_after;
    bool early = false;
};

/// What a session said by an alarm, for its report.
struct past_warning {
    std::string rule; ///< "overdue_NAME", "stop_NAME", "dose_above_ceiling", ...
    std::string message;
    alarm::priority urgency{}; ///< the most urgent that it had
    instant since{};
    std::optional<instant> until;
    bool missed = false; ///< of a check: it is over, and was not done
    friend bool operator==(const past_warning&, const past_warning&) = default;
};

struct session {
    static constexpr std::size_t sets_max = 1'000; ///< kept here; the record has all. The oldest is dropped
    static constexpr std::size_t warned_max = 500; ///< the same
    static constexpr std::size_t values_max = 64;  ///< of one set
    static constexpr std::size_t past_max = 16;    ///< sessions before this one

    std::string id; ///< 16 hexadecimal digits, derived from ward, bed, stay and the request that started it
    protocol_ptr plan;
    alarm::infusion_phase phase = alarm::infusion_phase::screening;
    instant phase_since{};
    act began;                             ///< the session
    std::optional<instant> infusing_since; ///< first
    std::optional<instant> stopped_at;
    std::optional<act> ended; ///< who ended it, at `stopped_at`, or called it off
    bool early = false;
    std::string early_reason;
    std::optional<double> weight_kg;
    std::map<std::string, screened> screening;
    dose_history doses;
    std::vector<step> steps;
    std::vector<bolus_given> boluses;
    std::vector<turn> pauses; ///< and resumptions, one after the other
    bool pump_attached = false;
    std::optional<act> pump_removed;   ///< last
    std::optional<pump_word> pump;     ///< while it is attached, as far as it was heard
    std::vector<observation_set> sets; ///< in order of entry
    std::vector<past_warning> warned;  ///< in the order in which they began
    std::optional<act> after_care;
    std::optional<act> discharged;
    std::vector<std::string> discharge_overridden;
    std::string discharge_second_prescriber;
    std::vector<past_session> past; ///< of this patient, oldest first
    std::uint32_t day = 1;          ///< which session of the course this is
};

/// Why something is refused, and what would let it pass.
struct objection {
    /// "above_ceiling", "high_alarm", "sedation", "checks_overdue", "step_too_soon", ...; of a discharge the item's
    /// name. "unlikely" is a charted value that may be so: it passes when it is `confirmed`.
    std::string guard;
    std::string why;                 ///< a sentence: "520 mg/24h is more than 500 mg/24h"
    consent passes = consent::never; ///< what it takes to go on all the same
};

/// Everything that stands against an order as it is, overrides already taken into account; empty: it may be applied.
/// A reduction, a pause, a stop and remove_pump are never refused by a guard of the dose, but that a reduction in mL/h
/// is asked about where its concentration is not the one ordered before.
std::vector<objection> objections(const session& s, const order& o, const act& a, const surroundings& around);
/// "520 mg/24h is more than 500 mg/24h (needs a second prescriber); ..."
std::string to_text(std::span<const objection> all);

/// Begins a session. Precondition: no objections of can_start().
session begin(std::string id, protocol_ptr plan, const start_session& o, const act& a, std::vector<past_session> past);
/// Why a session of `plan` cannot begin: too soon after the last, too many in the course, a weight that cannot be.
std::vector<objection> can_start(const protocol& plan, std::span<const past_session> past, const start_session& o,
                                 const act& a);
/// Which session of its course one is that begins at `at`. A course lasts as long as the protocol says (`course_most`),
/// else up to 14 days from its first infusing (proposal, needs clinical sign-off); one of one session is over with it.
std::uint32_t day_of_course(const protocol& plan, std::span<const past_session> past, instant at);

/// Precondition: no objections. Goes on to the phase that follows.
void apply(session& s, const order& o, const act& a, const surroundings& around);

/// Time passes, or something was measured: recovery ↔ ready, and what the pump says. True if the phase changed.
bool advance(session& s, const surroundings& around);

/// What is in the syringe as it was ordered last, if that was ever said; else as the protocol has it.
std::optional<double> ordered_concentration(const session& s);
std::optional<double> concentration_of(const session& s);

/// When the last of the drug was given: the end, or a bolus after it; nothing while it has not ended.
std::optional<instant> last_given(const session& s);

/// The newest answer to an item of the protocol or value of a metric, corrections applied, observed `after`.
const charted_value* newest(const session& s, std::string_view item, instant after, instant* when = nullptr);

/// Nothing if nothing was ever given.
std::optional<past_session> summary_of(const session& s, instant now, const alarm::patient& care);

} // namespace vigil::infusion
