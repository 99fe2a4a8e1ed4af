// How one kind of sender writes HL7: where its bed and its times stand, what it calls the signs, which numbers mean "no
// value". Data: proto/dialects/*.toml, part of the program. Immutable once read; may be used from any thread.
// Keys of a dialect file are the members' names.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proto/vitals/metric.hpp"
#include "proto/vitals/reading.hpp"
#include "proto/vitals/unit.hpp"

namespace vigil::dialects {

/// "PV1-3.3.2": a place in a message. Component and sub-component 0: not named, the first (MSH-3: the whole field).
struct path {
    char segment[4] = {};
    std::uint8_t field = 0;
    std::uint8_t component = 0;
    std::uint8_t subcomponent = 0;
    friend bool operator==(const path&, const path&) = default;
};

/// "PV1-3.2+PV1-3.3": what is there of these, joined with '-'.
using joined = std::vector<path>;
/// The first that is not empty. A place that gave the bed its name does not name the ward as well.
using choice = std::vector<joined>;

/// A message speaks this dialect if every pattern of one `recognition` holds.
struct pattern {
    path where;
    std::string
        text; ///< "GE*", "*MINDRAY*", "" for an empty field; '*' at either end stands for anything, case does not count
};
using recognition = std::vector<pattern>;

enum class direction : std::uint8_t {
    listen, ///< the sender connects to us
    dial,   ///< we connect to it, and again whenever the connection ends
};

enum class framing : std::uint8_t {
    strict,  ///< 0x1C ends a frame
    lenient, ///< 0x1C ends a frame only before 0x0D: it may stand in the data
};

enum class answers : std::uint8_t {
    as_asked, ///< MSH-15 and MSH-16
    original, ///< AA, AE, AR whatever they say
    none,     ///< the sender reads no answers
};

/// How alarms of the device itself stand in ORU^R01. ORU^R40 is read whatever this says.
enum class alarm_form : std::uint8_t {
    none,
    mdil, ///< OBR-4 ALARM, OBX TX "2^Yellow Alarm^MDIL-ALERT"
    pds,  ///< OBX CE: OBX-3 2 physiological or 4 technical, OBX-5 "10033^**SpO2 TOO HIGH"
};

/// One sign of the sender's own vocabulary.
struct code {
    std::string text;             ///< OBX-3.1 as sent
    std::string system;           ///< OBX-3.3; empty: whatever stands there
    std::optional<metric> what;   ///< nothing: known, and none that Vigil watches
    std::uint32_t mdc = 0;        ///< the equal IEEE 11073 code, 0 if there is none
    unit where_none = unit::none; ///< the unit where OBX-6 is empty or units_are_wrong
};

struct flag {
    std::string text; ///< of OBX-8, in any case of letters
    validity means = validity::unavailable;
};

struct dialect {
    std::string name;  ///< "mindray-pds"
    std::string title; ///< "Mindray patient data share"
    std::vector<recognition> recognise;
    int rank = 0; ///< where several recognise a message, the highest

    direction way = direction::listen;
    std::uint16_t port = 0; ///< to dial, if the configuration names none
    framing frames = framing::strict;
    answers reply = answers::as_asked;
    bool one_connection = false;      ///< a new connection of a sender ends its old one
    bool patient_once = false;        ///< bed and patient are told once, then hold for the connection
    bool control_id_is_class = false; ///< MSH-10 says what kind of message it is: equal messages are no repetitions
    std::string echo;                 ///< a message with this MSH-10 is a keep-alive: sent back as it is; empty: none
    std::string charset;              ///< of messages without MSH-18, as MSH-18 would say it; empty: UTF-8

    choice ward{}, bed{}, patient{}, patient_name{}, device{};
    choice observation_time{};         ///< fields of OBX
    choice order_time{};               ///< fields of OBR
    bool bed_conflict_refuses = false; ///< paths of `bed` that name different beds: the message is refused

    bool x_is_invalid = true;        ///< OBX-11 X: no usable number. False: the sender sends good numbers with it
    bool units_are_wrong = false;    ///< what OBX-6 says is not to be trusted: the code's own unit counts
    std::vector<double> sentinels;   ///< numbers that mean "no value"
    std::vector<metric> zero_is_off; ///< signs whose 0 means that the sensor is off
    std::vector<flag> flags;
    std::vector<code> codes; ///< sorted by text, system
    alarm_form alarms = alarm_form::none;

    /// Entry for OBX-3; nullptr if the vocabulary does not have it.
    const code* find(std::string_view text, std::string_view system) const;
    bool is_sentinel(double value) const;
};

/// One dialect file. Every problem, as "file:line: what is wrong", in the order of the lines. A file that says
/// `base = "NAME"` takes from `base`, which must have that name, what it does not say itself; its `flags` and `codes`
/// add to those of the base; `name`, `title`, `recognise` and `rank` are never taken.
std::expected<dialect, std::vector<std::string>> read(std::string_view toml, std::string_view file,
                                                      const dialect& base);

/// The name that a file gives as its `base`; empty if none, or if it is no TOML.
std::string base_name(std::string_view toml);

/// Those that are part of the program, "ihe-pcd01" first; it is also what an unknown sender is taken for.
std::span<const dialect> shipped();
const dialect* find(std::string_view name);

/// A file as it is part of the program: "ihe-pcd01.toml".
struct source {
    std::string_view file;
    std::string_view text;
};
std::span<const source> sources();

/// What a message has at a place, empty if nothing: of several segments of a name (OBX) the first that has anything
/// there.
using field_reader = std::function<std::string_view(const path&)>;

/// The dialect of `among` that a message speaks by its own signs; nullptr if none recognises it. Of equal rank: the
/// first.
const dialect* recognise(std::span<const dialect> among, const field_reader& field);

} // namespace vigil::dialects
