// One way of giving an infusion, as a clinic writes it down (deploy/protocols/*.toml): what is asked before, how the
// dose may rise, what is checked when, and what must be done before the patient goes. Pure data; a session keeps the
// version it began with. Every number in the shipped files names its source, or says that it is a proposal that needs
// clinical sign-off.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/vitals/instant.hpp"
#include "server/alarm/alarm.hpp"
#include "server/alarm/expression.hpp"
#include "server/alarm/rule_set.hpp"
#include "server/infusion/dose.hpp"

namespace vigil::infusion {

/// What it takes to go on against the protocol.
enum class consent : std::uint8_t {
    reason,            ///< an author and a reason
    second_prescriber, ///< a reason, and a second prescriber who is another person
    never,
};

/// What is charted besides vital signs: "passed_urine", "liver_function", "infusion_site".
struct item {
    enum class answer : std::uint8_t { yes_no, grade, number, text }; ///< grade: 0 none, 1 mild, 2 moderate, 3 severe
    std::string name;                                                 ///< letters, digits, '_'; no metric's, family's
    std::string ask;                                                  ///< "Has the patient passed urine?"
    answer kind{};
};

/// Asked before the infusion. `pass` is the answer that lets it go on.
struct screening_question {
    enum class kind : std::uint8_t { contraindication, interaction, requirement };
    std::string name;
    std::string ask;
    kind what{};
    bool pass = false; ///< false: "no" is well (a contraindication); true: "yes" is (consent, escort, fasted)
    consent otherwise = consent::reason;
};

/// How long something is done how often: "every 15 min in the first hour".
struct interval {
    milliseconds until{milliseconds::max()}; ///< since the beginning; the last one has no end
    milliseconds every{};
};

/// An observation set that is due again and again, or once.
struct check {
    std::string name; ///< letters, digits, '_'; alarm "overdue_NAME"
    std::string title;
    /// Names of metrics, of families (systolic, pulse), "sedation" for any scale, and of items.
    std::vector<std::string> items;
    std::uint32_t phases = 0;           ///< bits of alarm::infusion_phase in which it is due
    std::vector<interval> schedule;     ///< since the first infusing; rising `until`
    std::optional<interval> after_step; ///< denser after a change of the dose or a bolus
    std::optional<milliseconds> once;   ///< due once, so long after the first infusing; then `schedule` is empty
    milliseconds overdue_low{};         ///< after it was due; both since the source, see alarm rules
    milliseconds overdue_medium{};
};

/// A number that a dose must not exceed, each in its own unit; what is not there does not limit.
struct ceiling {
    std::optional<double> mg_per_hour;
    std::optional<double> mg_per_kg_per_hour;
    std::optional<double> mg_per_24h; ///< of the rate, and of what the last 24 h will have been
    std::optional<double> mg_total;   ///< of one session
};

struct dose_plan {
    std::vector<route> routes; ///< the first one is offered
    std::vector<dose_unit> units;
    std::optional<double> concentration_mg_per_ml; ///< the usual one
    ceiling start;                                 ///< of the first rate, which has no total yet
    ceiling most;                                  ///< of any
    consent beyond = consent::reason;              ///< what it takes to exceed `most`, `start`, a step or a bolus
    std::optional<double> step_mg_per_hour_max;    ///< by how much a step may raise the rate
    std::optional<double> step_mg_per_24h_max;
    milliseconds step_interval{}; ///< least time between two rises
    std::optional<double> bolus_mg_max;
    std::optional<double> bolus_mg_per_kg_max;
    milliseconds bolus_interval{};
    // What a rise or a bolus requires; a reduction, a pause or a stop never requires anything.
    bool needs_no_high_alarm = true;
    bool needs_checks_done = true;
    std::optional<int> sedation_max; ///< depth 0 to 3 of the newest score, which must be known
};

/// A limit of a rule that is tighter in sessions of this protocol.
struct tighter_limit {
    std::string rule;
    alarm::priority level{};
    double limit = 0; ///< canonical unit, within the level's `adjustable`
};

/// When somebody should think of stopping: shown, and an alarm "stop_NAME" while `when` holds.
struct stop_criterion {
    std::string name;
    std::string text;
    alarm::expression when;
    alarm::priority urgency{};
};

/// One line of the discharge checklist.
struct discharge_item {
    enum class kind : std::uint8_t {
        signs_within,  ///< each of `items` known and between `least` and `most` of `range`
        near_baseline, ///< each of `items` known and within `percent` of its baseline
        sedation,      ///< newest depth at most `most`
        done,          ///< an item was charted "yes", or a grade of at most `most`, since the infusion ended
        minimum_time,  ///< so long since the infusion ended
        pump_removed,
        after_care, ///< the after-care text was acknowledged
    };
    struct range {
        std::string item;
        double least = 0;
        double most = 0;
    };
    std::string name;
    std::string text;
    kind what{};
    std::vector<range> ranges;      ///< of signs_within
    std::vector<std::string> items; ///< of near_baseline, done
    double percent = 0;
    int most = 0;
    milliseconds lasting{}; ///< of minimum_time
    consent otherwise = consent::reason;
};

struct protocol {
    static constexpr std::size_t protocols_max = 50;
    static constexpr std::size_t items_max = 100; ///< each of items, questions, lines of the checklist
    static constexpr std::size_t checks_max = 32; ///< each of checks, items of one, limits, criteria, intervals
    static constexpr std::size_t name_max = 48;   ///< characters; "overdue_" before it is a rule's name
    static constexpr std::size_t line_max = 200;  ///< characters of a title, a question, a message
    static constexpr std::size_t text_max = 4'000;

    std::string name;          ///< "day-case-low-dose"
    std::uint64_t version = 0; ///< FNV-1a (64 bit) of the text
    std::string title;
    std::string drug;
    std::string source; ///< what it is taken from
    std::uint32_t demonstration =
        0; ///< never for patients: all times below were divided by this; 0: they are as they are
    std::optional<milliseconds> planned;         ///< a session runs about so long; longer: "infusion_too_long", low
    std::uint32_t sessions_max = 1;              ///< of a course; further ones need a reason
    std::optional<milliseconds> course_most;     ///< longer since its first infusing: "course_too_long", low
    std::optional<milliseconds> between_courses; ///< less since the last infusion: a warning at the start
    bool continuous_monitoring = false;          ///< a gap of spo2, pulse or respiratory_rate is an alarm at once
    std::vector<item> items;
    std::vector<screening_question> screening;
    std::vector<std::string> baseline; ///< items that must be known before it may start
    milliseconds baseline_age{};       ///< and no older than this
    dose_plan dose;
    std::vector<check> checks;
    std::vector<tighter_limit> limits;
    std::vector<stop_criterion> stops;
    milliseconds recovery_least{};
    std::vector<discharge_item> discharge;
    std::string after_care; ///< plain text, a line a point
    std::string file;       ///< where it was written, for messages
    std::string text;       ///< as it was written: a session goes on with it when the file has changed
};

using protocol_ptr = std::shared_ptr<const protocol>;

/// Every problem of the text at once, each with its place. With `rules`, also what [[limit]] says of them: that there
/// is such a rule and level, and a limit that may be set so.
std::expected<protocol, std::vector<alarm::problem>> parse_protocol(std::string_view text, std::string_view file,
                                                                    const alarm::rule_set* rules = nullptr);

/// Depth of sedation, a metric or family, or an item of the protocol; what charting and checks may name.
bool knows_item(const protocol& p, std::string_view name);

} // namespace vigil::infusion
