// A story: what happens at the beds of a ward, moment by moment, and every alarm event that must come of it.
// tests/scenario/README.md describes the text; this reads it. Pure. All times count from the story's beginning.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "proto/vitals/device_alarm.hpp"
#include "proto/vitals/movement.hpp"
#include "proto/vitals/reading.hpp"
#include "server/alarm/alarm.hpp"
#include "server/ward/input.hpp"

namespace vigil::scenario {

/// A `place` with an empty `bed` is a whole ward.
std::string to_text(const place& p); ///< "W1/3", "W1"

struct time_passes {};

/// Readings of one message.
struct report_sent {
    std::string sender; ///< a monitor of its own; empty: the bed's usual one
    identity patient;   ///< whom this sender names at that moment; empty if it names nobody
    bool history = false;
    std::optional<instant> reported_at;
    std::vector<reading> readings;
};
struct acknowledge_said {
    std::string rule;
    std::string by;
};
struct shown_said {
    std::string rule;
    std::string by;
};
struct noted_said {
    std::string rule;
    std::string by;
    std::string text;
};
struct assigned_said {
    std::string rule;
    std::string by;
    std::string to; ///< empty: nobody any more
};
/// Somebody decides something for the patient who lies in the bed then.
struct decided {
    std::string rule; ///< that it is about, if it is about one
    decltype(ward::patient_command::what) what;
    std::string by;
    std::string reason;
};
struct station_said {
    std::string station;
    bool connected = false;
    bool sound_armed = false;
    bool visible = false;
};
struct audio_said {
    std::string station;
    std::string by;
    instant until{}; ///< a pause that is over at once ends the one that runs
};
struct server_begins {};
struct service_said {
    ward::service_changed::which what{};
    bool working = true;
};
struct rules_given {
    std::string name;
};
struct restarted {};

/// An alarm of a device itself.
struct device_said {
    identity patient;
    device_alarm alarm;
};
/// Where the hospital's registration says that a patient is; the moment's place is where it happens.
struct moved_said {
    movement::kind what{};
    identity who;
    identity other;
    place to;              ///< of a transfer; of a swap where the other patient lies
    bool anywhere = false; ///< no bed is named: wherever the patient is
};

using action = std::variant<time_passes, report_sent, acknowledge_said, shown_said, decided, station_said, audio_said,
                            server_begins, service_said, rules_given, restarted, device_said, moved_said, noted_said,
                            assigned_said>;

/// An event of an alarm. What is left out may be anything.
struct alarm_expected {
    std::optional<alarm::change> how; ///< none: shown on a dashboard
    place where;
    std::string rule;
    std::optional<alarm::priority> urgency;
    std::optional<std::string> message;
    std::optional<std::string> whom; ///< who was called
    std::optional<std::string> by;   ///< who acknowledged, paused, noted or assigned; the station that showed it
};
/// A station's audio was paused, or is heard again.
struct audio_expected {
    std::string ward;
    std::string station;
    bool paused = false;
};
/// What a device's own alarm is now. What is left out may be anything.
struct device_expected {
    place where;
    std::string id;
    std::optional<device_alarm::state> now; ///< none: over
    std::optional<device_alarm::priority> urgency;
    std::optional<std::string> text;
};
/// The command of this moment is refused, for a reason that has this in it.
struct refusal_expected {
    std::string part;
};
struct news2_is {
    int low = 0, high = 0;
};
enum class watched : std::uint8_t { monitored, recovering, not_monitored, away };
struct watched_is {
    watched how{};
};
struct limit_is {
    std::string rule;
    alarm::priority level{};
    std::optional<double> limit; ///< none: the level has no limit
};
struct patient_is {
    identity who;
};
struct stay_is {
    int number = 1; ///< 1: the first patient's time in this bed
};
struct device_alarms_are {
    int count = 0;
};
/// How the bed's infusion session stands.
struct phase_is {
    alarm::infusion_phase phase{};
};
struct rate_is {
    double mg_per_hour = 0;
};
struct given_is {
    double mg = 0; ///< in all, by now
};
struct due_is {
    std::string check;
    std::optional<milliseconds> at; ///< of the story; none: not due
};
struct item_is {
    std::string item; ///< of the checklist
    std::string state;
};
/// No event: how a bed is after everything that happened at this moment.
struct bed_expected {
    place where;
    std::variant<news2_is, watched_is, limit_is, patient_is, stay_is, device_alarms_are, phase_is, rate_is, given_is,
                 due_is, item_is>
        what;
};

struct expectation {
    int line = 0;
    std::variant<alarm_expected, audio_expected, device_expected, refusal_expected, bed_expected> what;
};

struct moment {
    int line = 0;
    milliseconds at{};
    place where;
    action what;
    std::vector<expectation> expected;
};

struct story {
    std::string title; ///< its first comment
    std::string rules; ///< in force from the beginning; empty: those that the player is given
    int rules_line = 1;
    std::vector<std::string> protocols; ///< in force from the beginning, by their names
    std::vector<std::string> wards;     ///< of the beds at its top
    bool unwatched = false;             ///< else a station "story" watches every ward
    std::vector<moment> moments;
};

/// What is wrong in a story's text, or in how it went: either `text`, or what was expected and what came instead.
struct failure {
    int line = 0;
    std::string text;
    std::string expected;
    std::string got;
    std::string way;       ///< of playing it, if it goes well as it is written
    bool unusable = false; ///< story or rules cannot be understood: it was not played to its end
};
std::string to_text(const failure& f); ///< without its line

std::expected<story, failure> parse(std::string_view text);

/// "15s", "1m30s", "2h", "15.001s", as parse() reads it.
std::string to_text(milliseconds t);
std::optional<milliseconds> time_from_text(std::string_view text);

} // namespace vigil::scenario
