// What people do in a session, as values. Each carries who and when outside of it (see `act`). Part of the journal's
// inputs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "proto/vitals/instant.hpp"
#include "server/infusion/dose.hpp"

namespace vigil::infusion {

/// Screening begins; the bed has no session that is not over.
struct start_session {
    std::string protocol;
    std::optional<double> weight_kg;
    bool override = false; ///< a further session of a full course, or sooner than the protocol has it
};

/// An answer to a question of the screening; the newest counts. One that does not pass is kept all the same, and the
/// session stays in screening until the question is answered with the override that the protocol asks for.
struct answer_screening {
    std::string question;
    bool yes = false;
    bool override = false;         ///< goes on all the same; the command's reason says why
    std::string second_prescriber; ///< where the protocol asks for one
};

/// The first one starts the infusion: screening passed, baseline known. While it is paused: it goes on at this rate.
struct set_rate {
    prescription prescribed;
    route by{};
    std::string prescriber;
    std::string second_prescriber;
    bool override = false; ///< against the protocol, for the command's reason
};

struct give_bolus {
    double mg = 0;
    route by{};
    std::string prescriber;
    std::string second_prescriber;
    bool override = false;
};

struct pause_infusion {};
struct resume_infusion { ///< at the rate before the pause; what a rise asks of the patient's state is asked again
    std::string second_prescriber;
    bool override = false;
};
/// Before anything was given: the session is called off, which is `early`.
struct stop_infusion {
    bool early = false; ///< before it was complete; needs a reason
};
struct remove_pump {};

/// One value of an observation set.
struct charted_value {
    std::string item;             ///< "respiratory_rate", "poss", "passed_urine"
    std::optional<double> number; ///< canonical unit of a metric; 0 or 1 for yes/no
    std::string text;             ///< free text, or a scale's level as charted
    bool from_device = false;     ///< shown by the monitor and confirmed
};

/// Observations of a nurse.
struct chart {
    std::string id;       ///< names the set; derived from the request
    std::string corrects; ///< id of a set that this one replaces; it is kept
    std::vector<charted_value> values;
    std::string note;
    bool confirmed = false; ///< unlikely values were asked about, and are so
};

struct acknowledge_after_care {};

/// The patient may go. Items that are missing or blocked need `override` and a reason.
struct sign_discharge {
    std::vector<std::string> override; ///< names of items of the checklist
    std::string second_prescriber;
};

using order = std::variant<start_session, answer_screening, set_rate, give_bolus, pause_infusion, resume_infusion,
                           stop_infusion, remove_pump, chart, acknowledge_after_care, sign_discharge>;

/// Who did it, why, when it happened and when it was entered.
struct act {
    std::string by;
    std::string reason;
    instant at{};         ///< when it happened; not after `entered_at`, and at most late_max before
    instant entered_at{}; ///< server time
};
/// How much later something may be entered. Proposal, needs clinical sign-off.
inline constexpr milliseconds late_max{12 * 3'600'000};

/// Entered later than this it is recorded, and tells nothing of how the patient is now; as with Observations (FHIR).
inline constexpr milliseconds tells_the_present{15 * 60'000};

std::string_view name(const order& o); ///< "start_session", ...

} // namespace vigil::infusion
