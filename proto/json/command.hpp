// What people and dashboards ask for: one frame of the stream vigil.v1, or the body of the same command over HTTP,
// whose path then says what the frame says with `type`, `alarm`, `bed` or `station`. Words are kept as they stand: what
// they mean is for the wards to say.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "proto/json/infusion.hpp"

namespace vigil::json {

inline constexpr std::size_t command_bytes_max = 16 * 1024;
inline constexpr std::size_t alarm_note_bytes_max = 500;

/// Where a stream was left: everything up to `seq` of `epoch` has arrived.
struct stream_position {
    std::uint64_t epoch = 0;
    std::uint64_t seq = 0;
};

struct subscribe {
    std::optional<stream_position> resume; ///< nothing: begin with a snapshot
};

struct acknowledge {
    std::string request; ///< client-made id
    std::uint64_t alarm = 0;
    std::string by;
};

struct note_alarm {
    std::string request;
    std::uint64_t alarm = 0;
    std::string by;
    std::string text;
};

struct assign_alarm {
    std::string request;
    std::uint64_t alarm = 0;
    std::string by;
    std::string to; ///< empty: nobody any more
};

/// Over HTTP only.
struct assign_sender {
    std::string request;
    std::string sender;
    std::string by;
    std::string bed; ///< "ward/bed"; empty: none any more
};

struct shown {
    std::string request;
    std::uint64_t alarm = 0;
    std::string station;
};

struct station {
    std::string request;
    std::string name;
    bool sound_armed = false;
    bool visible = false;
    std::optional<std::uint64_t> heap_bytes; ///< what the page's script holds
    std::optional<double> clock_offset_ms;   ///< its clock minus ours, as it reckons
};

/// The sound of the station that says so; 0 seconds: it sounds again.
struct pause_audio {
    std::string request;
    std::string by; ///< empty on a stream: the station itself
    double seconds = 0;
};

struct set_limit {
    std::string rule;
    std::string priority;
    std::optional<double> limit; ///< nothing: the rule's own
    double minutes = 0;          ///< given with a limit only
};

struct pause_alarm {
    std::string rule;
    double minutes = 0; ///< 0 ends the pause
};

struct set_phase {
    std::string phase;
};

struct note_step {};

struct take_baseline {};

struct set_spo2_scale {
    bool scale_2 = false;
};

struct decide_confusion {
    std::string is;
};

/// Somebody decides something for the patient in a bed.
struct patient_command {
    std::string request;
    std::string bed; ///< "ward/bed"; empty over HTTP, where the path says it
    std::string stay;
    std::string by;
    std::string reason; ///< may be empty; the wards say where one is needed
    std::variant<set_limit, pause_alarm, set_phase, note_step, take_baseline, set_spo2_scale, decide_confusion,
                 infusion_command>
        what;
};

using command =
    std::variant<subscribe, acknowledge, shown, station, pause_audio, patient_command, note_alarm, assign_alarm>;

struct command_error {
    std::string request; ///< empty if it could not be read: then there is nothing to answer to
    std::string reason;
};

/// Parses commands; keep one a thread.
class command_reader {
public:
    command_reader();
    ~command_reader();

    /// One JSON object. Unknown types, unknown or repeated keys, and missing ones are refused.
    std::expected<command, command_error> read(std::string_view text);

    /// {"by":"...","request":"..."}; `alarm` comes from the path.
    std::expected<acknowledge, command_error> read_acknowledge(std::string_view body, std::uint64_t alarm);

    /// {"by":"...","request":"...","text":"..."}
    std::expected<note_alarm, command_error> read_note_alarm(std::string_view body, std::uint64_t alarm);

    /// {"by":"...","request":"...","to":"..."}, `to` null for nobody.
    std::expected<assign_alarm, command_error> read_assign_alarm(std::string_view body, std::uint64_t alarm);

    /// {"by":"...","request":"...","sender":"...","bed":"ward/bed"}, `bed` null for none.
    std::expected<assign_sender, command_error> read_assign_sender(std::string_view body);

    /// `resource` is the path's last part, see patient_resource().
    std::expected<patient_command, command_error> read_patient_command(std::string_view body,
                                                                       std::string_view resource);

    /// {"by":"...","request":"...","seconds":120}, without seconds to resume.
    std::expected<pause_audio, command_error> read_pause_audio(std::string_view body, bool resume);

private:
    struct document;
    std::unique_ptr<document> document_;
};

/// True for the last part of a path POST /v1/beds/{ward}/{bed}/...: "limits", "pauses", "phase", "steps", "baseline",
/// "spo2_scale", "confusion", "observations", "infusion_start", ...
bool patient_resource(std::string_view name);

/// An alarm's id as written: 16 lower-case hexadecimal digits.
std::optional<std::uint64_t> parse_alarm_id(std::string_view text);

} // namespace vigil::json
