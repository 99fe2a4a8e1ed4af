// One observed value, and the report (one message of a sender) that carried it.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/vitals/instant.hpp"
#include "proto/vitals/metric.hpp"
#include "proto/vitals/unit.hpp"

namespace vigil {

/// Whether a value may be used, and why not. Values are part of the journal's format: append only.
enum class validity : std::uint8_t {
    valid,
    questionable, ///< a number the sender doubts (OBX-8 QUES, EARLY): shown as such and evaluated
    sensor_off,   ///< no number: probe or lead off
    unavailable,  ///< no number: not measured, and no reason given
    implausible,  ///< a number outside the metric's plausible range: kept, never evaluated
    test,         ///< a number of a demonstration or test mode: kept, never evaluated
};

/// "valid", "questionable", "sensor_off", "unavailable", "implausible", "test".
std::string_view name(validity v);
std::optional<validity> validity_from_name(std::string_view name);

/// True where rules may use the number.
constexpr bool usable(validity v) {
    return v == validity::valid || v == validity::questionable;
}

inline constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

struct reading {
    metric what{};
    validity status = validity::valid;
    unit declared = unit::none;    ///< unit the sender wrote; `value` is converted
    std::uint32_t code = 0;        ///< the sender's code, context-free MDC (147842), 0 if it used our names
    double value = no_value;       ///< in info(what).canonical; NaN when there is no number
    instant measured_at{};         ///< the sender's claim; the report's time where it gave none of its own
    double device_low = no_value;  ///< the device's own alarm limits (OBX-7), same unit as value: shown, never obeyed
    double device_high = no_value; ///< NaN: not told
};

/// Builds a reading from a number as declared: converts, checks plausibility. Nothing if the unit cannot be converted
/// (a number without a unit is never guessed at; only a score needs none). A number that comes with sensor_off or
/// unavailable is dropped: senders repeat the last one there. Where no finite number is left the status says so.
std::optional<reading> make_reading(metric what, double value, unit declared, validity status, instant measured_at);

/// The readings of one message, all of one bed. A sign may be there more than once (two probes, two sources): the first
/// is the one that rules read. Decoders reuse one of these, so that nothing is allocated per message.
struct report {
    std::string sender;     ///< who sent it: identity for duplicates and for mapping to a bed
    std::string control_id; ///< MSH-10 or "id"; unique only together with the content
    std::string ward;       ///< may be empty: ingest resolves it from the sender
    std::string bed;
    std::string patient;      ///< the sender's patient identifier; empty if it gave none
    std::string patient_name; ///< the second identifier, "Doe, John"; shown and compared, never a key
    bool history = false; ///< long past by a trusted clock, or entered later: recorded, not shown as the bed's present
    std::optional<instant> reported_at; ///< what its readings were measured at that say nothing else
    std::optional<instant> sent_at;     ///< when its sender says it sent it: what its clock is judged by
    std::string reported_text; ///< the sender's time as it wrote it, when that is no instant for want of an offset
    std::vector<reading> readings;

    void clear() {
        sender.clear(), control_id.clear(), ward.clear(), bed.clear(), patient.clear(), patient_name.clear();
        history = false;
        reported_at.reset();
        sent_at.reset();
        reported_text.clear();
        readings.clear();
    }
};

/// Why one observation of a message was not taken; its neighbours live.
struct rejected_observation {
    std::string where;  ///< "OBX[3]-6" for HL7 or "/readings/0/unit" for JSON
    std::string reason; ///< says what was found and what would be accepted
    int segment = 0;    ///< HL7: which OBX of the message, counted from 1
    int field = 0;      ///< HL7: field of the OBX
    int hl7_code = 0;   ///< HL7 table 0357 (103 table value not found, 102 data type error, ...)
};

} // namespace vigil
