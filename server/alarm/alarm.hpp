// An alarm as everybody outside the core sees it: what holds, how urgent, who has seen it, and on what evidence.
// Words follow IEC 60601-1-8: condition, priority, acknowledged, latched.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/vitals/instant.hpp"
#include "proto/vitals/metric.hpp"

namespace vigil::alarm {

/// Urgency of response. Ordered: a greater value is more urgent.
enum class priority : std::uint8_t { low, medium, high };

enum class kind : std::uint8_t {
    physiological, ///< the patient
    technical,     ///< the monitoring itself: a silent monitor, a sensor off, nobody watching
};

enum class phase : std::uint8_t {
    onset,   ///< the event that raised it; afterwards the alarm is active
    active,  ///< the condition holds
    latched, ///< the condition is over, but nobody has acknowledged it
    cleared, ///< over and done; the last event of this alarm
};

/// What happened to an alarm in one revision of it. Part of the journal's format: append only.
enum class change : std::uint8_t {
    onset,        ///< raised, after the condition delay
    escalated,    ///< the same condition became more urgent; what was acknowledged is to be acknowledged again
    deescalated,  ///< less urgent, and still there
    acknowledged, ///< somebody took note
    realarmed,    ///< acknowledged long ago and still there: it sounds again
    paused,       ///< alarm paused: shown, does not sound
    resumed,      ///< the pause is over: ran out, was ended, or the condition became more urgent
    called,       ///< nobody acknowledged in time: somebody else is called
    updated,      ///< the list of beds or the text changed, nothing else
    latched,      ///< over, and not acknowledged
    renewed,      ///< latched, and the condition holds again
    cleared,      ///< over; the last revision
    noted,        ///< somebody wrote something about it; nothing else
    assigned,     ///< somebody goes there, or nobody does any more; nothing else
};
inline constexpr change last_change = change::assigned;

std::string_view name(priority p);
std::string_view name(kind k);
std::string_view name(phase p);
std::string_view name(change c);
std::optional<priority> priority_from_name(std::string_view name);

/// Names one alarm for ever. Derived from bed, stay, rule and the onset's content: the same inputs give the same id on
/// another machine or after a restart.
enum class alarm_id : std::uint64_t {};

/// 16 hexadecimal digits, lower case.
std::string to_text(alarm_id id);
std::optional<alarm_id> alarm_id_from_text(std::string_view text);

struct acknowledgement {
    std::string by;
    instant at{};
};

/// The values on which the decision was made.
struct evidence {
    metric what{};
    double value = 0;      ///< in the metric's canonical unit; NaN where it was not known
    double limit = 0;      ///< in force for this stay at that moment
    instant measured_at{}; ///< the sender's claim
    instant received_at{};
    std::uint64_t rule_version = 0; ///< hash of the rule set in force
};

/// IEC 60601-1-8 "alarm paused": shown and recorded, but without sound, until a stated moment.
struct pause {
    std::string by;
    std::string reason;
    instant until{};
    priority upto = priority::medium; ///< a more urgent condition ends it
    friend bool operator==(const pause&, const pause&) = default;
};

/// Whom a rule file names to be called when nobody acknowledges (`[[call]]`).
struct call {
    std::uint32_t step = 0; ///< so many of the rule file's calls are made; 0 if only other rules had them
    std::string whom;
    instant at{};
};

/// What somebody wrote about it, in one line.
struct note {
    std::string by;
    instant at{};
    std::string text;
    friend bool operator==(const note&, const note&) = default;
};
inline constexpr std::size_t notes_max = 10;       ///< with an alarm; all of them are in the record
inline constexpr std::size_t note_bytes_max = 500; ///< of its text

/// Who goes there. It takes no note of the alarm: it sounds, calls and is called for as before.
struct assignment {
    std::string to;
    std::string by;
    instant at{};
    friend bool operator==(const assignment&, const assignment&) = default;
};

struct alarm {
    alarm_id id{};
    std::uint32_t revision = 0; ///< grows with every change; a client applies only a higher one
    std::string ward;
    std::string bed;  ///< empty: the alarm is about the whole ward
    std::string stay; ///< empty as well then
    std::string rule;
    kind what = kind::physiological;
    priority urgency = priority::medium;
    phase state = phase::onset;
    bool latching = false;
    std::optional<acknowledgement> acknowledged;
    instant since{};                 ///< onset, after the condition delay
    std::optional<instant> shown_at; ///< first time a dashboard reported it painted
    std::string message;
    std::optional<evidence> because; ///< none where no value decided: most technical alarms
    instant signalled_at{};          ///< its sound last began: onset, escalation, renewal, re-alarm
    std::optional<pause> paused;
    std::optional<call> called;    ///< the last one since it last began to sound
    std::vector<std::string> beds; ///< of an alarm of the ward that stands for many of one cause: their names, sorted
    std::optional<assignment> assigned;
    std::vector<note> notes; ///< the newest, in the order in which they were written
};

} // namespace vigil::alarm
