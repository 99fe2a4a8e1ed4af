// MSH: who sent the message, what it is, and what answer it asks for. Views into the message.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "proto/hl7/message.hpp"
#include "proto/hl7/time.hpp"

namespace vigil::hl7 {

struct header {
    delimiters marks;
    std::string_view sending_application; ///< fields as sent, escapes and all
    std::string_view sending_facility;
    std::string_view receiving_application;
    std::string_view receiving_facility;
    std::string_view type;  ///< "ORU"
    std::string_view event; ///< "R01"
    std::string_view control_id;
    std::string_view processing_id;
    std::string_view version;
    std::string_view accept_when;      ///< MSH-15: AL, NE, ER, SU or empty
    std::string_view application_when; ///< MSH-16
    std::string_view charset;          ///< MSH-18, first repetition
    std::optional<time_stamp> time;    ///< MSH-7
};

/// How a message is answered: positive, AE (its content), AR (this kind of message, or nothing readable at all).
enum class verdict : std::uint8_t { accepted, error, rejected };

/// Why a whole message was not taken.
struct message_error {
    verdict what = verdict::error;
    int code = 0;             ///< HL7 table 0357
    std::string_view segment; ///< "MSH"; empty if there is no place to name
    int field = 0;
    std::string reason;
};

header read_header(const segment& msh, const delimiters& marks);

/// What a message is for.
enum class purpose : std::uint8_t {
    observations, ///< ORU^R01, ORU^R30, ORU without an event
    device_alarm, ///< ORU^R40
    movement,     ///< ADT; adt.hpp says which events
    query,        ///< QRY^R02, QRY^A19
    notice,       ///< clock and network (NMD): answered and not used
};

/// What it is for, or what keeps any message with this header from being read: version (203), type (200), event (201),
/// processing id (202), a field that is missing (101). A missing MSH-10 is an error only where answers are read.
std::expected<purpose, message_error> check_header(const header& head, bool needs_control_id = true);

message_error describe(malformed what);

} // namespace vigil::hl7
