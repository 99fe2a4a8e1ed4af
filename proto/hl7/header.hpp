// MSH: who sent the message, what it is, and what answer it asks for. Views into the message.
#pragma once

#include <cstdint>
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

/// What keeps any ORU^R01 with this header from being read: version, type, event, processing id, character set, a field
/// that is missing.
std::optional<message_error> check_header(const header& head);

message_error describe(malformed what);

} // namespace vigil::hl7
