// What simulated monitors and the nurse send: ORU^R01 of IHE PCD-01, and Vigil's JSON report. Pure.
// Names of wards and beds are letters, digits, '-', '_', '.', so that nothing needs an escape.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "proto/vitals/instant.hpp"
#include "server/simulate/bedside.hpp"

namespace vigil::simulate {

/// The patient identifier in PID-3 and in "patient": "SIM-W1-3".
std::string patient_identifier(std::string_view ward, std::string_view bed);

/// "20261122020000.000+0000"
void append_hl7_time(std::string& out, instant t);

/// Who sends, for which bed, under which identifier.
struct envelope {
    std::string_view sender; ///< JSON only; HL7 monitors are told apart by OBX-18 of their containing row
    std::string_view id;     ///< MSH-10 or "id"
    std::string_view ward;
    std::string_view bed;
    instant sent_at{};
};

/// One whole MLLP frame: MSH, PID, PV1, OBR, a containing row for the monitor (status X, no value) and one OBX a value
/// with MDC codes and units. A value whose sensor is off has an empty OBX-5, OFF in OBX-8, X in OBX-11; one that was
/// measured earlier has its time in OBX-14.
std::string write_oru(const envelope& e, std::span<const shown_value> values);

/// The same of an infusion pump: its device, and the pump's own numbers.
std::string write_pump_oru(const envelope& e, std::span<const shown_value> values);

/// One whole MLLP frame of registration: ADT^`event` ("A01", "A03", "A13") of the bed's patient.
std::string write_adt(const envelope& e, std::string_view event);

/// One report object of POST /v1/readings.
std::string write_report(const envelope& e, std::span<const shown_value> values);

} // namespace vigil::simulate
