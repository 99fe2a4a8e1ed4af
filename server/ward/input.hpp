// Everything that happens to the wards, as a value. The only way to change ward state is to apply one of these.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "proto/vitals/device_alarm.hpp"
#include "proto/vitals/instant.hpp"
#include "proto/vitals/movement.hpp"
#include "proto/vitals/reading.hpp"
#include "server/alarm/alarm.hpp"
#include "server/alarm/patient.hpp"
#include "server/infusion/order.hpp"

namespace vigil::ward {

/// Readings of one bed; content.ward and content.bed are resolved.
struct readings_received {
    report content;
    std::uint64_t key = 0; ///< hash of sender, control id and payload: a repetition has the same, nothing else has
};

/// A device tells of alarms of its own; content.ward and content.bed are resolved.
struct device_alarms_reported {
    device_alarm_report content;
    std::uint64_t key = 0;
};

/// The hospital's registration says where a patient is. Who is named for a bed is a claim of its sender; a bed's stay
/// follows the newest change of any sender's claim, and never a mere repetition: two senders that keep naming different
/// patients do not alternate stays, and rule "identity_conflict" says that they disagree.
struct patient_moved {
    movement content;
    std::uint64_t key = 0;
};

/// A message, or a part of it, was not understood. Kept in the record as it came; changes nothing in the wards.
struct message_quarantined {
    std::string transport; ///< "mllp", "http", "websocket"
    std::string sender;
    std::string control_id;
    std::string dialect;
    std::string raw;        ///< as received, cut at quarantine_bytes_max
    std::string reasons;    ///< one a line: where, a tab, why
    std::uint64_t size = 0; ///< of the whole message
    std::uint64_t key = 0;  ///< of the message, as ingest::key_of
    bool partly = false;    ///< its other observations were taken
    std::string address;    ///< of the peer: its IP, or "host:port" that we connected to; empty: not known
};
inline constexpr std::size_t quarantine_bytes_max = 65'536;

/// A person takes note of an alarm. Ends its sound, never its condition. Of an alarm that stands for many beds: of
/// theirs as well.
struct acknowledge {
    alarm::alarm_id alarm{};
    std::string by;      ///< user or station
    std::string request; ///< client-made id; the same command applied twice changes nothing
};

/// A dashboard has painted an alarm.
struct alarm_shown {
    alarm::alarm_id alarm{};
    std::string station;
};

/// Somebody writes something about an alarm. It says nothing of its condition, and nobody has taken note by it.
struct note_alarm {
    alarm::alarm_id alarm{};
    std::string by;
    std::string text; ///< at most alarm::note_bytes_max
    std::string request;
};

/// Somebody goes to an alarm's bed, or is sent there.
struct assign_alarm {
    alarm::alarm_id alarm{};
    std::string to; ///< empty: nobody any more
    std::string by;
    std::string request;
};

/// Where reports go that neither say their bed nor have one configured: under their device's or sender's name.
inline constexpr std::string_view unassigned_ward = "unassigned";

/// Somebody says which bed a sender measures that has none: what would go to `sender` in the ward `unassigned` goes to
/// this bed from now on.
struct assign_sender {
    std::string sender;
    std::string ward;
    std::string bed; ///< this and the ward empty: no bed any more
    std::string by;
    std::string request;
};

/// The rule set changes, all or nothing; `text` has passed `vigil check`.
struct rules_changed {
    std::string text;
    std::string source; ///< file name, for messages
};

/// The protocols of infusions, all or nothing; each text has passed `vigil check`. A session that runs keeps its
/// version.
struct protocols_changed {
    struct file {
        std::string source; ///< file name, for messages
        std::string text;
    };
    std::vector<file> protocols;
};

// What a person decides for one patient; see patient_command.

/// The stay's own limit of one level of a rule, until `until`; without `limit` the rule's own holds again.
struct set_limit {
    std::string rule;
    alarm::priority level{};
    std::optional<double> limit; ///< canonical unit, within the level's `adjustable`
    instant until{};             ///< at most limit_time_max from now
};

/// IEC 60601-1-8 "alarm paused": this rule's alarm is shown and does not sound, until `until`. An `until` that is not
/// in the future ends it.
struct pause_alarm {
    std::string rule;
    instant until{}; ///< at most alarm_pause_max from now
};

/// The infusion entered another phase.
struct set_phase {
    alarm::infusion_phase phase{};
};

/// The dose was changed: minutes_since_step counts from now.
struct note_step {};

/// What is known of the patient now is what baseline() means from now on.
struct take_baseline {};

/// NEWS2 scale 1 or 2 (for hypercapnic respiratory failure), by a clinician's decision.
struct set_spo2_scale {
    bool scale_2 = false;
};

/// Whether the confusion that was charted is new confusion or dissociation.
struct decide_confusion {
    alarm::confusion is{};
};

/// What a person does in the infusion session of this bed, or the beginning of one. Observations may be charted
/// without.
struct infusion_order {
    infusion::order what;
    std::optional<instant> happened_at; ///< where it is entered later; nothing: now
};

/// Somebody decides something for the patient who lies in a bed. `stay` names the patient: a command that was meant for
/// the one before is refused.
struct patient_command {
    std::string ward;
    std::string bed;
    std::string stay;
    std::string by;
    std::string reason; ///< needed for set_limit, pause_alarm and set_spo2_scale
    std::string request;
    std::variant<set_limit, pause_alarm, set_phase, note_step, take_baseline, set_spo2_scale, decide_confusion,
                 infusion_order>
        what;
};

/// A dashboard's station as it is now. Names are the stations' own; several connections of one name are one station.
struct station_changed {
    std::string ward;
    std::string station;
    bool connected = false;
    bool sound_armed = false;
    bool visible = false;
};

/// IEC 60601-1-8 "audio paused" at one station. An `until` that is not in the future ends it.
struct pause_audio {
    std::string ward;
    std::string station;
    std::string by;
    std::string request;
    instant until{}; ///< at most audio_pause_max from now
};

/// The server begins to run, so no station is connected, no monitor has been heard, and what it depends on is presumed
/// to be there.
struct server_started {};

/// What the server depends on has gone, or is there again.
struct service_changed {
    enum class which : std::uint8_t {
        record,
        journal,           ///< takes rows
        journal_space,     ///< has room on its disk for long enough
        journal_integrity, ///< reads back what was written
    } what{};
    bool working = true;
};
inline constexpr std::size_t services_count = 4;

/// Time passes and nothing else.
struct tick {};

struct input {
    instant at{}; ///< server time, never going back
    std::variant<tick, readings_received, acknowledge, alarm_shown, rules_changed, patient_command, station_changed,
                 pause_audio, server_started, service_changed, device_alarms_reported, patient_moved,
                 message_quarantined, protocols_changed, note_alarm, assign_alarm, assign_sender>
        what;
};

/// A pause always ends. 2 min of audio pause as bedside monitors have it; the others: proposal, needs clinical
/// sign-off.
inline constexpr milliseconds audio_pause_max{120'000};
inline constexpr milliseconds alarm_pause_max{3'600'000};
inline constexpr milliseconds limit_time_max{24 * 3'600'000};

} // namespace vigil::ward
