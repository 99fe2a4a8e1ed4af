// One OBX row: what it measures, its value, and whether that may be used.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "proto/hl7/message.hpp"
#include "proto/vitals/reading.hpp"

namespace vigil::hl7 {

/// What OBX-3 says. Number and name may disagree: the number wins.
struct identifier {
    enum class kind : std::uint8_t { vital_sign, container, unknown };
    kind is = kind::unknown;
    metric what{};
    std::uint32_t number = 0;   ///< MDC, also where the sender wrote MDIL; 0 for LOINC
    bool names_another = false; ///< the name belongs to another number
};

/// First triplet, or the alternate one if the first says nothing to us. MDC by number, MDIL, LOINC.
identifier read_identifier(std::string_view field, const delimiters& marks);

/// What became of a row.
enum class row : std::uint8_t {
    reading,
    container, ///< structures the message, holds no value
    other,     ///< text, coded, a time: nothing that Vigil watches
};

/// Why a row was refused.
struct refusal {
    int field = 0;
    int code = 0; ///< HL7 table 0357
    std::string reason;
};

/// Reads one row; `out` is set for row::reading only, its measured_at is left to the caller. Decisions:
/// OBX-11 X, N, I, O: no usable number, even if one was sent. D, W: withdrawn, refused. OBX-8 TEST, DEMO, CAL: test;
/// OFF: sensor off; INV, NAV, NI, NA, MSK, BUSY, NAN, PINF, NINF: unavailable, both without a number; QUES, EARLY:
/// questionable. The first of these that is there, in this order, decides.
std::expected<row, refusal> read_observation(const segment& obx, const delimiters& marks, const identifier& id,
                                             reading& out);

} // namespace vigil::hl7
